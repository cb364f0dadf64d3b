package io.kairos.bench;

import io.kairos.bench.Clause.Between;
import io.kairos.bench.Clause.Doubled;
import io.kairos.bench.Clause.Is;
import io.kairos.bench.Sketch.Asked;
import io.kairos.bench.Sketch.Stage;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.PlaybookReader;
import io.kairos.playbook.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * So many patterns of ten families, made so that the load is the same however many there are: all of them look for
 * their first event in every event, and together they find {@link #STARTS} of it, each its share. A family's later
 * conditions are so rare that a partial match of a busy player lives for about a hundred of his events.
 */
final class Workload {
    /** Partial matches begun per event, by all patterns together. */
    static final double STARTS = 0.04;

    /** First conditions there are at most; from here on several patterns share one. */
    static final int FIRST_CONDITIONS = 64;

    /** Each family's later conditions come in so many variants of the same rarity. */
    private static final int VARIANTS = 8;

    private static final long MINUTE = 60_000;

    private final List<Sketch> sketches;

    private Workload(List<Sketch> sketches) {
        this.sketches = List.copyOf(sketches);
    }

    static Workload of(int patterns) {
        List<Sketch> sketches = new ArrayList<>();
        for (int i = 0; i < patterns; i++) {
            sketches.add(sketch(i, patterns));
        }
        return new Workload(sketches);
    }

    List<Sketch> sketches() {
        return sketches;
    }

    /** How many different conditions the patterns have. */
    int conditions() {
        Set<String> all = new LinkedHashSet<>();
        sketches.forEach(sketch -> sketch.conditions(all));
        return all.size();
    }

    int families() {
        return (int) sketches.stream().map(Sketch::family).distinct().count();
    }

    Bundle bundle() {
        Map<String, String> files = new TreeMap<>();
        files.put("events.yaml", Feed.EVENTS);
        sketches.forEach(sketch -> files.put("patterns/" + sketch.id() + ".yaml", sketch.yaml()));
        return new Bundle(1, "bench", sketches.size() + " patterns", files);
    }

    Playbook playbook() {
        return read(bundle());
    }

    /** Of a bundle that is known to be good. */
    static Playbook read(Bundle bundle) {
        Reading reading = PlaybookReader.read(bundle);
        if (reading.playbook() == null) {
            throw new IllegalStateException("the generated playbook is wrong: " + reading.problems());
        }
        return reading.playbook();
    }

    private static Sketch sketch(int i, int patterns) {
        int slot = i % FIRST_CONDITIONS;
        double from = (double) slot / FIRST_CONDITIONS;
        Stage first = Stage.of(
                "a", asked("activity", new Between("score", rounded(from), rounded(from + STARTS / patterns))));
        int v = i / 10 % VARIANTS;
        return switch (i % 10) {
            case 0 ->
                sketch(
                        i,
                        "middle-no",
                        first,
                        Stage.of("b", asked("page_viewed", new Is("page", page(v)), share("dwell", v, 0.54)))
                                .without(asked("exit_intent", share("score", v, 0.02))));
            case 1 ->
                sketch(
                        i,
                        "then",
                        first,
                        Stage.of("b", asked("bet_settled", new Is("outcome", "LOSS"), share("stake", v, 0.11))));
            case 2 ->
                sketch(
                        i,
                        "streak",
                        first,
                        Stage.of("b", asked("bet_placed", share("odds", v, 0.167)))
                                .times(3));
            case 3 ->
                sketch(
                        i,
                        "in-a-row",
                        first,
                        Stage.of("b", asked("bet_settled", new Between("stake", 1 + v, 94 + v)))
                                .inARow(3),
                        Stage.of("c", asked("market_viewed", share("odds", v, 0.1))));
            case 4 ->
                sketch(
                        i,
                        "broken-by",
                        first,
                        Stage.of("b", asked("game_round", new Is("outcome", "LOSS"), share("stake", v, 0.21)))
                                .times(3)
                                .brokenBy(asked("balance_viewed", share("real", v, 0.1))));
            case 5 ->
                new Sketch(
                        id(i, "same-key"),
                        "same-key",
                        List.of(first, Stage.of("b", asked("slip_selection_added", share("odds", v, 0.25)))),
                        true);
            case 6 ->
                sketch(
                        i,
                        "any-of",
                        first,
                        Stage.of(
                                "b",
                                new Asked(
                                        List.of("balance_viewed", "exit_intent"), List.of(share("score", v, 0.125)))));
            case 7 ->
                sketch(
                        i,
                        "cross-step",
                        first,
                        Stage.of(
                                "b",
                                asked("bet_settled", new Is("outcome", "LOSS"), new Between("stake", 5 + v, 35 + v))),
                        Stage.of("c", asked("bet_placed", new Doubled("stake", "b"), share("odds", v, 0.13))));
            case 8 ->
                sketch(
                        i,
                        "three-steps",
                        first,
                        Stage.of("b", asked("page_viewed", share("dwell", v, 0.21))),
                        Stage.of("c", asked("market_viewed", share("odds", v, 0.3))),
                        Stage.of("d", asked("bet_placed", share("stake", v, 0.167))));
            case 9 ->
                sketch(
                        i,
                        "step-within",
                        first,
                        Stage.of("b", asked("game_round", share("payout", v, 0.11))),
                        Stage.of("c", asked("bet_settled", share("stake", v, 0.2)))
                                .within(10 * MINUTE));
            default -> throw new IllegalStateException("ten families");
        };
    }

    private static Sketch sketch(int i, String family, Stage... stages) {
        return new Sketch(id(i, family), family, Arrays.asList(stages), false);
    }

    private static String id(int i, String family) {
        return "%s-%03d".formatted(family, i);
    }

    private static Asked asked(String type, Clause... clauses) {
        return new Asked(List.of(type), List.of(clauses));
    }

    private static String page(int variant) {
        return List.of("ACCOUNT", "CASHIER", "EVENT", "GAME", "HOME", "LISTING", "PROMO", "SEARCH")
                .get(variant);
    }

    /** So large a share of an attribute's values, at another place for each variant. */
    private static Clause share(String attribute, int variant, double share) {
        double least;
        double range;
        switch (attribute) {
            case "score" -> {
                least = 0;
                range = 1;
            }
            case "odds" -> {
                least = 1;
                range = 9;
            }
            case "real" -> {
                least = 0;
                range = 1000;
            }
            case "dwell" -> {
                least = 0;
                range = 100;
            }
            // a payout is twice the stake or nothing: nothing is left out
            case "payout" -> {
                least = 2;
                range = 198;
            }
            case "stake" -> {
                least = 1;
                range = 99;
            }
            default -> throw new IllegalArgumentException("no such attribute: " + attribute);
        }
        double from = least + range * (1 - share) * variant / (VARIANTS - 1);
        return new Between(attribute, rounded(from), rounded(from + range * share));
    }

    private static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
