package io.kairos.player;

import static io.kairos.player.FeatureBuilder.feature;
import static io.kairos.player.TestExpressions.attributeIs;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Feature;
import io.kairos.playbook.Feature.Kind;
import io.kairos.playbook.Selector;
import io.kairos.playbook.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The features against a plain reckoning over everything that ever happened, with late facts, sessions and corrections.
 * What the memory says it cannot correct stays as it was, and the reckoning leaves it too.
 */
class FeatureMemoryLawTest {
    private static final long NOON = 1_772_452_800_000L;
    private static final int STREAMS = 14;
    private static final int STEPS = 130;

    private static final int FEATURES = features(new Random(0)).size();

    /** Those of the life that is looked at: each has windows of its own. */
    private List<Feature> built = List.of();

    /** What may happen in a life beside events on time. */
    private record Life(boolean late, boolean corrected, double rests) {
        /** Which member of a row came before which break is told by the order of arrival, if nothing is late. */
        boolean isClear(Feature feature) {
            return feature.kind() != Kind.STREAK || !late || !corrected;
        }
    }

    private int uncorrectable;
    private int corrections;

    @Test
    void everyFeatureIsWhatItsWholeHistorySays() {
        for (int seed = 0; seed < STREAMS; seed++) {
            live(seed, new Life(true, false, 0));
        }
    }

    @Test
    void whatIsCorrectedIsAsIfItHadNeverBeen() {
        for (int seed = 0; seed < STREAMS; seed++) {
            live(seed, new Life(false, true, 0));
            live(seed, new Life(true, true, 0));
        }
        assertThat(corrections).isGreaterThan(200);
        assertThat((double) uncorrectable / corrections / FEATURES).isBetween(0.01, 0.9);
    }

    @Test
    void restingInTheRowBetweenAnyTwoEventsChangesNothing() {
        for (int seed = 0; seed < STREAMS; seed++) {
            live(seed, new Life(true, false, 1));
            live(seed, new Life(false, true, 1));
            live(seed, new Life(true, true, 0.2));
        }
    }

    @Test
    void whatWasReadIsWrittenAsItWas() {
        for (int seed = 0; seed < STREAMS; seed++) {
            FeaturePlay play = live(seed, new Life(true, true, 0));
            byte[] row = play.row();

            assertThat(play.rests().row()).as("as it rests").isEqualTo(row);
            built.forEach(feature -> play.memory().value(feature.id(), play.clock()));
            assertThat(play.row()).as("read again").isEqualTo(row);
        }
    }

    @Test
    void countsAndSumsOverWindowsAreAlwaysCorrected() {
        FeaturePlay play = FeaturePlay.with(features(new Random(1)).toArray(FeatureBuilder[]::new));
        play.on("bet", NOON, "stake", 3.0, "kind", "A").on("bet", NOON, "stake", 4.0, "kind", "A");
        play.on("void", NOON + 5, "of", "bet", "when", NOON, "stake", 3.0, "kind", "A");

        assertThat(play.uncorrectable())
                .isNotEmpty()
                .noneMatch(id -> id.startsWith("COUNT_") && !id.endsWith("last_7"))
                .noneMatch(id -> id.startsWith("SUM_") && !id.endsWith("last_7"))
                .doesNotContain("streak", "a");
    }

    /** One life, looked at after every step and between the steps. */
    private FeaturePlay live(long seed, Life life) {
        Random chance = new Random(seed);
        Random cuts = new Random(~seed);
        List<FeatureBuilder> builders = features(new Random(31 * seed));
        built = builders.stream().map(FeatureBuilder::build).toList();
        FeaturePlay play = FeaturePlay.with(builders.toArray(FeatureBuilder[]::new));
        History history = new History(built);
        long clock = NOON;
        for (int step = 0; step < STEPS; step++) {
            clock += pause(chance);
            play.memory().over();
            history.over();
            compare(play, history, clock, life, "seed " + seed + " before step " + step);
            if (cuts.nextDouble() < life.rests()) {
                play.rests();
            }
            History.Happening wrong = life.corrected() && chance.nextInt(4) == 0 ? history.anyThatStands(chance) : null;
            if (wrong != null) {
                play.on(correction(play, wrong.event(), clock), true);
                history.undo(wrong, clock, play.session(), List.copyOf(play.uncorrectable()));
                uncorrectable += play.uncorrectable().size();
                corrections++;
            } else {
                boolean late = life.late() && step > 0 && chance.nextInt(8) == 0;
                long at = late ? play.clock() - 1 - chance.nextInt(40_000) : clock;
                if (!late && chance.nextInt(25) == 0) {
                    clock = ++at;
                    play.nextSession(at);
                }
                PlayerEvent event = event(play, chance, at);
                play.on(event, !late);
                history.on(event, play.clock(), play.session(), !late);
            }
            clock = play.clock();
            compare(play, history, clock, life, "seed " + seed + " at step " + step);
        }
        return play;
    }

