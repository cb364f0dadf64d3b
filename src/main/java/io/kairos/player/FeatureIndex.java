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
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which features an event may touch, by its type: made once for a playbook. Features that read others come after them in
 * the collection it is made of. What several features ask of an event alone is answered once. For one thread.
 *
 * <p>Rows know a feature by its number. It keeps that as long as it is in the playbook without a break and is defined as it
 * was; then the number is free for another. So a row tells whose a number is by the version under which it was written:
 * a feature that is younger had not got it yet.
 */
final class FeatureIndex {
    private static final Watch[] NOBODY = {};
    private static final Correction[] NOTHING = {};

    /** Begins the names of features among lineages: no pattern has such an id. */
    private static final String LINEAGE = "feature:";

    private final long version;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<Integer, Entry> byMark = new HashMap<>();

    /** By number; null where nobody has it. */
    private final Entry[] byNumber;

    private final Entry[] endless;
    private final Entry[] ofSession;
    private final int layout;
    private final Map<String, Watch[]> watches = new HashMap<>();
    private final Map<String, Correction[]> corrections = new HashMap<>();

    /** By what is asked of an event alone. */
    private final Map<String, Asked> asked = new HashMap<>();

    /** How many events were asked. */
    private long events;

    private FeatureIndex(Collection<Feature> features, Set<String> before, long version, Map<String, String> known) {
        this.version = version;
        Map<String, Lineage> lineages = lineages(features, version, known);
        byNumber = new Entry
                [1 + lineages.values().stream().mapToInt(Lineage::number).max().orElse(-1)];
        features.forEach(feature -> add(feature, before.contains(feature.id()), lineages.get(feature.id())));
        endless = entries.values().stream().filter(entry -> !entry.ends()).toArray(Entry[]::new);
        ofSession = entries.values().stream()
                .filter(entry -> entry.feature().session())
                .toArray(Entry[]::new);
        layout = Arrays.hashCode(Stream.of(byNumber)
                .mapToInt(entry -> entry == null ? 0 : 31 * Long.hashCode(entry.since()) + entry.mark())
                .toArray());
    }

