package io.kairos.playbook;

import io.kairos.playbook.Feature.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads one feature. */
final class FeatureReader {
    static final int MOST_LAST = 32;

    private final Draft draft;
    private final Problems problems;
    private final String id;
    private final Item item;

    FeatureReader(Draft draft, String id, Item item) {
        this.draft = draft;
        this.problems = draft.problems();
        this.id = id;
        this.item = item;
    }

    /** The feature; null if it is wrong. */
    Feature read() {
        int before = problems.size();
        name();
        Kind kind = kind();
        if (kind == null) {
            return null;
        }
        keys(kind);
        Environment environment = Environment.state(draft).withoutTags();
        SelectorReader selectors = new SelectorReader(draft, environment);
        String key = kind.name().toLowerCase(Locale.ROOT);
        boolean counted = ofEvents(kind);
        Selector of = loose(kind) ? null : selectors.read(item.get(counted ? key : "of"), item.get("where"));
        CompiledExpression value = null;
        if (!counted && !loose(kind) && of != null) {
            Environment event = environment.withEvent(of.types());
            boolean anyType = kind == Kind.LATEST || kind == Kind.LAST || kind == Kind.DISTINCT;
            value = ExpressionCompiler.compile(item.get(key), event, anyType ? null : ValueType.NUMBER, problems);
        }
        Selector brokenBy = selectors.read(item.get("broken_by"));
        boolean session = "session".equals(item.text("over"));
        Long over = session ? null : item.millis("over");
        if (problems.size() > before
                || item.isSpoiled()
                || !loose(kind) && of == null
                || !counted && !loose(kind) && value == null) {
            return null;
        }
        int last = kind == Kind.LAST ? 1 : item.text("last") == null ? 0 : (int) Double.parseDouble(item.text("last"));
        Long gap = kind == Kind.RUN ? item.millis("gap") : null;
        Long ignore = item.millis("ignore_over");
        String print = Fingerprint.of(
                kind,
                Fingerprint.text(draft, of),
                value == null ? "" : value.canonical(),
                last,
                over,
                session,
                gap,
                ignore,
                Fingerprint.text(draft, brokenBy));
        return new Feature(
                id,
                kind,
                of,
                value,
                type(kind, value),
                listed(value),
                last,
                over == null ? 0 : over,
                session,
                gap == null ? 0 : gap,
                ignore == null ? 0 : ignore,
                brokenBy,
                print);
    }

    private void name() {
        Spot at = draft.file("features.yaml").get("features").key(id);
        if (Vocabulary.ENVELOPE.contains(id) || Environment.RESERVED.contains(id)) {
            problems.add(
                    at,
                    "a feature may not be called `" + id + "`: that is a word of the envelope or of Kairos",
                    "choose another name");
            return;
        }
        for (EventType type : draft.vocabularyTypes().values()) {
            if (type.attributes().containsKey(id)) {
                problems.add(
                        at,
                        "a feature may not be called `" + id + "`: " + type.id() + " has an attribute of that name",
                        "a condition could not tell them apart; choose another name");
                return;
            }
        }
    }

    private Kind kind() {
        List<String> found = new ArrayList<>();
        Kind kind = null;
        for (Kind each : Kind.values()) {
            String key = each.name().toLowerCase(Locale.ROOT);
            boolean option = each == Kind.LAST || each == Kind.GAP && item.has("run");
            if (item.has(key) && !option) {
                found.add(key);
                kind = each;
            }
        }
        if (found.isEmpty() && item.has("last")) {
            return Kind.LAST;
        }
        if (found.size() == 1) {
            return kind;
        }
        if (!item.isSpoiled()) {
            problems.add(
                    item,
                    found.isEmpty()
                            ? "the feature `" + id + "` does not say what it is"
                            : "the feature `" + id + "` is " + String.join(" and ", found) + " at once",
                    "give one of count, sum, min, max, mean, distinct, median, last, gap, since, latest, streak, run, state, ratio");
        }
        return null;
    }

    private static boolean ofEvents(Kind kind) {
        return switch (kind) {
            case COUNT, GAP, SINCE, STREAK, RUN -> true;
            case SUM, MIN, MAX, MEAN, DISTINCT, MEDIAN, LAST, LATEST, STATE, RATIO -> false;
        };
    }

