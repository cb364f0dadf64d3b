package io.kairos.pattern.match;

import io.kairos.event.Occurrence;
import java.util.Arrays;
import java.util.List;

/**
 * The events a match has taken, told from the last one: matches that began alike share what they have in common. Two
 * paths of one matcher that took the same events in the same steps are not always the same object: ask
 * {@link #isSame}.
 */
public final class Path {
    private final Path before;
    private final Path first;
    private final int state;
    private final int step;
    private final int length;
    private final int repetitions;
    private final Occurrence occurrence;
    private final long notBefore;
    private final Object[] followed;

    /** The partial matches of a {@link CompactMatcher} that have come this far and no further. */
    Partial waiting;

    /** What a {@link PathTable} marks it with while it is in there, and its reference there. */
    Object table;

    int reference;

    /**
     * An event that was taken.
     *
     * @param step index in {@code Pattern.sequence}
     */
    public record Taken(int step, Occurrence occurrence) {}

    /**
     * The path that goes on with one more event.
     *
     * @param before null at the beginning
     * @param state of the graph, which took the event
     * @param step the state's
     * @param notBefore the next step takes nothing before this time, milliseconds; {@link Long#MIN_VALUE} if it need not wait
     * @param followed by field of {@code same}, the value the match follows from here on; null where it knows none yet
     */
    Path(Path before, int state, int step, Occurrence occurrence, long notBefore, Object[] followed) {
        this.before = before;
        this.first = before == null ? this : before.first;
        this.state = state;
        this.step = step;
        this.length = before == null ? 1 : before.length + 1;
        this.repetitions = before == null || before.step != step ? 1 : before.repetitions + 1;
        this.occurrence = occurrence;
        this.notBefore = notBefore;
        this.followed = followed;
    }

    /** A path of a graph whose conditions are its own: nothing waits, and no value is followed. */
    static Path free(Path before, int state, int step, Occurrence occurrence) {
        return new Path(before, state, step, occurrence, Long.MIN_VALUE, Key.NOTHING);
    }

    /** Null at the beginning. */
    public Path before() {
        return before;
    }

    /** The state of the graph that took the last event. */
    public int state() {
        return state;
    }

    /** The step that took the last event. */
    public int step() {
        return step;
    }

    /** How many events in a row the last step has taken. */
    int repetitions() {
        return repetitions;
    }

    /** How many events. */
    public int length() {
        return length;
    }

    public Occurrence first() {
        return first.occurrence;
    }

    public Occurrence last() {
        return occurrence;
    }

    long notBefore() {
        return notBefore;
    }

    Object[] followed() {
        return followed;
    }

    /** In the order they were taken. */
    public List<Taken> taken() {
        Taken[] taken = new Taken[length];
        for (Path path = this; path != null; path = path.before) {
            taken[path.length - 1] = new Taken(path.step, path.occurrence);
        }
        return Arrays.asList(taken);
    }

    /** The first so many events of it; null for none. */
    Path first(int events) {
        Path path = this;
        while (path != null && path.length > events) {
            path = path.before;
        }
        return path;
    }

    /** Whether the same events were taken by the same steps. */
    boolean isSame(Path other) {
        if (length != other.length) {
            return false;
        }
        Path one = this;
        for (Path two = other; one != two; two = two.before) {
            if (one == null || one.step != two.step || one.occurrence != two.occurrence) {
                return false;
            }
            one = one.before;
        }
        return true;
    }

    /** Whether it goes on where the other ends. */
    boolean goesOnAfter(Path shorter) {
        return length > shorter.length && first(shorter.length).isSame(shorter);
    }

    /** Of two paths of the same events: which took more of them in earlier steps. */
    static int compareSteps(Path one, Path other) {
        int order = 0;
        Path first = one;
        for (Path second = other; second != first; second = second.before) {
            order = first.step == second.step ? order : Integer.compare(first.step, second.step);
            first = first.before;
        }
        return order;
    }

    /**
     * Which path's first event came first; if it is the same, which path's next; if the one goes on after the other's
     * last, the one that does.
     */
    static int compareArrivals(Path one, Path other) {
        int order = Integer.compare(other.length, one.length);
        Path first = one.first(other.length);
        for (Path second = other.first(one.length); second != first; second = second.before) {
            int here = compare(first.occurrence, second.occurrence);
            order = here == 0 ? order : here;
            first = first.before;
        }
        return order;
    }

    private static int compare(Occurrence one, Occurrence other) {
        int order = Long.compare(one.time(), other.time());
        return order == 0 ? Integer.compare(one.arrival(), other.arrival()) : order;
    }
}