    private static PlayerEvent event(FeaturePlay play, Random chance, long at) {
        return play.event(
                chance.nextInt(4) == 0 ? "win" : "bet",
                at,
                "stake",
                stake(chance),
                "page",
                chance.nextInt(3) == 0 ? null : "P" + chance.nextInt(5),
                "item",
                "I" + chance.nextInt(60),
                "kind",
                chance.nextBoolean() ? "A" : "B");
    }

    private static PlayerEvent correction(FeaturePlay play, PlayerEvent wrong, long at) {
        List<Object> attributes = new ArrayList<>(List.of("of", wrong.type(), "when", wrong.at()));
        wrong.attributes().forEach((name, value) -> {
            attributes.add(name);
            attributes.add(value);
        });
        return play.event("void", at, attributes.toArray());
    }

    private void compare(FeaturePlay play, History history, long time, Life life, String where) {
        for (Feature feature : built) {
            if (!life.isClear(feature)) {
                continue;
            }
            Object value = history.value(feature, time, feature.kind() != Kind.SINCE);
            Object before = history.value(feature, time, false);
            check(play.memory().value(feature.id(), time), value, feature, where);
            check(play.memory().before(feature.id(), time), before, feature, where + ", without the event");
            if (feature.type() == ValueType.NUMBER) {
                check(known(play.memory().number(feature.id(), time)), value, feature, where + ", as a number");
                check(known(play.memory().numberBefore(feature.id(), time)), before, feature, where + ", before");
            }
            if (!Objects.equals(play.memory().values(feature.id()), history.values(feature))) {
                throw new AssertionError(where + ": " + feature.id() + " stands on "
                        + play.memory().values(feature.id()) + " values instead of " + history.values(feature));
            }
        }
    }

    private static Object known(double number) {
        return Double.isFinite(number) ? (Object) number : null;
    }

    /** Plain, since it is asked a million times. */
    private static void check(Object found, Object expected, Feature feature, String where) {
        if (!Objects.equals(found, expected)) {
            throw new AssertionError(where + ": " + feature.id() + " is " + found + " instead of " + expected);
        }
    }

    private static long pause(Random chance) {
        return switch (chance.nextInt(6)) {
            case 0 -> 0;
            case 1 -> chance.nextInt(50);
            case 2 -> 1_000L * chance.nextInt(5);
            case 3 -> chance.nextInt(30_000);
            case 4 -> chance.nextInt(200) == 0 ? 3_000_000 : 999;
            default -> chance.nextInt(3_000);
        };
    }

    /** Whole, in cents, or neither, all of them such that sums are exact in any order; or nothing. */
    private static Double stake(Random chance) {
        return switch (chance.nextInt(5)) {
            case 0 -> null;
            case 1 -> chance.nextInt(1_000) / 1_024.0;
            case 2 -> chance.nextInt(400) / 4.0;
            default -> (double) chance.nextInt(100);
        };
    }

