package io.kairos.playbook;

import io.kairos.playbook.EventType.Attribute;
import io.kairos.playbook.Selector.Choice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads events.yaml: the event types, and the names for choices of them. */
final class VocabularyReader {
    static final EventType OFFER_ENDED = new EventType(
            "offer_ended",
            false,
            false,
            false,
            0,
            Map.of(
                    "offer", new Attribute(ValueType.STRING, List.of()),
                    "pattern", new Attribute(ValueType.STRING, List.of()),
                    "class", new Attribute(ValueType.STRING, List.of("inducement", "information", "help", "care")),
                    "status",
                            new Attribute(ValueType.STRING, List.of("ACCEPTED", "DISMISSED", "EXPIRED", "WITHDRAWN"))));

    private final Draft draft;
    private final Problems problems;

    VocabularyReader(Draft draft) {
        this.draft = draft;
        this.problems = draft.problems();
    }

    void read() {
        Item file = draft.file("events.yaml");
        Item events = file.get("events");
        draft.add(OFFER_ENDED);
        if (events != null) {
            events.entries().forEach((id, item) -> type(id, events.key(id), item));
        }
        Item names = file.get("names");
        if (names != null) {
            names.entries().forEach((name, item) -> name(name, names.key(name), item));
        }
        for (String id : draft.patternIds()) {
            if (id.equals("any")
                    || draft.vocabularyTypes().containsKey(id)
                    || draft.names().containsKey(id)) {
                Item pattern = draft.file("patterns/" + id + ".yaml");
                problems.add(
                        pattern == null ? new Spot("patterns/" + id + ".yaml", 1, 1) : pattern.spot(),
                        "duplicate id `" + id + "`: events.yaml has an event type or a name of it",
                        "patterns, event types and names share one space; choose another");
            }
        }
    }

    private void type(String id, Spot at, Item item) {
        if (id.equals("any") || id.equals(OFFER_ENDED.id())) {
            problems.add(at, "`" + id + "` is a word of Kairos itself", "choose another name");
            return;
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        Item declared = item.isBad() ? null : item.get("attributes");
        if (declared != null) {
            declared.entries().forEach((name, of) -> {
                if (Vocabulary.ENVELOPE.contains(name) || Environment.RESERVED.contains(name)) {
                    problems.add(
                            declared.key(name),
                            "an attribute may not be called `" + name
                                    + "`: that is a word of the envelope or of Kairos",
                            "choose another name");
                }
                attributes.put(name, attribute(of));
            });
        }
        boolean forAll = "all".equals(item.text("scope"));
        Long expires = item.millis("expires");
        if (forAll && attributes.containsKey(Environment.KNOWN)) {
            problems.add(
                    declared.key(Environment.KNOWN),
                    "an attribute of an event for all may not be called `known`: all." + id
                            + ".known asks whether there is one",
                    "choose another name");
        }
        if (forAll && !item.has("expires")) {
            problems.add(item, "`" + id + "` is for all and has no `expires`", "say how long it holds, as in 60s");
        } else if (!forAll && item.has("expires")) {
            problems.add(item.key("expires"), "only an event for all expires", "add `scope: all`, or remove it");
        }
        EventType type = new EventType(
                id,
                "player".equals(item.text("actor")),
                item.flag("fact"),
                forAll,
                expires == null ? 0 : expires,
                Map.copyOf(attributes));
        if (item.isBad() || declared == null && item.has("attributes") || declared != null && declared.isSpoiled()) {
            draft.addUnreadable(type);
        } else {
            draft.add(type);
        }
    }

    /** One that could not be read passes for a text that may be anything. */
    private static Attribute attribute(Item type) {
        if (type.isBad()) {
            return new Attribute(ValueType.STRING, List.of());
        }
        if (type.kind() == Item.Kind.LIST) {
            return new Attribute(
                    ValueType.STRING, type.list().stream().map(Item::text).toList());
        }
        return new Attribute(ValueType.valueOf(type.text().toUpperCase(Locale.ROOT)), List.of());
    }

    private void name(String name, Spot at, Item item) {
        if (name.equals("any") || draft.vocabularyTypes().containsKey(name)) {
            problems.add(
                    at,
                    "duplicate id `" + name + "`: an event type has it",
                    "patterns, event types and names share one space; choose another");
            return;
        }
        if (item.isBad()) {
            draft.add(name, null);
            return;
        }
        List<Choice> choices = new ArrayList<>();
        boolean known = true;
        if (item.kind() == Item.Kind.MAP) {
            for (Map.Entry<String, Item> entry : item.entries().entrySet()) {
                String type = entry.getKey();
                if (!draft.isReadable(type) || !knownType(type, item.key(type))) {
                    known = false;
                    continue;
                }
                Expression condition = ExpressionCompiler.condition(
                        entry.getValue(), Environment.attributes(draft, Set.of(type)), problems);
                choices.add(new Choice(type, condition == null || always(condition) ? List.of() : List.of(condition)));
            }
        } else {
            for (Item type : item.each()) {
                known &= !type.isBad() && knownType(type.text(), type.spot()) && draft.isReadable(type.text());
                choices.add(new Choice(type.isBad() ? "" : type.text(), List.of()));
            }
        }
        draft.add(name, known ? new Selector(choices) : null);
    }

    private static boolean always(Expression condition) {
        return condition.source().strip().equals("true");
    }

    private boolean knownType(String type, Spot at) {
        EventType known = draft.vocabularyTypes().get(type);
        if (known == null) {
            Set<String> types = new LinkedHashSet<>(draft.vocabularyTypes().keySet());
            problems.unknown(at, "event", type, "; a name chooses event types", types);
        } else if (known.forAll()) {
            problems.add(at, "`" + type + "` has no player (scope: all), so no name may stand for it", null);
        }
        return known != null && !known.forAll();
    }
}
