package io.kairos.pattern.match;

import io.kairos.event.Occurrence;
import io.kairos.playbook.Scope;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/**
 * The runtime that walks one pattern's graph over the partial matches of one player. It knows the sequence without its
 * final silence, and nothing of restart, ties, caps or deadlines: those are {@link PatternHost}'s.
 */
public interface Matcher {

    /** The partial matches of one player; only its matcher looks inside. */
    interface Partials {
        /** How many have begun. */
        int size();
    }

    /** Nothing has begun. */
    Partials none();

    /**
     * Offers one event to every partial match and to the beginning.
     *
     * @param arrival its place among the events of the same time, from 0
     * @param scope about this event; what is matched so far is the matcher's to add
     * @return the sequences this event completed, the one that began first first
     */
    List<Path> on(Partials partials, Occurrence event, int arrival, Scope scope);

    /** What each partial match has taken so far, the oldest first. */
    List<Path> paths(Partials partials);

    /** Drops the partial matches whose path is chosen. */
    void drop(Partials partials, Predicate<Path> chosen);

    void write(Partials partials, EventPool pool, DataOutput out) throws IOException;

    Partials read(EventPool pool, DataInput in) throws IOException;
}
