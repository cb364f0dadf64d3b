package io.kairos.pattern.match;

import java.util.Comparator;
import java.util.PriorityQueue;

/** How far one pattern has come with one player: partial matches and running silences. */
public final class Progress {
    /** Of those complete at the same time one after another, always in the same order: the last one is kept. */
    private static final Comparator<Silence> FIRST_COMPLETE = Comparator.comparingLong(
                    (Silence silence) -> silence.deadline)
            .thenComparing(silence -> silence.path, CompactMatcher.ORDER);

    final Matcher.Partials partials;
    final Waiting silent = new Waiting();

    /** The silences by deadline; those that are broken are taken out when they come to the top. */
    private final PriorityQueue<Silence> deadlines = new PriorityQueue<>(FIRST_COMPLETE);

    /** The silence that was complete last, kept for a short time to notice what comes too late to break it; or null. */
    Silence last;

    private long silentUntil = Long.MIN_VALUE;

    Progress(Matcher.Partials partials) {
        this.partials = partials;
    }

    void add(Silence silence) {
        silent.add(silence);
        silentUntil = Math.max(silentUntil, Math.min(silence.deadline, silence.diesAt));
        if (silence.deadline != PatternHost.NEVER) {
            deadlines.add(silence);
        }
    }

    void remove(Silence silence) {
        silent.remove(silence);
        if (deadlines.size() > 64 && deadlines.size() > 2 * silent.size()) {
            deadlines.removeIf(one -> !one.isWaiting());
        }
    }

    private Silence next() {
        while (!deadlines.isEmpty() && !deadlines.peek().isWaiting()) {
            deadlines.poll();
        }
        return deadlines.peek();
    }

    /** The next silence that is complete at {@code time}, taken out; null if there is none. */
    Silence takeDue(long time) {
        Silence next = next();
        if (next == null || next.deadline > time) {
            return null;
        }
        silent.remove(deadlines.poll());
        return next;
    }

    /** When the next silence is complete; {@link PatternHost#NEVER} if none runs. */
    public long nextDeadline() {
        Silence next = next();
        return next == null ? PatternHost.NEVER : next.deadline;
    }

    /** When all that was ever kept will have ended by itself; {@link PatternHost#NEVER} if something has no limit. */
    public long diesAt() {
        long noticed = last == null ? Long.MIN_VALUE : last.deadline + PatternHost.NOTICED;
        return Math.max(noticed, Math.max(silentUntil, partials.diesAt()));
    }

    /** Nothing is kept. */
    public boolean isEmpty() {
        return size() == 0 && last == null;
    }

    /** How many have begun: what the change of a pattern drops. */
    public int size() {
        return partials.size() + silent.size();
    }
}
