package io.kairos.playbook;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.EventType.Attribute;
import io.kairos.playbook.Selector.Choice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether what a pattern notices grows from some events: one of its steps takes them, optional or not, under a name, in a
 * list or as any event; a pattern it builds on does; or a condition it sets can not hold unless they happened, for it asks
 * for a feature that counts them and nothing else, or for a tag that such a pattern gives.
 */
final class Growth {
    private static final int MOST_COMBINATIONS = 4096;

    private final Selector from;
    private final Draft draft;
    private final Set<String> seen = new HashSet<>();

    private Growth(Selector from, Draft draft) {
        this.from = from;
        this.draft = draft;
    }

    /** What a pattern grows from these events by: a type, a feature or a tag; null if it does not. */
    static String of(PatternReader.Read read, Selector from, Draft draft) {
        return new Growth(from, draft).of(read.pattern());
    }

    /** What an offer can not be sent without, of the conditions under which it is. */
    static String of(Pattern.OfferEntry entry, OfferTemplate offer, Selector from, Draft draft) {
        Growth growth = new Growth(from, draft);
        for (Expression condition :
                new Expression[] {entry.when(), offer.eligible(), offer.applicable(), offer.suitable()}) {
            String by = condition == null ? null : growth.needed(condition, Truth.FALSE);
            if (by != null) {
                return by;
            }
        }
        return null;
    }

    private String of(Pattern pattern) {
        for (Step step : pattern.sequence()) {
            if (step instanceof Step.Take take) {
                for (Choice taken : take.on().choices()) {
                    String by = of(taken);
                    if (by != null) {
                        return by;
                    }
                }
            }
        }
        Expression audience = pattern.audience().when();
        String by = audience == null ? null : needed(audience, Truth.FALSE);
        for (Expression unless : pattern.unless()) {
            by = by == null ? needed(unless, Truth.TRUE) : by;
        }
        return by;
    }

    private String of(Choice taken) {
        for (Choice one : from.choices()) {
            if (one.type().equals(taken.type()) && !exclude(one, taken)) {
                return taken.type();
            }
        }
        if (draft.patternIds().contains(taken.type())) {
            String by = ofPattern(taken.type());
            if (by != null) {
                return by;
            }
        }
        for (Expression condition : taken.conditions()) {
            String by = needed(condition, Truth.FALSE);
            if (by != null) {
                return by;
            }
        }
        return null;
    }

    private String ofPattern(String id) {
        PatternReader.Read read = seen.add(id) ? draft.pattern(id) : null;
        for (Pattern arm : read == null ? List.<Pattern>of() : read.pattern().arms()) {
            String by = of(arm);
            if (by != null) {
                return by;
            }
        }
        return null;
    }

    /** The feature or tag without which the condition is {@code otherwise}, however all else may be; null if there is none. */
    private String needed(Expression condition, Truth otherwise) {
        for (String id : condition.features()) {
            Object none = counts(id) ? none(draft.feature(id).kind()) : null;
            if (none != null && isNeeded(condition, otherwise, Map.of(id, none), "")) {
                return id;
            }
        }
        for (String tag : condition.tags()) {
            if (isNeeded(condition, otherwise, Map.of(), tag) && given(tag)) {
                return tag;
            }
        }
        return null;
    }

    /** Whether the condition is always {@code otherwise} with this value or without this tag, and else is not. */
    private static boolean isNeeded(Expression condition, Truth otherwise, Map<String, Object> value, String tag) {
        boolean differs = false;
        for (boolean others : new boolean[] {false, true}) {
            for (boolean inSession : new boolean[] {false, true}) {
                Scope without = new LittleKnown(null, null, value, each -> others && !each.equals(tag), inSession);
                if (condition.test(without) != otherwise) {
                    return false;
                }
                Scope with = new LittleKnown(null, null, Map.of(), each -> others || each.equals(tag), inSession);
                differs |= condition.test(with) != otherwise;
            }
        }
        return differs;
    }

    private boolean given(String tag) {
        for (String id : draft.patternIds()) {
            PatternReader.Read read = draft.pattern(id);
            if (read == null) {
                continue;
            }
            for (Pattern arm : read.pattern().arms()) {
                boolean gives = arm.tags().stream().anyMatch(gain -> gain.tag().equals(tag));
                if (gives && seen.add("tag of " + id + " " + arm.arm()) && of(arm) != null) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a feature looks at these events and at no others. */
    private boolean counts(String feature) {
        Feature known = draft.feature(feature);
        return known != null
                && known.of() != null
                && known.of().choices().stream()
                        .allMatch(choice -> from.choices().stream()
                                .anyMatch(one -> one.type().equals(choice.type()) && asksNoMore(one, choice)));
    }

    private static boolean asksNoMore(Choice one, Choice than) {
        Set<String> conditions = new HashSet<>();
        than.conditions().forEach(condition -> conditions.add(condition.canonical()));
        return one.conditions().stream().allMatch(condition -> conditions.contains(condition.canonical()));
    }

    /** The value of a feature whose events never happened; null if it has none then. */
    private static Object none(Feature.Kind kind) {
        return switch (kind) {
            case COUNT, SUM, DISTINCT, STREAK -> 0.0;
            case SINCE -> Long.MAX_VALUE;
            case STATE -> false;
            case MIN, MAX, MEAN, MEDIAN, LAST, GAP, LATEST, RUN, RATIO -> null;
        };
    }

    /**
     * Whether no event can be both: for each combination of the listed and boolean attributes, all else unknown, one of
     * the conditions is false.
     */
    private boolean exclude(Choice one, Choice other) {
        List<Map<String, Object>> combinations = new ArrayList<>();
        combinations.add(new HashMap<>());
        for (Map.Entry<String, Attribute> attribute :
                draft.type(one.type()).attributes().entrySet()) {
            List<?> values = attribute.getValue().type() == ValueType.BOOLEAN
                    ? List.of(true, false)
                    : attribute.getValue().listed();
            if (values.isEmpty()) {
                continue;
            }
            List<Map<String, Object>> more = new ArrayList<>();
            for (Map<String, Object> combination : combinations) {
                for (Object value : values) {
                    Map<String, Object> extended = new LinkedHashMap<>(combination);
                    extended.put(attribute.getKey(), value);
                    more.add(extended);
                }
            }
            if (more.size() > MOST_COMBINATIONS) {
                return false;
            }
            combinations = more;
        }
        List<Expression> conditions = new ArrayList<>(one.conditions());
        conditions.addAll(other.conditions());
        for (Map<String, Object> combination : combinations) {
            Scope scope = LittleKnown.ofEvent(PlayerEvent.of("", "", one.type(), 0, combination));
            if (conditions.stream().noneMatch(condition -> condition.test(scope) == Truth.FALSE)) {
                return false;
            }
        }
        return true;
    }
}
