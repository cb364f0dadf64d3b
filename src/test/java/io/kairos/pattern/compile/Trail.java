package io.kairos.pattern.compile;

import java.util.List;

/** The events of a match in order, each with the index of the stage that took it. */
record Trail(List<Integer> stages, List<Fed> events) {

    int size() {
        return events.size();
    }

    Fed last() {
        return events.get(events.size() - 1);
    }

    int lastStage() {
        return stages.get(stages.size() - 1);
    }

    Trail first(int size) {
        return new Trail(List.copyOf(stages.subList(0, size)), List.copyOf(events.subList(0, size)));
    }
}
