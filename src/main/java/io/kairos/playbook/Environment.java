package io.kairos.playbook;

import io.kairos.event.Attributes;
import io.kairos.event.PlayerEvent;
import io.kairos.playbook.EventType.Attribute;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * What an expression may name at its place.
 *
 * @param event the types the event at hand may have; empty if there is no event (at a deadline)
 * @param eventKnown false if the types could not be read: then any name is let pass, and nothing is compiled
 * @param aliases the steps that may be named, and the types each may have matched (null if they could not be read)
 * @param later aliases of steps that come later
 * @param ranking there is an offer that is being ranked: {@code offer.value}
 */
record Environment(
        Draft draft,
        Set<String> event,
        boolean eventKnown,
        boolean features,
        boolean tags,
        Map<String, Set<String>> aliases,
        Set<String> later,
        boolean ranking) {

    private static final Map<String, String> OPERATORS = Map.of("and", "&&", "or", "||", "not", "!");

    static final Set<String> RESERVED =
            Set.of("before", "local_hour", "local_weekday", "in_session", "all", "tagged", "tag_level");

    /** {@code offer.value}: what the offer that is being ranked is. */
    private static final String OFFER = "offer";

    private static final List<String> OF_OFFER = List.of("value", "weight", "class", "listed", "seen", "acceptance");

    /** {@code all.incident.state}: what the latest event that concerns everybody says. */
    private static final String ALL = "all";

    /** {@code all.incident.known}: whether there is such an event that has not expired; never missing. */
    static final String KNOWN = "known";

    Environment(
            Draft draft,
            Set<String> event,
            boolean eventKnown,
            boolean features,
            boolean tags,
            Map<String, Set<String>> aliases,
            Set<String> later) {
        this(draft, event, eventKnown, features, tags, aliases, later, false);
    }

    /** Told what is wrong with a name. */
    interface Complaint {
        void add(String message, String hint);
    }

    /** Only the attributes of these types and the envelope. */
    static Environment attributes(Draft draft, Set<String> types) {
        return new Environment(draft, types, true, false, false, Map.of(), Set.of());
    }

    /** Everything but steps. */
    static Environment state(Draft draft) {
        return new Environment(draft, Set.of(), true, true, true, Map.of(), Set.of());
    }

    /** Everything but steps, and the offer that is being ranked. */
    static Environment ranking(Draft draft) {
        return new Environment(draft, Set.of(), true, true, true, Map.of(), Set.of(), true);
    }

    Environment withEvent(Set<String> types) {
        return new Environment(
                draft, types == null ? Set.of() : types, types != null, features, tags, aliases, later, ranking);
    }

    Environment withoutTags() {
        return new Environment(draft, event, eventKnown, features, false, aliases, later, ranking);
    }

    /** The functions that ask for a tag. */
    static final Set<String> OF_TAGS = Set.of("tagged", "tag_level");

    /** @param function one of {@link #OF_TAGS} */
    Variable tag(String function, String tag, Complaint complaint) {
        if (!tags) {
            complaint.add("a tag can not be asked for here", "conditions of patterns may ask for tags");
            return null;
        }
        if (!draft.tagIds().contains(tag)) {
            if (draft.tagsReadable()) {
                complaint.add("undeclared tag `" + tag + "`", Suggestion.of(tag, draft.tagIds()));
            }
            return null;
        }
        boolean asked = function.equals("tagged");
        return new Variable(
                asked ? ValueType.BOOLEAN : ValueType.NUMBER,
                List.of(),
                asked ? scope -> scope.tagged(tag) : (Variable.Numbers) scope -> scope.tagLevel(tag),
                draft.tagDefinition(tag),
                new Variable.Use(null, tag, null));
    }

    /** What a name stands for; null if nothing, which is then complained about once. */
    Variable variable(String name, Complaint complaint) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            return plain(name, complaint);
        }
        String head = name.substring(0, dot);
        String rest = name.substring(dot + 1);
        if (head.equals("before") && !aliases.containsKey(head)) {
            return feature(rest, true, complaint);
        }
        if (head.equals(ALL)) {
            return forAll(rest, complaint);
        }
        if (head.equals(OFFER) && !aliases.containsKey(head)) {
            return ofOffer(rest, complaint);
        }
        return ofStep(head, rest, complaint);
    }

    private Variable ofOffer(String word, Complaint complaint) {
        if (!ranking) {
            complaint.add(
                    "`offer." + word + "` is of an offer that is being ranked, and here is none",
                    "only `choice: { rank: ... }` in policy.yaml ranks offers");
            return null;
        }
        return switch (word) {
            case "value" -> ofOffer(contender -> contender.offer().value());
            case "weight" -> ofOffer(Contender::weight);
            case "listed" -> ofOffer(Contender::listed);
            case "seen" -> ofOffer(Contender::seen);
            case "acceptance" -> ofOffer(Contender::acceptance);
            case "class" ->
                new Variable(
                        ValueType.STRING,
                        Stream.of(OfferClass.values()).map(OfferClass::word).toList(),
                        scope -> scope.contender() == null
                                ? null
                                : scope.contender().offer().offerClass().word(),
                        "",
                        Variable.Use.NONE);
            default -> {
                complaint.add("unknown `" + word + "` of an offer", Suggestion.of(word, OF_OFFER));
                yield null;
            }
        };
    }

    private static Variable ofOffer(ToDoubleFunction<Contender> what) {
        return variable(ValueType.NUMBER, (Variable.Numbers) scope ->
                scope.contender() == null ? Double.NaN : Arithmetic.finite(what.applyAsDouble(scope.contender())));
    }

    /** @param path the type and what it is asked for */
    private Variable forAll(String path, Complaint complaint) {
        if (!features) {
            complaint.add(
                    "what concerns everybody can not be asked for here",
                    "the condition of a name may read attributes only");
            return null;
        }
        int dot = path.indexOf('.');
        String id = dot < 0 ? path : path.substring(0, dot);
        EventType type = draft.vocabularyTypes().get(id);
        if (type == null || !type.forAll()) {
            complaint.add(
                    type == null
                            ? "unknown event `" + id + "`"
                            : "`" + id + "` happens to one player, and `all.` asks for what concerns everybody",
                    forAllIds().isEmpty()
                            ? "give its event type `scope: all` in events.yaml"
                            : Suggestion.of(id, forAllIds()));
            return null;
        }
        if (!draft.isReadable(id)) {
            return null;
        }
        if (dot < 0) {
            complaint.add(
                    "`all." + id + "` is an event, not a value",
                    "write all." + id + ".<attribute>, or all." + id + ".at");
            return null;
        }
        String name = path.substring(dot + 1);
        if (name.equals(KNOWN)) {
            return new Variable(
                    ValueType.BOOLEAN,
                    List.of(),
                    scope -> scope.forAll(id) != null,
                    forAllDefinition(type),
                    Variable.Use.NONE);
        }
        if (Vocabulary.ENVELOPE.contains(name)) {
            return new Variable(
                    name.equals("at") ? ValueType.TIME : ValueType.STRING,
                    List.of(),
                    scope -> {
                        PlayerEvent event = scope.forAll(id);
                        return event == null ? null : Vocabulary.value(event, name);
                    },
                    forAllDefinition(type),
                    Variable.Use.NONE);
        }
        Attribute attribute = type.attributes().get(name);
        if (attribute == null) {
            complaint.add(
                    "unknown attribute `" + name + "` of " + id,
                    Suggestion.of(name, type.attributes().keySet()));
            return null;
        }
        return new Variable(
                attribute.type(),
                attribute.listed(),
                new Variable.OfAll(id, new Attributes.Reader(name)),
                forAllDefinition(type) + " " + attribute,
                Variable.Use.NONE);
    }

    private static String forAllDefinition(EventType type) {
        return "all " + type.id() + " " + type.expires();
    }

    private Set<String> forAllIds() {
        Set<String> ids = new TreeSet<>();
        for (EventType type : draft.vocabularyTypes().values()) {
            if (type.forAll()) {
                ids.add(type.id());
            }
        }
        return ids;
    }

    private Variable plain(String name, Complaint complaint) {
        if (!event.isEmpty()) {
            int declaring = 0;
            for (String type : event) {
                declaring += draft.type(type).attributes().containsKey(name) ? 1 : 0;
            }
            if (declaring == event.size()) {
                return attribute(event, name, null, false, complaint);
            }
            if (declaring > 0 && !draft.featureIds().contains(name)) {
                Set<String> without = new TreeSet<>(event);
                without.removeIf(type -> draft.type(type).attributes().containsKey(name));
                complaint.add(
                        "`" + name + "` is not an attribute of every event here: " + few(without) + " without it",
                        "give each type an entry with a condition of its own");
                return null;
            }
        }
        switch (name) {
            case "at" -> {
                return variable(ValueType.TIME, (Variable.Times) Environment::at);
            }
            case "local_hour" -> {
                return variable(ValueType.NUMBER, (Variable.Numbers) scope -> local(scope, ZonedDateTime::getHour));
            }
            case "local_weekday" -> {
                return variable(ValueType.NUMBER, (Variable.Numbers)
                        scope -> local(scope, at -> at.getDayOfWeek().getValue()));
            }
            case "in_session" -> {
                if (!features) {
                    complaint.add(
                            "`in_session` can not be asked for here",
                            "the condition of a name may read attributes only");
                    return null;
                }
                return variable(ValueType.BOOLEAN, Scope::inSession);
            }
            default -> {
                if (Vocabulary.ENVELOPE.contains(name)) {
                    return new Variable(
                            ValueType.STRING,
                            name.equals("type") ? draft.typeIds() : List.of(),
                            scope -> scope.envelope(name),
                            "",
                            Variable.Use.NONE);
                }
            }
        }
        if (features && draft.featureIds().contains(name)) {
            return feature(name, false, complaint);
        }
        if (ranking && name.equals(OFFER)) {
            complaint.add("`offer` is an offer, not a value", "write offer.value, or one of " + OF_OFFER);
            return null;
        }
        if (aliases.containsKey(name)) {
            complaint.add(
                    "`" + name + "` is a step, not a value", "write " + name + ".count or " + name + ".<attribute>");
            return null;
        }
        if (!eventKnown || features && !draft.featuresReadable()) {
            return null;
        }
        unknownName(name, complaint);
        return null;
    }

    private void unknownName(String name, Complaint complaint) {
        String operator = OPERATORS.get(name.toLowerCase(Locale.ROOT));
        if (operator != null) {
            complaint.add("`" + name + "` is no word of an expression", "write " + operator);
            return;
        }
        Set<String> known = new TreeSet<>(Vocabulary.ENVELOPE);
        known.addAll(List.of("local_hour", "local_weekday", "in_session"));
        if (event.isEmpty()) {
            known.addAll(draft.featureIds());
            complaint.add(
                    "unknown name `" + name + "`: here is no event, only features, steps and the envelope",
                    Suggestion.of(name, known));
            return;
        }
        Set<String> attributes = shared(event);
        String nearest = Suggestion.of(name, attributes);
        boolean near = nearest != null && nearest.startsWith("did you mean");
        if (!near && features) {
            attributes.addAll(draft.featureIds());
            attributes.addAll(known);
            nearest = Suggestion.of(name, attributes);
        }
        complaint.add("unknown attribute `" + name + "` of " + few(event), nearest);
    }

    private Set<String> shared(Set<String> types) {
        Set<String> shared = null;
        for (String type : types) {
            Set<String> attributes = draft.type(type).attributes().keySet();
            if (shared == null) {
                shared = new TreeSet<>(attributes);
            } else {
                shared.retainAll(attributes);
            }
        }
        return shared == null ? new TreeSet<>() : shared;
    }

    private static String few(Collection<String> words) {
        List<String> list = new ArrayList<>(words);
        return list.size() <= 4
                ? String.join(", ", list)
                : String.join(", ", list.subList(0, 3)) + " and " + (list.size() - 3) + " more";
    }

    private Variable feature(String id, boolean before, Complaint complaint) {
        if (!features) {
            complaint.add("a feature can not be named here", "the condition of a name may read attributes only");
            return null;
        }
        if (!draft.featureIds().contains(id)) {
            if (draft.featuresReadable()) {
                complaint.add("unknown feature `" + id + "`", Suggestion.of(id, draft.featureIds()));
            }
            return null;
        }
        Feature feature = before ? draft.featureBefore(id) : draft.feature(id);
        if (feature == null) {
            return null;
        }
        return new Variable(
                feature.type(),
                feature.listed(),
                new Variable.OfFeature(id, before),
                feature.fingerprint(),
                new Variable.Use(id, null, null));
    }

    private Variable ofStep(String alias, String rest, Complaint complaint) {
        if (!aliases.containsKey(alias)) {
            if (later.contains(alias)) {
                complaint.add(
                        "`" + alias + "` is used before its step",
                        "a condition may read the steps before it and its own");
            } else {
                Set<String> known = new TreeSet<>(aliases.keySet());
                known.addAll(ranking ? List.of("before", ALL, OFFER) : List.of("before", ALL));
                complaint.add("unknown step `" + alias + "`", Suggestion.of(alias, known));
            }
            return null;
        }
        Set<String> types = aliases.get(alias);
        if (types == null) {
            return null;
        }
        Variable.Use use = new Variable.Use(null, null, alias);
        if (rest.equals("count")) {
            return new Variable(
                    ValueType.NUMBER, List.of(), (Variable.Numbers) scope -> scope.countMatched(alias), "", use);
        }
        int dot = rest.indexOf('.');
        if (dot < 0) {
            return attribute(types, rest, alias, false, complaint);
        }
        String how = rest.substring(0, dot);
        String name = rest.substring(dot + 1);
        if (how.equals("first")) {
            return attribute(types, name, alias, true, complaint);
        }
        if (!Set.of("sum", "min", "max").contains(how)) {
            complaint.add(
                    "unknown `" + how + "` of the step `" + alias + "`",
                    Suggestion.of(how, List.of("first", "sum", "min", "max", "count")));
            return null;
        }
        Variable single = attribute(types, name, alias, false, complaint);
        if (single == null) {
            return null;
        }
        if (single.type() != ValueType.NUMBER) {
            complaint.add("`" + alias + "." + name + "` is no number, so it has no " + how, null);
            return null;
        }
        Attributes.Reader reader = new Attributes.Reader(name);
        Variable.Numbers rolled = switch (how) {
            case "sum" -> scope -> rolled(scope.matched(alias), reader, 0, Double::sum);
            case "min" -> scope -> rolled(scope.matched(alias), reader, Double.NaN, Math::min);
            default -> scope -> rolled(scope.matched(alias), reader, Double.NaN, Math::max);
        };
        return new Variable(ValueType.NUMBER, List.of(), rolled, single.definition(), use);
    }

    /** @param none what it comes to without events */
    private static double rolled(
            List<PlayerEvent> events, Attributes.Reader reader, double none, DoubleBinaryOperator operator) {
        double result = none;
        for (PlayerEvent event : events) {
            double number = Variable.number(reader.of(event));
            if (number != number) {
                return number;
            }
            result = result != result ? number : operator.applyAsDouble(result, number);
        }
        return Arithmetic.finite(result);
    }

    /** @param alias the step whose event it is, the first or the last matched; null for the event at hand */
    private Variable attribute(Set<String> types, String name, String alias, boolean first, Complaint complaint) {
        Variable.Use use = new Variable.Use(null, null, alias);
        if (alias != null && Vocabulary.ENVELOPE.contains(name)) {
            return new Variable(
                    name.equals("at") ? ValueType.TIME : ValueType.STRING,
                    List.of(),
                    scope -> {
                        PlayerEvent event = first ? scope.firstMatched(alias) : scope.lastMatched(alias);
                        return event == null ? null : Vocabulary.value(event, name);
                    },
                    "",
                    use);
        }
        ValueType type = null;
        Set<String> listed = new LinkedHashSet<>();
        boolean open = false;
        StringBuilder definition = new StringBuilder();
        for (String id : types) {
            Attribute attribute = draft.type(id).attributes().get(name);
            if (attribute == null) {
                String of = alias == null ? "" : ", which `" + alias + "` may be";
                complaint.add("unknown attribute `" + name + "` of " + id + of, Suggestion.of(name, shared(types)));
                return null;
            }
            if (type != null && type != attribute.type()) {
                complaint.add(
                        "`" + name + "` is of different types in " + few(types),
                        "give each type an entry with a condition of its own");
                return null;
            }
            type = attribute.type();
            listed.addAll(attribute.listed());
            open |= attribute.listed().isEmpty();
            definition.append(id).append('.').append(attribute).append(' ');
        }
        Attributes.Reader reader = new Attributes.Reader(name);
        return new Variable(
                type,
                open ? List.of() : List.copyOf(listed),
                alias == null ? new Variable.OfEvent(reader) : new Variable.OfStep(alias, first, reader),
                definition.toString(),
                use);
    }

    private static Variable variable(ValueType type, Variable.Source source) {
        return new Variable(type, List.of(), source, "", Variable.Use.NONE);
    }

    private static long at(Scope scope) {
        PlayerEvent event = scope.event();
        return event == null ? scope.time() : event.at();
    }

    private static double local(Scope scope, ToIntFunction<ZonedDateTime> field) {
        String zone = scope.envelope("zone");
        if (zone == null) {
            return Double.NaN;
        }
        try {
            return field.applyAsInt(Instant.ofEpochMilli(scope.time()).atZone(ZoneId.of(zone)));
        } catch (DateTimeException e) {
            return Double.NaN;
        }
    }
}
