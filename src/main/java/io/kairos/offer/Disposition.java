package io.kairos.offer;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.playbook.Consent;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Scope;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the player is disposed to being spoken to: what he consents to, what he asked us to leave off, and how weary he is.
 * Few events are about it; until one is, or until something is decided, it stays the bytes it is.
 */
final class Disposition {
    private final String playerId;

    /** Null as long as nobody asked, and so are the other two. */
    private Consents consents;

    private Wishes wishes;
    private Weariness weariness;

    /** Of all three; null if they are read, or if the row said nothing. */
    private RowReader unread;

    private long unreadDiesAt = Long.MIN_VALUE;
    private boolean unreadGrows;

    /** Whether an event may be a word of his about being spoken to. */
    static boolean concerns(PlayerEvent event, Playbook playbook) {
        Consent consent = playbook.policy().consent();
        return consent.from() != null && consent.from().hasType(event.type()) || Wishes.mayBe(event);
    }

    /** Takes an event in that {@link #concerns} it, however late it comes. */
    void on(PlayerEvent event, Playbook playbook, Scope scope) {
        awake();
        wishes.on(event);
        Consent consent = playbook.policy().consent();
        if (consent.from() != null && consent.from().selects(event, scope)) {
            consents.on(event, playbook.vocabulary().type(event.type()));
        }
    }

    Consents consents() {
        return awake().consents;
    }

    Wishes wishes() {
        return awake().wishes;
    }

    Weariness weariness() {
        return awake().weariness;
    }

    /** When nothing of it stands any more; {@link Long#MAX_VALUE} if something stands for ever. */
    long diesAt() {
        if (consents == null) {
            return unreadDiesAt;
        }
        return consents.isEmpty() ? Math.max(wishes.diesAt(), weariness.diesAt()) : Long.MAX_VALUE;
    }

    /** Whether there is something that has no end of its own, and is not to be kept for ever. */
    boolean isHabit() {
        return consents == null ? unreadGrows : weariness.grows();
    }

    /** For people to read. */
    Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("consents", consents().shown());
        shown.put("wishes", wishes().shown());
        shown.put("weariness", weariness().shown());
        return shown;
    }

    private Disposition(String playerId) {
        this.playerId = playerId;
    }

    static Disposition none(String playerId) {
        return new Disposition(playerId);
    }

    private Disposition awake() {
        if (consents != null) {
            return this;
        }
        if (unread == null) {
            consents = new Consents();
            wishes = new Wishes();
            weariness = new Weariness();
            return this;
        }
        try {
            RowReader bytes = unread.again();
            Consents given = Consents.read(bytes);
            wishes = Wishes.read(bytes);
            weariness = Weariness.read(bytes);
            consents = given;
            unread = null;
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException("the row of player " + playerId + " is torn: " + e.getMessage(), e);
        }
        return this;
    }

    void write(RowWriter out) throws IOException {
        if (unread != null) {
            write(unread.left(), out);
            unread.again().copyTo(out);
        } else if (consents == null || consents.isEmpty() && wishes.isEmpty() && weariness.isEmpty()) {
            Values.writeLength(0, out);
        } else {
            RowWriter bytes = new RowWriter(256);
            consents.write(bytes);
            wishes.write(bytes);
            weariness.write(bytes);
            write(bytes.size(), out);
            out.write(bytes.toByteArray());
        }
    }

    private void write(int length, RowWriter out) throws IOException {
        Values.writeLength(length, out);
        Values.writeLong(diesAt(), out);
        out.writeBoolean(isHabit());
    }

    static Disposition read(String playerId, RowReader in) throws IOException {
        Disposition disposition = new Disposition(playerId);
        int length = Values.readLength(in);
        if (length > 0) {
            disposition.unreadDiesAt = Values.readLong(in);
            disposition.unreadGrows = in.readBoolean();
            disposition.unread = in.slice(length);
        }
        return disposition;
    }
}
