package io.kairos.pattern.compile;

import io.kairos.event.Occurrence;
import io.kairos.event.Values;
import io.kairos.pattern.match.EventPool;
import io.kairos.pattern.match.Matcher;
import io.kairos.pattern.match.Path;
import io.kairos.pattern.match.Sequence;
import io.kairos.playbook.Scope;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.apache.flink.cep.nfa.ComputationState;
import org.apache.flink.cep.nfa.DeweyNumber;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.NFAState;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.nfa.sharedbuffer.EventId;
import org.apache.flink.cep.nfa.sharedbuffer.NodeId;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBuffer;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferAccessor;

/**
 * Walks one pattern on Flink's automaton. A partial match is written as its state and the events it has taken, and the
 * buffer is built anew from these when it is read: what Flink keeps in between is never written.
 */
final class FlinkMatcher implements Matcher {
    private final String patternId;
    private final Sequence sequence;
    private final Stages stages;
    private final NFA<Fed> automaton;
    private final SharedBuffer<Fed> buffer;
    private final HeapStore store;

    FlinkMatcher(
            String patternId,
            Sequence sequence,
            Stages stages,
            NFA<Fed> automaton,
            SharedBuffer<Fed> buffer,
            HeapStore store) {
        this.patternId = patternId;
        this.sequence = sequence;
        this.stages = stages;
        this.automaton = automaton;
        this.buffer = buffer;
        this.store = store;
    }

    /** The automaton's states for one player, and their part of the buffer. */
    private static final class Begun implements Partials {
        private NFAState states;
        private final HeapStore.Contents contents = new HeapStore.Contents();

        /** What each state but the one of the beginning has taken; extracting it from the buffer is not cheap. */
        private Map<ComputationState, Trail> trails = Map.of();

        private int size;

        @Override
        public int size() {
            return size;
        }
    }

    @Override
    public Partials none() {
        Begun begun = new Begun();
        begun.states = automaton.createInitialNFAState();
        return begun;
    }

    @Override
    public List<Path> on(Partials partials, Occurrence event, int arrival, Scope scope) {
        return use(partials, (begun, accessor) -> {
            Fed fed = new Fed(event, arrival, sequence.waits(scope));
            fed.trial = new Trial(sequence, stages, scope);
            accessor.advanceTime(event.time());
            Collection<Map<String, List<Fed>>> completed = automaton.process(
                    accessor, begun.states, fed, event.time(), AfterMatchSkipStrategy.noSkip(), event::time);
            fed.trial = null;
            collectTrails(begun, accessor);
            drop(begun, outgrown(begun, fed), accessor);
            return completed.stream()
                    .map(match -> Trail.of(match, stages))
                    .sorted()
                    .map(trail -> trail.path(stages))
                    .toList();
        });
    }

    /** A loop or an optional step takes what it can: whoever waits for a later step without this event goes. */
    private List<ComputationState> outgrown(Begun begun, Fed fed) {
        Map<Trail, Integer> outgrown = new HashMap<>();
        for (Trail trail : begun.trails.values()) {
            if (trail.last() == fed) {
                Sequence.Stage stage = stages.get(trail.lastStage());
                if (stage.equals(sequence.more(stage.step()))) {
                    outgrown.merge(trail.first(trail.size() - 1), trail.lastStage(), Math::min);
                } else if (sequence.isOptional(stage.step()) && sequence.isLastNeeded(stage)) {
                    outgrown.merge(trail.first(trail.size() - 1 - stage.repetition()), trail.lastStage(), Math::min);
                }
            }
        }
        return chosen(
                begun,
                (state, trail) ->
                        stages.index(state.getCurrentStateName()) > outgrown.getOrDefault(trail, stages.size()));
    }

    @Override
    public List<Path> paths(Partials partials) {
        return ((Begun) partials)
                .trails.values().stream()
                        .distinct()
                        .sorted()
                        .map(trail -> trail.path(stages))
                        .toList();
    }

