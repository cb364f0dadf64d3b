package io.kairos.pattern.match;

import io.kairos.event.Occurrence;
import io.kairos.playbook.Expression;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A selector made ready: what it asks of a match is apart from what is the same for all. */
final class Choices {
    private static final Choice[] NONE = {};

    private final Map<String, Choice[]> byType = new HashMap<>();

    /**
     * One way to be selected.
     *
     * @param shared null if every event of the type will do
     * @param ofMatch conditions that read what has been matched
     */
    record Choice(Conditions.Shared shared, Expression[] ofMatch) {
        boolean mayHold(Occurrence occurrence, Scope scope) {
            return shared == null || shared.holds(occurrence, scope);
        }
    }

    /** @param selector null for one that selects nothing */
    Choices(Selector selector, Conditions conditions) {
        if (selector == null) {
            return;
        }
        Map<String, List<Choice>> lists = new HashMap<>();
        for (Selector.Choice choice : selector.choices()) {
            List<Expression> shared = new ArrayList<>();
            List<Expression> ofMatch = new ArrayList<>();
            for (Expression condition : choice.conditions()) {
                (condition.aliases().isEmpty() ? shared : ofMatch).add(condition);
            }
            lists.computeIfAbsent(choice.type(), none -> new ArrayList<>())
                    .add(new Choice(conditions.all(shared), ofMatch.toArray(Expression[]::new)));
        }
        lists.forEach((type, choices) -> byType.put(type, choices.toArray(Choice[]::new)));
    }

    Set<String> types() {
        return byType.keySet();
    }

    boolean hasType(String type) {
        return byType.containsKey(type);
    }

    Choice[] of(String type) {
        return byType.getOrDefault(type, NONE);
    }

    /** Whether there is a match for which it selects the event. */
    boolean maySelect(Occurrence occurrence, Scope scope) {
        for (Choice choice : of(occurrence.event().type())) {
            if (choice.mayHold(occurrence, scope)) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is a match for which it does not select the event. */
    boolean mayRefuse(Occurrence occurrence, Scope scope) {
        for (Choice choice : of(occurrence.event().type())) {
            if (choice.ofMatch().length == 0 && choice.mayHold(occurrence, scope)) {
                return false;
            }
        }
        return true;
    }

    /** @param scope knows what has been matched */
    boolean selects(Occurrence occurrence, Scope scope) {
        for (Choice choice : of(occurrence.event().type())) {
            if (choice.mayHold(occurrence, scope) && Conditions.allHold(choice.ofMatch(), scope)) {
                return true;
            }
        }
        return false;
    }
}
