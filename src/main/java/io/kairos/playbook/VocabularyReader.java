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

    private static final String NAME = "; a name chooses event types";

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
        if (events != null) {
            events.entries().forEach(this::corrections);
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

    /** What events of a type may undo; read once all types are known. */
    private void corrections(String id, Item item) {
        Item list = item.isBad() ? null : item.get("corrects");
        EventType type = draft.vocabularyTypes().get(id);
        if (list == null || type == null || !draft.isReadable(id)) {
            return;
        }
        if (type.forAll()) {
            problems.add(item.key("corrects"), "`" + id + "` has no player (scope: all) and corrects nothing", null);
            return;
        }
        List<Correction> corrections = new ArrayList<>();
        for (Item each : list.each()) {
            Correction correction = each.isBad() || each.isSpoiled() ? null : correction(type, each);
            if (correction != null) {
                corrections.add(correction);
            }
        }
        draft.add(type.correcting(corrections));
    }

    private Correction correction(EventType type, Item item) {
        Item of = item.get("of");
        if (of != null && !knownType(of.text(), of.spot(), "; a correction undoes one event type")) {
            return null;
        }
        EventType undone = of == null ? type : draft.vocabularyTypes().get(of.text());
        if (!draft.isReadable(undone.id()) || item.get("at") == null) {
            return null;
        }
        Item at = item.get("at");
        Attribute when = type.attributes().get(at.text());
        if (when == null) {
            problems.unknown(
                    at.spot(),
                    "attribute",
                    at.text(),
                    " of " + type.id(),
                    type.attributes().keySet());
        } else if (when.type() != ValueType.TIME) {
            problems.add(
                    at,
                    "`" + at.text() + "` is " + when.type().name().toLowerCase(Locale.ROOT)
                            + ", and a time belongs here",
                    "it says when the event that is undone happened");
        }
        Environment environment = Environment.attributes(draft, Set.of(type.id()));
        Map<String, Expression> as = new LinkedHashMap<>();
        if (item.get("as") != null) {
            item.get("as").entries().forEach((name, value) -> {
                Attribute attribute = undone.attributes().get(name);
                if (attribute == null) {
                    problems.unknown(
                            item.get("as").key(name),
                            "attribute",
                            name,
                            " of " + undone.id(),
                            undone.attributes().keySet());
                    return;
                }
                CompiledExpression was = ExpressionCompiler.compile(value, environment, attribute.type(), problems);
                if (was != null && mayBe(was, attribute, value)) {
                    as.put(name, was);
                }
            });
        }
        sameTypes(type, undone, as, item);
        return new Correction(
                ExpressionCompiler.condition(item.get("when"), environment, problems),
                undone.id(),
                at.text(),
                Map.copyOf(as));
    }

    /** Whether a text in quotes is one of the values that the attribute may have. */
    private boolean mayBe(Expression was, Attribute attribute, Item at) {
        String text = was.source().strip();
        if (!text.matches("'[^']*'") || attribute.listed().isEmpty()) {
            return true;
        }
        String value = text.substring(1, text.length() - 1);
        if (!attribute.listed().contains(value)) {
            problems.add(
                    at, "'" + value + "' is not among the values there are", Suggestion.of(value, attribute.listed()));
            return false;
        }
        return true;
    }

    /** What is taken as the correction has it must be what it is in the event that is undone. */
    private void sameTypes(EventType type, EventType undone, Map<String, Expression> as, Item item) {
        undone.attributes().forEach((name, attribute) -> {
            Attribute own = type.attributes().get(name);
            if (own != null && own.type() != attribute.type() && !as.containsKey(name)) {
                problems.add(
                        item,
                        "`" + name + "` is " + own.type().name().toLowerCase(Locale.ROOT) + " in " + type.id() + " and "
                                + attribute.type().name().toLowerCase(Locale.ROOT) + " in " + undone.id(),
                        "say under `as` what it was");
            }
        });
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
                if (!draft.isReadable(type) || !knownType(type, item.key(type), NAME)) {
                    known = false;
                    continue;
                }
                Expression condition = ExpressionCompiler.condition(
                        entry.getValue(), Environment.attributes(draft, Set.of(type)), problems);
                choices.add(new Choice(type, condition == null || always(condition) ? List.of() : List.of(condition)));
            }
        } else {
            for (Item type : item.each()) {
                known &= !type.isBad() && knownType(type.text(), type.spot(), NAME) && draft.isReadable(type.text());
                choices.add(new Choice(type.isBad() ? "" : type.text(), List.of()));
            }
        }
        draft.add(name, known ? new Selector(choices) : null);
    }

    private static boolean always(Expression condition) {
        return condition.source().strip().equals("true");
    }

    private boolean knownType(String type, Spot at, String rule) {
        EventType known = draft.vocabularyTypes().get(type);
        if (known == null) {
            Set<String> types = new LinkedHashSet<>(draft.vocabularyTypes().keySet());
            problems.unknown(at, "event", type, rule, types);
        } else if (known.forAll()) {
            problems.add(at, "`" + type + "` has no player (scope: all)" + rule, null);
        }
        return known != null && !known.forAll();
    }
}