    /**
     * @param before those of which something asks what they were before the event at hand
     * @param version of the playbook
     * @param lineages the {@link #lineages} of the playbook before, also across a restore
     */
    static FeatureIndex of(
            Collection<Feature> features,
            Set<String> before,
            Vocabulary vocabulary,
            long version,
            Map<String, String> lineages) {
        features.forEach(FeatureIndex::refuseUnsupported);
        FeatureIndex index = new FeatureIndex(features, before, version, lineages);
        Map<String, List<Watch>> watches = new HashMap<>();
        for (Feature feature : features) {
            Entry entry = index.entry(feature.id());
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

    /** By feature. What is new takes the first number that is free. */
    private static Map<String, Lineage> lineages(
            Collection<Feature> features, long version, Map<String, String> known) {
        Map<String, Lineage> lineages = new HashMap<>();
        BitSet taken = new BitSet();
        for (Feature feature : features) {
            Lineage lineage = Lineage.of(feature.fingerprint(), known.get(LINEAGE + feature.id()), version);
            lineages.put(feature.id(), lineage);
            if (lineage.number() != Lineage.NO_NUMBER) {
                taken.set(lineage.number());
            }
        }
        for (Feature feature : features) {
            Lineage lineage = lineages.get(feature.id());
            if (lineage.number() == Lineage.NO_NUMBER) {
                int free = taken.nextClearBit(0);
                taken.set(free);
                lineages.put(feature.id(), lineage.numbered(free));
            }
        }
        return lineages;
    }

    /** The lineage of each, by a name that no pattern has: to be kept with the playbook. */
    Map<String, String> lineages() {
        Map<String, String> lineages = new LinkedHashMap<>();
        entries.forEach((id, entry) -> lineages.put(LINEAGE + id, entry.lineage.toString()));
        return lineages;
    }

    private void add(Feature feature, boolean before, Lineage lineage) {
        Feature.Ratio ratio = feature.ratio();
        int mark = mark(feature.id() + " " + feature.fingerprint());
        while (byMark.containsKey(mark)) {
            mark++;
        }
        Entry entry = new Entry(
                feature,
                lineage,
                mark,
                before,
                ratio == null ? null : entries.get(ratio.of()),
                ratio == null ? null : entries.get(ratio.to()));
        entries.put(feature.id(), entry);
        byNumber[entry.number()] = entry;
        byMark.put(mark, entry);
    }

    private static int mark(String definition) {
        long mark = Mark.of(definition);
        return (int) (mark ^ mark >>> 32);
    }

    /** In the order the features were given. */
    Collection<Entry> entries() {
        return entries.values();
    }

    /** One more than the greatest number there is. */
    int numbers() {
        return byNumber.length;
    }

    /** The version of the playbook. */
    long version() {
        return version;
    }

    /** Indexes in which a number has meant the same since the same version have the same. */
    int layout() {
        return layout;
    }

    /** Those that keep what has no end of its own. */
    Entry[] endless() {
        return endless;
    }

    /** Those over the session. */
    Entry[] ofSession() {
        return ofSession;
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

    /** Null if nobody has the number. */
    Entry numbered(int number) {
        return number < byNumber.length ? byNumber[number] : null;
    }

    /** Null if there is no such feature. */
    Entry entry(String id) {
        return entries.get(id);
    }

    /** The feature that rows know by this mark which were written before features had numbers; null if there is none. */
    Entry marked(int mark) {
        return byMark.get(mark);
    }

    /** A feature. */
    static final class Entry {
        private final Feature feature;
        private final Lineage lineage;
        private final int mark;
        private final boolean remembers;
        private final Entry of;
        private final Entry to;
        private final FeatureBuckets buckets;
        private final boolean ends;

        private Entry(Feature feature, Lineage lineage, int mark, boolean before, Entry of, Entry to) {
            this.feature = feature;
            this.lineage = lineage;
            this.mark = mark;
            this.remembers = before || feature.kind() == Feature.Kind.SINCE;
            this.of = of;
            this.to = to;
            this.buckets = feature.over() == 0 ? null : new FeatureBuckets(feature.over());
            this.ends = switch (feature.kind()) {
                case COUNT, SUM, MIN, MAX, MEAN, DISTINCT -> buckets != null;
                case RUN, STATE -> feature.gap() > 0;
                case MEDIAN, LAST, GAP, SINCE, LATEST, STREAK, RATIO -> false;
            };
        }

        Feature feature() {
            return feature;
        }

        int number() {
            return lineage.number();
        }

        /** The version of the playbook since which it has been the same without a break. */
        long since() {
            return lineage.since();
        }

        /** Whether what one of them counted is what the other would have counted. */
        boolean isSame(Entry other) {
            return lineage.equals(other.lineage);
        }

        /** What it is in rows that were written before features had numbers. */
        int mark() {
            return mark;
        }

        /** Somebody asks what it was before the event at hand. */
        boolean remembers() {
            return remembers;
        }

        /** If it is a ratio, what is measured; else null. */
        Entry of() {
            return of;
        }

        /** If it is a ratio, by what; else null. */
        Entry to() {
            return to;
        }

        /** Of its window, for all players: they are at about the same time; null if it has no window. */
        FeatureBuckets buckets() {
            return buckets;
        }

        /** Whether what is kept of it ends by itself. */
        boolean ends() {
            return ends;
        }

        /** The end of one that ends. */
        long end(long anchor) {
            if (anchor == FeatureCell.NONE) {
                return FeatureCell.NONE;
            }
            return buckets == null ? anchor + feature.gap() : buckets.startOf(anchor + FeatureBuckets.BUCKETS);
        }

        /** Whether the end of one that ends is still to come. */
        boolean isAlive(long anchor, long time) {
            if (anchor == FeatureCell.NONE) {
                return false;
            }
            return buckets == null ? anchor + feature.gap() > time : anchor > buckets.of(time) - FeatureBuckets.BUCKETS;
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
