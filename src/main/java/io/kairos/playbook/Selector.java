package io.kairos.playbook;

import io.kairos.event.PlayerEvent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A choice of events: types, each under conditions of its own. Names and {@code any} are already spelled out. */
public record Selector(List<Choice> choices) {

    /** One type and the conditions that must all hold. */
    public record Choice(String type, List<Expression> conditions) {
        public Choice {
            conditions = List.copyOf(conditions);
        }
    }

    public Selector {
        choices = List.copyOf(choices);
    }

    public Set<String> types() {
        Set<String> types = new LinkedHashSet<>();
        for (Choice choice : choices) {
            types.add(choice.type());
        }
        return types;
    }

    public List<Expression> conditions() {
        List<Expression> all = new ArrayList<>();
        for (Choice choice : choices) {
            all.addAll(choice.conditions());
        }
        return all;
    }

    public boolean hasType(String type) {
        for (Choice choice : choices) {
            if (choice.type().equals(type)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it selects this event, which is the one the scope is about. */
    public boolean selects(PlayerEvent event, Scope scope) {
        for (Choice choice : choices) {
            if (choice.type().equals(event.type()) && allHold(choice.conditions(), scope)) {
                return true;
            }
        }
        return false;
    }

    private static boolean allHold(List<Expression> conditions, Scope scope) {
        for (Expression condition : conditions) {
            if (!condition.holds(scope)) {
                return false;
            }
        }
        return true;
    }
}
