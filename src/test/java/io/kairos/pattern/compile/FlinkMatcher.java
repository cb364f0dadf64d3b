package io.kairos.pattern.compile;

import io.kairos.event.Occurrence;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.pattern.match.Matcher;
import io.kairos.pattern.match.Path;
import io.kairos.pattern.match.PathTable;
import io.kairos.pattern.match.Reach;
import io.kairos.pattern.match.Sequence;
import io.kairos.pattern.match.Trial;
import io.kairos.playbook.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.apache.flink.cep.nfa.ComputationState;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.NFAState;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.nfa.sharedbuffer.EventId;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBuffer;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferAccessor;

/** Walks one pattern on Flink's automaton. It rests nowhere but in memory. */
final class FlinkMatcher implements Matcher {
    private final Sequence sequence;
    private final NFA<Fed> automaton;
    private final SharedBuffer<Fed> buffer;
    private final HeapStore store;
    private final Trial trial;
    private final Map<String, Integer> stages = new HashMap<>();

    FlinkMatcher(Sequence sequence, NFA<Fed> automaton, SharedBuffer<Fed> buffer, HeapStore store) {
        this.sequence = sequence;
        this.automaton = automaton;
        this.buffer = buffer;
        this.store = store;
        this.trial = new Trial(sequence);
        sequence.stages().forEach(stage -> stages.put(FlinkStates.name(stage), stage.index()));
    }

    /** The automaton's states for one player, and their part of the buffer. */
    private static final class Begun implements Partials {
        private final NFAState states;
        private final Paths paths;
        private final HeapStore.Contents contents = new HeapStore.Contents();

        /** What each state but the one of the beginning has taken. */
        private Map<ComputationState, Trail> trails = Map.of();

        Begun(NFAState states, Paths paths) {
            this.states = states;
            this.paths = paths;
        }

        @Override
        public int size() {
            return (int) trails.values().stream().distinct().count();
        }

        @Override
        public long diesAt() {
            throw new UnsupportedOperationException("the reference is never forgotten");
        }

        Path path(Trail trail) {
            return paths.of(trail);
        }
    }

    @Override
    public Partials none() {
        return new Begun(automaton.createInitialNFAState(), new Paths(sequence));
    }

    @Override
    public List<Path> on(Partials partials, Occurrence event, Scope scope) {
        return use(partials, (begun, accessor) -> {
            trial.turnTo(event, scope);
            Fed fed = new Fed(event);
            fed.answers = new Answers(sequence, trial, begun.paths);
            accessor.advanceTime(event.time());
            Collection<Map<String, List<Fed>>> completed = automaton.process(
                    accessor, begun.states, fed, event.time(), AfterMatchSkipStrategy.noSkip(), event::time);
            fed.answers = null;
            collectTrails(begun, accessor);
            begun.trails.values().forEach(trail -> begun.paths.of(trail, scope));
            List<Path> complete = new ArrayList<>();
            completed.forEach(match -> complete.add(begun.paths.of(trail(match), scope)));
            complete.sort(Reach.ORDER);
            drop(begun, outgrown(begun, fed), accessor);
            begun.paths.keep(begun.trails.values());
            return complete;
        });
    }

    /** A loop or an optional step takes what it can: whoever waits for a later step without this event goes. */
    private List<ComputationState> outgrown(Begun begun, Fed fed) {
        Map<Trail, Integer> outgrown = new HashMap<>();
        for (Trail trail : begun.trails.values()) {
            if (trail.last() == fed) {
                Sequence.Stage stage = sequence.stages().get(trail.lastStage());
                if (sequence.isMore(stage)) {
                    outgrown.merge(trail.first(trail.size() - 1), trail.lastStage(), Math::min);
                } else if (sequence.isOptional(stage.step()) && sequence.isLastNeeded(stage)) {
                    outgrown.merge(trail.first(trail.size() - 1 - stage.repetition()), trail.lastStage(), Math::min);
                }
            }
        }
        return chosen(
                begun,
                (state, trail) -> stages.get(state.getCurrentStateName())
                        > outgrown.getOrDefault(trail, sequence.stages().size()));
    }

