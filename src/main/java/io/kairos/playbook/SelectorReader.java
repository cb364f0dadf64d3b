package io.kairos.playbook;

import io.kairos.playbook.Selector.Choice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Spells out what stands where events are chosen: a type, a name, a pattern's id, {@code any}, or a list of them. */
final class SelectorReader {
    private final Draft draft;
    private final Function<Set<String>, Environment> environment;

    /** @param environment what a {@code where} may name beside the attributes of its own types */
    SelectorReader(Draft draft, Environment environment) {
        this(draft, types -> environment);
    }

    /** @param environment as above, given all types the selector chooses; null if they could not be read */
    SelectorReader(Draft draft, Function<Set<String>, Environment> environment) {
        this.draft = draft;
        this.environment = environment;
    }

    private record Entry(List<Choice> chosen, Item where) {}

    /** The selector; null if the item is null or something in it stands for no known events. */
    Selector read(Item item) {
        return read(item, null);
    }

    /** @param where one more condition, on whatever was chosen; may be null */
    Selector read(Item item, Item where) {
        if (item == null) {
            return null;
        }
        List<Entry> entries = new ArrayList<>();
        boolean known = true;
        for (Item each : item.each()) {
            Item word = each.isBad() ? null : each.isScalar() ? each : each.get("on");
            List<Choice> chosen = word == null ? null : choices(word);
            known &= chosen != null;
            entries.add(new Entry(chosen, each.isBad() || each.isScalar() ? null : each.get("where")));
        }
        List<Choice> all = new ArrayList<>();
        if (known) {
            entries.forEach(entry -> all.addAll(entry.chosen()));
        }
        Environment here = environment.apply(known ? types(all) : null);
        List<Choice> conditioned = new ArrayList<>();
        for (Entry entry : entries) {
            List<Choice> choices = conditioned(entry.chosen(), entry.where(), here);
            if (known) {
                conditioned.addAll(choices);
            }
        }
        List<Choice> result = conditioned(known ? conditioned : null, where, here);
        return known ? new Selector(result) : null;
    }

    private List<Choice> conditioned(List<Choice> choices, Item where, Environment here) {
        if (where == null) {
            return choices;
        }
        Set<String> types = choices == null ? null : types(choices);
        Expression condition = ExpressionCompiler.condition(where, here.withEvent(types), draft.problems());
        if (condition == null || choices == null) {
            return choices;
        }
        return choices.stream().map(choice -> choice.and(condition)).toList();
    }

    private List<Choice> choices(Item word) {
        String text = word.text();
        if (text.equals("any") && draft.vocabularyTypes().keySet().stream().anyMatch(type -> !draft.isReadable(type))) {
            return null;
        }
        if (text.equals("any")) {
            return draft.vocabularyTypes().values().stream()
                    .filter(type -> type.byPlayer() && !type.forAll())
                    .map(type -> new Choice(type.id(), List.of(), text))
                    .toList();
        }
        EventType type = draft.vocabularyTypes().get(text);
        if (type != null) {
            if (type.forAll()) {
                draft.problems()
                        .add(
                                word,
                                "`" + text
                                        + "` has no player (scope: all), so nothing can be said of a player by it here",
                                null);
                return null;
            }
            return draft.isReadable(text) ? List.of(new Choice(text, List.of())) : null;
        }
        if (draft.names().containsKey(text)) {
            Selector name = draft.names().get(text);
            return name == null
                    ? null
                    : name.choices().stream().map(choice -> choice.as(text)).toList();
        }
        if (draft.patternIds().contains(text)) {
            return draft.pattern(text) == null ? null : List.of(new Choice(text, List.of()));
        }
        draft.problems().unknown(word.spot(), "event", text, "", draft.eventWords());
        return null;
    }

    private static Set<String> types(List<Choice> choices) {
        Set<String> types = new LinkedHashSet<>();
        choices.forEach(choice -> types.add(choice.type()));
        return types;
    }
}
