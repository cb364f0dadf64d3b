package io.kairos.pattern.compile;

import io.kairos.pattern.match.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The events of a match in order, each with the stage that took it. What began first comes first, of two that begin
 * alike the one whose next event is earlier, and of two of the same events the one whose earlier steps took more.
 */
record Trail(List<Integer> stages, List<Fed> events) implements Comparable<Trail> {

    static Trail of(Map<String, List<Fed>> match, Stages stages) {
        Trail trail = new Trail(new ArrayList<>(), new ArrayList<>());
        match.forEach((name, events) -> {
            for (Fed fed : events) {
                trail.stages.add(stages.index(name));
                trail.events.add(fed);
            }
        });
        return trail;
    }

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
        return new Trail(stages.subList(0, size), events.subList(0, size));
    }

    Path path(Stages all) {
        List<Path.Taken> taken = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            taken.add(new Path.Taken(all.get(stages.get(i)).step(), events.get(i).occurrence, events.get(i).arrival));
        }
        return new Path(taken);
    }

    @Override
    public int compareTo(Trail other) {
        for (int i = 0; i < Math.min(size(), other.size()); i++) {
            int order = events.get(i).compareTo(other.events.get(i));
            if (order != 0) {
                return order;
            }
        }
        for (int i = 0; i < Math.min(size(), other.size()); i++) {
            int order = Integer.compare(stages.get(i), other.stages.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(other.size(), size());
    }
}
