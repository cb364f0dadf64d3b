package io.kairos.player;

import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.pattern.match.EventPool;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * What happened to a player lately, so that a pattern or a feature that is new to him need not begin blind. Bounded by age,
 * number and size; the oldest goes first. An event that something else in the row holds is held once.
 */
public final class RecentEvents {
    private static final int OWN = 1;
    private static final int UNMATCHED = 2;

    /** What an event takes besides its texts and values. */
    private static final int EVENT_WEIGHT = 32;

    private static final int VALUE_WEIGHT = 8;

    /**
     * How much is kept.
     *
     * @param age an event is kept so long, milliseconds; 0 if none is
     * @param events so many
     * @param bytes so much, as estimated from the lengths of what they say
     */
    public record Bounds(long age, int events, int bytes) implements Serializable {
        private static final long serialVersionUID = 1;

        public static final Bounds NONE = new Bounds(0, 0, 0);
    }

    /**
     * An event as it happened to him.
     *
     * @param own Kairos noticed it itself
     * @param matched false for a fact that came too late for that
     */
    record Happened(Occurrence occurrence, boolean own, boolean matched) {}

    private record Entry(EventPool.Slot event, long time, int weight, int kind) {}

    /** The oldest first; empty as long as they rest. */
    private final Deque<Entry> entries = new ArrayDeque<>(0);

    private int weight;
    private long last = Long.MIN_VALUE;
    private long seenUnder;

    /** The bytes they rest in; null if nobody rests. */
    private RowReader resting;

    /** The version of the playbook under which he was last looked at. */
    long seenUnder() {
        return seenUnder;
    }

    void seenUnder(long version) {
        seenUnder = version;
    }

    boolean isEmpty() {
        return resting == null && entries.isEmpty();
    }

    /** Whether all of it is as it was read. */
    boolean isUnread() {
        return entries.isEmpty();
    }

    /** From then on all of it is too old; {@link Long#MIN_VALUE} if there is nothing. */
    long diesAt(Bounds bounds) {
        return isEmpty() ? Long.MIN_VALUE : last + bounds.age();
    }

    void add(Occurrence occurrence, boolean own, boolean matched, EventPool pool, Bounds bounds) throws IOException {
        if (bounds.age() == 0) {
            clear();
            return;
        }
        wake(pool);
        int added = weight(occurrence.event());
        int kind = (own ? OWN : 0) | (matched ? 0 : UNMATCHED);
        entries.add(new Entry(pool.slotOf(occurrence), occurrence.time(), added, kind));
        weight += added;
        last = occurrence.time();
        while (entries.size() > bounds.events() || weight > bounds.bytes()) {
            drop();
        }
        dropUntil(last - bounds.age());
    }

    /** The oldest first. */
    List<Happened> all(long time, EventPool pool, Bounds bounds) throws IOException {
        wake(pool);
        dropUntil(time - bounds.age());
        List<Happened> happened = new ArrayList<>();
        for (Entry entry : entries) {
            boolean own = (entry.kind() & OWN) != 0;
            boolean matched = (entry.kind() & UNMATCHED) == 0;
            happened.add(new Happened(pool.occurrence(entry.event()), own, matched));
        }
        return happened;
    }

    private void dropUntil(long time) {
        while (!entries.isEmpty() && entries.peek().time() <= time) {
            drop();
        }
    }

    private void drop() {
        weight -= entries.remove().weight();
    }

    private void clear() {
        entries.clear();
        resting = null;
        weight = 0;
    }

    private static int weight(PlayerEvent event) {
        int weight = EVENT_WEIGHT + event.eventId().length() + event.type().length();
        for (Map.Entry<String, Object> attribute : event.attributes().entrySet()) {
            Object value = attribute.getValue();
            weight += attribute.getKey().length() + (value instanceof String text ? text.length() : VALUE_WEIGHT);
        }
        return weight;
    }

    void write(long clock, EventPool pool, RowWriter out) throws IOException {
        out.writeBoolean(!isEmpty());
        if (isEmpty()) {
            return;
        }
        if (!pool.isUnread()) {
            wake(pool);
        }
        Values.writeLong(seenUnder, out);
        Values.writeLong(clock - last, out);
        if (resting != null) {
            Values.writeLength(resting.left(), out);
            resting.copyTo(out);
            return;
        }
        int section = out.open();
        for (Entry entry : entries) {
            Values.writeLength(pool.reference(entry.event()), out);
            Values.writeLong(last - entry.time(), out);
            Values.writeLength(entry.weight(), out);
            out.writeByte(entry.kind());
        }
        out.close(section);
    }

    static RecentEvents read(long clock, RowReader in) throws IOException {
        RecentEvents events = new RecentEvents();
        if (in.readBoolean()) {
            events.seenUnder = Values.readLong(in);
            events.last = clock - Values.readLong(in);
            events.resting = in.slice(Values.readLength(in));
        }
        return events;
    }

    private void wake(EventPool pool) throws IOException {
        if (resting == null) {
            return;
        }
        RowReader in = resting;
        resting = null;
        while (in.left() > 0) {
            EventPool.Slot event = pool.slot(Values.readLength(in));
            entries.add(new Entry(event, last - Values.readLong(in), Values.readLength(in), in.readByte()));
            weight += entries.getLast().weight();
        }
    }
}
