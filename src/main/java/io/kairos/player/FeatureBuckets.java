package io.kairos.player;

/** Twelve buckets to a window, aligned to the epoch. It remembers the one it was asked for last: most events fall into that. */
final class FeatureBuckets {
    static final int BUCKETS = 12;

    private final long over;
    private long last;

    /** The times of the last bucket; none as long as {@code to} is not after {@code from}. */
    private long from;

    private long to;

    /** @param over the length of the window, milliseconds */
    FeatureBuckets(long over) {
        this.over = over;
    }

    /** The bucket of a time: floor(12 × time / over) without an overflow. */
    long of(long time) {
        if (time < from || time >= to) {
            last = Math.floorDiv(time, over) * BUCKETS + Math.floorMod(time, over) * BUCKETS / over;
            from = startOf(last);
            to = startOf(last + 1);
        }
        return last;
    }

    /** The first millisecond of a bucket. */
    long startOf(long bucket) {
        long part = Math.floorMod(bucket, BUCKETS) * over;
        return Math.floorDiv(bucket, BUCKETS) * over + (part + BUCKETS - 1) / BUCKETS;
    }

    /** Where a bucket is in a ring of them. */
    static int slot(long bucket) {
        return Math.floorMod(bucket, BUCKETS);
    }
}