    /** @param chance for the lengths of the windows */
    private static List<FeatureBuilder> features(Random chance) {
        List<FeatureBuilder> features = new ArrayList<>();
        for (Kind kind : List.of(Kind.COUNT, Kind.SUM, Kind.MIN, Kind.MAX, Kind.MEAN)) {
            features.add(stakes(kind + "_12s", kind).over(12_000));
            features.add(stakes(kind + "_any", kind).over(1 + chance.nextInt(200_000)));
            features.add(stakes(kind + "_minute", kind).over(60_000));
            features.add(stakes(kind + "_ever", kind));
            features.add(stakes(kind + "_last_7", kind).last(7));
        }
        features.add(
                feature("a", Kind.COUNT).of("bet", attributeIs("kind", "A")).over(36_000));
        features.add(stakes("median_1", Kind.MEDIAN).last(1));
        features.add(stakes("median_6", Kind.MEDIAN).last(6));
        features.add(stakes("median", Kind.MEDIAN));
        features.add(
                feature("pace", Kind.GAP).of("bet").last(1 + chance.nextInt(32)).ignoreOver(20_000));
        features.add(feature("long_pace", Kind.GAP)
                .of("win")
                .of("bet", attributeIs("kind", "B"))
                .last(20));
        features.add(feature("since_a", Kind.SINCE).of("bet", attributeIs("kind", "A")));
        features.add(feature("since_win", Kind.SINCE).of("win"));
        features.add(feature("page", Kind.LATEST).of("bet").taking("page", ValueType.STRING));
        features.add(feature("stake", Kind.LAST).of("bet").of("win").taking("stake", ValueType.NUMBER));
        features.add(feature("streak", Kind.STREAK).of("bet").brokenBy("win"));
        for (Kind kind : List.of(Kind.COUNT, Kind.SUM, Kind.MIN, Kind.MAX, Kind.MEAN, Kind.MEDIAN)) {
            features.add(stakes(kind + "_session", kind).overTheSession());
        }
        features.add(feature("session_pace", Kind.GAP).of("bet").overTheSession());
        features.add(feature("items", Kind.DISTINCT)
                .of("bet")
                .telling("item", ValueType.STRING)
                .over(1 + chance.nextInt(120_000)));
        features.add(feature("items_long", Kind.DISTINCT)
                .of("bet")
                .of("win")
                .telling("item", ValueType.STRING)
                .over(3_600_000));
        features.add(feature("stakes", Kind.DISTINCT)
                .of("bet")
                .telling("stake", ValueType.NUMBER)
                .overTheSession());
        features.add(feature("playing", Kind.RUN).of("bet").gap(1 + chance.nextInt(8_000)));
        features.add(feature("betting", Kind.STATE).of("bet").brokenBy("win"));
        features.add(feature("just_bet", Kind.STATE)
                .of("bet", attributeIs("kind", "A"))
                .brokenBy("win")
                .gap(4_000));
        features.add(feature("more", Kind.RATIO).ratio("SUM_12s", "SUM_minute", 5));
        features.add(feature("rhythm", Kind.RATIO).ratio("pace", "long_pace", 1));
        return features;
    }

    private static FeatureBuilder stakes(String id, Kind kind) {
        return feature(id, kind).of("bet").taking("stake", ValueType.NUMBER);
    }

    /** Everything that ever happened, and whether the last of it is still at hand. */
    private static final class History {
        /**
         * @param undoes what it corrects; null for nothing
         * @param failed for which features it could not
         */
        private record Happening(
                PlayerEvent event, long time, long session, boolean matched, Happening undoes, List<String> failed) {
            long position() {
                return matched ? time : event.at();
            }
        }

        private final List<Feature> features;
        private final List<Happening> all = new ArrayList<>();
        private long session;
        private boolean atHand;

        History(List<Feature> features) {
            this.features = features;
        }

        void on(PlayerEvent event, long time, long sessionSince, boolean matched) {
            all.add(new Happening(event, time, sessionSince, matched, null, List.of()));
            session = sessionSince;
            atHand = true;
        }

        void undo(Happening wrong, long time, long sessionSince, List<String> failed) {
            all.add(new Happening(wrong.event, time, sessionSince, true, wrong, failed));
            session = sessionSince;
            atHand = true;
        }

        /** One that was not corrected yet; null if there is none. */
        Happening anyThatStands(Random chance) {
            List<Happening> stand = all.stream()
                    .filter(one -> one.undoes == null && all.stream().noneMatch(other -> other.undoes == one))
                    .toList();
            int newest = Math.min(stand.size(), 20);
            return stand.isEmpty() ? null : stand.get(stand.size() - 1 - chance.nextInt(newest));
        }

        void over() {
            atHand = false;
        }

