package io.kairos.pattern.compile;

import io.kairos.pattern.compile.FlinkStates.Question;
import io.kairos.pattern.compile.Graphs.Place;
import io.kairos.pattern.match.CompactMatcher;
import io.kairos.pattern.match.Conditions;
import io.kairos.pattern.match.Graph;
import io.kairos.pattern.match.Matcher;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.pattern.match.Sequence;
import io.kairos.playbook.Pattern;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;

/** Compiles patterns with Flink CEP; what walks the compiled states is ours. */
public final class CompactMatcherFactory implements MatcherFactory {
    private static final Place NO_STAGE = new Place(-1, -1, -1);

    private final Conditions conditions = new Conditions();

    @Override
    public Matcher compile(Pattern pattern, Sequence sequence) {
        Map<String, Place> places = new HashMap<>();
        for (Sequence.Stage stage : sequence.stages()) {
            places.put(FlinkStates.name(stage), new Place(stage.step(), stage.repetition(), stage.index()));
        }
        Graph graph = Graphs.of(
                FlinkStates.of(sequence, Symbol::new),
                0,
                Map.of(),
                (state, index) -> places.getOrDefault(state, NO_STAGE),
                CompactMatcherFactory::condition);
        return new CompactMatcher(graph, sequence);
    }

    /** Beside our symbols Flink's compiler knows one condition of its own, which always holds. */
    private static Graph.Condition condition(IterativeCondition<Void> condition) {
        if (!(condition instanceof Symbol symbol)) {
            return trial -> true;
        }
        int stage = symbol.stage;
        return switch (symbol.question) {
            case ACCEPTS -> trial -> trial.accepts(stage);
            case ACCEPTS_AND_GOES_ON -> trial -> trial.acceptsAndGoesOn(stage);
            case KILLS -> trial -> trial.kills(stage);
            case STAYS -> trial -> !trial.accepts(stage) && !trial.kills(stage);
        };
    }

    /** Goes through Flink's compiler and comes out on the edges; Flink never asks it. */
    private static final class Symbol extends IterativeCondition<Void> {
        private static final long serialVersionUID = 1;

        private final Question question;
        private final int stage;

        Symbol(Question question, int stage) {
            this.question = question;
            this.stage = stage;
        }

        @Override
        public boolean filter(Void event, Context<Void> context) {
            throw new IllegalStateException("a symbol stands for a question and does not answer it");
        }
    }

    @Override
    public Conditions conditions() {
        return conditions;
    }

    @Override
    public void close() {}
}
