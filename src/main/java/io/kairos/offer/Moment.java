package io.kairos.offer;

import io.kairos.playbook.Pattern;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * One completed match of a pattern for a player.
 *
 * @param id hash of pattern, player and the ordered ids of the matched events: a replay names the same moment
 * @param time milliseconds of the epoch: of the closing event, or the deadline itself
 * @param facts values the pattern computed; null where unknown
 */
public record Moment(Pattern pattern, String id, String playerId, long time, Map<String, Object> facts) {

    public static Moment of(
            Pattern pattern, String playerId, long time, List<String> eventIds, Map<String, Object> facts) {
        MessageDigest digest = sha256();
        add(digest, pattern.id());
        add(digest, playerId);
        eventIds.forEach(id -> add(digest, id));
        return new Moment(pattern, hex(digest), playerId, time, facts);
    }

    /** The same moment, as it is decided at another time: its id and what it is made of stay. */
    public Moment at(long later) {
        return new Moment(pattern, id, playerId, later, facts);
    }

    /** The id of the offer this moment would become: consumers deduplicate by it. */
    public String offerId(String offer) {
        MessageDigest digest = sha256();
        add(digest, id);
        add(digest, offer);
        return hex(digest);
    }

    /**
     * Where a player stands in an experiment, from 0 to less than 1: always the same for the same player and experiment.
     */
    static double share(String playerId, String experiment) {
        MessageDigest digest = sha256();
        add(digest, experiment);
        add(digest, playerId);
        byte[] bytes = digest.digest();
        long bits = 0;
        for (int i = 0; i < 7; i++) {
            bits = bits << 8 | bytes[i] & 0xff;
        }
        return (double) (bits >>> 3) / (1L << 53);
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
