package io.kairos.pattern.compile;

import io.kairos.event.Occurrence;

/** What the automaton is fed with and remembers: an occurrence, and while it is looked at, who answers for it. */
final class Fed {
    final Occurrence occurrence;

    /** Its place among the events of these partial matches, in the order of arrival. */
    final int order;

    /** How long the silences in the middle last that begin with it; null if none depends on a feature. */
    final long[] waits;

    /** Answers what the automaton asks about this event; null once it has been looked at. */
    Trial trial;

    Fed(Occurrence occurrence, int order, long[] waits) {
        this.occurrence = occurrence;
        this.order = order;
        this.waits = waits;
    }
}
