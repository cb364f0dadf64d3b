package io.kairos.flink;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How long a task may do what can wait: a part of the time for which it had nothing to do. */
final class Idleness {
    /** Of the idle time. The rest stays: what comes next must find somebody who is free. */
    private static final int PART = 4;

    /** An event that comes meanwhile waits no longer than this. */
    private static final long MOST = TimeUnit.MILLISECONDS.toNanos(2);

    private final LongSupplier idleMillis;
    private long used;

    /** @param idleMillis for how long the task has been idle since it began, milliseconds */
    Idleness(LongSupplier idleMillis) {
        this.idleMillis = idleMillis;
        this.used = idleMillis.getAsLong();
    }

    /** Of the idle time since it was asked last, nanoseconds. */
    long share() {
        long idle = idleMillis.getAsLong();
        long share = TimeUnit.MILLISECONDS.toNanos(idle - used) / PART;
        used = idle;
        return Math.min(share, MOST);
    }
}
