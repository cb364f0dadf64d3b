package io.kairos.pattern.compile;

import io.kairos.event.Occurrence;

/** What the automaton is fed with and remembers: an occurrence, and while it is looked at, who answers for it. */
final class Fed {
    final Occurrence occurrence;

    /** Answers what the automaton asks about this event; null once it has been looked at. */
    Answers answers;

    Fed(Occurrence occurrence) {
        this.occurrence = occurrence;
    }
}
