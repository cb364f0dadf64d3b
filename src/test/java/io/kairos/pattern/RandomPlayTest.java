package io.kairos.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.pattern.compile.FlinkMatcherFactory;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.playbook.EventType;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever small pattern meets whatever small stream: the compact matcher finds what the letter of the design finds, and
 * what Flink's own automaton finds. A difference is shown as small as it can be made, with the seed of its pattern; other
 * seeds, and more of them, are tried with {@code mvn test -Dtest=RandomPlayTest -Dfuzz.seed=1000000 -Dfuzz.times=20}.
 */
class RandomPlayTest {
    private static final int TIMES = Integer.getInteger("fuzz.times", 1);
    private static final int PATTERNS = 5_000 * TIMES;
    private static final int PATTERNS_ON_FLINK = 2_000 * TIMES;
    private static final int PATTERNS_OF_A_LAW = 1_000 * TIMES;
    private static final long FIRST_SEED = Long.getLong("fuzz.seed", 0);
    private static final int STREAMS_PER_PATTERN = 4;
    private static final int MANY = 10_000;

    private static CompactMatcherFactory compact;
    private static FlinkMatcherFactory flink;

    @BeforeAll
    static void open() {
        compact = new CompactMatcherFactory();
        flink = new FlinkMatcherFactory();
    }

    @AfterAll
    static void close() {
        compact.close();
        flink.close();
    }

    /** What one of two ways to play finds; the seed is for whatever else is left to chance. */
    private interface Way extends BiFunction<Tried, Long, List<String>> {}

    /** @return how many lines were found in all */
    private static int compare(int patterns, Way one, Way other) {
        int found = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + patterns; seed++) {
            Chance chance = new Chance(seed);
            Pattern pattern = chance.pattern();
            for (int stream = 0; stream < STREAMS_PER_PATTERN; stream++) {
                Tried tried = new Tried(pattern, chance.stream(pattern));
                long rest = seed;
                if (!outcome(one, tried, rest).equals(outcome(other, tried, rest))) {
                    Tried small = tried.shrunk(less -> !outcome(one, less, rest).equals(outcome(other, less, rest)));
                    List<String> expected = outcome(one, small, rest);
                    List<String> actual = outcome(other, small, rest);
                    fail(
                            "seed %d, stream %d%s\n  one way only   %s\n  the other only %s",
                            seed, stream, small, without(expected, actual), without(actual, expected));
                }
                found += one.apply(tried, rest).size();
            }
        }
        return found;
    }

    private static List<String> without(List<String> these, List<String> those) {
        List<String> left = new ArrayList<>(these);
        those.forEach(left::remove);
        return left.isEmpty() ? these : left;
    }

    private static List<String> outcome(Way way, Tried tried, long seed) {
        try {
            return way.apply(tried, seed);
        } catch (RuntimeException | AssertionError e) {
            return List.of(e + " at " + Arrays.toString(Arrays.copyOf(e.getStackTrace(), 5)));
        }
    }

    private static Play played(MatcherFactory factory, Tried tried, int maxPartials, int oneRestIn, long seed) {
        Random random = new Random(seed);
        Play play = new Play(
                factory,
                tried.pattern(),
                Sketch.VOCABULARY,
                maxPartials,
                () -> oneRestIn > 0 && random.nextInt(oneRestIn) == 0);
        tried.beats().forEach(play::on);
        play.end();
        return play;
    }

    private static List<String> onLetter(Tried tried, long seed) {
        return new ReferenceMatcher(tried.pattern(), Sketch.VOCABULARY, tried.beats()).moments();
    }

    @Test
    void theMatcherFindsWhatTheLetterOfTheDesignFinds() {
        int moments = compare(
                PATTERNS,
                RandomPlayTest::onLetter,
                (tried, seed) -> played(compact, tried, MANY, (int) (seed % 4), seed).moments);
        assertThat(moments).as("moments in all, so that something was compared").isGreaterThan(2 * PATTERNS);
    }

    @Test
    void theMatcherFindsWhatFlinksAutomatonFinds() {
        int moments = compare(
                PATTERNS_ON_FLINK,
                (tried, seed) -> played(flink, tried, MANY, 0, seed).moments,
                (tried, seed) -> played(compact, tried, MANY, (int) (seed % 4), seed).moments);
        assertThat(moments).as("moments in all").isGreaterThan(2 * PATTERNS_ON_FLINK);
    }

    @Test
    void beyondTheCapTheyDropAlike() {
        int lines = compare(
                PATTERNS_ON_FLINK / 2,
                (tried, seed) -> withDropped(flink, tried, 0, seed),
                (tried, seed) -> withDropped(compact, tried, (int) (seed % 4), seed));
        assertThat(lines).as("moments and drops in all").isGreaterThan(PATTERNS_ON_FLINK);
    }

    private static List<String> withDropped(MatcherFactory factory, Tried tried, int oneRestIn, long seed) {
        Play play = played(factory, tried, 1 + (int) (seed % 6), oneRestIn, seed);
        List<String> lines = new ArrayList<>(play.moments);
        lines.addAll(play.counted);
        return lines;
    }

    @Test
    void writingAndReadingAnywhereChangesNothingNotEvenAByte() {
        int lines = compare(
                PATTERNS_OF_A_LAW,
                (tried, seed) -> rows(tried, 0, seed),
                (tried, seed) -> rows(tried, 1 + (int) (seed % 4), seed));
        assertThat(lines).as("rows in all").isGreaterThan(PATTERNS_OF_A_LAW);
    }

    /** The moments, and the row after each event. */
    private static List<String> rows(Tried tried, int oneRestIn, long seed) {
        Random random = new Random(seed);
        Play play = new Play(
                compact,
                tried.pattern(),
                Sketch.VOCABULARY,
                MANY,
                () -> oneRestIn > 0 && random.nextInt(oneRestIn) == 0);
        List<String> rows = new ArrayList<>();
        for (Beat beat : tried.beats()) {
            play.on(beat);
            rows.add(beat.event().eventId() + " "
                    + HexFormat.of().formatHex(play.written(beat.event().at())));
        }
        play.end();
        rows.addAll(play.moments);
        rows.addAll(play.counted);
        return rows;
    }

    @Test
    void anEventOfAnotherSlipChangesNothingForThisOne() {
        int compared = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + PATTERNS; seed++) {
            Chance chance = new Chance(seed);
            Pattern pattern = chance.pattern();
            if (!pattern.same().equals(List.of("slip_id")) || !beginsWithASlip(pattern)) {
                continue;
            }
            for (int stream = 0; stream < STREAMS_PER_PATTERN; stream++) {
                Tried alone = new Tried(pattern, chance.stream(pattern));
                Tried together = new Tried(pattern, chance.withAnotherSlip(alone.beats()));
                List<String> found = new ArrayList<>(played(compact, together, MANY, 3, seed).moments);
                found.removeIf(moment -> moment.contains("another"));
                assertThat(found)
                        .as("seed %d, stream %d%s", seed, stream, together)
                        .isEqualTo(played(compact, alone, MANY, 0, seed).moments);
                compared += found.size();
            }
        }
        assertThat(compared).as("moments in all").isGreaterThan(500);
    }

    private static boolean beginsWithASlip(Pattern pattern) {
        return pattern.sequence().get(0) instanceof Step.Take first
                && first.on().types().stream().map(Sketch.VOCABULARY::type).allMatch(RandomPlayTest::hasASlip);
    }

    private static boolean hasASlip(EventType type) {
        return type.attributes().containsKey("slip_id");
    }
}
