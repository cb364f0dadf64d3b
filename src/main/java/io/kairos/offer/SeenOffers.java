package io.kairos.offer;

import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.offer.OfferRecord.Status;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a player was offered lately, and how he took it. It is asked for when a moment is decided; until then it stays the
 * bytes it is.
 */
final class SeenOffers {
    /** What was offered longer ago counts as if it had not been, milliseconds. */
    static final long KEPT = 30L * 86_400_000;

    /** So many different offers, and so many patterns. */
    static final int MOST = 16;

    private static final byte[] NOTHING = {};

    /** One offer: when it was issued last, how often, and how that ended. */
    private record Seen(long at, int issued, int accepted, int dismissed, int expired) {
        static final Seen NEVER = new Seen(Long.MIN_VALUE, 0, 0, 0, 0);

        int ended() {
            return accepted + dismissed + expired;
        }

        Seen issued(long time) {
            return new Seen(time, issued + 1, accepted, dismissed, expired);
        }

        Seen ended(Status end) {
            return switch (end) {
                case ACCEPTED -> new Seen(at, issued, accepted + 1, dismissed, expired);
                case DISMISSED -> new Seen(at, issued, accepted, dismissed + 1, expired);
                case EXPIRED -> new Seen(at, issued, accepted, dismissed, expired + 1);
                case ISSUED, WITHDRAWN -> this;
            };
        }
    }

    /** What a pattern sent last. */
    private record Sent(String offer, long at) {}

    private final String whose;

    /** Not read yet; null once it was. */
    private byte[] unread = NOTHING;

    /** The last time that anything in it was added. */
    private long lastAt = Long.MIN_VALUE;

    /** By offer, the one issued last at the end. */
    private final Map<String, Seen> offers = new LinkedHashMap<>();

    /** By account of a pattern, the one that sent last at the end. */
    private final Map<String, Sent> patterns = new LinkedHashMap<>();

    private String acceptedOn;
    private long acceptedAt = Long.MIN_VALUE;

    /** @param whose the player, for a message if his row is torn */
    private SeenOffers(String whose) {
        this.whose = whose;
    }

    /** He was offered nothing yet. */
    static SeenOffers none() {
        return new SeenOffers(null);
    }

    /**
     * He is offered something.
     *
     * @param account of the pattern
     * @param seen false if he does not get to see it: then only the pattern's account knows
     */
    void issued(String account, String offer, boolean seen, long time) {
        open();
        lastAt = Math.max(lastAt, time);
        patterns.remove(account);
        patterns.put(account, new Sent(offer, time));
        bound(patterns);
        if (seen) {
            Seen before = at(offer, time);
            offers.remove(offer);
            offers.put(offer, before.issued(time));
            bound(offers);
        }
    }

    private static void bound(Map<String, ?> oldestFirst) {
        if (oldestFirst.size() > MOST) {
            Iterator<String> oldest = oldestFirst.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** What he was offered has ended. */
    void ended(String offer, Status end, String channel, long time) {
        open();
        offers.computeIfPresent(offer, (id, seen) -> seen.ended(end));
        if (end == Status.ACCEPTED && channel != null) {
            acceptedOn = channel;
            acceptedAt = time;
            lastAt = Math.max(lastAt, time);
        }
    }

    private Seen at(String offer, long time) {
        Seen seen = offers.get(offer);
        return seen == null || isForgotten(seen.at(), time) ? Seen.NEVER : seen;
    }

    private static boolean isForgotten(long at, long time) {
        return time - at >= KEPT;
    }

    /** How often he was offered it. */
    int times(String offer, long time) {
        open();
        return at(offer, time).issued();
    }

    /** How he takes to it, between 0 and 1: of so many that ended, so many accepted, smoothed with one of each. */
    double acceptance(String offer, long time) {
        open();
        Seen seen = at(offer, time);
        return (seen.accepted() + 1.0) / (seen.ended() + 2.0);
    }

    /** The offer he saw last; null for none. */
    String last(long time) {
        open();
        String last = null;
        for (Map.Entry<String, Seen> offer : offers.entrySet()) {
            last = isForgotten(offer.getValue().at(), time) ? null : offer.getKey();
        }
        return last;
    }

    /** The offer that a pattern sent last; null for none. */
    String lastOf(String account, long time) {
        open();
        Sent sent = patterns.get(account);
        return sent == null || isForgotten(sent.at(), time) ? null : sent.offer();
    }

    /** The channel on which he last accepted something; null if that is not known. */
    String acceptedOn(long time) {
        open();
        return acceptedOn == null || isForgotten(acceptedAt, time) ? null : acceptedOn;
    }

    /** When nothing of it counts any more. */
    long diesAt() {
        return lastAt == Long.MIN_VALUE ? Long.MIN_VALUE : lastAt + KEPT;
    }

    /** For people to read. */
    List<Map<String, Object>> shown() {
        open();
        List<Map<String, Object>> shown = new ArrayList<>();
        offers.forEach((offer, seen) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("offer", offer);
            fields.put("last_issued_at", seen.at());
            fields.put("issued", seen.issued());
            fields.put("accepted", seen.accepted());
            fields.put("dismissed", seen.dismissed());
            fields.put("expired", seen.expired());
            shown.add(fields);
        });
        return shown;
    }

    /** What each pattern sent last, for people to read. */
    List<Map<String, Object>> sent() {
        open();
        List<Map<String, Object>> shown = new ArrayList<>();
        patterns.forEach((account, sent) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("by", account);
            fields.put("offer", sent.offer());
            fields.put("at", sent.at());
            shown.add(fields);
        });
        return shown;
    }

