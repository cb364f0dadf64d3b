package io.kairos.playbook;

import io.kairos.event.PlayerEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A choice of events: types, each under conditions of its own. Names and {@code any} are already spelled out. */
public final class Selector {
    private static final Expression[][] NONE = {};

    private final List<Choice> choices;

    /** For each type the conditions of its choices: all of one of them must hold. */
    private final Map<String, Expression[][]> byType = new LinkedHashMap<>();

    /**
     * One type and the conditions that must all hold.
     *
     * @param word by which it was chosen: the type itself, a name, or {@code any}
     */
    public record Choice(String type, List<Expression> conditions, String word) {
        public Choice {
            conditions = List.copyOf(conditions);
        }

        /** Chosen as the type it is. */
        public Choice(String type, List<Expression> conditions) {
            this(type, conditions, type);
        }

        Choice as(String name) {
            return new Choice(type, conditions, name);
        }

        Choice and(Expression condition) {
            List<Expression> all = new ArrayList<>(conditions);
            all.add(condition);
            return new Choice(type, all, word);
        }
    }

    public Selector(List<Choice> choices) {
        this.choices = List.copyOf(choices);
        for (Choice choice : choices) {
            Expression[][] before = byType.getOrDefault(choice.type(), NONE);
            Expression[][] more = Arrays.copyOf(before, before.length + 1);
            more[before.length] = choice.conditions().toArray(Expression[]::new);
            byType.put(choice.type(), more);
        }
    }

    public List<Choice> choices() {
        return choices;
    }

    public Set<String> types() {
        return Collections.unmodifiableSet(byType.keySet());
    }

    /** As it was written: types, names, or {@code any}. */
    public Set<String> words() {
        Set<String> words = new LinkedHashSet<>();
        choices.forEach(choice -> words.add(choice.word()));
        return words;
    }

    /** The words by which events of a type are chosen. */
    public Set<String> words(String type) {
        Set<String> words = new LinkedHashSet<>();
        choices.stream().filter(choice -> choice.type().equals(type)).forEach(choice -> words.add(choice.word()));
        return words;
    }

    public List<Expression> conditions() {
        List<Expression> all = new ArrayList<>();
        for (Choice choice : choices) {
            all.addAll(choice.conditions());
        }
        return all;
    }

    public boolean hasType(String type) {
        return byType.containsKey(type);
    }

    /** Whether it selects this event, which is the one the scope is about. */
    public boolean selects(PlayerEvent event, Scope scope) {
        for (Expression[] conditions : byType.getOrDefault(event.type(), NONE)) {
            if (allHold(conditions, scope)) {
                return true;
            }
        }
        return false;
    }

    private static boolean allHold(Expression[] conditions, Scope scope) {
        for (Expression condition : conditions) {
            if (!condition.holds(scope)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return choices.toString();
    }
}
