package io.kairos.player;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Features that read features, up to five on top of each other, as a playbook says them, against a plain reckoning over
 * everything that ever happened: with late facts, corrections, and rows that rest in between. What a feature that reads
 * others took from an event it took from them as they were then: a correction takes none of it back.
 */
class FeatureLayersLawTest {
    private static final int LIVES = 20;
    private static final int STEPS = 150;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;

    private static final String EVENTS = """
            events:
              bet:      { actor: system, fact: true, attributes: { stake: number } }
              result:   { actor: system, fact: true, attributes: { gain: number } }
              void_bet: { actor: system, fact: true, attributes: { stake: number, when: time }, corrects: { of: bet, at: when } }
              void_result: { actor: system, fact: true, attributes: { gain: number, when: time }, corrects: { of: result, at: when } }
            """;
    private static final String FEATURES = """
            features:
              staked:      { sum: stake, of: bet, over: 60s }
              staked_long: { sum: stake, of: bet, over: 10m }
              bets:        { count: bet, over: 2m }
              net:         { sum: gain, of: result, over: 5m }
              usual:       { median: stake, of: bet, last: 9 }
              heat:        { ratio: staked, to: staked_long }
              big:         { count: bet, where: "stake > 2 * before.usual", over: 2m }
              since_big:   { since: bet, where: "stake > 2 * before.usual" }
              worth:       { sum: "stake * bets", of: bet, over: 2m }
              hot:         { count: bet, where: "heat > 1.5", over: 3m }
              usual_heat:  { median: heat, of: bet, last: 5 }
              hotter:      { count: bet, where: "heat > usual_heat", over: 5m }
              chased:      { count: bet, where: "net < 0 && before.big >= 1", over: 5m }
              soon:        { count: bet, where: "since_big < 20s", over: 5m }
              peak:        { max: "staked + before.worth", of: bet, over: 2m }
              hot_streak:  { streak: bet, where: "hot > before.hot", broken_by: result }
              worth_of_hot: { ratio: worth, to: hot }
              spoiled:     { count: result, where: "worth_of_hot > 40 || chased > hotter", over: 10m }
            """;
    private static final String READING =
            "pattern: reading\nsequence: [{ on: bet }, { on: bet }]\nwithin: 1s\nbecause: \"%s\"\n"
                    .formatted(FEATURES.lines()
                            .filter(line -> line.contains("{"))
                            .map(line ->
                                    "{" + line.substring(0, line.indexOf(':')).strip() + "}")
                            .collect(Collectors.joining()));

    private int corrected;
    private int late;

    /** By feature, how often it came to another value, and the last one. */
    private final Map<String, Integer> changes = new HashMap<>();

    private final Map<String, Object> last = new HashMap<>();

    @Test
    void whatReadsFeaturesIsWhatTheWholeHistorySays() {
        try (Rig rig = Rig.of("events.yaml", EVENTS, "features.yaml", FEATURES, "patterns/reading.yaml", READING)) {
            for (int seed = 0; seed < LIVES; seed++) {
                live(rig, new Random(seed), "life " + seed);
            }
        }
        assertThat(corrected).isGreaterThan(200);
        assertThat(late).isGreaterThan(100);
        assertThat(changes)
                .allSatisfy((feature, times) -> assertThat(times).as(feature).isGreaterThan(100));
    }

    private void live(Rig rig, Random chance, String whose) {
        Core core = new Core();
        PlayerMemory memory = PlayerMemory.of("ada");
        Reckoning reckoning = new Reckoning();
        long clock = Play.NOON;
        for (int step = 0; step < STEPS; step++) {
            PlayerEvent event = event(chance, step, clock, reckoning);
            clock = Math.max(clock, event.at());
            int uncorrectable = rig.counted("uncorrectable usual");
            core.on(memory, event, rig.rules(), Now.OF_THE_MOMENT, ForAll.NOTHING, rig);
            reckoning.on(event, clock, rig.counted("uncorrectable usual") > uncorrectable);
            if (chance.nextInt(3) == 0) {
                memory = PlayerMemory.decode("ada", memory.encode(), rig.rules());
            }
            String where = whose + " after step " + step + ", " + event;
            compare(memory, reckoning, clock, where);
            compare(memory, reckoning, clock + 1 + chance.nextInt(90_000), where + ", later");
        }
    }

    /** A bet or a result, some of them long over, or a correction of one of the last. */
    private PlayerEvent event(Random chance, int step, long clock, Reckoning reckoning) {
        long next = clock + pause(chance);
        Told wrong = chance.nextInt(5) == 0 ? reckoning.oneToCorrect(chance) : null;
        if (wrong != null) {
            corrected++;
            Map<String, Object> attributes = new LinkedHashMap<>(wrong.event().attributes());
            attributes.put("when", wrong.event().at());
            return PlayerEvent.of("e" + step, "ada", "void_" + wrong.event().type(), next, attributes);
        }
        boolean isLate = step > 0 && chance.nextInt(8) == 0;
        late += isLate ? 1 : 0;
        long at = isLate ? clock - Core.Settings.DEFAULT.lateness() - 1 - chance.nextInt(150_000) : next;
        // sums of quarters are exact in any order
        return chance.nextInt(3) == 0
                ? PlayerEvent.of("e" + step, "ada", "result", at, Map.of("gain", (chance.nextInt(400) - 210) / 4.0))
                : PlayerEvent.of("e" + step, "ada", "bet", at, Map.of("stake", stake(chance)));
    }

