package io.kairos.playbook;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A part of the day in the player's zone in which some classes are not sent.
 *
 * @param from the first moment of it
 * @param to the first moment after it; before {@code from} if midnight lies between
 */
public record Hours(LocalTime from, LocalTime to, Set<OfferClass> forbids) {

    /** Also where nobody knows what time it is there. */
    boolean cover(long time, String zone) {
        if (zone == null) {
            return true;
        }
        try {
            LocalTime clock = Instant.ofEpochMilli(time).atZone(ZoneId.of(zone)).toLocalTime();
            boolean begun = !clock.isBefore(from);
            boolean notOver = clock.isBefore(to);
            return from.isBefore(to) ? begun && notOver : begun || notOver;
        } catch (DateTimeException e) {
            return true;
        }
    }

    @Override
    public String toString() {
        Set<String> classes = new TreeSet<>();
        forbids.forEach(each -> classes.add(each.name().toLowerCase(Locale.ROOT)));
        return "no " + String.join(", ", classes) + " from " + from + " to " + to;
    }
}