    /** Kinds whose grammar is not fixed yet; they are refused as a whole. */
    private static boolean loose(Kind kind) {
        return kind == Kind.STATE || kind == Kind.RATIO;
    }

    private static final Map<Kind, List<String>> KEYS = new EnumMap<>(Map.ofEntries(
            Map.entry(Kind.COUNT, List.of("over", "last")),
            Map.entry(Kind.SUM, List.of("of", "over", "last")),
            Map.entry(Kind.MIN, List.of("of", "over", "last")),
            Map.entry(Kind.MAX, List.of("of", "over", "last")),
            Map.entry(Kind.MEAN, List.of("of", "over", "last")),
            Map.entry(Kind.DISTINCT, List.of("of", "over", "last")),
            Map.entry(Kind.MEDIAN, List.of("of", "over", "last")),
            Map.entry(Kind.LAST, List.of("of", "last")),
            Map.entry(Kind.GAP, List.of("over", "last", "ignore_over")),
            Map.entry(Kind.SINCE, List.of()),
            Map.entry(Kind.LATEST, List.of("of")),
            Map.entry(Kind.STREAK, List.of("broken_by")),
            Map.entry(Kind.RUN, List.of("gap"))));

    private void keys(Kind kind) {
        if (loose(kind)) {
            return;
        }
        String key = kind.name().toLowerCase(Locale.ROOT);
        List<String> allowed = new ArrayList<>(KEYS.get(kind));
        allowed.addAll(List.of(key, "where", "about"));
        item.entries().forEach((name, value) -> {
            if (!allowed.contains(name) && !value.isBad()) {
                problems.add(
                        item.key(name), "`" + name + "` does not go with `" + key + "`", Suggestion.of(name, allowed));
            }
        });
        if (KEYS.get(kind).contains("of") && !item.has("of")) {
            problems.add(item, "`of` is missing beside `" + key + "`", "say whose value it is: of: bet");
        }
        if (KEYS.get(kind).contains("over") && item.has("over") == item.has("last")) {
            problems.add(
                    item,
                    "`" + key + "` needs one of `over` and `last`",
                    "write over: 10m for a window, or last: 20 for so many values");
        }
        if (kind == Kind.RUN && !item.has("gap")) {
            problems.add(item, "`gap` is missing beside `run`", "say which pause ends the run: gap: 5m");
        }
        if (kind == Kind.STREAK && !item.has("broken_by")) {
            problems.add(item, "`broken_by` is missing beside `streak`", "say what ends it: broken_by: win");
        }
        Item gap = kind == Kind.RUN ? item.get("gap") : null;
        if (gap != null) {
            Shape.Scalar.DURATION.check(gap, problems);
        }
        if (kind == Kind.GAP && item.get("gap") != null && item.get("gap").isScalar()) {
            Shape.Scalar.WORD.check(item.get("gap"), problems);
        }
        Item last = kind == Kind.LAST ? null : item.get("last");
        if (last != null) {
            new Shape.Numeric(true, 1).check(last, problems);
            if (!last.isBad() && Double.parseDouble(last.text()) > MOST_LAST) {
                problems.add(
                        last,
                        "`last: " + last.text() + "` is more than " + MOST_LAST,
                        "a feature keeps at most " + MOST_LAST + " values");
            }
        }
    }

    private static ValueType type(Kind kind, CompiledExpression value) {
        return switch (kind) {
            case COUNT, SUM, MIN, MAX, MEAN, DISTINCT, MEDIAN, STREAK, RATIO -> ValueType.NUMBER;
            case GAP, SINCE, RUN -> ValueType.DURATION;
            case LATEST, LAST -> value.type();
            case STATE -> ValueType.STRING;
        };
    }

    private List<String> listed(CompiledExpression value) {
        if (value == null
                || value.type() != ValueType.STRING
                || value.variables().size() != 1) {
            return List.of();
        }
        return value.source().strip().matches("[A-Za-z_]\\w*")
                ? value.variables().values().iterator().next().listed()
                : List.of();
    }
}
