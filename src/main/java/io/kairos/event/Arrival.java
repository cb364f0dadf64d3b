package io.kairos.event;

import java.util.Objects;

/** One record of an event topic after decoding; exactly one of the three components that follow the origin is there. */
public record Arrival(Origin origin, PlayerEvent event, DeadLetter refused, long heartbeat) {

    public static Arrival of(Origin origin, PlayerEvent event) {
        return new Arrival(origin, Objects.requireNonNull(event), null, Long.MIN_VALUE);
    }

    public static Arrival refused(Origin origin, DeadLetter refused) {
        return new Arrival(origin, null, Objects.requireNonNull(refused), Long.MIN_VALUE);
    }

    /** Nobody's event: it only says that time has come to {@code time} on its partition. */
    public static Arrival heartbeat(Origin origin, long time) {
        return new Arrival(origin, null, null, time);
    }
}
