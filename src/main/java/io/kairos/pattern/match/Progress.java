package io.kairos.pattern.match;

import java.util.ArrayList;
import java.util.List;

/** How far one pattern has come with one player: partial matches and running silences. */
public final class Progress {
    /**
     * All events have come, and now nothing must.
     *
     * @param deadline when it is complete; {@link PatternHost#NEVER} if only an event can complete it
     */
    record Silence(Path path, long deadline) {}

    private final PatternHost host;
    final Matcher.Partials partials;
    final List<Silence> silences = new ArrayList<>();

    /** The silence that was complete last, kept for a short time to notice what comes too late to break it; or null. */
    Silence last;

    private long lastTime = Long.MIN_VALUE;
    private int arrivals;

    Progress(PatternHost host, Matcher.Partials partials) {
        this.host = host;
        this.partials = partials;
    }

    /** The place of the event at hand among those of its time. */
    int arrival(long time) {
        arrivals = time == lastTime ? arrivals + 1 : 0;
        lastTime = time;
        return arrivals;
    }

    /** Goes on counting after an event that is still known: behind it, if the next is of the same time. */
    void arrived(Path path) {
        for (Path.Taken taken : path.taken()) {
            long time = taken.occurrence().time();
            if (time > lastTime || time == lastTime && taken.arrival() > arrivals) {
                lastTime = time;
                arrivals = taken.arrival();
            }
        }
    }

    /** When the next silence is complete; {@link PatternHost#NEVER} if none runs. */
    public long nextDeadline() {
        long next = PatternHost.NEVER;
        for (Silence silence : silences) {
            next = Math.min(next, silence.deadline());
        }
        return next;
    }

    /** When all that is kept will have ended by itself; {@link PatternHost#NEVER} if something has no limit. */
    public long diesAt() {
        return host.diesAt(this);
    }

    /** Nothing is kept. */
    public boolean isEmpty() {
        return size() == 0 && last == null;
    }

    /** How many have begun: what the change of a pattern drops. */
    public int size() {
        return partials.size() + silences.size();
    }
}
