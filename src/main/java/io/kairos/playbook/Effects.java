package io.kairos.playbook;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Selector.Choice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What some events do to features. They do something to one that counts them and tells them from others: by what it
 * counts, or by what it takes from each. Where it counts them as it counts all of their type, or all that a player does,
 * it says how much he plays and nothing of them.
 */
final class Effects {
    private static final double MUCH = 1e12;
    private static final double LITTLE = 1e-6;

    /** What comes back to the player: nothing, as long as the events do not say that it is something. */
    private static final String PAYOUT = "payout";

    /** How a feature may stand without the events, and how with them. */
    record Effect(List<Object> without, List<Object> with) {}

    private static final Effect ANY_DURATION = new Effect(List.of(0L, (long) MUCH), List.of(0L, (long) MUCH));

    private final Selector from;
    private final Draft draft;
    private final Predicate<Choice> growsOtherwise;
    private final Map<String, Effect> known = new HashMap<>();

    /** @param growsOtherwise whether what is chosen grows from the events by a building block or a condition */
    Effects(Selector from, Draft draft, Predicate<Choice> growsOtherwise) {
        this.from = from;
        this.draft = draft;
        this.growsOtherwise = growsOtherwise;
    }

    /** What the events do to a feature; null if nothing. */
    Effect on(String id) {
        if (known.containsKey(id)) {
            return known.get(id);
        }
        known.put(id, null);
        Feature feature = draft.feature(id);
        Effect effect = feature == null ? null : feature.ratio() == null ? ofEvents(feature) : ofRatio(feature.ratio());
        known.put(id, effect);
        return effect;
    }

    /** More of what is measured is more; more of what it is measured by is less. */
    private Effect ofRatio(Feature.Ratio ratio) {
        Effect measured = on(ratio.of());
        if (measured != null) {
            return measured;
        }
        return on(ratio.to()) == null ? null : new Effect(List.of(MUCH), List.of(0.0, LITTLE, 1.0));
    }

    private Effect ofEvents(Feature feature) {
        if (feature.value() != null) {
            for (String inner : feature.value().features()) {
                Effect effect = on(inner);
                if (effect != null) {
                    return effect;
                }
            }
        }
        boolean all = true;
        boolean some = false;
        for (Choice choice : feature.of().choices()) {
            boolean one = isWithin(choice) || growsOtherwise.test(choice);
            all &= one;
            some |= one;
        }
        some = some && !isEverything(feature.of());
        return switch (feature.kind()) {
            case COUNT, DISTINCT, STREAK -> some || tells(feature) ? effect(0.0, 1.0, MUCH) : null;
            case SINCE -> some || tells(feature) ? effect(Long.MAX_VALUE, 0L) : null;
            case STATE -> some || tells(feature) ? effect(false, true) : null;
            case GAP, RUN -> some || tells(feature) ? ANY_DURATION : null;
            case SUM -> some || tells(feature) ? ofAmounts(feature) : null;
            case MIN, MAX, MEAN, MEDIAN, LAST, LATEST ->
                all && some ? ofValuesOfNothingElse(feature) : some || tells(feature) ? ofValues(feature) : null;
            case RATIO -> null;
        };
    }

    private static Effect effect(Object without, Object... with) {
        return new Effect(List.of(without), List.of(with));
    }

    /** Without the events it is unknown, and a condition does not hold that needs it. */
    private Effect ofValuesOfNothingElse(Feature feature) {
        return switch (feature.type()) {
            case NUMBER -> new Effect(List.of(-MUCH, 0.0, MUCH), List.of(-MUCH, 0.0, MUCH));
            case DURATION, TIME -> ANY_DURATION;
            case BOOLEAN -> new Effect(List.of(true, false), List.of(true, false));
            case STRING -> {
                List<Object> texts = new ArrayList<>(taken(feature, true));
                texts.add("");
                yield new Effect(texts, texts);
            }
        };
    }

    private Effect ofValues(Feature feature) {
        return switch (feature.type()) {
            case NUMBER -> ofAmounts(feature);
            case DURATION, TIME -> null;
            case BOOLEAN, STRING -> new Effect(List.copyOf(taken(feature, false)), List.copyOf(taken(feature, true)));
        };
    }

    private Effect ofAmounts(Feature feature) {
        Set<Object> signs = taken(feature, true);
        List<Object> with = new ArrayList<>();
        for (double sign : new double[] {-1, 1}) {
            if (signs.isEmpty() || signs.contains(sign)) {
                with.addAll(List.of(sign * LITTLE, sign, sign * MUCH));
            }
        }
        return with.isEmpty() ? null : new Effect(List.of(0.0), with);
    }

