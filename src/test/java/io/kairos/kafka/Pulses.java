package io.kairos.kafka;

import java.time.Duration;

/** Heartbeats for a test that cannot wait for {@link Heartbeats#SETTLE}. */
public final class Pulses {
    private Pulses() {}

    /**
     * Heartbeats as the job writes them.
     *
     * @param settle how long writing must have worked before they carry the time it is
     */
    public static Heartbeats start(KafkaSettings settings, Duration settle) {
        return Heartbeats.start(settings, settle);
    }
}