    private static double stake(Random chance) {
        return chance.nextInt(6) == 0 ? 100 + chance.nextInt(400) / 4.0 : 5 + chance.nextInt(80) / 4.0;
    }

    private static long pause(Random chance) {
        return switch (chance.nextInt(5)) {
            case 0 -> 0;
            case 1 -> chance.nextInt(90) == 0 ? 12 * MINUTE : 40 * SECOND;
            default -> chance.nextInt(15_000);
        };
    }

    private void compare(PlayerMemory memory, Reckoning reckoning, long time, String where) {
        memory.features.over();
        reckoning.all(time).forEach((id, expected) -> {
            Object found = memory.features.value(id, time);
            if (!Objects.equals(found, expected)) {
                throw new AssertionError(where + ": " + id + " is " + found + " instead of " + expected);
            }
            changes.merge(id, Objects.equals(expected, last.put(id, expected)) ? 0 : 1, Integer::sum);
        });
    }

    /**
     * Something that happened.
     *
     * @param position where it counts: late facts at their own time
     * @param undoes what it corrects; null for nothing
     * @param alsoInTheMedian whether the correction reached the list of the last stakes
     * @param took what the features that read others took from it, as all was then
     */
    private record Told(
            PlayerEvent event, long position, Told undoes, boolean alsoInTheMedian, Map<String, Double> took) {
        double stake() {
            return (Double) event.attributes().get("stake");
        }

        double gain() {
            return (Double) event.attributes().get("gain");
        }

        void take(String feature, boolean counts, double number) {
            if (counts) {
                took.put(feature, number);
            }
        }

        boolean is(String type) {
            return event.type().equals(type);
        }
    }

    /** Everything that was told, and what it comes to; nothing is carried from one answer to the next. */
    private static final class Reckoning {
        private final List<Told> all = new ArrayList<>();

        void on(PlayerEvent event, long clock, boolean medianFailed) {
            Told undoes = event.type().startsWith("void_") ? undone(event) : null;
            long position = clock - event.at() > Core.Settings.DEFAULT.lateness() ? event.at() : clock;
            Told now = new Told(event, position, undoes, !medianFailed, new HashMap<>());
            Past before = new Past(List.copyOf(all), clock);
            all.add(now);
            takes(now, before, new Past(all, clock));
        }

        /** In the order in which one reads the other: what a feature took is in the past before the next asks for it. */
        private static void takes(Told now, Past before, Past with) {
            if (now.is("bet")) {
                Double usual = before.usual();
                boolean big = usual != null && now.stake() > 2 * usual;
                now.take("big", big, 1);
                now.take("since_big", big, 1);
                now.take("worth", true, now.stake() * with.bets());
                Double heat = with.heat();
                now.take("hot", heat != null && heat > 1.5, 1);
                now.take("usual_heat", heat != null, heat == null ? 0 : heat);
                Double usualHeat = with.usualHeat();
                now.take("hotter", heat != null && usualHeat != null && heat > usualHeat, 1);
                now.take("chased", with.net() < 0 && before.taken("big", 2 * MINUTE) >= 1, 1);
                now.take("soon", before.sinceBig() < 20 * SECOND, 1);
                now.take("peak", true, with.staked() + before.taken("worth", 2 * MINUTE));
                now.take("hot_streak", with.hot() > before.hot(), 1);
            } else if (now.is("result")) {
                Double worthOfHot = with.worthOfHot();
                boolean more = with.taken("chased", 5 * MINUTE) > with.taken("hotter", 5 * MINUTE);
                now.take("spoiled", worthOfHot == null ? more : worthOfHot > 40 || more, 1);
            }
        }

        private Told undone(PlayerEvent correction) {
            return all.stream()
                    .filter(one ->
                            correction.type().equals("void_" + one.event().type()))
                    .filter(one ->
                            one.event().at() == (Long) correction.attributes().get("when"))
                    .filter(one -> correction
                            .attributes()
                            .entrySet()
                            .containsAll(one.event().attributes().entrySet()))
                    .filter(this::stands)
                    .findFirst()
                    .orElseThrow();
        }

        private boolean stands(Told told) {
            return all.stream().noneMatch(other -> other.undoes() == told);
        }

        /** Null if there is none that is to be corrected. */
        Told oneToCorrect(Random chance) {
            List<Told> stand = all.stream()
                    .filter(one -> one.is("bet") || one.is("result"))
                    .filter(this::stands)
                    .toList();
            return stand.isEmpty() ? null : stand.get(stand.size() - 1 - chance.nextInt(Math.min(10, stand.size())));
        }

