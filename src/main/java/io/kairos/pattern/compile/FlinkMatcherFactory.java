package io.kairos.pattern.compile;

import io.kairos.pattern.match.Matcher;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.pattern.match.Sequence;
import io.kairos.playbook.Vocabulary;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.State;
import org.apache.flink.cep.nfa.StateTransition;
import org.apache.flink.cep.nfa.StateTransitionAction;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBuffer;
import org.apache.flink.cep.pattern.Pattern;

/**
 * Compiles patterns with Flink CEP and runs them on Flink's own automaton, all on one shared buffer.
 *
 * <p>A repetition that must be is a stage of its own, because a stop condition after Flink's {@code times()} fires
 * between its occurrences. What may be but need not (further repetitions, optional steps) is added to the compiled
 * automaton as edges of our own: Flink's would leave a loop at each event that the loop takes, and cannot end a loop in
 * front of a {@code notFollowedBy}.
 */
public final class FlinkMatcherFactory implements MatcherFactory {
    private final HeapStore store = new HeapStore();
    private final SharedBuffer<Fed> buffer;

    public FlinkMatcherFactory() {
        // the serializer describes the state to a backend, of which there is none: it never writes
        buffer = new SharedBuffer<>(
                store.asFlinkSeesIt(), new GenericTypeInfo<>(Fed.class).createSerializer(new SerializerConfigImpl()));
    }

    @Override
    public Matcher compile(io.kairos.playbook.Pattern pattern, Vocabulary vocabulary) {
        Sequence sequence = new Sequence(pattern, vocabulary);
        Stages stages = new Stages(sequence);
        Collection<State<Fed>> compiled = NFACompiler.compileFactory(sequence(sequence, stages), false)
                .createNFA()
                .getStates();
        Map<String, State<Fed>> states = new LinkedHashMap<>();
        compiled.forEach(state -> states.put(state.getName(), state));
        addLoops(states, sequence, stages);
        addShortCuts(states, sequence);
        return new FlinkMatcher(
                pattern.id(), sequence, stages, new NFA<>(states.values(), Map.of(), 0, false), buffer, store);
    }

    private static Pattern<Fed, ?> sequence(Sequence sequence, Stages stages) {
        Pattern<Fed, Fed> pattern = null;
        for (Sequence.Stage stage : sequence.stages()) {
            String name = Stages.name(stage);
            int index = stages.index(stage);
            if (pattern == null) {
                pattern = Pattern.begin(name, AfterMatchSkipStrategy.noSkip());
            } else {
                if (sequence.mayBeKilled(stage)) {
                    pattern = pattern.notFollowedBy("no-" + name).where(new Ask(Ask.Question.KILLS, index));
                }
                pattern = pattern.followedBy(name);
            }
            pattern = pattern.where(new Ask(Ask.Question.ACCEPTS, index));
        }
        return pattern;
    }

    /** Beside the wait for the next step, a wait for one more repetition. */
    private static void addLoops(Map<String, State<Fed>> states, Sequence sequence, Stages stages) {
        for (Sequence.Stage stage : sequence.stages()) {
            Sequence.Stage more = sequence.more(stage.step());
            if (more == null || stage.repetition() + 1 < more.repetition()) {
                continue;
            }
            int index = stages.index(more);
            State<Fed> last = states.get(Stages.name(stage));
            State<Fed> loop = new State<>(Stages.name(more), State.StateType.Normal);
            for (StateTransition<Fed> take : takes(last)) {
                last.addTake(loop, take.getCondition());
                loop.addTake(take.getTargetState(), new Ask(Ask.Question.ACCEPTS, index));
            }
            loop.addTake(loop, new Ask(Ask.Question.ACCEPTS_AND_GOES_ON, index));
            loop.addIgnore(new Ask(Ask.Question.STAYS, index));
            states.put(loop.getName(), loop);
        }
    }

    /** Beside the wait for an optional step, a wait for the one after it. */
    private static void addShortCuts(Map<String, State<Fed>> states, Sequence sequence) {
        for (Sequence.Stage stage : sequence.stages()) {
            if (stage.repetition() == 0 && sequence.isOptional(stage.step())) {
                State<Fed> skipped = states.get(Stages.name(stage));
                State<Fed> next = states.get(Stages.name(new Sequence.Stage(sequence.takeAfter(stage.step()), 0)));
                for (State<Fed> state : states.values()) {
                    for (StateTransition<Fed> take : takes(state)) {
                        if (take.getTargetState() == skipped) {
                            state.addTake(next, take.getCondition());
                        }
                    }
                }
            }
        }
    }

    private static List<StateTransition<Fed>> takes(State<Fed> state) {
        return state.getStateTransitions().stream()
                .filter(edge -> edge.getAction() == StateTransitionAction.TAKE)
                .toList();
    }

    /** Ends the thread that Flink's buffer logs its statistics on. */
    @Override
    public void close() {
        buffer.releaseCacheStatisticsTimer();
    }
}
