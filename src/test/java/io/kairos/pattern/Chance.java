package io.kairos.pattern;

import io.kairos.event.PlayerEvent;
import io.kairos.pattern.Sketch.Lambda;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Selector;
import io.kairos.playbook.Step;
import io.kairos.playbook.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Patterns and streams by chance: small ones, in which everything that can be said of a pattern comes to matter. */
final class Chance {
    private static final long[] LENGTHS = {2, 3, 5, 8, 12};
    private static final double[] FACTORS = {0.5, 1, 1.5, 2.5, 3};

    private final Random random;

    Chance(long seed) {
        random = new Random(seed);
    }

    /** A pattern of one to four steps, and now and then one that follows each of many slips. */
    Pattern pattern() {
        return oneIn(12) ? ofManySlips() : ofFewEvents();
    }

    private boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    private Pattern ofManySlips() {
        Selector first = oneIn(3) ? Sketch.either(Sketch.PICK, Sketch.ENDED) : Sketch.PICK;
        Sketch sketch = Sketch.sequence(Sketch.on(first).as("step0").times(1 + random.nextInt(2)));
        if (oneIn(2)) {
            sketch.then(Sketch.on(oneIn(2) ? Sketch.BET : Sketch.either(Sketch.BET, Sketch.ENDED))
                    .as("step1"));
        }
        if (oneIn(2)) {
            sketch.no(selector(1), waitAfter(1), oneIn(2) ? Sketch.CLEARED : null);
        }
        if (oneIn(2)) {
            sketch.overlap();
        }
        return sketch.same(oneIn(3) ? new String[] {"slip_id", "session_id"} : new String[] {"slip_id"})
                .pattern();
    }

    private Pattern ofFewEvents() {
        Sketch sketch = new Sketch();
        int steps = 1 + random.nextInt(oneIn(3) ? 4 : 3);
        for (int i = 0; i < steps; i++) {
            boolean last = i == steps - 1;
            boolean optional = i > 0 && !last && oneIn(3);
            sketch.then(step(i, optional));
            if (!optional && oneIn(last ? 2 : 3)) {
                Step.Wait wait = last || oneIn(2) ? waitAfter(i) : null;
                sketch.no(selector(i), wait, last && oneIn(3) ? selector(i) : null);
            }
        }
        if (oneIn(3)) {
            sketch.within(8 + length());
        }
        if (oneIn(3)) {
            sketch.same(
                    switch (random.nextInt(5)) {
                        case 0 -> new String[] {"slip_id", "product"};
                        case 1 -> new String[] {"session_id", "slip_id"};
                        case 2 -> new String[] {"session_id"};
                        default -> new String[] {"slip_id"};
                    });
        }
        if (oneIn(3)) {
            sketch.overlap();
        }
        return sketch.pattern();
    }

    private Sketch.On step(int i, boolean optional) {
        Sketch.On on =
                Sketch.on(i == 0 && !oneIn(3) ? Sketch.LOSS : selector(i)).as("step" + i);
        int least = 1 + random.nextInt(optional ? 2 : 3);
        on.times(
                least,
                switch (random.nextInt(8)) {
                    case 0, 1 -> least + 1 + random.nextInt(3);
                    case 2 -> Step.Take.UNBOUNDED;
                    default -> least;
                });
        if (oneIn(3)) {
            on.brokenBy(selector(i));
        }
        if (oneIn(3)) {
            on.inARow();
        }
        if (oneIn(4)) {
            on.within(length() + 2);
        }
        if (oneIn(6)) {
            on.immediately();
        }
        if (oneIn(6)) {
            on.same(oneIn(3) ? new String[] {"product", "slip_id"} : new String[] {oneIn(2) ? "product" : "slip_id"});
        }
        if (oneIn(8)) {
            on.different(oneIn(2) ? "product" : "slip_id");
        }
        return optional ? on.optional() : on;
    }

    private Step.Wait waitAfter(int step) {
        return switch (random.nextInt(5)) {
            case 0, 1 -> new Step.Wait.For(length());
            case 2, 3 ->
                new Step.Wait.Relative(
                        FACTORS[random.nextInt(FACTORS.length)], "pace", random.nextInt(4), 3 + length());
            default -> new Step.Wait.By(oneIn(2) ? untilOf("step" + random.nextInt(step + 1)) : kickoff());
        };
    }

    private static Lambda untilOf(String alias) {
        return new Lambda(
                alias + ".until",
                ValueType.TIME,
                scope -> {
                    List<PlayerEvent> matched = scope.matched(alias);
                    return matched.isEmpty()
                            ? null
                            : matched.get(matched.size() - 1).attributes().get("until");
                },
                Set.of(alias));
    }

    private static Lambda kickoff() {
        return new Lambda("kickoff", ValueType.TIME, scope -> scope.feature("kickoff"), Set.of());
    }

