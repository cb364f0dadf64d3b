package io.kairos.bench.latency;

import java.util.SplittableRandom;

/** When a run's events are due: microseconds after its start, by number from 0, never falling. */
interface Schedule {
    long due(long number);

    /** As evenly as microseconds allow. */
    static Schedule steady(int perSecond) {
        return number -> number * Micros.SECOND / perSecond;
    }

    /** So many at once each second, at a moment that wanders over {@code spread}; then nothing. */
    static Schedule bursts(int size, long spread) {
        return number -> {
            long burst = number / size;
            return burst * Micros.SECOND + new SplittableRandom(burst).nextLong(spread);
        };
    }
}
