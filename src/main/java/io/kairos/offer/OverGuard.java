package io.kairos.offer;

import io.kairos.offer.Decision.Reason;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Scope;

/** Whether the time that neither tag nor offer of the pattern outlives is past. */
final class OverGuard implements Guard {
    @Override
    public No against(Moment moment, Situation situation) {
        return notAfter(moment.pattern(), situation.scope()) <= moment.time()
                ? new No(
                        Reason.OVER, "not_after: " + moment.pattern().notAfter().source())
                : null;
    }

    /** {@link Relationship#NEVER} if there is none. */
    static long notAfter(Pattern pattern, Scope scope) {
        Object end = pattern.notAfter() == null ? null : pattern.notAfter().value(scope);
        return end instanceof Long time ? time : Relationship.NEVER;
    }
}
