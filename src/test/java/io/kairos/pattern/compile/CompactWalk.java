package io.kairos.pattern.compile;

import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.pattern.compile.Graphs.Place;
import io.kairos.pattern.match.CompactMatcher;
import io.kairos.pattern.match.Graph;
import io.kairos.pattern.match.Matcher;
import io.kairos.pattern.match.MatcherRow;
import io.kairos.pattern.match.Path;
import io.kairos.pattern.match.Trial;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.nfa.compiler.NFAStateNameHandler;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;
import org.apache.flink.cep.time.TimerService;

/**
 * Flink's states, Flink's conditions and Flink's events, walked by the compact matcher.
 *
 * @param <T> what Flink calls an event
 */
public final class CompactWalk<T> {
    private final Graph graph;
    private final CompactMatcher matcher;
    private final TimerService clock;
    private final List<T> events = new ArrayList<>();
    private MatcherRow row;
    private long time = Long.MIN_VALUE;
    private int arrivals;

    /** @param clock the processing time */
    public CompactWalk(NFA<T> automaton, TimerService clock) {
        this.clock = clock;
        Map<String, Integer> steps = new HashMap<>();
        Map<Integer, Integer> repetitions = new HashMap<>();
        this.graph = Graphs.of(
                automaton.getStates(),
                automaton.getWindowTime(),
                windowTimes(automaton),
                (state, index) -> {
                    int step = steps.computeIfAbsent(stage(state), none -> steps.size());
                    return new Place(step, repetitions.merge(step, 1, Integer::sum), -1);
                },
                this::ask);
        this.matcher = new CompactMatcher(graph, null);
        this.row = new MatcherRow(matcher.none(), new ArrayList<>());
    }

    /** What Flink compiles a pattern to; never the same states twice, as it changes them after. */
    public static <T> NFA<T> compile(Pattern<T, ?> pattern) {
        return NFACompiler.compileFactory(pattern, true).createNFA();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Long> windowTimes(NFA<?> automaton) {
        try {
            Field field = NFA.class.getDeclaredField("windowTimes");
            field.setAccessible(true);
            return (Map<String, Long>) field.get(automaton);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("another Flink, which keeps its windows elsewhere", e);
        }
    }

    private static String stage(String state) {
        return NFAStateNameHandler.getOriginalNameFromInternal(state);
    }

    private Graph.Condition ask(IterativeCondition<T> condition) {
        return trial -> {
            try {
                return condition.filter(event(trial.occurrence()), new MatchedSoFar(trial));
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private T event(Occurrence occurrence) {
        return events.get(Integer.parseInt(occurrence.event().eventId()));
    }

    private final class MatchedSoFar implements IterativeCondition.Context<T> {
        private final Trial trial;

        MatchedSoFar(Trial trial) {
            this.trial = trial;
        }

        @Override
        public Iterable<T> getEventsForPattern(String name) {
            return trial.path() == null ? List.of() : match(trial.path()).getOrDefault(name, List.of());
        }

        @Override
        public long timestamp() {
            return trial.occurrence().time();
        }

        @Override
        public long currentProcessingTime() {
            return clock.currentProcessingTime();
        }
    }

    /** Ends what is over at {@code now}. */
    public void advance(long now, Matcher.Ended ended) {
        if (now < time) {
            throw new IllegalArgumentException(
                    "an event at " + now + " after one at " + time + ": a player's clock never goes back");
        }
        arrivals = now == time ? arrivals : 0;
        time = now;
        matcher.advance(row.partials(), now, ended);
    }

    /** The sequences that an event at the present time completes. */
    public List<Path> on(T event) {
        PlayerEvent ours = PlayerEvent.of(String.valueOf(events.size()), MatcherRow.PLAYER, "event", time, Map.of());
        events.add(event);
        return matcher.on(row.partials(), new Occurrence(ours, time, arrivals++), null);
    }

    /** The complete paths that wait for something else, to be changed by the caller. */
    public List<Path> held() {
        return row.held();
    }

    public void drop(Predicate<Path> chosen) {
        matcher.drop(row.partials(), chosen);
    }

    /** All that is known is written and read. */
    public void throughBytes() throws IOException {
        row = row.throughBytes(matcher);
    }

    public List<MatcherRow.Wait> waits() {
        return row.waits(matcher);
    }

    /** What Flink calls a state. */
    public String state(int index) {
        return graph.states().get(index).name();
    }

    /** The events by the stage that took them. */
    public Map<String, List<T>> match(Path path) {
        Map<String, List<T>> match = new LinkedHashMap<>();
        occurrences(path)
                .forEach((stage, taken) ->
                        match.put(stage, taken.stream().map(this::event).toList()));
        return match;
    }

    public Map<String, List<Occurrence>> occurrences(Path path) {
        Map<String, List<Occurrence>> match = new LinkedHashMap<>();
        List<Path> paths = new ArrayList<>();
        for (Path at = path; at != null; at = at.before()) {
            paths.add(0, at);
        }
        for (Path at : paths) {
            match.computeIfAbsent(stage(state(at.state())), none -> new ArrayList<>())
                    .add(at.last());
        }
        return match;
    }
}
