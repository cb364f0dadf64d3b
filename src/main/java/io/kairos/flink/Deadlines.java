package io.kairos.flink;

import io.kairos.player.PlayerMemory;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.state.heap.HeapPriorityQueue;
import org.apache.flink.runtime.state.heap.HeapPriorityQueueElement;

/**
 * When something is due for which of a subtask's players. In memory only: a row says which deadlines of its player's are
 * pending, so a job that comes back finds them there, and no checkpoint stops to write them, as it would for Flink's timers.
 */
final class Deadlines {
    private static final int AT_FIRST = 1_024;

    /**
     * Open offers have deadlines of their own, so that one can walk over them and only them: whoever has an open offer has
     * one, though the offer of one who has may have ended early.
     */
    enum Kind {
        WAKE_UP,
        OFFER_END
    }

    private final HeapPriorityQueue<Deadline> all =
            new HeapPriorityQueue<>((one, other) -> Long.compare(one.time, other.time), AT_FIRST);

    private final Map<Kind, Map<String, Deadline>> byPlayer = new EnumMap<>(Kind.class);

    Deadlines() {
        for (Kind kind : Kind.values()) {
            byPlayer.put(kind, new HashMap<>());
        }
    }

    /** What is due for one player. */
    static final class Deadline implements HeapPriorityQueueElement {
        private final String player;
        private final Kind kind;
        private final long time;
        private int index = NOT_CONTAINED;

        private Deadline(String player, Kind kind, long time) {
            this.player = player;
            this.kind = kind;
            this.time = time;
        }

        String player() {
            return player;
        }

        Kind kind() {
            return kind;
        }

        /** By the player's time, milliseconds of the epoch. */
        long time() {
            return time;
        }

        @Override
        public int getInternalIndex() {
            return index;
        }

        @Override
        public void setInternalIndex(int index) {
            this.index = index;
        }
    }

    /** A player has one of each kind at most: it takes the place of the one before. */
    void register(String player, Kind kind, long time) {
        Deadline next = new Deadline(player, kind, time);
        Deadline before = byPlayer.get(kind).put(player, next);
        if (before != null) {
            all.remove(before);
        }
        all.add(next);
    }

    /** What a row in state says is pending. */
    void restore(String player, StoredRow row) {
        if (row.wakeUp() != PlayerMemory.NEVER) {
            register(player, Kind.WAKE_UP, row.wakeUp());
        }
        if (row.offerEnd() != PlayerMemory.NEVER) {
            register(player, Kind.OFFER_END, row.offerEnd());
        }
    }

    void forget(String player) {
        for (Map<String, Deadline> deadlines : byPlayer.values()) {
            Deadline pending = deadlines.remove(player);
            if (pending != null) {
                all.remove(pending);
            }
        }
    }

    /** The earliest, which from now on is pending no longer; null if none is due at {@code time}. */
    Deadline takeDue(long time) {
        Deadline next = all.peek();
        if (next == null || next.time > time) {
            return null;
        }
        all.poll();
        byPlayer.get(next.kind).remove(next.player);
        return next;
    }

    List<String> players(Kind kind) {
        return List.copyOf(byPlayer.get(kind).keySet());
    }

    int pending() {
        return all.size();
    }
}
