package io.kairos.flink;

import io.kairos.player.Now;

/** The wall clock, standing still while a step is taken, and what a restore says about moments decided before it. */
final class OperatorClock implements Now {
    static final long NOT_RESTORED = Long.MAX_VALUE;

    private final long snapshotAt;
    private final long restoredAt;
    private long time;

    /**
     * @param snapshotAt when the snapshot that was restored began, by the wall clock; {@link #NOT_RESTORED} if there was
     *     none
     * @param restoredAt when it was restored
     */
    OperatorClock(long snapshotAt, long restoredAt) {
        this.snapshotAt = snapshotAt;
        this.restoredAt = restoredAt;
    }

    /** What the clock shows from now on, in milliseconds of the epoch. */
    void standAt(long wall) {
        time = wall;
    }

    @Override
    public long at(long momentTime) {
        return time;
    }

    /** The attempt that died decided between the snapshot and the restore, what was then at most {@code fresh} old. */
    @Override
    public boolean mayHaveBeenDecided(long momentTime, long fresh) {
        return snapshotAt != NOT_RESTORED && momentTime >= snapshotAt - fresh && momentTime <= restoredAt;
    }
}
