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

/** The features against a plain reckoning over everything that ever happened. */
class FeatureMemoryLawTest {
    private static final long NOON = 1_772_452_800_000L;
    private static final int STREAMS = 30;
    private static final int STEPS = 120;

    private static final List<FeatureBuilder> FEATURES = features();
    private static final List<Feature> BUILT =
            FEATURES.stream().map(FeatureBuilder::build).toList();

    @Test
    void everyFeatureIsWhatItsWholeHistorySays() {
        for (int seed = 0; seed < STREAMS; seed++) {
            live(seed, 0);
        }
    }

    @Test
    void restingInTheRowBetweenAnyTwoEventsChangesNothing() {
        for (int seed = 0; seed < STREAMS; seed++) {
            live(seed, 1);
            live(seed, 0.2);
        }
    }

    @Test
    void whatWasReadIsWrittenAsItWas() {
        for (int seed = 0; seed < STREAMS; seed++) {
            FeaturePlay play = live(seed, 0);
            byte[] row = play.row();

            assertThat(play.rests().row()).isEqualTo(row);
        }
    }

    /** One life, looked at after every step and between the steps. */
    private static FeaturePlay live(long seed, double rests) {
        Random chance = new Random(seed);
        Random cuts = new Random(~seed);
        FeaturePlay play = FeaturePlay.with(FEATURES.toArray(FeatureBuilder[]::new));
        History history = new History();
        long clock = NOON;
        for (int step = 0; step < STEPS; step++) {
            clock += pause(chance);
            play.memory().over();
            history.over();
            compare(play, history, clock, "seed " + seed + " before step " + step);
            if (cuts.nextDouble() < rests) {
                play.rests();
            }
            boolean late = step > 0 && chance.nextInt(8) == 0;
            long at = late ? play.clock() - 1 - chance.nextInt(40_000) : clock;
            PlayerEvent event = play.event(
                    chance.nextInt(4) == 0 ? "win" : "bet",
                    at,
                    "stake",
                    stake(chance),
                    "page",
                    chance.nextInt(3) == 0 ? null : "P" + chance.nextInt(5),
                    "kind",
                    chance.nextBoolean() ? "A" : "B");
            play.on(event, !late);
            clock = play.clock();
            history.on(event, clock, !late);
            compare(play, history, clock, "seed " + seed + " at step " + step);
        }
        return play;
    }

    private static void compare(FeaturePlay play, History history, long time, String where) {
        for (Feature feature : BUILT) {
            Object value = history.value(feature, time, feature.kind() != Kind.SINCE);
            Object before = history.value(feature, time, false);
            check(play.memory().value(feature, time), value, feature, where);
            check(play.memory().before(feature, time), before, feature, where + ", without the event");
            if (!Objects.equals(play.memory().values(feature), history.values(feature))) {
                throw new AssertionError(where + ": " + feature.id() + " stands on "
                        + play.memory().values(feature) + " values instead of " + history.values(feature));
            }
        }
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

    private static List<FeatureBuilder> features() {
        List<FeatureBuilder> features = new ArrayList<>();
        for (Kind kind : List.of(Kind.COUNT, Kind.SUM, Kind.MIN, Kind.MAX, Kind.MEAN)) {
            features.add(stakes(kind + "_12s", kind).over(12_000));
            features.add(stakes(kind + "_minute", kind).over(60_000));
            features.add(stakes(kind + "_ever", kind));
            features.add(stakes(kind + "_last_7", kind).last(7));
        }
        features.add(
                feature("a", Kind.COUNT).of("bet", attributeIs("kind", "A")).over(36_000));
        features.add(stakes("median_1", Kind.MEDIAN).last(1));
        features.add(stakes("median_6", Kind.MEDIAN).last(6));
        features.add(stakes("median", Kind.MEDIAN));
        features.add(feature("pace", Kind.GAP).of("bet").last(5).ignoreOver(20_000));
        features.add(feature("long_pace", Kind.GAP)
                .of("win")
                .of("bet", attributeIs("kind", "B"))
                .last(20));
        features.add(feature("since_a", Kind.SINCE).of("bet", attributeIs("kind", "A")));
        features.add(feature("since_win", Kind.SINCE).of("win"));
        features.add(feature("page", Kind.LATEST).of("bet").taking("page", ValueType.STRING));
        features.add(feature("stake", Kind.LAST).of("bet").of("win").taking("stake", ValueType.NUMBER));
        features.add(feature("streak", Kind.STREAK).of("bet").brokenBy("win"));
        return features;
    }

    private static FeatureBuilder stakes(String id, Kind kind) {
        return feature(id, kind).of("bet").taking("stake", ValueType.NUMBER);
    }

    /** Everything that ever happened, and whether the last of it is still at hand. */
    private static final class History {
        private record Happening(PlayerEvent event, long time, boolean matched) {
            long position() {
                return matched ? time : event.at();
            }
        }

        private final List<Happening> all = new ArrayList<>();
        private boolean atHand;

        void on(PlayerEvent event, long time, boolean matched) {
            all.add(new Happening(event, time, matched));
            atHand = true;
        }

        void over() {
            atHand = false;
        }

        int values(Feature feature) {
            return switch (feature.kind()) {
                case MEDIAN -> lastOf(feature, numbers(counted(feature, all))).size();
                case GAP -> lastOf(feature, gaps(feature, all)).size();
                default ->
                    feature.last() > 0
                            ? lastOf(feature, numbers(counted(feature, all))).size()
                            : 0;
            };
        }

        Object value(Feature feature, long time, boolean withTheLast) {
            List<Happening> looked = atHand && !withTheLast ? all.subList(0, all.size() - 1) : all;
            List<Happening> counted = counted(feature, looked);
            return switch (feature.kind()) {
                case COUNT, SUM, MIN, MAX, MEAN -> total(feature.kind(), rolling(feature, counted, time));
                case MEDIAN -> median(lastOf(feature, numbers(counted)));
                case GAP -> {
                    Double median = median(lastOf(feature, gaps(feature, looked)));
                    yield median == null ? null : (Object) Math.round(median);
                }
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
                default -> throw new IllegalArgumentException(feature.id());
            };
        }

        private static List<Happening> counted(Feature feature, List<Happening> looked) {
            return looked.stream()
                    .filter(one -> selects(feature, one.event))
                    .filter(one -> feature.value() == null
                            || one.event.attributes().get(feature.value().source()) != null)
                    .toList();
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
            if (feature.over() == 0) {
                return lastOf(feature, numbers(counted));
            }
            long width = feature.over() / 12;
            return numbers(counted.stream()
                    .filter(one -> Math.floorDiv(one.position(), width) > Math.floorDiv(time, width) - 12)
                    .toList());
        }

        private static List<Double> lastOf(Feature feature, List<Double> numbers) {
            boolean list = feature.kind() == Kind.MEDIAN || feature.kind() == Kind.GAP || feature.last() > 0;
            int most = feature.last() > 0 ? feature.last() : list ? 32 : numbers.size();
            return numbers.subList(Math.max(0, numbers.size() - most), numbers.size());
        }

        private static List<Double> gaps(Feature feature, List<Happening> looked) {
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