        int values(Feature feature) {
            List<Happening> looked = standing(feature, all);
            return switch (feature.kind()) {
                case MEDIAN ->
                    lastOf(feature, numbers(counted(feature, looked))).size();
                case GAP -> lastOf(feature, gaps(feature, looked)).size();
                default ->
                    feature.last() > 0
                            ? lastOf(feature, numbers(counted(feature, looked))).size()
                            : 0;
            };
        }

        /** What happened and was not undone. */
        private static List<Happening> standing(Feature feature, List<Happening> looked) {
            List<Happening> standing = new ArrayList<>();
            for (Happening one : looked) {
                if (one.undoes == null) {
                    standing.add(one);
                } else if (!one.failed.contains(feature.id())) {
                    standing.removeIf(other -> other == one.undoes);
                }
            }
            return standing;
        }

        Object value(Feature feature, long time, boolean withTheLast) {
            if (feature.ratio() != null) {
                Double of = (Double) unrounded(feature.ratio().of(), time, withTheLast);
                Double to = (Double) unrounded(feature.ratio().to(), time, withTheLast);
                return of == null || to == null || to == 0
                        ? null
                        : (Object) (of / to * feature.ratio().scale());
            }
            Object value = unrounded(feature, time, withTheLast);
            return feature.type() == ValueType.DURATION && value instanceof Double millis ? Math.round(millis) : value;
        }

        private Object unrounded(String id, long time, boolean withTheLast) {
            return unrounded(
                    features.stream()
                            .filter(feature -> feature.id().equals(id))
                            .findFirst()
                            .orElseThrow(),
                    time,
                    withTheLast);
        }

        private Object unrounded(Feature feature, long time, boolean withTheLast) {
            List<Happening> looked = standing(feature, atHand && !withTheLast ? all.subList(0, all.size() - 1) : all);
            List<Happening> counted = counted(feature, looked);
            return switch (feature.kind()) {
                case COUNT, SUM, MIN, MAX, MEAN -> total(feature.kind(), rolling(feature, counted, time));
                case DISTINCT ->
                    (double) Math.min(
                            32,
                            inWindow(feature, counted, time).stream()
                                    .map(one -> one.event
                                            .attributes()
                                            .get(feature.value().source()))
                                    .distinct()
                                    .count());
                case MEDIAN -> median(lastOf(feature, numbers(counted)));
                case GAP -> median(lastOf(feature, gaps(feature, looked)));
                case SINCE ->
                    counted.isEmpty()
                            ? Long.MAX_VALUE
                            : time
                                    - counted.stream()
                                            .mapToLong(Happening::position)
                                            .max()
                                            .getAsLong();
                case LATEST, LAST -> latest(feature, counted);
                case STREAK -> streak(looked);
                case RUN -> run(feature, counted, time);
                case STATE -> state(feature, looked, time);
                case RATIO -> throw new IllegalArgumentException(feature.id());
            };
        }

        private List<Happening> counted(Feature feature, List<Happening> looked) {
            return looked.stream()
                    .filter(one -> selects(feature, one.event))
                    .filter(one -> feature.value() == null
                            || one.event.attributes().get(feature.value().source()) != null)
                    .filter(one -> !feature.session() || one.session == session && one.position() >= session)
                    .toList();
        }

        private static Object run(Feature feature, List<Happening> counted, long time) {
            long first = Long.MIN_VALUE;
            long last = Long.MIN_VALUE;
            for (Happening one : counted) {
                if (one.matched) {
                    first = last == Long.MIN_VALUE || one.time - last >= feature.gap() ? one.time : first;
                    last = one.time;
                }
            }
            return last == Long.MIN_VALUE || time - last >= feature.gap() ? null : (Object) (double) (last - first);
        }

        private static Object state(Feature feature, List<Happening> looked, long time) {
            Happening change = null;
            for (Happening one : looked) {
                boolean changes =
                        selects(feature, one.event) || one.event.type().equals("win");
                if (changes && (change == null || one.position() >= change.position())) {
                    change = one;
                }
            }
            return change != null
                    && !change.event.type().equals("win")
                    && (feature.gap() == 0 || time - change.position() < feature.gap());
        }

