package io.kairos.player;

/** What time it is when a moment is decided, which says how late the decision comes. */
public interface Now {
    /** Milliseconds of the epoch, for a moment of that time. */
    long at(long momentTime);

    /** Whether an attempt that died may have decided a moment of that time while it was fresh. */
    default boolean mayHaveBeenDecided(long momentTime, long fresh) {
        return false;
    }

    /** The same, but for what cannot be known before {@code time}. */
    default Now notBefore(long time) {
        Now earlier = this;
        return new Now() {
            @Override
            public long at(long momentTime) {
                return Math.max(time, earlier.at(momentTime));
            }

            @Override
            public boolean mayHaveBeenDecided(long momentTime, long fresh) {
                return earlier.mayHaveBeenDecided(momentTime, fresh);
            }
        };
    }

    /** Of a backtest and a replay: every moment is decided when it happens. */
    Now OF_THE_MOMENT = momentTime -> momentTime;
}
