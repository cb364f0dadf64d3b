package io.kairos.playbook;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;

/**
 * When nothing is sent, by the clocks of the player's zone.
 *
 * @param from quiet from here on, over midnight if it is later than {@code to}
 * @param to no longer quiet
 * @param channels where, in the form of {@link Channel#of}; empty for everywhere
 */
public record QuietHours(LocalTime from, LocalTime to, Set<String> channels) {

    /** Whether it is quiet on a channel; where nobody knows the player's zone it always is. */
    public boolean quiet(String channel, long time, String zone) {
        return (channels.isEmpty() || channels.contains(Channel.of(channel))) && at(time, zone);
    }

    /** Whether it is quiet somewhere; where nobody knows the player's zone it always is. */
    public boolean at(long time, String zone) {
        if (zone == null) {
            return true;
        }
        LocalTime clock;
        try {
            clock = Instant.ofEpochMilli(time).atZone(ZoneId.of(zone)).toLocalTime();
        } catch (DateTimeException e) {
            return true;
        }
        boolean begun = !clock.isBefore(from);
        boolean over = !clock.isBefore(to);
        return from.isBefore(to) ? begun && !over : begun || !over;
    }

    @Override
    public String toString() {
        return from + " to " + to;
    }
}
