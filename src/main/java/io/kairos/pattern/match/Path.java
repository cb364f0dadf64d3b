package io.kairos.pattern.match;

import io.kairos.event.Occurrence;
import java.util.List;

/** The events of one match in order, each with the step of the sequence it was taken by. */
public record Path(List<Taken> taken) {

    /**
     * An event that was taken.
     *
     * @param step index in {@code Pattern.sequence}
     * @param arrival its place among the events of the same time, from 0
     */
    public record Taken(int step, Occurrence occurrence, int arrival) {
        /** Whether it came before another, negative if so. */
        int compareArrival(Taken other) {
            int order = Long.compare(occurrence.time(), other.occurrence.time());
            return order != 0 ? order : Integer.compare(arrival, other.arrival);
        }
    }

    public Path {
        taken = List.copyOf(taken);
    }

    public Occurrence first() {
        return taken.get(0).occurrence();
    }

    public Occurrence last() {
        return taken.get(taken.size() - 1).occurrence();
    }
}
