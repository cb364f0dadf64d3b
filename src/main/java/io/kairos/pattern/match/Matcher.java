package io.kairos.pattern.match;

import io.kairos.event.Occurrence;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.playbook.Scope;
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
        /** How many have begun, dead ones included as long as nobody has looked. */
        int size();

        /** When all that ever waited here will have ended by itself; {@link Long#MIN_VALUE} if nothing did. */
        long diesAt();
    }

    /** Told of a partial match whose time is over. */
    interface Ended {
        /**
         * @param at when
         * @param complete it waited for nothing but this
         */
        void on(Path path, long at, boolean complete);
    }

    /** Nothing has begun. */
    Partials none();

    /**
     * Offers one event to every partial match and to the beginning.
     *
     * @param scope about this event; what is matched so far is the matcher's to add
     * @return the sequences this event completed, the one that began first first
     */
    List<Path> on(Partials partials, Occurrence event, Scope scope);

    /** Drops the partial matches whose time is over at {@code time}. */
    void advance(Partials partials, long time, Ended ended);

    /** What each partial match has taken so far, the oldest first. */
    List<Path> paths(Partials partials);

    /** Drops the partial matches whose path is chosen. */
    void drop(Partials partials, Predicate<Path> chosen);

    /** Drops the partial matches that may be of the same value as a match. */
    void dropSame(Partials partials, Path match);

    /** For the paths of one player, to be written once each. */
    PathTable table();

    void write(Partials partials, PathTable table, RowWriter out) throws IOException;

    Partials read(PathTable table, RowReader in) throws IOException;
}
