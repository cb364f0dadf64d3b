package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Correction;
import io.kairos.playbook.Expression;
import io.kairos.playbook.Feature;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Selector;
import io.kairos.playbook.ValueType;
import io.kairos.playbook.Vocabulary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which features an event may touch, by its type: made once for a playbook. Features that read others come after them in
 * the collection it is made of. What several features ask of an event alone is answered once. For one thread.
 */
final class FeatureIndex {
    private static final Watch[] NOBODY = {};
    private static final Correction[] NOTHING = {};

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<Integer, Entry> byMark = new HashMap<>();
    private final List<Entry> inOrder = new ArrayList<>();
    private final Map<String, Watch[]> watches = new HashMap<>();
    private final Map<String, Correction[]> corrections = new HashMap<>();

    /** By what is asked of an event alone. */
    private final Map<String, Asked> asked = new HashMap<>();

    /** How many events were asked. */
    private long events;

    private FeatureIndex() {}

    static FeatureIndex of(Collection<Feature> features, Vocabulary vocabulary) {
        FeatureIndex index = new FeatureIndex();
        Map<String, List<Watch>> watches = new HashMap<>();
        for (Feature feature : features) {
            refuseUnsupported(feature);
            Entry entry = index.add(feature);
            for (String type : types(feature)) {
                watches.computeIfAbsent(type, none -> new ArrayList<>()).add(index.new Watch(entry, type));
            }
        }
        watches.forEach((type, list) -> index.watches.put(type, list.toArray(Watch[]::new)));
        vocabulary.types().forEach((id, type) -> {
            List<Correction> known = type.corrections().stream()
                    .filter(correction -> index.watches(correction.of()))
                    .toList();
            if (!known.isEmpty()) {
                index.corrections.put(id, known.toArray(Correction[]::new));
            }
        });
        return index;
    }

    private Entry add(Feature feature) {
        Feature.Ratio ratio = feature.ratio();
        int mark = mark(feature.id() + " " + feature.fingerprint());
        while (byMark.containsKey(mark)) {
            mark++;
        }
        Entry entry = new Entry(
                feature,
                mark,
                entries.size(),
                ratio == null ? null : entries.get(ratio.of()),
                ratio == null ? null : entries.get(ratio.to()),
                feature.over() == 0 ? null : new FeatureBuckets(feature.over()));
        entries.put(feature.id(), entry);
        inOrder.add(entry);
        byMark.put(mark, entry);
        return entry;
    }

    private static int mark(String definition) {
        long mark = Mark.of(definition);
        return (int) (mark ^ mark >>> 32);
    }

    /** In the order the features were given. */
    Collection<Entry> entries() {
        return entries.values();
    }

    int size() {
        return entries.size();
    }

    /** Turns to another event, or to the same one in another scope: what was answered before is no answer. */
    void turn() {
        events++;
    }

    /** In the order the features were given. */
    Watch[] watching(PlayerEvent event) {
        return watches.getOrDefault(event.type(), NOBODY);
    }

    /** Whether any feature counts or ends with events of this type. */
    boolean watches(String type) {
        return watches.containsKey(type);
    }

    /** What events of this type may undo, of what any feature counts. */
    Correction[] corrections(String type) {
        return corrections.getOrDefault(type, NOTHING);
    }

    Entry at(int order) {
        return inOrder.get(order);
    }

    /** Null if there is no such feature. */
    Entry entry(String id) {
        return entries.get(id);
    }

    /**
     * The feature that rows know by this mark; null if there is none, or not in that definition.
     *
     * @param likely its order, if nothing has changed since the row was written
     */
    Entry marked(int mark, int likely) {
        for (int i = likely; i < inOrder.size(); i++) {
            if (inOrder.get(i).mark() == mark) {
                return inOrder.get(i);
            }
        }
        return byMark.get(mark);
    }

    /**
     * A feature.
     *
     * @param mark what it is in rows: another feature or another definition has another
     * @param order its place among the others
     * @param of if it is a ratio, what is measured, and {@code to} by what; else null
     * @param buckets of its window, for all players: they are at about the same time; null if it has no window
     */
    record Entry(Feature feature, int mark, int order, Entry of, Entry to, FeatureBuckets buckets) {
        /** Whether what is kept of it ends by itself. */
        boolean ends() {
            return switch (feature.kind()) {
                case COUNT, SUM, MIN, MAX, MEAN, DISTINCT -> buckets != null;
                case RUN, STATE -> feature.gap() > 0;
                case MEDIAN, LAST, GAP, SINCE, LATEST, STREAK, RATIO -> false;
            };
        }
    }

    /** A condition or a value. One that asks nothing but the event, its time and the envelope is answered once per event. */
    private final class Asked {
        private final Expression expression;
        private long testedAt;
        private boolean held;
        private long takenAt;
        private double number;

        private Asked(Expression expression) {
            this.expression = expression;
        }

        private boolean holds(Scope scope) {
            if (testedAt != events) {
                held = expression.holds(scope);
                testedAt = events;
            }
            return held;
        }

        private double number(Scope scope) {
            if (takenAt != events) {
                double taken = expression.number(scope);
                number = Double.isFinite(taken) ? taken : Double.NaN;
                takenAt = events;
            }
            return number;
        }
    }

