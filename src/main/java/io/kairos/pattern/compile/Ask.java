package io.kairos.pattern.compile;

import org.apache.flink.cep.pattern.conditions.IterativeCondition;

/** A condition as Flink keeps it: a symbol for a question about a stage. What is asked stands outside of the automaton. */
final class Ask extends IterativeCondition<Fed> {
    private static final long serialVersionUID = 1;

    /** What is asked. */
    enum Question {
        ACCEPTS,
        /** It accepts, and may go on after that. */
        ACCEPTS_AND_GOES_ON,
        KILLS,
        /** It neither accepts nor is killed. */
        STAYS
    }

    private final Question question;
    private final int stage;

    Ask(Question question, int stage) {
        this.question = question;
        this.stage = stage;
    }

    @Override
    public boolean filter(Fed fed, Context<Fed> context) throws Exception {
        return fed.trial.answers(question, stage, fed.occurrence, context);
    }
}
