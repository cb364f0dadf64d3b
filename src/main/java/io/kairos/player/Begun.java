package io.kairos.player;

import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.offer.Arms;
import io.kairos.pattern.match.EventPool;
import io.kairos.pattern.match.Progress;
import io.kairos.player.Rules.Active;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/** What has begun for one player, in the order in which patterns run; a pattern with nothing begun is not in it. */
final class Begun {
    private final String playerId;
    private final List<Entry> entries = new ArrayList<>();

    private long nextDeadline;

    /** Something may have changed since the next deadline was looked for. */
    private boolean changed = true;

    /** By pattern with variants, the arm the player is in; null as long as nobody asked. */
    private Map<String, String> arms;

    Begun(String playerId) {
        this.playerId = playerId;
    }

    /** The bytes of a progress, and what is known of it without reading them. */
    private record Resting(long nextDeadline, long diesAt, int size, EventPool.Part events, RowReader body) {}

    /** How far one pattern has come; as long as nobody asks, the bytes it rests in, and again once it has been written. */
    final class Entry {
        private final Active active;

        /** Null as long as it was not asked for. */
        private Progress progress;

        /** Null if it may have changed since. */
        private Resting resting;

        private Entry(Active active, Progress progress, Resting resting) {
            this.active = active;
            this.progress = progress;
            this.resting = resting;
        }

        Active active() {
            return active;
        }

        boolean isUnread() {
            return resting != null;
        }

        /** To be changed. */
        Progress progress() {
            if (progress == null) {
                try {
                    progress = active.host().read(resting.events(), resting.body());
                } catch (IOException | RuntimeException e) {
                    throw new IllegalStateException("the row of player " + playerId + " is torn: " + e.getMessage(), e);
                }
            }
            resting = null;
            changed = true;
            return progress;
        }

        long nextDeadline() {
            return resting == null ? progress.nextDeadline() : resting.nextDeadline();
        }

        private long diesAt() {
            return resting == null ? progress.diesAt() : resting.diesAt();
        }

        private void write(long clock, EventPool pool, RowWriter out) throws IOException {
            if (resting == null) {
                rest(clock, pool);
            }
            out.writeLong(active.mark());
            out.writeInt(active.pattern().id().hashCode());
            Values.writeLength(resting.size(), out);
            writeTime(resting.nextDeadline(), clock, out);
            writeTime(resting.diesAt(), clock, out);
            resting.events().write(out);
            Values.writeLength(resting.body().left(), out);
            resting.body().copyTo(out);
        }

        private void rest(long clock, EventPool pool) throws IOException {
            int size = progress.size();
            long nextDeadline = progress.nextDeadline();
            long diesAt = progress.diesAt();
            EventPool.Part part = new EventPool.Part(pool);
            RowWriter body = new RowWriter(128);
            active.host().write(progress, clock, part, body);
            resting = new Resting(nextDeadline, diesAt, size, part, new RowReader(body.toByteArray()));
        }
    }

    private static void writeTime(long time, long clock, RowWriter out) throws IOException {
        out.writeBoolean(time != PlayerMemory.NEVER);
        if (time != PlayerMemory.NEVER) {
            Values.writeLong(time - clock, out);
        }
    }

    private static long readTime(long clock, RowReader in) throws IOException {
        return in.readBoolean() ? clock + Values.readLong(in) : PlayerMemory.NEVER;
    }

    /** Whether all of it rests in the bytes it was read from. */
    boolean isUnread() {
        for (Entry entry : entries) {
            if (!entry.isUnread()) {
                return false;
            }
        }
        return true;
    }

    void write(long clock, EventPool pool, RowWriter out) throws IOException {
        Values.writeLength(entries.size(), out);
        for (Entry entry : entries) {
            entry.write(clock, pool, out);
        }
    }

    /** What the rules no longer know is left out and told. */
    static Begun read(
            String playerId, long clock, EventPool pool, Rules rules, RowReader in, ObjIntConsumer<String> dropped)
            throws IOException {
        Begun begun = new Begun(playerId);
        for (int left = Values.readLength(in); left > 0; left--) {
            Active active = rules.marked(in.readLong());
            int id = in.readInt();
            int size = Values.readLength(in);
            long nextDeadline = readTime(clock, in);
            long diesAt = readTime(clock, in);
            EventPool.Part events = EventPool.Part.read(pool, in);
            RowReader body = in.slice(Values.readLength(in));
            if (active == null || !begun.concerns(active)) {
                dropped.accept(rules.named(id), size);
                events.letGo();
                continue;
            }
            int at = begun.find(active.order());
            if (at >= 0) {
                throw new IOException("pattern " + active.pattern().id() + " twice");
            }
            Resting resting = new Resting(nextDeadline, diesAt, size, events, body);
            begun.entries.add(-at - 1, begun.new Entry(active, null, resting));
        }
        return begun;
    }

    /** Whether the pattern, of several variants of it, is the one this player has. */
    boolean concerns(Active active) {
        String arm = active.pattern().arm();
        return arm == null || arm.equals(arm(active));
    }

    private String arm(Active active) {
        if (arms == null) {
            arms = new HashMap<>();
        }
        return arms.computeIfAbsent(
                active.pattern().id(), id -> Arms.own(active.base(), playerId).arm());
    }

    /** The pattern as this player has it; null if it does not run. */
    Active own(String patternId, Rules rules) {
        Active base = rules.pattern(patternId);
        return base == null || concerns(base) ? base : rules.variant(patternId, arm(base));
    }

    List<Entry> entries() {
        return entries;
    }

    /** The progress of a pattern; null if it has none. */
    Progress of(Active active) {
        int at = find(active.order());
        return at < 0 ? null : entries.get(at).progress();
    }

    /** Keeps a progress as long as there is anything in it. */
    void put(Active active, Progress progress) {
        changed = true;
        int at = find(active.order());
        if (at < 0 && !progress.isEmpty()) {
            entries.add(-at - 1, new Entry(active, progress, null));
        } else if (at >= 0 && progress.isEmpty()) {
            entries.remove(at);
        }
    }

    /** Where the pattern is; if it is not there, one less than minus the place where it belongs. */
    private int find(int order) {
        int low = 0;
        int high = entries.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = entries.get(middle).active().order();
            if (found == order) {
                return middle;
            }
            if (found < order) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    long nextDeadline() {
        if (changed) {
            nextDeadline = PlayerMemory.NEVER;
            for (int i = 0; i < entries.size(); i++) {
                nextDeadline = Math.min(nextDeadline, entries.get(i).nextDeadline());
            }
            changed = false;
        }
        return nextDeadline;
    }

    /** Of those with a silence complete at {@code time}, the first by id. */
    Entry firstDue(long time) {
        Entry first = null;
        for (Entry entry : entries) {
            if (entry.nextDeadline() == time
                    && (first == null
                            || entry.active()
                                            .pattern()
                                            .id()
                                            .compareTo(first.active().pattern().id())
                                    < 0)) {
                first = entry;
            }
        }
        return first;
    }

    /** When all of it will have ended by itself, what has no limit at {@code kept}. */
    long diesAt(long kept) {
        long diesAt = Long.MIN_VALUE;
        for (int i = 0; i < entries.size(); i++) {
            diesAt = Math.max(diesAt, Math.min(entries.get(i).diesAt(), kept));
        }
        return diesAt;
    }
}