    /** Null if it reads what changes while an event is counted. */
    private Asked asked(Expression expression) {
        boolean ofEvent = expression.features().isEmpty()
                && expression.tags().isEmpty()
                && expression.aliases().isEmpty();
        return ofEvent ? asked.computeIfAbsent(expression.canonical(), none -> new Asked(expression)) : null;
    }

    /** What must hold, all of it. */
    private final class Choice {
        private final Asked[] shared;
        private final Expression[] own;

        private Choice(List<Expression> conditions) {
            List<Asked> shared = new ArrayList<>();
            List<Expression> own = new ArrayList<>();
            for (Expression condition : conditions) {
                Asked known = asked(condition);
                if (known == null) {
                    own.add(condition);
                } else {
                    shared.add(known);
                }
            }
            this.shared = shared.toArray(Asked[]::new);
            this.own = own.toArray(Expression[]::new);
        }

        private boolean holds(Scope scope) {
            for (Asked condition : shared) {
                if (!condition.holds(scope)) {
                    return false;
                }
            }
            for (Expression condition : own) {
                if (!condition.holds(scope)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** What events of one type have to do with one feature. */
    final class Watch {
        private final Entry entry;
        private final List<Choice> counting;
        private final List<Choice> breaking;
        private final Expression value;
        private final Asked sharedValue;
        private final boolean takesNumber;
        private final boolean readsFeatures;

        private Watch(Entry entry, String type) {
            Feature feature = entry.feature();
            this.entry = entry;
            this.counting = choices(feature.of(), type);
            this.breaking = choices(feature.brokenBy(), type);
            this.value = feature.value();
            this.takesNumber = value != null && feature.kind() != Feature.Kind.DISTINCT && !isLast(feature.kind());
            this.sharedValue = takesNumber ? asked(value) : null;
            this.readsFeatures = !feature.reads().isEmpty();
        }

        private static boolean isLast(Feature.Kind kind) {
            return kind == Feature.Kind.LAST || kind == Feature.Kind.LATEST;
        }

        Entry entry() {
            return entry;
        }

        /** Whether what it counts depends on other features, and so on the time it is asked. */
        boolean readsFeatures() {
            return readsFeatures;
        }

        boolean counts(Scope scope) {
            return anyHolds(counting, scope);
        }

        boolean breaks(Scope scope) {
            return anyHolds(breaking, scope);
        }

        /** The number it takes from the event, 0 if it takes none; NaN if it takes one and there is none. */
        double number(Scope scope) {
            if (!takesNumber) {
                return 0;
            }
            if (sharedValue != null) {
                return sharedValue.number(scope);
            }
            double number = value.number(scope);
            return Double.isFinite(number) ? number : Double.NaN;
        }

        /** Whatever it takes from the event if that is no number; null if there is nothing. */
        Object value(Scope scope) {
            return takesNumber || value == null ? Boolean.TRUE : value.value(scope);
        }

        private List<Choice> choices(Selector selector, String type) {
            List<Choice> choices = new ArrayList<>();
            if (selector != null) {
                for (Selector.Choice choice : selector.choices()) {
                    if (choice.type().equals(type)) {
                        choices.add(new Choice(choice.conditions()));
                    }
                }
            }
            return choices;
        }

        private static boolean anyHolds(List<Choice> choices, Scope scope) {
            for (int i = 0; i < choices.size(); i++) {
                if (choices.get(i).holds(scope)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static Set<String> types(Feature feature) {
        Set<String> types = new LinkedHashSet<>();
        for (Selector selector : new Selector[] {feature.of(), feature.brokenBy()}) {
            if (selector != null) {
                types.addAll(selector.types());
            }
        }
        return types;
    }

    private static void refuseUnsupported(Feature feature) {
        boolean numeric = feature.type() != ValueType.STRING && feature.type() != ValueType.BOOLEAN;
        boolean kept = switch (feature.kind()) {
            case COUNT, SUM, MIN, MAX, MEAN -> numeric && (feature.last() == 0 || feature.over() == 0);
            case MEDIAN, GAP -> numeric && feature.over() == 0;
            case DISTINCT -> feature.last() == 0 && (feature.over() > 0 || feature.session());
            case RUN -> feature.gap() > 0;
            case LAST, LATEST, SINCE, STREAK, STATE, RATIO -> !feature.session();
        };
        if (!kept) {
            throw new IllegalArgumentException("feature " + feature.id() + ": " + feature.kind() + " of "
                    + feature.type() + " with last " + feature.last() + ", over " + feature.over()
                    + " ms, session " + feature.session()
                    + " is not kept; count, sum, min, max and mean are kept over a window, the session, the last values or"
                    + " for ever, distinct over a window or the session, median and gap over the last values or the session,"
                    + " a run with a gap, and the others by themselves");
        }
        boolean breakable = feature.kind() == Feature.Kind.STREAK || feature.kind() == Feature.Kind.STATE;
        if (feature.brokenBy() != null && !breakable) {
            throw new IllegalArgumentException("feature " + feature.id()
                    + ": only a streak or a state is broken, but this is a " + feature.kind()
                    + "; leave broken_by out");
        }
        if (feature.last() < 0 || feature.last() > FeatureRecent.MOST) {
            throw new IllegalArgumentException("feature " + feature.id() + ": last must be at most "
                    + FeatureRecent.MOST + ", but is " + feature.last());
        }
    }
}
