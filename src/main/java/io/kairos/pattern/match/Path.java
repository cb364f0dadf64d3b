package io.kairos.pattern.match;

import io.kairos.event.Occurrence;
import java.util.List;

/** The events of one match in order, each with the step of the sequence it was taken by. */
public record Path(List<Taken> taken) {

    /** An event and the index in {@code Pattern.sequence} of the step that took it. */
    public record Taken(int step, Occurrence occurrence) {}

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