    /** Where and when he last accepted something, for people to read. */
    Map<String, Object> accepted() {
        open();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("channel", acceptedOn);
        shown.put("at", acceptedOn == null ? null : acceptedAt);
        return shown;
    }

    void write(DataOutput out) throws IOException {
        byte[] bytes = unread == null ? bytes() : unread;
        Values.writeLength(bytes.length, out);
        if (bytes.length > 0) {
            Values.writeLong(lastAt, out);
            out.write(bytes);
        }
    }

    static SeenOffers read(String playerId, DataInput in) throws IOException {
        SeenOffers seen = new SeenOffers(playerId);
        int length = Values.readLength(in);
        if (length > 0) {
            seen.lastAt = Values.readLong(in);
            seen.unread = Values.readBytes(length, in);
        }
        return seen;
    }

    private byte[] bytes() throws IOException {
        if (lastAt == Long.MIN_VALUE) {
            return NOTHING;
        }
        RowWriter out = new RowWriter(256);
        Values.writeLength(offers.size(), out);
        for (Map.Entry<String, Seen> offer : offers.entrySet()) {
            Seen seen = offer.getValue();
            Values.writeText(offer.getKey(), out);
            Values.writeLong(seen.at(), out);
            Values.writeLength(seen.issued(), out);
            Values.writeLength(seen.accepted(), out);
            Values.writeLength(seen.dismissed(), out);
            Values.writeLength(seen.expired(), out);
        }
        Values.writeLength(patterns.size(), out);
        for (Map.Entry<String, Sent> pattern : patterns.entrySet()) {
            Values.writeText(pattern.getKey(), out);
            Values.writeText(pattern.getValue().offer(), out);
            Values.writeLong(pattern.getValue().at(), out);
        }
        Values.writeOptional(acceptedOn, out);
        Values.writeLong(acceptedAt, out);
        return out.toByteArray();
    }

    private void open() {
        if (unread == null) {
            return;
        }
        byte[] bytes = unread;
        unread = null;
        if (bytes.length == 0) {
            return;
        }
        try {
            RowReader in = new RowReader(bytes);
            for (int left = Values.readLength(in); left > 0; left--) {
                String offer = Values.readText(in);
                offers.put(
                        offer,
                        new Seen(
                                Values.readLong(in),
                                Values.readLength(in),
                                Values.readLength(in),
                                Values.readLength(in),
                                Values.readLength(in)));
            }
            for (int left = Values.readLength(in); left > 0; left--) {
                patterns.put(Values.readText(in), new Sent(Values.readText(in), Values.readLong(in)));
            }
            acceptedOn = Values.readOptional(in);
            acceptedAt = Values.readLong(in);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the row of player " + whose + " is torn where it says what he was offered: " + e.getMessage(), e);
        }
    }
}