        Map<String, Object> all(long time) {
            Past past = new Past(all, time);
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("staked", past.staked());
            values.put("bets", past.bets());
            values.put("net", past.net());
            values.put("usual", past.usual());
            values.put("heat", past.heat());
            for (String count : List.of("big", "worth")) {
                values.put(count, past.taken(count, 2 * MINUTE));
            }
            values.put("hot", past.hot());
            for (String count : List.of("hotter", "chased", "soon")) {
                values.put(count, past.taken(count, 5 * MINUTE));
            }
            values.put("spoiled", past.taken("spoiled", 10 * MINUTE));
            values.put("since_big", past.sinceBig());
            values.put("usual_heat", past.usualHeat());
            values.put("peak", past.peak());
            values.put("hot_streak", past.hotStreak());
            values.put("worth_of_hot", past.worthOfHot());
            return values;
        }
    }

    /** What features say at {@code time} of what was told until then. */
    private record Past(List<Told> told, long time) {
        double staked() {
            return sum(bet -> bet.is("bet"), MINUTE);
        }

        double bets() {
            return standing(told).stream()
                    .filter(one -> one.is("bet") && isIn(one, 2 * MINUTE))
                    .count();
        }

        double net() {
            return standing(told).stream()
                    .filter(one -> one.is("result") && isIn(one, 5 * MINUTE))
                    .mapToDouble(Told::gain)
                    .sum();
        }

        Double usual() {
            return median(last(
                    9,
                    standingInTheMedian().stream()
                            .filter(one -> one.is("bet"))
                            .map(Told::stake)
                            .toList()));
        }

        /** Per time: ten minutes are ten times as long. */
        Double heat() {
            double longer = sum(bet -> bet.is("bet"), 10 * MINUTE);
            return longer == 0 ? null : (Double) (staked() / longer * 10);
        }

        double hot() {
            return taken("hot", 3 * MINUTE);
        }

        Double usualHeat() {
            return median(last(
                    5,
                    took("usual_heat").stream()
                            .map(one -> one.took().get("usual_heat"))
                            .toList()));
        }

        /** Counts over windows are compared per time. */
        Double worthOfHot() {
            return hot() == 0 ? null : (Double) (taken("worth", 2 * MINUTE) / hot() * 1.5);
        }

        long sinceBig() {
            List<Told> took = took("since_big");
            return took.isEmpty()
                    ? Long.MAX_VALUE
                    : time - took.stream().mapToLong(Told::position).max().getAsLong();
        }

        Object peak() {
            return took("peak").stream()
                    .filter(one -> isIn(one, 2 * MINUTE))
                    .map(one -> one.took().get("peak"))
                    .max(Double::compare)
                    .orElse(null);
        }

        /** Since the last result, by when they count; one that comes late parts the row where it belongs. */
        double hotStreak() {
            List<Long> row = new ArrayList<>();
            long brokenAt = Long.MIN_VALUE;
            for (Told one : told) {
                if (one.is("result")) {
                    brokenAt = Math.max(brokenAt, one.position());
                    long newest = row.stream().mapToLong(bet -> bet).max().orElse(Long.MIN_VALUE);
                    if (one.position() >= newest) {
                        row.clear();
                    } else if (row.stream().anyMatch(bet -> bet <= one.position())) {
                        row.clear();
                        row.add(newest);
                    }
                } else if (one.took().containsKey("hot_streak") && one.position() >= brokenAt) {
                    row.add(one.position());
                }
            }
            return row.size();
        }

        /** What a feature took within its window. */
        double taken(String feature, long over) {
            return took(feature).stream()
                    .filter(one -> isIn(one, over))
                    .mapToDouble(one -> one.took().get(feature))
                    .sum();
        }

        private List<Told> took(String feature) {
            return told.stream().filter(one -> one.took().containsKey(feature)).toList();
        }

        private double sum(Predicate<Told> of, long over) {
            return standing(told).stream()
                    .filter(of)
                    .filter(one -> isIn(one, over))
                    .mapToDouble(Told::stake)
                    .sum();
        }

        private boolean isIn(Told one, long over) {
            return Math.floorDiv(12 * one.position(), over) > Math.floorDiv(12 * time, over) - 12;
        }

        private static List<Told> standing(List<Told> told) {
            return told.stream()
                    .filter(one -> told.stream().noneMatch(other -> other.undoes() == one))
                    .toList();
        }

        private List<Told> standingInTheMedian() {
            return told.stream()
                    .filter(one -> told.stream().noneMatch(other -> other.undoes() == one && other.alsoInTheMedian()))
                    .toList();
        }

        private static List<Double> last(int most, List<Double> values) {
            return values.subList(Math.max(0, values.size() - most), values.size());
        }

        private static Double median(List<Double> values) {
            double[] sorted =
                    values.stream().mapToDouble(value -> value).sorted().toArray();
            int half = sorted.length / 2;
            return sorted.length == 0 ? null : (Double) ((sorted[half] + sorted[(sorted.length - 1) / 2]) / 2);
        }
    }
}
