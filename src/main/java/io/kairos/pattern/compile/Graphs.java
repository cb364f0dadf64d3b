package io.kairos.pattern.compile;

import io.kairos.pattern.match.Graph;
import io.kairos.pattern.match.Graph.Action;
import io.kairos.pattern.match.Graph.Condition;
import io.kairos.pattern.match.Graph.Edge;
import io.kairos.pattern.match.Graph.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.cep.nfa.State;
import org.apache.flink.cep.nfa.StateTransition;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;
import org.apache.flink.cep.pattern.conditions.RichAndCondition;
import org.apache.flink.cep.pattern.conditions.RichCompositeIterativeCondition;
import org.apache.flink.cep.pattern.conditions.RichNotCondition;
import org.apache.flink.cep.pattern.conditions.RichOrCondition;

/**
 * The states that Flink CEP compiled, as a graph.
 *
 * @param <T> what Flink calls an event
 */
final class Graphs<T> {
    private final List<State<T>> states;
    private final Map<State<T>, Integer> indices = new HashMap<>();
    private final Naming naming;
    private final Function<IterativeCondition<T>, Condition> conditions;

    /** What a state is in rows, by what Flink calls it. */
    interface Naming {
        Place place(String state, int index);
    }

    /** As in {@link Graph.State}. */
    record Place(int step, int repetition, int stage) {}

    private Graphs(Collection<State<T>> states, Naming naming, Function<IterativeCondition<T>, Condition> conditions) {
        this.states = new ArrayList<>(states);
        this.naming = naming;
        this.conditions = conditions;
        for (int i = 0; i < this.states.size(); i++) {
            indices.put(this.states.get(i), i);
        }
    }

    /**
     * Of the states as they are.
     *
     * @param within from the first event on, milliseconds; 0 for no limit
     * @param withinByState since the event before, by the name of the state that waits, milliseconds
     * @param conditions what stands for a condition that is not made of others
     */
    static <T> Graph of(
            Collection<State<T>> states,
            long within,
            Map<String, Long> withinByState,
            Naming naming,
            Function<IterativeCondition<T>, Condition> conditions) {
        Graphs<T> graphs = new Graphs<>(states, naming, conditions);
        List<Graph.State> made = new ArrayList<>();
        for (State<T> state : graphs.states) {
            made.add(graphs.state(state, withinByState.getOrDefault(state.getName(), 0L)));
        }
        return new Graph(made, within);
    }

    private Graph.State state(State<T> state, long within) {
        Place place = naming.place(state.getName(), indices.get(state));
        List<Edge> edges = new ArrayList<>();
        for (StateTransition<T> edge : state.getStateTransitions()) {
            edges.add(new Edge(action(edge), indices.get(edge.getTargetState()), condition(edge.getCondition())));
        }
        return new Graph.State(
                state.getName(), kind(state), place.step(), place.repetition(), place.stage(), within, edges);
    }

    private static Kind kind(State<?> state) {
        return switch (state.getStateType()) {
            case Start -> Kind.START;
            case Final -> Kind.FINAL;
            case Normal -> Kind.NORMAL;
            case Pending -> Kind.PENDING;
            case Stop -> Kind.STOP;
        };
    }

    private static Action action(StateTransition<?> edge) {
        return switch (edge.getAction()) {
            case TAKE -> Action.TAKE;
            case IGNORE -> Action.IGNORE;
            case PROCEED -> Action.PROCEED;
        };
    }

    private Condition condition(IterativeCondition<T> condition) {
        if (condition == null) {
            return trial -> true;
        }
        if (condition instanceof RichNotCondition<T> not) {
            Condition denied = parts(not)[0];
            return trial -> !denied.holds(trial);
        }
        if (condition instanceof RichAndCondition<T> and) {
            Condition[] all = parts(and);
            return trial -> all[0].holds(trial) && all[1].holds(trial);
        }
        if (condition instanceof RichOrCondition<T> or) {
            Condition[] any = parts(or);
            return trial -> any[0].holds(trial) || any[1].holds(trial);
        }
        return conditions.apply(condition);
    }

    private Condition[] parts(RichCompositeIterativeCondition<T> composite) {
        return Arrays.stream(composite.getNestedConditions())
                .map(this::condition)
                .toArray(Condition[]::new);
    }
}
