package io.kairos.bench.latency;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Microseconds of the epoch, by the wall clock: sender, reader, job and heartbeats are on one machine, and a deadline is a
 * time of day.
 */
final class Micros {
    static final long SECOND = TimeUnit.SECONDS.toMicros(1);

    private Micros() {}

    static long now() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(now.getNano());
    }
}
