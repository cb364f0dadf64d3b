package io.kairos.bench;

import io.kairos.event.PlayerEvent;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A pattern before it is written in anybody's language. Every match counts ({@code after_match: overlap}, Flink's
 * {@code noSkip}, Esper's {@code every}), and all of it happens less than {@link #WITHIN} after its first event.
 *
 * @param sameChannel all its events have the first one's channel
 */
record Sketch(String id, String family, List<Stage> stages, boolean sameChannel) implements Serializable {
    /** Milliseconds. */
    static final long WITHIN = 1_800_000;

    Sketch {
        stages = List.copyOf(stages);
    }

    /** Events of some types of which something holds. */
    record Asked(List<String> types, List<Clause> clauses) implements Serializable {
        Asked {
            types = List.copyOf(types);
            clauses = List.copyOf(clauses);
        }

        boolean holds(PlayerEvent event, Function<String, PlayerEvent> earlier) {
            if (!types.contains(event.type()) && !types.contains("activity")) {
                return false;
            }
            for (Clause clause : clauses) {
                if (!clause.holds(event, earlier)) {
                    return false;
                }
            }
            return true;
        }

        String cel() {
            return clauses.stream().map(Clause::cel).collect(Collectors.joining(" && "));
        }

        String selector() {
            String on = types.size() == 1 ? types.get(0) : "[" + String.join(", ", types) + "]";
            return clauses.isEmpty() ? "on: " + on : "on: %s, where: \"%s\"".formatted(on, cel());
        }
    }

    /**
     * One step.
     *
     * @param times so many events are taken
     * @param without none of these from the step before until this one; null if nothing is asked
     * @param brokenBy none of these between the repetitions; null if nothing is asked
     * @param inARow between the repetitions none of its own types that is not taken
     * @param within so long after the step before, milliseconds; 0 without limit
     */
    record Stage(String alias, Asked asked, int times, Asked without, Asked brokenBy, boolean inARow, long within)
            implements Serializable {
        static Stage of(String alias, Asked asked) {
            return new Stage(alias, asked, 1, null, null, false, 0);
        }

        Stage times(int n) {
            return new Stage(alias, asked, n, without, brokenBy, inARow, within);
        }

        Stage without(Asked no) {
            return new Stage(alias, asked, times, no, brokenBy, inARow, within);
        }

        Stage brokenBy(Asked breaker) {
            return new Stage(alias, asked, times, without, breaker, inARow, within);
        }

        Stage inARow(int n) {
            return new Stage(alias, asked, n, without, brokenBy, true, within);
        }

        Stage within(long millis) {
            return new Stage(alias, asked, times, without, brokenBy, inARow, millis);
        }

        boolean canBreak() {
            return inARow || brokenBy != null;
        }

        /** Whether an event that is not taken ends the row. */
        boolean breaks(PlayerEvent event, Function<String, PlayerEvent> earlier) {
            return brokenBy != null && brokenBy.holds(event, earlier)
                    || inARow && asked.types().contains(event.type()) && !asked.holds(event, earlier);
        }
    }

    /** As a playbook says it. */
    String yaml() {
        StringBuilder yaml = new StringBuilder("pattern: " + id + "\nafter_match: overlap\n");
        if (sameChannel) {
            yaml.append("same: channel\n");
        }
        yaml.append("sequence:\n");
        for (Stage stage : stages) {
            if (stage.without() != null) {
                yaml.append("  - { no: [{ ").append(stage.without().selector()).append(" }] }\n");
            }
            yaml.append("  - { ")
                    .append(stage.asked().selector())
                    .append(", as: ")
                    .append(stage.alias());
            if (stage.times() > 1) {
                yaml.append(", times: ").append(stage.times());
            }
            if (stage.inARow()) {
                yaml.append(", in_a_row: true");
            }
            if (stage.brokenBy() != null) {
                yaml.append(", broken_by: [{ ")
                        .append(stage.brokenBy().selector())
                        .append(" }]");
            }
            if (stage.within() > 0) {
                yaml.append(", within: ").append(stage.within()).append("ms");
            }
            yaml.append(" }\n");
        }
        return yaml.append("within: ").append(WITHIN).append("ms\n").toString();
    }

    /** Adds what it asks of events, each condition once. */
    void conditions(Set<String> all) {
        for (Stage stage : stages) {
            for (Asked asked : asked(stage)) {
                if (!asked.clauses().isEmpty()) {
                    all.add(asked.cel());
                }
            }
        }
    }

    private static List<Asked> asked(Stage stage) {
        List<Asked> asked = new ArrayList<>(List.of(stage.asked()));
        if (stage.without() != null) {
            asked.add(stage.without());
        }
        if (stage.brokenBy() != null) {
            asked.add(stage.brokenBy());
        }
        return asked;
    }
}