    /** What a step, or something after it, may look for. */
    private Selector selector(int step) {
        String alias = "step" + random.nextInt(step + 1);
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> Sketch.LOSS;
            case 4 -> Sketch.WIN;
            case 5, 6 -> Sketch.BET;
            case 7, 8 -> Sketch.either(Sketch.BET, Sketch.PICK);
            case 9 -> Sketch.either(Sketch.PICK, Sketch.ENDED, Sketch.VIEW);
            case 10 -> Sketch.type(oneIn(2) ? "bet_settled" : "bet_placed", moodAbove(random.nextInt(3)));
            case 11 -> Sketch.either(Sketch.type("bet_settled", moreThan(alias)), Sketch.BET);
            case 12 -> Sketch.type("bet_settled", isNone(alias));
            default -> Sketch.type(oneIn(2) ? "bet_settled" : "slip_selection_added", isMatched(alias));
        };
    }

    private static Lambda moodAbove(int limit) {
        return new Lambda(
                "mood > " + limit,
                ValueType.BOOLEAN,
                scope -> scope.feature("mood") instanceof Long mood ? mood > limit : null,
                Set.of());
    }

    private static Lambda moreThan(String alias) {
        return new Lambda(
                "stake > " + alias + ".stake", ValueType.BOOLEAN, scope -> isMore(scope, alias), Set.of(alias));
    }

    private static Boolean isMore(Scope scope, String alias) {
        List<PlayerEvent> matched = scope.matched(alias);
        return !matched.isEmpty()
                        && scope.event().attributes().get("stake") instanceof Long stake
                        && matched.get(matched.size() - 1).attributes().get("stake") instanceof Long other
                ? stake > other
                : null;
    }

    private static Lambda isNone(String alias) {
        return new Lambda(
                alias + ".count == 0",
                ValueType.BOOLEAN,
                scope -> scope.matched(alias).isEmpty(),
                Set.of(alias));
    }

    private static Lambda isMatched(String alias) {
        return new Lambda(
                alias + ".count >= 1",
                ValueType.BOOLEAN,
                scope -> !scope.matched(alias).isEmpty(),
                Set.of(alias));
    }

    private long length() {
        return LENGTHS[random.nextInt(LENGTHS.length)];
    }

    /** Four to twelve events, now and then up to forty, and for a pattern of many slips some sixty. */
    List<Beat> stream(Pattern pattern) {
        boolean crowd = pattern.same().contains("slip_id")
                && pattern.sequence().get(0) instanceof Step.Take first
                && first.on().choices().get(0).equals(Sketch.PICK.choices().get(0));
        int size = crowd ? 40 + random.nextInt(30) : oneIn(25) ? 13 + random.nextInt(28) : 4 + random.nextInt(9);
        String kinds = crowd ? "SSSSSSXXBBCCLV" : "LLLLLWWBBBSSCXV";
        Object[] slips = slips(crowd ? 30 : 2);
        List<Beat> beats = new ArrayList<>();
        Map<String, Object> features = new HashMap<>();
        long time = 1;
        for (int i = 0; i < size; i++) {
            time += crowd ? random.nextInt(2) : new long[] {0, 1, 1, 2, 4}[random.nextInt(5)];
            changeOneOf(features, time);
            beats.add(new Beat(
                    event(kinds.charAt(random.nextInt(kinds.length())), i, time, slips), new HashMap<>(features)));
        }
        return beats;
    }

    /** Slips with names or, now and then, with numbers, each written in more than one way. */
    private Object[] slips(int many) {
        boolean numbers = oneIn(6);
        Object[] slips = new Object[numbers ? 2 * many : many];
        for (int i = 0; i < slips.length; i++) {
            double number = i / 2;
            slips[i] = !numbers ? "s" + i : i % 2 == 0 ? (Object) (long) number : number == 0 ? -0.0 : number;
        }
        return slips;
    }

    private void changeOneOf(Map<String, Object> features, long time) {
        switch (random.nextInt(8)) {
            case 0, 1 -> features.put("pace", random.nextInt(9) / 2.0);
            case 2 -> features.put("pace.values", 3 + random.nextInt(5));
            case 3 -> features.put("pace.values", 5 + random.nextInt(5));
            case 4 -> features.put("mood", (long) random.nextInt(4));
            case 5 -> features.put("kickoff", time - 3 + random.nextInt(12));
            case 6 -> {
                if (oneIn(3)) {
                    features.remove(List.of("pace", "mood", "kickoff").get(random.nextInt(3)));
                }
            }
            default -> {}
        }
    }

    private PlayerEvent event(char kind, int index, long time, Object[] slips) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        if (kind == 'L' || kind == 'W') {
            attributes.put("outcome", kind == 'L' ? "LOSS" : "WIN");
            attributes.put("product", oneIn(2) ? "a" : "b");
        }
        if ((kind == 'B' || kind == 'S' || kind == 'C') && !oneIn(10)) {
            attributes.put("slip_id", slips[random.nextInt(slips.length)]);
        }
        if ((kind == 'L' || kind == 'W' || kind == 'B') && !oneIn(6)) {
            attributes.put("stake", (long) random.nextInt(4));
        }
        if (oneIn(2)) {
            attributes.put("until", time - 2 + random.nextInt(12));
        }
        String session = oneIn(8) ? null : oneIn(4) ? "evening" : "noon";
        String type = Play.event(kind + "@0").type();
        return new PlayerEvent(
                "" + kind + index,
                "ada",
                null,
                type,
                time,
                session,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                attributes);
    }

    /** Beats of a slip that is in no stream, put in between by chance, each at the time of the one before it. */
    List<Beat> withAnotherSlip(List<Beat> beats) {
        List<Beat> more = new ArrayList<>();
        for (Beat beat : beats) {
            more.add(beat);
            while (oneIn(2)) {
                char kind = "BSC".charAt(random.nextInt(3));
                PlayerEvent event = event(kind, more.size(), beat.event().at(), new Object[] {"another"});
                if (event.attributes().containsKey("slip_id")) {
                    more.add(new Beat(renamed(event), beat.features()));
                }
            }
        }
        return more;
    }

    private static PlayerEvent renamed(PlayerEvent event) {
        return new PlayerEvent(
                "another" + event.eventId(),
                "ada",
                null,
                event.type(),
                event.at(),
                event.sessionId(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                event.attributes());
    }

    /** How many partial matches may be, if it matters: few. */
    int fewPartials() {
        return 1 + random.nextInt(6);
    }
}
