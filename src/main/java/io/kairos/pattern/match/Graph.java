package io.kairos.pattern.match;

import java.util.List;

/**
 * States and the edges between them, as a pattern compiler made them.
 *
 * @param within from the first event on, so many milliseconds later a path is over; 0 for no limit
 */
public record Graph(List<State> states, long within) {

    /** What a state is for. */
    public enum Kind {
        /** Where every match begins; it is always waited in. */
        START,
        NORMAL,
        /** Complete when its time is over and nothing came that stops it. */
        PENDING,
        /** Whoever comes here ends with all that it would have become. */
        STOP,
        FINAL
    }

    /** What happens to an event on the way along an edge. */
    public enum Action {
        TAKE,
        IGNORE,
        /** The target looks at the same event. */
        PROCEED
    }

    /** What an edge asks about an event and the path that meets it. */
    public interface Condition {
        boolean holds(Trial trial);
    }

    /**
     * A state.
     *
     * @param name what its events are called
     * @param step with {@code repetition}, its name in rows: it means the same in every version of the pattern's compiler
     * @param stage index in {@link Sequence#stages}; -1 if the conditions of its edges are their own
     * @param within since the event before, so many milliseconds later a path that waits here is over; 0 for no limit
     */
    public record State(String name, Kind kind, int step, int repetition, int stage, long within, List<Edge> edges) {}

    /** An edge to the state of index {@code target}. */
    public record Edge(Action action, int target, Condition condition) {}

    public Graph {
        states = List.copyOf(states);
    }
}
