package io.kairos.pattern.compile;

import io.kairos.pattern.compile.FlinkStates.Question;
import io.kairos.pattern.match.Sequence;
import io.kairos.pattern.match.Trial;
import java.util.ArrayList;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;

/** One event before Flink's automaton, which says by name what a partial match has taken. */
final class Answers {
    private final Sequence sequence;
    private final Trial trial;
    private final Paths paths;

    /** @param trial turned to the event */
    Answers(Sequence sequence, Trial trial, Paths paths) {
        this.sequence = sequence;
        this.trial = trial;
        this.paths = paths;
    }

    boolean answer(Question question, int stage, IterativeCondition.Context<Fed> context) throws Exception {
        Trail taken = new Trail(new ArrayList<>(), new ArrayList<>());
        for (Sequence.Stage of : sequence.stages()) {
            for (Fed fed : context.getEventsForPattern(FlinkStates.name(of))) {
                taken.stages().add(of.index());
                taken.events().add(fed);
            }
        }
        trial.turnTo(paths.of(taken, trial.scope()));
        return switch (question) {
            case ACCEPTS -> trial.accepts(stage);
            case ACCEPTS_AND_GOES_ON -> trial.acceptsAndGoesOn(stage);
            case KILLS -> trial.kills(stage);
            case STAYS -> !trial.accepts(stage) && !trial.kills(stage);
        };
    }
}
