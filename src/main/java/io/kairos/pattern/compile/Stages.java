package io.kairos.pattern.compile;

import io.kairos.pattern.match.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stages of a pattern in their order, the ones of further repetitions included, and what Flink calls them. */
final class Stages {
    private final List<Sequence.Stage> stages = new ArrayList<>();
    private final Map<Sequence.Stage, Integer> indices = new HashMap<>();
    private final Map<String, Integer> byName = new HashMap<>();

    Stages(Sequence sequence) {
        List<Sequence.Stage> needed = sequence.stages();
        for (int i = 0; i < needed.size(); i++) {
            int step = needed.get(i).step();
            add(needed.get(i));
            boolean isLast = i + 1 == needed.size() || needed.get(i + 1).step() != step;
            if (isLast && sequence.more(step) != null) {
                add(sequence.more(step));
            }
        }
    }

    private void add(Sequence.Stage stage) {
        indices.put(stage, stages.size());
        byName.put(name(stage), stages.size());
        stages.add(stage);
    }

    int size() {
        return stages.size();
    }

    Sequence.Stage get(int index) {
        return stages.get(index);
    }

    int index(Sequence.Stage stage) {
        return indices.get(stage);
    }

    /** The index of what Flink calls so; -1 if it is none of ours. */
    int index(String name) {
        return byName.getOrDefault(name, -1);
    }

    String name(int index) {
        return name(stages.get(index));
    }

    static String name(Sequence.Stage stage) {
        return stage.step() + "-" + stage.repetition();
    }
}
