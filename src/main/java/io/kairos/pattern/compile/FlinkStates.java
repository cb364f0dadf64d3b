package io.kairos.pattern.compile;

import io.kairos.pattern.match.Sequence;
import io.kairos.pattern.match.Sequence.Stage;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.cep.nfa.State;
import org.apache.flink.cep.nfa.StateTransition;
import org.apache.flink.cep.nfa.StateTransitionAction;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;

/**
 * A sequence as the states Flink CEP compiles it to.
 *
 * <p>A repetition that must be is a stage of its own, because a stop condition after Flink's {@code times()} fires
 * between its occurrences. What may be but need not (further repetitions, optional steps) is added to the compiled
 * states as edges of our own: Flink's would leave a loop at each event that the loop takes, and cannot end a loop in
 * front of a {@code notFollowedBy}.
 *
 * @param <T> what Flink calls an event
 */
final class FlinkStates<T> {
    /** What an edge asks about a stage. */
    enum Question {
        ACCEPTS,
        /** It accepts, and may go on after that. */
        ACCEPTS_AND_GOES_ON,
        KILLS,
        /** It neither accepts nor is killed. */
        STAYS
    }

    /** Makes the conditions. */
    interface Questions<T> {
        IterativeCondition<T> ask(Question question, int stage);
    }

    private final Sequence sequence;
    private final Questions<T> questions;
    private final Map<String, State<T>> states = new LinkedHashMap<>();

    private FlinkStates(Sequence sequence, Questions<T> questions) {
        this.sequence = sequence;
        this.questions = questions;
    }

    static <T> Collection<State<T>> of(Sequence sequence, Questions<T> questions) {
        FlinkStates<T> compiled = new FlinkStates<>(sequence, questions);
        NFACompiler.compileFactory(compiled.pattern(), false)
                .createNFA()
                .getStates()
                .forEach(state -> compiled.states.put(state.getName(), state));
        compiled.addLoops();
        compiled.addShortCuts();
        return compiled.states.values();
    }

    /** What the state of a stage is called. */
    static String name(Stage stage) {
        return stage.step() + "-" + stage.repetition();
    }

    private Pattern<T, ?> pattern() {
        Pattern<T, T> pattern = null;
        for (Stage stage : sequence.stages()) {
            if (sequence.isMore(stage)) {
                continue;
            }
            String name = name(stage);
            if (pattern == null) {
                pattern = Pattern.begin(name, AfterMatchSkipStrategy.noSkip());
            } else {
                if (sequence.mayBeKilled(stage)) {
                    pattern = pattern.notFollowedBy("no-" + name).where(questions.ask(Question.KILLS, stage.index()));
                }
                pattern = pattern.followedBy(name);
            }
            pattern = pattern.where(questions.ask(Question.ACCEPTS, stage.index()));
        }
        return pattern;
    }

    /** Beside the wait for the next step, a wait for one more repetition. */
    private void addLoops() {
        for (Stage more : sequence.stages()) {
            if (!sequence.isMore(more)) {
                continue;
            }
            Stage lastNeeded = sequence.stages().get(more.index() - 1);
            State<T> last = states.get(name(lastNeeded));
            State<T> loop = new State<>(name(more), State.StateType.Normal);
            for (StateTransition<T> take : takes(last)) {
                last.addTake(loop, take.getCondition());
                loop.addTake(take.getTargetState(), questions.ask(Question.ACCEPTS, more.index()));
            }
            loop.addTake(loop, questions.ask(Question.ACCEPTS_AND_GOES_ON, more.index()));
            loop.addIgnore(questions.ask(Question.STAYS, more.index()));
            states.put(loop.getName(), loop);
        }
    }

    /** Beside the wait for an optional step, a wait for the one after it. */
    private void addShortCuts() {
        for (Stage stage : sequence.stages()) {
            if (stage.repetition() == 0 && sequence.isOptional(stage.step())) {
                State<T> skipped = states.get(name(stage));
                State<T> next = states.get(name(sequence.first(sequence.takeAfter(stage.step()))));
                for (State<T> state : states.values()) {
                    for (StateTransition<T> take : takes(state)) {
                        if (take.getTargetState() == skipped) {
                            state.addTake(next, take.getCondition());
                        }
                    }
                }
            }
        }
    }

    private List<StateTransition<T>> takes(State<T> state) {
        return state.getStateTransitions().stream()
                .filter(edge -> edge.getAction() == StateTransitionAction.TAKE)
                .toList();
    }
}