    @Override
    public void drop(Partials partials, Predicate<Path> chosen) {
        List<ComputationState> ended = chosen((Begun) partials, (state, trail) -> chosen.test(trail.path(stages)));
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
    public void write(Partials partials, EventPool pool, DataOutput out) throws IOException {
        List<ComputationState> states = new ArrayList<>();
        List<Trail> trails = new ArrayList<>();
        ((Begun) partials).trails.forEach((state, trail) -> {
            states.add(state);
            trails.add(trail);
        });
        List<Fed> events = trails.stream()
                .flatMap(trail -> trail.events().stream())
                .distinct()
                .sorted()
                .toList();
        Values.writeLength(events.size(), out);
        for (Fed fed : events) {
            Values.writeLength(pool.reference(fed.occurrence), out);
            Values.writeLength(fed.arrival, out);
            Values.writeLength(fed.waits == null ? 0 : fed.waits.length, out);
            for (int i = 0; fed.waits != null && i < fed.waits.length; i++) {
                Values.writeLong(fed.waits[i], out);
            }
        }
        Values.writeLength(trails.size(), out);
        for (int i = 0; i < trails.size(); i++) {
            write(stages.index(states.get(i).getCurrentStateName()), out);
            Trail trail = trails.get(i);
            Values.writeLength(trail.size(), out);
            for (int k = 0; k < trail.size(); k++) {
                write(trail.stages().get(k), out);
                Values.writeLength(events.indexOf(trail.events().get(k)), out);
            }
        }
    }

    private void write(int stage, DataOutput out) throws IOException {
        Values.writeLength(stages.get(stage).step(), out);
        Values.writeLength(stages.get(stage).repetition(), out);
    }

    @Override
    public Partials read(EventPool pool, DataInput in) throws IOException {
        Begun begun = new Begun();
        List<Fed> events = new ArrayList<>();
        for (int left = Values.readLength(in); left > 0; left--) {
            Occurrence occurrence = pool.get(Values.readLength(in));
            int arrival = Values.readLength(in);
            int lengths = Values.readLength(in);
            require(lengths == 0 || lengths == sequence.length(), "the lengths of " + lengths + " silences");
            long[] waits = lengths == 0 ? null : new long[lengths];
            for (int i = 0; i < lengths; i++) {
                waits[i] = Values.readLong(in);
            }
            Fed fed = new Fed(occurrence, arrival, waits);
            require(events.isEmpty() || events.get(events.size() - 1).compareTo(fed) < 0, "events out of order");
            events.add(fed);
        }
        List<Integer> states = new ArrayList<>();
        List<Trail> trails = new ArrayList<>();
        for (int left = Values.readLength(in); left > 0; left--) {
            states.add(readStage(in));
            Trail trail = new Trail(new ArrayList<>(), new ArrayList<>());
            for (int taken = Values.readLength(in); taken > 0; taken--) {
                trail.stages().add(readStage(in));
                int event = Values.readLength(in);
                require(event < events.size(), "event " + event + " of " + events.size());
                trail.events().add(events.get(event));
            }
            require(trail.size() > 0, "a partial match of nothing");
            trails.add(trail);
        }
        use(begun, (same, accessor) -> {
            rebuild(begun, events, states, trails, accessor);
            return null;
        });
        return begun;
    }

    private int readStage(DataInput in) throws IOException {
        Sequence.Stage stage = new Sequence.Stage(Values.readLength(in), Values.readLength(in));
        int index = stages.index(Stages.name(stage));
        require(index >= 0, "no repetition " + stage.repetition() + " of step " + stage.step());
        return index;
    }

    private void require(boolean holds, String found) throws IOException {
        if (!holds) {
            throw new IOException("pattern " + patternId + ": " + found);
        }
    }

    /** Each partial match gets a first version number of its own, under which its events are found in the buffer. */
    private void rebuild(
            Begun begun, List<Fed> events, List<Integer> states, List<Trail> trails, SharedBufferAccessor<Fed> accessor)
            throws Exception {
        Map<Fed, EventId> ids = new HashMap<>();
        for (Fed fed : events) {
            ids.put(fed, accessor.registerEvent(fed, fed.occurrence.time()));
        }
        List<ComputationState> computations = new ArrayList<>();
        for (int i = 0; i < trails.size(); i++) {
            Trail trail = trails.get(i);
            NodeId node = null;
            DeweyNumber version = new DeweyNumber(i + 1);
            for (int k = 0; k < trail.size(); k++) {
                node = accessor.put(
                        stages.name(trail.stages().get(k)),
                        ids.get(trail.events().get(k)),
                        node,
                        version);
                version = version.addStage();
            }
            accessor.lockNode(node, version);
            computations.add(ComputationState.createState(
                    stages.name(states.get(i)),
                    node,
                    version,
                    trail.events().get(0).occurrence.time(),
                    trail.last().occurrence.time(),
                    ids.get(trail.events().get(0))));
        }
        for (EventId id : ids.values()) {
            accessor.releaseEvent(id);
        }
        computations.add(ComputationState.createStartState(stages.name(0), new DeweyNumber(trails.size() + 1)));
        begun.states = new NFAState(computations);
        collectTrails(begun, accessor);
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
            throw new IllegalStateException("pattern " + patternId + ": " + e.getMessage(), e);
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
        begun.size = trails.size() < 2
                ? trails.size()
                : (int) trails.values().stream().distinct().count();
    }

    private Trail trail(ComputationState state, SharedBufferAccessor<Fed> accessor) {
        Map<String, List<EventId>> path = accessor.extractPatterns(state.getPreviousBufferEntry(), state.getVersion())
                .get(0);
        return Trail.of(accessor.materializeMatch(path), stages);
    }
}
