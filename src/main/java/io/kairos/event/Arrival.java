package io.kairos.event;

import java.util.Objects;

/** One record of an event topic after decoding; exactly one of the four components that follow the origin is there. */
public record Arrival(Origin origin, PlayerEvent event, DeadLetter refused, Carried carried, long heartbeat) {

    public static Arrival of(Origin origin, PlayerEvent event) {
        return new Arrival(origin, Objects.requireNonNull(event), null, null, Long.MIN_VALUE);
    }

    public static Arrival refused(Origin origin, DeadLetter refused) {
        return new Arrival(origin, null, Objects.requireNonNull(refused), null, Long.MIN_VALUE);
    }

    /** What came with no player and has one now. */
    public static Arrival carried(Origin origin, Carried carried) {
        return new Arrival(origin, null, null, Objects.requireNonNull(carried), Long.MIN_VALUE);
    }

    /** Nobody's event: it only says that time has come to {@code time} on its partition. */
    public static Arrival heartbeat(Origin origin, long time) {
        return new Arrival(origin, null, null, null, time);
    }

    /** The player whose arrival it is; of an event or what was carried over. */
    public String playerId() {
        return event != null ? event.playerId() : carried.playerId();
    }
}
