package io.kairos.flink;

import io.kairos.player.PlayerMemory;
import java.util.ArrayList;
import java.util.List;

/** A player's row while it is in use: the memory itself, its pending deadlines, and the steps since it was last written. */
final class HotRow {
    /** Rough heap of a row with nothing in it, in bytes. */
    private static final int EMPTY_WEIGHT = 1_000;

    /** Heap that one byte of an encoded row takes when it is decoded: 5.5 to 5.7 were measured, and its bytes stay. */
    private static final int HEAP_PER_BYTE = 7;

    private static final int SHORTEST_JOURNAL = 64;
    private static final int BYTES_PER_STEP = 32;

    final String player;
    PlayerMemory memory;

    /** When the pending wake-up is; {@link PlayerMemory#NEVER} if there is none. */
    long wakeUp;

    /** The same for the end of an open offer. */
    long offerEnd;

    /** There is a row in state, though perhaps an old one. */
    boolean inState;

    /** That row as it was read; null if there is none, or if it has been written since. */
    byte[] stored;

    /**
     * The memory's bytes as it is now; null if they are not known. As long as no step was taken they are what was read, also
     * what the rules have no use for any more: it is counted in the next step.
     */
    byte[] encoded;

    /** Of the row when it was last read or written, in bytes; 0 if it never was. */
    int size;

    boolean cached;
    boolean dirty;

    /** All steps since the row in state, oldest first. */
    final List<StepTaken> journal = new ArrayList<>(4);

    long journalWeight;

    HotRow(String player, byte[] stored, StoredRow row, PlayerMemory memory) {
        this.player = player;
        this.stored = stored;
        this.inState = stored != null;
        this.size = stored == null ? 0 : stored.length;
        this.wakeUp = row.wakeUp();
        this.offerEnd = row.offerEnd();
        this.encoded = row.memory();
        this.memory = memory;
    }

    /** Something is known of the player. */
    boolean isKnown() {
        return inState || cached;
    }

    boolean isDue(long time) {
        return Math.min(memory.nextWakeUp(), memory.nextOfferEnd()) <= time;
    }

    /** As heap, in bytes, the journal apart. */
    long weight() {
        return EMPTY_WEIGHT + (long) HEAP_PER_BYTE * size;
    }

    /** A long row may have a long journal: writing costs as much per step, however long the row. */
    boolean isJournalFull() {
        return journal.size() >= Math.max(SHORTEST_JOURNAL, size / BYTES_PER_STEP);
    }
}
