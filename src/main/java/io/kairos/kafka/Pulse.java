package io.kairos.kafka;

import java.util.OptionalLong;

/**
 * What the heartbeats of one partition say. After an outage the events that producers have kept arrive after the first
 * heartbeat that gets through; were that one stamped with the time it is, time would jump over them and every silence of
 * the outage would be a false one. So the pulse repeats the last time that arrived (at first: 0, which moves nothing)
 * until writing has worked for a while.
 */
final class Pulse {
    /** A delivery that takes longer is a small outage: other producers' events are as late. */
    private static final long SLOW_MS = 1_000;

    private final long settleMs;
    private boolean inFlight;
    private boolean held = true;
    private boolean works;
    private long worksSince;
    private long sentAt;
    private long stamp;
    private long arrived;

    Pulse(long settleMs) {
        this.settleMs = settleMs;
    }

    /** The stamp of the heartbeat to send now; empty while one is still on its way. */
    synchronized OptionalLong next(long now) {
        if (inFlight) {
            return OptionalLong.empty();
        }
        if (held && works && now - worksSince >= settleMs) {
            held = false;
        }
        inFlight = true;
        sentAt = now;
        stamp = held ? arrived : now;
        return OptionalLong.of(stamp);
    }

    /** The heartbeat on its way has arrived. */
    synchronized void arrived(long now) {
        inFlight = false;
        arrived = Math.max(arrived, stamp);
        if (now - sentAt > SLOW_MS) {
            held = true;
            works = false;
        }
        if (!works) {
            works = true;
            worksSince = now;
        }
    }

    /** The heartbeat on its way has been given up. */
    synchronized void lost() {
        inFlight = false;
        held = true;
        works = false;
    }
}
