package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Expression;
import io.kairos.playbook.Feature;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Selector;
import io.kairos.playbook.ValueType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which features an event may touch, by its type: made once for a playbook, and good for any number of threads. Features
 * that read others come after them in the collection it is made of.
 */
final class FeatureIndex {
    private static final Watch[] NOBODY = {};

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Watch[]> watches = new HashMap<>();

    private FeatureIndex() {}

    static FeatureIndex of(Collection<Feature> features) {
        FeatureIndex index = new FeatureIndex();
        Map<String, List<Watch>> watches = new HashMap<>();
        for (Feature feature : features) {
            refuseUnsupported(feature);
            Entry entry = new Entry(feature, Mark.of(feature.fingerprint()));
            index.entries.put(feature.id(), entry);
            for (String type : types(feature)) {
                watches.computeIfAbsent(type, none -> new ArrayList<>()).add(new Watch(entry, type));
            }
        }
        watches.forEach((type, list) -> index.watches.put(type, list.toArray(Watch[]::new)));
        return index;
    }

    /** In the order the features were given. */
    Watch[] watching(PlayerEvent event) {
        return watches.getOrDefault(event.type(), NOBODY);
    }

    /** Whether any feature counts or ends with events of this type. */
    boolean watches(String type) {
        return watches.containsKey(type);
    }

    /** Null if there is no such feature. */
    Entry entry(String id) {
        return entries.get(id);
    }

    /** A feature, and the short form of its fingerprint that rests in rows. */
    record Entry(Feature feature, long mark) {}

    /** What events of one type have to do with one feature. */
    static final class Watch {
        private final Entry entry;
        private final Expression[][] counting;
        private final Expression[][] breaking;

        private Watch(Entry entry, String type) {
            this.entry = entry;
            this.counting = conditions(entry.feature().of(), type);
            this.breaking = conditions(entry.feature().brokenBy(), type);
        }

        Entry entry() {
            return entry;
        }

        boolean counts(Scope scope) {
            return anyHolds(counting, scope);
        }

        boolean breaks(Scope scope) {
            return anyHolds(breaking, scope);
        }

        private static Expression[][] conditions(Selector selector, String type) {
            List<Expression[]> choices = new ArrayList<>();
            if (selector != null) {
                for (Selector.Choice choice : selector.choices()) {
                    if (choice.type().equals(type)) {
                        choices.add(choice.conditions().toArray(Expression[]::new));
                    }
                }
            }
            return choices.toArray(Expression[][]::new);
        }

        private static boolean anyHolds(Expression[][] choices, Scope scope) {
            for (Expression[] conditions : choices) {
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
    }

    private static Set<String> types(Feature feature) {
        Set<String> types = new LinkedHashSet<>(feature.of().types());
        if (feature.brokenBy() != null) {
            types.addAll(feature.brokenBy().types());
        }
        return types;
    }

    private static void refuseUnsupported(Feature feature) {
        boolean numeric = feature.type() != ValueType.STRING && feature.type() != ValueType.BOOLEAN;
        boolean kept = switch (feature.kind()) {
            case COUNT, SUM, MIN, MAX, MEAN -> numeric && (feature.last() == 0 || feature.over() == 0);
            case MEDIAN, GAP -> numeric && feature.over() == 0;
            case LAST, LATEST -> true;
            case SINCE, STREAK -> numeric;
            case DISTINCT, RUN, STATE, RATIO -> false;
        };
        if (!kept || feature.session()) {
            throw new IllegalArgumentException("feature " + feature.id() + ": " + feature.kind() + " of "
                    + feature.type() + " with last " + feature.last() + ", over " + feature.over()
                    + " ms, session " + feature.session()
                    + " is not kept; count, sum, min, max and mean are kept over a window or the last values or for ever,"
                    + " median and gap over the last values, and since, latest, last and streak, none over a session");
        }
        if (feature.brokenBy() != null && feature.kind() != Feature.Kind.STREAK) {
            throw new IllegalArgumentException("feature " + feature.id() + ": only a streak is broken, but this is a "
                    + feature.kind() + "; leave broken_by out");
        }
        if (feature.last() < 0 || feature.last() > FeatureRecent.MOST) {
            throw new IllegalArgumentException("feature " + feature.id() + ": last must be at most "
                    + FeatureRecent.MOST + ", but is " + feature.last());
        }
    }
}
