package io.kairos.offer;

import io.kairos.event.Output;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A player was erased.
 *
 * @param eventId of the event that asked for it
 * @param at when, milliseconds
 */
public record Erasure(String playerId, String eventId, long at, long playbookVersion) {
    /** The reason of the record on the decisions topic, where no decision has it. */
    public static final String REASON = "ERASED";

    /**
     * That it was done, on the decisions topic: it names the request, by the hash of its id, and nobody. It has no key, and
     * is a record of that topic like the others.
     */
    public Output record() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("moment_id", request());
        fields.put("player_id", "");
        fields.put("pattern", "");
        fields.put("at", at);
        fields.put("decided_at", at);
        fields.put("reason", REASON);
        fields.put(
                "detail", "all that was kept of a player is erased; moment_id is the hash of the request's event_id");
        fields.put("matched", List.of());
        fields.put("facts", Map.of());
        fields.put("features", Map.of());
        fields.put("tags", List.of());
        fields.put("candidates", List.of());
        fields.put("counters", Map.of());
        fields.put("offer_id", null);
        fields.put("mode", "");
        fields.put("playbook_version", playbookVersion);
        return new Output(Output.Kind.DECISION, "", at, Map.of("reason", REASON), fields);
    }

    /** SHA-256 of the request's {@code event_id} in UTF-8, as lower-case hexadecimal digits. */
    public String request() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(eventId.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
