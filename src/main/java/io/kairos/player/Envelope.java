package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the player's last events said of where he is, and his session: the deadline's stand-in for an event. Most events say
 * all of it anew; what the row said is looked at where one does not.
 */
final class Envelope {
    private static final String[] FIELDS = {
        "session_id", "brand", "licence", "device", "channel", "country", "zone", "currency"
    };
    private static final int SESSION = 0;
    private static final String SESSION_ENDED = "session_ended";
    private static final long SILENCE_ENDS_SESSION = 30 * 60_000L;

    private final String playerId;
    private final String[] values = new String[FIELDS.length];

    /** What the row said of all but the session; null once it was looked at. */
    private RowReader unread;

    private long sessionSince;
    private long lastSeen = Long.MIN_VALUE;

    private static final long NEVER_THERE = Long.MIN_VALUE;
    private static final long LEFT = NEVER_THERE + 1;

    /** When he himself last did something; {@link #LEFT} if that ended his session. */
    private long lastThere = NEVER_THERE;

    /** Nothing has been said of this player yet. */
    Envelope(String playerId) {
        this.playerId = playerId;
    }

    /** @param own the player did it: what others say of him, a settlement, may name a session that is over */
    void on(PlayerEvent event, long time, boolean own) {
        String sessionBefore = values[SESSION];
        if (own) {
            keep(SESSION, event.sessionId());
        }
        keep(1, event.brand());
        keep(2, event.licence());
        keep(3, event.device());
        keep(4, event.channel());
        keep(5, event.country());
        keep(6, event.zone());
        keep(7, event.currency());
        boolean another = event.sessionId() == null || sessionBefore == null
                ? time - lastSeen >= SILENCE_ENDS_SESSION
                : !event.sessionId().equals(sessionBefore);
        if (lastSeen == Long.MIN_VALUE || own && another) {
            sessionSince = time;
        }
        lastSeen = time;
        if (own) {
            lastThere = event.type().equals(SESSION_ENDED) ? LEFT : time;
        }
    }

    /** He did something less than 30 minutes ago, and has not ended his session since. */
    boolean inSession(long time) {
        return lastThere > LEFT && time - lastThere < SILENCE_ENDS_SESSION;
    }

    /** He himself has done nothing yet: whether he is there is not known. */
    boolean neverThere() {
        return lastThere == NEVER_THERE;
    }

    private void keep(int field, String value) {
        if (value != null) {
            values[field] = value;
        }
    }

    /** Null if never said. */
    String get(String field) {
        for (int i = 0; i < FIELDS.length; i++) {
            if (FIELDS[i].equals(field)) {
                if (values[i] == null) {
                    look();
                }
                return values[i];
            }
        }
        return null;
    }

    /** What is known, for people to read. */
    Map<String, Object> fields() {
        look();
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < FIELDS.length; i++) {
            if (values[i] != null) {
                fields.put(FIELDS[i], values[i]);
            }
        }
        fields.put("session_since", sessionSince);
        fields.put("last_seen", lastSeen == Long.MIN_VALUE ? null : lastSeen);
        fields.put("last_there", lastThere > LEFT ? lastThere : null);
        return fields;
    }

    /** An event that Kairos noticed itself, in the player's envelope. */
    PlayerEvent event(String id, String playerId, String type, long time, Map<String, Object> attributes) {
        return new PlayerEvent(
                id,
                playerId,
                null,
                type,
                time,
                get("session_id"),
                get("brand"),
                get("licence"),
                get("device"),
                get("channel"),
                get("country"),
                get("zone"),
                get("currency"),
                attributes);
    }

    /** When the session he is in began: his {@code session_id} changed, or without one, 30 minutes were silent. */
    long sessionSince() {
        return sessionSince;
    }

    /** At what the row said: it stands where nobody has said anything since. */
    private void look() {
        RowReader row = unread;
        unread = null;
        try {
            for (int i = SESSION + 1; row != null && i < FIELDS.length; i++) {
                String said = Values.readOptionalWord(row);
                values[i] = values[i] == null ? said : values[i];
            }
        } catch (IOException e) {
            throw new IllegalStateException("the row of player " + playerId + " is torn: " + e.getMessage(), e);
        }
    }

    private int saidSince() {
        int said = 0;
        for (int i = SESSION + 1; i < FIELDS.length; i++) {
            said += values[i] == null ? 0 : 1;
        }
        return said;
    }

    void write(RowWriter out) throws IOException {
        Values.writeOptional(values[SESSION], out);
        Values.writeLong(sessionSince, out);
        Values.writeLong(lastSeen, out);
        Values.writeLong(lastThere, out);
        int said = unread == null ? 0 : saidSince();
        if (unread != null && said == 0) {
            Values.writeLength(unread.left(), out);
            unread.copyTo(out);
            return;
        }
        if (unread != null && said < FIELDS.length - 1) {
            look();
        }
        int section = out.open();
        for (int i = SESSION + 1; i < FIELDS.length; i++) {
            Values.writeOptional(values[i], out);
        }
        out.close(section);
    }

    static Envelope read(String playerId, RowReader in) throws IOException {
        Envelope envelope = new Envelope(playerId);
        envelope.values[SESSION] = Values.readOptionalWord(in);
        envelope.sessionSince = Values.readLong(in);
        envelope.lastSeen = Values.readLong(in);
        envelope.lastThere = Values.readLong(in);
        envelope.unread = in.slice(Values.readLength(in));
        return envelope;
    }
}
