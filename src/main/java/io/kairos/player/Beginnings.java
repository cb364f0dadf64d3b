package io.kairos.player;

import io.kairos.event.Attributes;
import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.pattern.match.Conditions;
import io.kairos.playbook.Necessary;
import io.kairos.playbook.Scope;
import io.kairos.player.Rules.Active;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The conditions under which patterns begin with events of one type, found by what they ask of one attribute: an event
 * is held only against those its values leave. Where a value is missing or of another kind, all that ask for it are
 * left, so that what is unknown is seen and counted as if each had been asked.
 */
final class Beginnings {
    /** Where ranges overlap so much that finding them would take more room than this for each, none is left out. */
    private static final int MOST_PLACES_PER_BEGINNING = 16;

    /** Patterns that begin under one condition; null for any event of the type. */
    record Beginning(Conditions.Shared condition, Active[] patterns) {
        private List<Necessary> necessary() {
            return condition == null ? List.of() : condition.necessary();
        }
    }

    /** Finds the beginnings left by the value of one attribute. */
    private interface Table {
        Beginning[] left(PlayerEvent event);
    }

    private record ByText(Attributes.Reader attribute, Map<String, Beginning[]> byText, Beginning[] all)
            implements Table {
        @Override
        public Beginning[] left(PlayerEvent event) {
            return attribute.of(event) instanceof String text ? byText.getOrDefault(text, NONE) : all;
        }
    }

    /** @param from where each stretch of numbers begins, rising; it ends where the next begins */
    private record ByNumber(Attributes.Reader attribute, double[] from, Beginning[][] stretches, Beginning[] all)
            implements Table {
        @Override
        public Beginning[] left(PlayerEvent event) {
            double value;
            Object found = attribute.of(event);
            if (found instanceof Double number) {
                value = number;
            } else if (found instanceof Long whole) {
                value = whole;
            } else {
                return all;
            }
            if (value - value != 0) {
                return all; // infinite or no number: unknown
            }
            int place = Arrays.binarySearch(from, withoutSign(value));
            int stretch = place >= 0 ? place : -place - 2;
            return stretch < 0 ? NONE : stretches[stretch];
        }
    }

    private static final Beginning[] NONE = {};

    private final Beginning[] always;
    private final Table[] tables;

    Beginnings(List<Beginning> all) {
        Map<String, Map<Beginning, Necessary.Among>> texts = new LinkedHashMap<>();
        Map<String, Map<Beginning, Necessary.Between>> ranges = new LinkedHashMap<>();
        List<Beginning> rest = new ArrayList<>();
        for (Beginning beginning : all) {
            Necessary best = best(beginning.necessary());
            if (best instanceof Necessary.Among among) {
                texts.computeIfAbsent(among.attribute().name(), name -> new LinkedHashMap<>())
                        .put(beginning, among);
            } else if (best instanceof Necessary.Between between) {
                ranges.computeIfAbsent(between.attribute().name(), name -> new LinkedHashMap<>())
                        .put(beginning, between);
            } else {
                rest.add(beginning);
            }
        }
        List<Table> found = new ArrayList<>();
        texts.values().forEach(asked -> found.add(byText(asked)));
        ranges.values().forEach(asked -> {
            Table table = byNumber(asked);
            if (table == null) {
                rest.addAll(asked.keySet());
            } else {
                found.add(table);
            }
        });
        always = rest.toArray(Beginning[]::new);
        tables = found.toArray(Table[]::new);
    }

    /** A text if one is asked for, else the narrowest range of the first number; null if nothing is. */
    private static Necessary best(List<Necessary> necessary) {
        Necessary.Between range = null;
        for (Necessary each : necessary) {
            if (each instanceof Necessary.Among) {
                return each;
            } else if (each instanceof Necessary.Between between) {
                range = range == null ? between : narrower(range, between);
            }
        }
        return range;
    }

    private static Necessary.Between narrower(Necessary.Between one, Necessary.Between other) {
        return one.attribute().name().equals(other.attribute().name())
                ? new Necessary.Between(
                        one.attribute(), Math.max(one.least(), other.least()), Math.min(one.most(), other.most()))
                : one;
    }

    private static Table byText(Map<Beginning, Necessary.Among> asked) {
        Map<String, List<Beginning>> byText = new HashMap<>();
        asked.forEach((beginning, among) -> among.texts()
                .forEach(text ->
                        byText.computeIfAbsent(text, none -> new ArrayList<>()).add(beginning)));
        Map<String, Beginning[]> table = new HashMap<>();
        byText.forEach((text, beginnings) -> table.put(text, beginnings.toArray(Beginning[]::new)));
        return new ByText(reader(asked.values()), table, asked.keySet().toArray(Beginning[]::new));
    }

    private static Table byNumber(Map<Beginning, Necessary.Between> asked) {
        TreeSet<Double> points = new TreeSet<>();
        asked.values().forEach(between -> {
            points.add(withoutSign(between.least()));
            points.add(withoutSign(Math.nextUp(between.most())));
        });
        double[] from = points.stream().mapToDouble(Double::doubleValue).toArray();
        Beginning[][] stretches = new Beginning[from.length][];
        int places = 0;
        for (int i = 0; i < from.length; i++) {
            double value = from[i];
            stretches[i] = asked.entrySet().stream()
                    .filter(entry -> value >= entry.getValue().least()
                            && value <= entry.getValue().most())
                    .map(Map.Entry::getKey)
                    .toArray(Beginning[]::new);
            places += stretches[i].length;
            if (places > MOST_PLACES_PER_BEGINNING * asked.size()) {
                return null;
            }
        }
        return new ByNumber(
                reader(asked.values()), from, stretches, asked.keySet().toArray(Beginning[]::new));
    }

    private static Attributes.Reader reader(Iterable<? extends Necessary> asked) {
        return new Attributes.Reader(asked.iterator().next().attribute().name());
    }

    /** Zero is zero: an order of numbers would put the negative one first. */
    private static double withoutSign(double value) {
        return value + 0.0;
    }

    /** The patterns that begin with this event; one may be told twice. */
    void thatHold(Occurrence occurrence, Scope scope, Consumer<Active> each) {
        tell(always, occurrence, scope, each);
        for (Table table : tables) {
            tell(table.left(occurrence.event()), occurrence, scope, each);
        }
    }

    private static void tell(Beginning[] beginnings, Occurrence occurrence, Scope scope, Consumer<Active> each) {
        for (Beginning beginning : beginnings) {
            if (beginning.condition() == null || beginning.condition().holds(occurrence, scope)) {
                for (Active pattern : beginning.patterns()) {
                    each.accept(pattern);
                }
            }
        }
    }
}