    @Override
    public void advance(Partials partials, long time, Ended ended) {
        drop(partials, (state, path) -> Reach.diesAt(sequence, stages.get(state.getCurrentStateName()), path) <= time);
    }

    @Override
    public List<Path> paths(Partials partials) {
        Begun begun = (Begun) partials;
        List<Path> paths = new ArrayList<>();
        begun.trails.values().stream().distinct().map(begun::path).forEach(paths::add);
        paths.sort(Reach.ORDER);
        return paths;
    }

    @Override
    public void drop(Partials partials, Predicate<Path> chosen) {
        drop(partials, (state, path) -> chosen.test(path));
    }

    @Override
    public void dropSame(Partials partials, Path match) {
        drop(partials, (state, path) -> Reach.mayBeOfOneValue(match, path));
    }

    private void drop(Partials partials, BiPredicate<ComputationState, Path> chosen) {
        Begun of = (Begun) partials;
        List<ComputationState> ended = chosen(of, (state, trail) -> chosen.test(state, of.path(trail)));
        if (!ended.isEmpty()) {
            use(partials, (begun, accessor) -> {
                drop(begun, ended, accessor);
                return null;
            });
        }
    }

    private static List<ComputationState> chosen(Begun begun, BiPredicate<ComputationState, Trail> chosen) {
        List<ComputationState> states = new ArrayList<>();
        begun.trails.forEach((state, trail) -> {
            if (chosen.test(state, trail)) {
                states.add(state);
            }
        });
        return states;
    }

    private void drop(Begun begun, List<ComputationState> ended, SharedBufferAccessor<Fed> accessor) throws Exception {
        for (ComputationState state : ended) {
            accessor.releaseNode(state.getPreviousBufferEntry(), state.getVersion());
            begun.states.getPartialMatches().remove(state);
        }
        if (!ended.isEmpty()) {
            collectTrails(begun, accessor);
        }
    }

    @Override
    public PathTable table() {
        throw new UnsupportedOperationException("the reference is never written");
    }

    @Override
    public void write(Partials partials, PathTable table, RowWriter out) {
        throw new UnsupportedOperationException("the reference is never written");
    }

    @Override
    public Partials read(PathTable table, RowReader in) {
        throw new UnsupportedOperationException("the reference is never read");
    }

    private interface Use<R> {
        R with(Begun begun, SharedBufferAccessor<Fed> accessor) throws Exception;
    }

    /** Lends the shared buffer to one player's partial matches. */
    private <R> R use(Partials partials, Use<R> use) {
        Begun begun = (Begun) partials;
        store.use(begun.contents);
        SharedBufferAccessor<Fed> accessor = buffer.getAccessor();
        try {
            try {
                return use.with(begun, accessor);
            } finally {
                // what it caches must not be found by the next player
                accessor.close();
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void collectTrails(Begun begun, SharedBufferAccessor<Fed> accessor) {
        Map<ComputationState, Trail> trails = new LinkedHashMap<>();
        for (ComputationState state : begun.states.getPartialMatches()) {
            if (state.getPreviousBufferEntry() != null) {
                Trail known = begun.trails.get(state);
                trails.put(state, known == null ? trail(state, accessor) : known);
            }
        }
        begun.trails = trails;
    }

    private Trail trail(ComputationState state, SharedBufferAccessor<Fed> accessor) {
        Map<String, List<EventId>> path = accessor.extractPatterns(state.getPreviousBufferEntry(), state.getVersion())
                .get(0);
        return trail(accessor.materializeMatch(path));
    }

    private Trail trail(Map<String, List<Fed>> match) {
        Trail trail = new Trail(new ArrayList<>(), new ArrayList<>());
        match.forEach((name, events) -> {
            for (Fed fed : events) {
                trail.stages().add(stages.get(name));
                trail.events().add(fed);
            }
        });
        return trail;
    }
}
