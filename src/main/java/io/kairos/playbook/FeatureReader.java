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
        return kind == Kind.RATIO ? ratio(before) : ofEvents(kind, before);
    }

    private Feature ofEvents(Kind kind, int before) {
        Environment environment = Environment.state(draft).withoutTags();
        SelectorReader selectors = new SelectorReader(draft, environment);
        boolean counted = takesNothing(kind);
        Selector of = selectors.read(item.get(counted ? key(kind) : "of"), item.get("where"));
        CompiledExpression value = null;
        if (!counted && of != null) {
            Environment event = environment.withEvent(of.types());
            boolean anyType = kind == Kind.LATEST || kind == Kind.LAST || kind == Kind.DISTINCT;
            value = ExpressionCompiler.compile(item.get(key(kind)), event, anyType ? null : ValueType.NUMBER, problems);
        }
        Selector brokenBy = selectors.read(item.get(kind == Kind.STATE ? "to" : "broken_by"));
        boolean session = "session".equals(item.text("over"));
        Long over = session ? null : item.millis("over");
        if (problems.size() > before || item.isSpoiled() || of == null || !counted && value == null) {
            return null;
        }
        int last = kind == Kind.LAST ? 1 : item.text("last") == null ? 0 : (int) Double.parseDouble(item.text("last"));
        Long gap = kind == Kind.RUN ? item.millis("gap") : item.millis("at_most");
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
                listed(kind, value),
                last,
                over == null ? 0 : over,
                session,
                gap == null ? 0 : gap,
                ignore == null ? 0 : ignore,
                brokenBy,
                null,
                print);
    }

    private Feature ratio(int before) {
        Feature of = measure("ratio");
        Feature to = measure("to");
        if (of != null && to != null && of.type() != to.type()) {
            problems.add(
                    item.get("to"),
                    "`" + to.id() + "` is " + article(to.type()) + " and `" + of.id() + "` " + article(of.type()),
                    "two numbers can be compared, or two durations");
        }
        if (problems.size() > before || item.isSpoiled() || of == null || to == null) {
            return null;
        }
        double scale = isAmount(of) && isAmount(to) ? (double) to.over() / of.over() : 1;
        return new Feature(
                id,
                Kind.RATIO,
                null,
                null,
                ValueType.NUMBER,
                List.of(),
                0,
                0,
                false,
                0,
                0,
                null,
                new Feature.Ratio(of.id(), to.id(), scale),
                Fingerprint.of(Kind.RATIO, of.fingerprint(), to.fingerprint()));
    }

    /** Twice as long a window holds twice as much of it. */
    private static boolean isAmount(Feature feature) {
        return (feature.kind() == Kind.COUNT || feature.kind() == Kind.SUM) && feature.over() > 0;
    }

    /** One side of a ratio. */
    private Feature measure(String key) {
        Item word = item.get(key);
        if (word == null || !word.isScalar()) {
            if (word != null) {
                problems.add(word, "beside `ratio` stands one feature as `" + key + "`", "as in to: usual_stake");
            }
            return null;
        }
        if (!draft.featureIds().contains(word.text())) {
            problems.unknown(word.spot(), "feature", word.text(), "", draft.featureIds());
            return null;
        }
        Feature feature = draft.feature(word.text());
        if (feature != null && feature.type() != ValueType.NUMBER && feature.type() != ValueType.DURATION) {
            problems.add(
                    word,
                    "`" + feature.id() + "` is " + article(feature.type()) + ", and a ratio is made of amounts",
                    "two numbers can be compared, or two durations");
            return null;
        }
        return feature;
    }

    private static String article(ValueType type) {
        return switch (type) {
            case BOOLEAN -> "true or false";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case TIME -> "a time";
            case DURATION -> "a duration";
        };
    }

    private void name() {
        Spot at = draft.file("features.yaml").get("features").key(id);
        if (Vocabulary.ENVELOPE.contains(id)
                || Environment.RESERVED.contains(id)
                || TemplateReader.OWN_END.containsKey(id)) {
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
            String key = key(each);
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
                    "give one of count, sum, min, max, mean, distinct, median, last, gap, since, latest, streak, run, from, ratio");
        }
        return null;
    }

    /** The key that says what the feature is. */
    private static String key(Kind kind) {
        return kind == Kind.STATE ? "from" : kind.name().toLowerCase(Locale.ROOT);
    }

    /** Whether the event itself counts, and not a value of it. */
    private static boolean takesNothing(Kind kind) {
        return switch (kind) {
            case COUNT, GAP, SINCE, STREAK, RUN, STATE -> true;
            case SUM, MIN, MAX, MEAN, DISTINCT, MEDIAN, LAST, LATEST, RATIO -> false;
        };
    }

    private static final Map<Kind, List<String>> KEYS = new EnumMap<>(Map.ofEntries(
            Map.entry(Kind.COUNT, List.of("where", "over")),
            Map.entry(Kind.SUM, List.of("of", "where", "over", "last")),
            Map.entry(Kind.MIN, List.of("of", "where", "over", "last")),
            Map.entry(Kind.MAX, List.of("of", "where", "over", "last")),
            Map.entry(Kind.MEAN, List.of("of", "where", "over", "last")),
            Map.entry(Kind.DISTINCT, List.of("of", "where", "over")),
            Map.entry(Kind.MEDIAN, List.of("of", "where", "over", "last")),
            Map.entry(Kind.LAST, List.of("of", "where", "last")),
            Map.entry(Kind.GAP, List.of("where", "over", "last", "ignore_over")),
            Map.entry(Kind.SINCE, List.of("where")),
            Map.entry(Kind.LATEST, List.of("of", "where")),
            Map.entry(Kind.STREAK, List.of("where", "broken_by")),
            Map.entry(Kind.RUN, List.of("where", "gap")),
            Map.entry(Kind.STATE, List.of("to", "at_most")),
            Map.entry(Kind.RATIO, List.of("to"))));

    private void keys(Kind kind) {
        String key = key(kind);
        List<String> allowed = new ArrayList<>(KEYS.get(kind));
        allowed.addAll(List.of(key, "about"));
        item.entries().forEach((name, value) -> {
            if (!allowed.contains(name) && !value.isBad()) {
                problems.add(
                        item.key(name), "`" + name + "` does not go with `" + key + "`", Suggestion.of(name, allowed));
            }
        });
        if (allowed.contains("of")) {
            need("of", key, "say whose value it is: of: bet");
        }
        span(kind, key, allowed);
        switch (kind) {
            case RUN -> {
                need("gap", key, "say which pause ends the run: gap: 5m");
                if (item.get("gap") != null) {
                    Shape.Scalar.DURATION.check(item.get("gap"), problems);
                }
            }
            case GAP -> {
                if (item.get("gap") != null && item.get("gap").isScalar()) {
                    Shape.Scalar.WORD.check(item.get("gap"), problems);
                }
            }
            case STREAK -> need("broken_by", key, "say what ends it: broken_by: win");
            case STATE -> need("to", key, "say what ends the state: to: cashier_closed");
            case RATIO -> need("to", key, "say by what it is measured: to: usual_stake");
            case COUNT, SUM, MIN, MAX, MEAN, DISTINCT, MEDIAN, LAST, SINCE, LATEST -> {}
        }
    }

    private void need(String name, String key, String hint) {
        if (!item.has(name)) {
            problems.add(item, "`" + name + "` is missing beside `" + key + "`", hint);
        }
    }

    /** {@code over} and {@code last}. */
    private void span(Kind kind, String key, List<String> allowed) {
        boolean eitherOr = allowed.contains("over") && allowed.contains("last");
        if (eitherOr && item.has("over") == item.has("last")) {
            problems.add(
                    item,
                    "`" + key + "` needs one of `over` and `last`",
                    kind == Kind.MEDIAN || kind == Kind.GAP
                            ? "write last: 20 for so many values, or over: session"
                            : "write over: 10m for a window, over: session, or last: 20 for so many values");
        } else if (allowed.contains("over") && !eitherOr && !item.has("over")) {
            problems.add(item, "`" + key + "` needs `over`", "write over: 10m for a window, or over: session");
        }
        Item over = item.get("over");
        if (over != null && (kind == Kind.MEDIAN || kind == Kind.GAP) && !"session".equals(over.text())) {
            problems.add(
                    over,
                    "`" + key + "` is not kept over a window",
                    "write last: 20 for so many values, or over: session");
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
            case STATE -> ValueType.BOOLEAN;
        };
    }

    private static List<String> listed(Kind kind, CompiledExpression value) {
        if (value == null
                || kind == Kind.DISTINCT
                || value.type() != ValueType.STRING
                || value.variables().size() != 1) {
            return List.of();
        }
        return value.source().strip().matches("[A-Za-z_]\\w*")
                ? value.variables().values().iterator().next().listed()
                : List.of();
    }
}