    /** Whether it takes something else from these events than from others of their types. */
    private boolean tells(Feature feature) {
        Set<Object> others = taken(feature, false);
        return !others.isEmpty() && !others.equals(taken(feature, true));
    }

    /**
     * What a feature takes from events of the types there are among these: the sign of a number, 1 where the event itself
     * counts, and 0 from what it does not count.
     *
     * @param these of these events, else of the others
     */
    private Set<Object> taken(Feature feature, boolean these) {
        Set<Object> taken = new HashSet<>();
        for (String type : feature.of().types()) {
            if (!from.hasType(type)) {
                continue;
            }
            for (PlayerEvent event : Probes.of(draft.type(type))) {
                for (PlayerEvent probe : these ? unpaid(event) : Probes.with(event, numbers(event, Set.of(PAYOUT)))) {
                    if (Probes.isOne(probe, from) != (these ? Truth.FALSE : Truth.TRUE)) {
                        take(feature, probe, taken);
                    }
                }
            }
        }
        return taken;
    }

    private List<PlayerEvent> unpaid(PlayerEvent event) {
        if (!isNumber(event, PAYOUT)) {
            return List.of(event);
        }
        PlayerEvent unpaid = Probes.with(event, Map.of(PAYOUT, List.of(0.0))).get(0);
        return Probes.isOne(unpaid, from) != Truth.FALSE
                ? List.of(unpaid)
                : Probes.with(event, numbers(event, Set.of(PAYOUT)));
    }

    private boolean isNumber(PlayerEvent event, String attribute) {
        EventType.Attribute known = draft.type(event.type()).attributes().get(attribute);
        return known != null && known.type() == ValueType.NUMBER;
    }

    /** What is tried for those of these attributes that are numbers and have no value yet. */
    private Map<String, List<?>> numbers(PlayerEvent event, Set<String> attributes) {
        Map<String, List<?>> numbers = new LinkedHashMap<>();
        for (String name : attributes) {
            if (isNumber(event, name) && !event.attributes().containsKey(name)) {
                numbers.put(name, name.equals(PAYOUT) ? List.of(0.0, 1.0, 2.0) : List.of(1.0, 2.0));
            }
        }
        return numbers;
    }

    private void take(Feature feature, PlayerEvent probe, Set<Object> taken) {
        Truth counted = Probes.isOne(probe, feature.of());
        boolean counts = feature.value() == null || feature.kind() == Feature.Kind.DISTINCT;
        boolean amount = counts || feature.value().type() == ValueType.NUMBER;
        if (counted != Truth.TRUE && amount) {
            taken.add(0.0);
        }
        if (counted == Truth.FALSE) {
            return;
        }
        if (counts) {
            taken.add(1.0);
            return;
        }
        Set<String> read = new TreeSet<>(draft.type(probe.type()).attributes().keySet());
        read.retainAll(Set.of(feature.value().source().split("\\W+")));
        for (PlayerEvent event : Probes.with(probe, numbers(probe, read))) {
            Object value = feature.value().value(LittleKnown.ofEvent(event));
            if (value != null) {
                taken.add(value instanceof Double number ? (Object) Math.signum(number) : value);
            } else if (amount) {
                taken.addAll(List.of(-1.0, 1.0));
            }
        }
    }

    /** Whether whatever is chosen is one of these events. */
    private boolean isWithin(Choice choice) {
        for (Choice one : from.choices()) {
            if (one.type().equals(choice.type()) && asksNoMore(one, choice)) {
                return true;
            }
        }
        return from.hasType(choice.type())
                && Probes.of(draft.type(choice.type())).stream()
                        .allMatch(event ->
                                Probes.isOne(event, choice) == Truth.FALSE || Probes.isOne(event, from) == Truth.TRUE);
    }

    private static boolean asksNoMore(Choice one, Choice than) {
        Set<String> conditions = new HashSet<>();
        than.conditions().forEach(condition -> conditions.add(condition.canonical()));
        return one.conditions().stream().allMatch(condition -> conditions.contains(condition.canonical()));
    }

    /** Whether it is all that a player does, these events among the rest. */
    private boolean isEverything(Selector selector) {
        Set<String> others = new LinkedHashSet<>();
        for (EventType type : draft.vocabularyTypes().values()) {
            if (type.byPlayer() && !type.forAll()) {
                if (!selector.hasType(type.id())) {
                    return false;
                }
                others.add(type.id());
            }
        }
        others.removeAll(from.types());
        return others.stream()
                .anyMatch(type -> Probes.isOne(PlayerEvent.of("", "", type, 0, Map.of()), selector) != Truth.FALSE);
    }
}
