package io.kairos.pattern.compile;

import io.kairos.event.Occurrence;

/** What the automaton is fed with and remembers: an occurrence, and while it is looked at, who answers for it. */
final class Fed implements Comparable<Fed> {
    final Occurrence occurrence;

    /** Its place among the events of the same time. */
    final int arrival;

    /** How long the silences in the middle last that begin with it; null if none depends on a feature. */
    final long[] waits;

    /** Answers what the automaton asks about this event; null once it has been looked at. */
    Trial trial;

    Fed(Occurrence occurrence, int arrival, long[] waits) {
        this.occurrence = occurrence;
        this.arrival = arrival;
        this.waits = waits;
    }

    /** In the order of arrival. */
    @Override
    public int compareTo(Fed other) {
        int order = Long.compare(occurrence.time(), other.occurrence.time());
        return order != 0 ? order : Integer.compare(arrival, other.arrival);
    }
}
