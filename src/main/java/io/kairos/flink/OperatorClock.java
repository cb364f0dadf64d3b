package io.kairos.flink;

import io.kairos.player.Now;
import java.util.function.LongSupplier;

/**
 * The wall clock, and what a restore says about moments decided before it.
 *
 * @param wall milliseconds of the epoch
 * @param snapshotAt when the snapshot that was restored began, by the wall clock; {@link #NOT_RESTORED} if there was none
 * @param restoredAt when it was restored
 */
record OperatorClock(LongSupplier wall, long snapshotAt, long restoredAt) implements Now {
    static final long NOT_RESTORED = Long.MAX_VALUE;

    @Override
    public long at(long momentTime) {
        return wall.getAsLong();
    }

    /** The attempt that died decided between the snapshot and the restore, what was then at most {@code fresh} old. */
    @Override
    public boolean mayHaveBeenDecided(long momentTime, long fresh) {
        return snapshotAt != NOT_RESTORED && momentTime >= snapshotAt - fresh && momentTime <= restoredAt;
    }
}
