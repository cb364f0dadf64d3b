package io.kairos.pattern.compile;

import io.kairos.pattern.compile.FlinkStates.Question;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;

/** A condition as Flink keeps it: a question about a stage, which the event at hand has somebody to answer. */
final class Ask extends IterativeCondition<Fed> {
    private static final long serialVersionUID = 1;

    private final Question question;
    private final int stage;

    Ask(Question question, int stage) {
        this.question = question;
        this.stage = stage;
    }

    @Override
    public boolean filter(Fed fed, Context<Fed> context) throws Exception {
        return fed.answers.answer(question, stage, context);
    }
}
