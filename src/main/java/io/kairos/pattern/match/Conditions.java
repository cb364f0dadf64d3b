package io.kairos.pattern.match;

import io.kairos.event.Occurrence;
import io.kairos.playbook.Expression;
import io.kairos.playbook.Necessary;
import io.kairos.playbook.Scope;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Conditions that ask nothing of a match: each is answered once per event, whatever the number of patterns that ask it.
 * For one thread.
 */
public final class Conditions {
    private final Map<String, WeakReference<Shared>> known = new HashMap<>();

    /** All of some conditions; null if there are none. */
    Shared all(List<Expression> conditions) {
        if (conditions.isEmpty()) {
            return null;
        }
        String text = conditions.stream().map(Expression::canonical).collect(Collectors.joining(" && "));
        WeakReference<Shared> reference = known.get(text);
        Shared shared = reference == null ? null : reference.get();
        if (shared == null) {
            known.values().removeIf(gone -> gone.get() == null);
            shared = new Shared(conditions.toArray(Expression[]::new));
            known.put(text, new WeakReference<>(shared));
        }
        return shared;
    }

    /** Conditions that must all hold, and how it was with the last event. */
    public static final class Shared {
        private final Expression[] conditions;
        private Occurrence last;
        private boolean held;

        private Shared(Expression[] conditions) {
            this.conditions = conditions;
        }

        /** What the first of them asks of the event: the others are not looked at where it does not hold. */
        public List<Necessary> necessary() {
            return conditions[0].necessary();
        }

        /** @param occurrence is the same object for all who ask about the same event */
        public boolean holds(Occurrence occurrence, Scope scope) {
            if (last != occurrence) {
                held = allHold(conditions, scope);
                last = occurrence;
            }
            return held;
        }
    }

    static boolean allHold(Expression[] conditions, Scope scope) {
        for (Expression condition : conditions) {
            if (!condition.holds(scope)) {
                return false;
            }
        }
        return true;
    }
}
