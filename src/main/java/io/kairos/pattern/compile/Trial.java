package io.kairos.pattern.compile;

import io.kairos.event.Occurrence;
import io.kairos.pattern.match.Path;
import io.kairos.pattern.match.Sequence;
import io.kairos.playbook.Scope;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;

/** One event before the automaton. Flink asks several times for the same partial match; it is answered once. */
final class Trial {
    private final Sequence sequence;
    private final Stages stages;
    private final Scope scope;

    private IterativeCondition.Context<Fed> asked;
    private List<Path.Taken> taken;
    private long[] waits;
    private int acceptsOf;
    private boolean accepts;

    Trial(Sequence sequence, Stages stages, Scope scope) {
        this.sequence = sequence;
        this.stages = stages;
        this.scope = scope;
    }

    boolean answers(Ask.Question question, int stage, Occurrence occurrence, IterativeCondition.Context<Fed> context)
            throws Exception {
        if (asked != context) {
            asked = context;
            acceptsOf = -1;
            collect(context);
        }
        if (acceptsOf != stage) {
            accepts = sequence.accepts(stages.get(stage), taken, waits, occurrence, scope);
            acceptsOf = stage;
        }
        return switch (question) {
            case ACCEPTS -> accepts;
            case ACCEPTS_AND_GOES_ON -> accepts && sequence.goesOn(stages.get(stage), taken);
            case KILLS -> !accepts && sequence.kills(stages.get(stage), taken, occurrence, scope);
            case STAYS -> !accepts && !sequence.kills(stages.get(stage), taken, occurrence, scope);
        };
    }

    private void collect(IterativeCondition.Context<Fed> context) throws Exception {
        taken = new ArrayList<>();
        waits = null;
        for (int i = 0; i < stages.size(); i++) {
            for (Fed fed : context.getEventsForPattern(stages.name(i))) {
                taken.add(new Path.Taken(stages.get(i).step(), fed.occurrence, fed.arrival));
                waits = fed.waits;
            }
        }
    }
}