        private static boolean selects(Feature feature, PlayerEvent event) {
            for (Selector.Choice choice : feature.of().choices()) {
                boolean holds = choice.conditions().isEmpty()
                        || choice.conditions().get(0).source().endsWith((String)
                                event.attributes().get("kind"));
                if (choice.type().equals(event.type()) && holds) {
                    return true;
                }
            }
            return false;
        }

        private static List<Double> numbers(List<Happening> counted) {
            return counted.stream()
                    .map(one -> Objects.requireNonNullElse(
                            (Double) one.event.attributes().get("stake"), 1.0))
                    .toList();
        }

        private static List<Double> rolling(Feature feature, List<Happening> counted, long time) {
            return lastOf(feature, numbers(inWindow(feature, counted, time)));
        }

        private static List<Happening> inWindow(Feature feature, List<Happening> counted, long time) {
            if (feature.over() == 0) {
                return counted;
            }
            return counted.stream()
                    .filter(one -> twelfth(one.position(), feature) > twelfth(time, feature) - 12)
                    .toList();
        }

        /** In which twelfth of the window a time falls, counted from the epoch. */
        private static long twelfth(long time, Feature feature) {
            return Math.floorDiv(Math.multiplyExact(12, time), feature.over());
        }

        private static List<Double> lastOf(Feature feature, List<Double> numbers) {
            boolean list = feature.kind() == Kind.MEDIAN || feature.kind() == Kind.GAP || feature.last() > 0;
            int most = feature.last() > 0 ? feature.last() : list ? 32 : numbers.size();
            return numbers.subList(Math.max(0, numbers.size() - most), numbers.size());
        }

        private List<Double> gaps(Feature feature, List<Happening> looked) {
            long[] times = counted(feature, looked).stream()
                    .filter(Happening::matched)
                    .mapToLong(Happening::time)
                    .toArray();
            List<Double> gaps = new ArrayList<>();
            for (int i = 1; i < times.length; i++) {
                if (feature.ignoreOver() == 0 || times[i] - times[i - 1] <= feature.ignoreOver()) {
                    gaps.add((double) (times[i] - times[i - 1]));
                }
            }
            return gaps;
        }

        private static Double total(Kind kind, List<Double> numbers) {
            double[] all = numbers.stream().mapToDouble(number -> number).toArray();
            double sum = Arrays.stream(all).sum();
            return switch (kind) {
                case COUNT -> (double) all.length;
                case SUM -> sum;
                case MIN -> all.length == 0 ? null : Arrays.stream(all).min().getAsDouble();
                case MAX -> all.length == 0 ? null : Arrays.stream(all).max().getAsDouble();
                case MEAN -> all.length == 0 ? null : (Double) (sum / all.length);
                default -> throw new IllegalArgumentException(kind.toString());
            };
        }

        private static Double median(List<Double> numbers) {
            double[] sorted =
                    numbers.stream().mapToDouble(number -> number).sorted().toArray();
            int half = sorted.length / 2;
            return sorted.length == 0 ? null : (Double) ((sorted[half] + sorted[(sorted.length - 1) / 2]) / 2);
        }

        private static Object latest(Feature feature, List<Happening> counted) {
            PlayerEvent latest = null;
            for (Happening one : counted) {
                if (latest == null || one.event.at() >= latest.at()) {
                    latest = one.event;
                }
            }
            return latest == null
                    ? null
                    : latest.attributes().get(feature.value().source());
        }

        /** Positions of bets since the last win; see {@link FeatureStreak} for what comes late. */
        private static Double streak(List<Happening> looked) {
            List<Long> row = new ArrayList<>();
            long brokenAt = Long.MIN_VALUE;
            for (Happening one : looked) {
                long position = one.position();
                if (one.event.type().equals("bet")) {
                    if (position >= brokenAt) {
                        row.add(position);
                    }
                } else {
                    brokenAt = Math.max(brokenAt, position);
                    long newest = row.stream().mapToLong(bet -> bet).max().orElse(Long.MIN_VALUE);
                    if (position >= newest) {
                        row.clear();
                    } else if (row.stream().anyMatch(bet -> bet <= position)) {
                        row.clear();
                        row.add(newest);
                    }
                }
            }
            return (double) row.size();
        }
    }
}
