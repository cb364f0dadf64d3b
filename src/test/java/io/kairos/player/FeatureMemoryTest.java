package io.kairos.player;

import static io.kairos.playbook.Feature.Kind.COUNT;
import static io.kairos.playbook.Feature.Kind.DISTINCT;
import static io.kairos.playbook.Feature.Kind.GAP;
import static io.kairos.playbook.Feature.Kind.LAST;
import static io.kairos.playbook.Feature.Kind.LATEST;
import static io.kairos.playbook.Feature.Kind.MAX;
import static io.kairos.playbook.Feature.Kind.MEAN;
import static io.kairos.playbook.Feature.Kind.MEDIAN;
import static io.kairos.playbook.Feature.Kind.MIN;
import static io.kairos.playbook.Feature.Kind.RATIO;
import static io.kairos.playbook.Feature.Kind.RUN;
import static io.kairos.playbook.Feature.Kind.SINCE;
import static io.kairos.playbook.Feature.Kind.STATE;
import static io.kairos.playbook.Feature.Kind.STREAK;
import static io.kairos.playbook.Feature.Kind.SUM;
import static io.kairos.player.FeatureBuilder.feature;
import static io.kairos.player.TestExpressions.attributeIs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.event.RowReader;
import io.kairos.playbook.ValueType;
import io.kairos.playbook.Vocabulary;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FeatureMemoryTest {
    /** A multiple of all windows used here: their first bucket begins at it. */
    private static final long NOON = Instant.parse("2026-03-02T12:00:00Z").toEpochMilli();

    private static final long MINUTE = 60_000;

    private static final Vocabulary NO_VOCABULARY = new Vocabulary(Map.of());

    // ---- windows

    @Test
    void aWindowOfTwelveMinutesLosesAValueWhenItsMinuteIsTwelveMinutesOld() {
        FeaturePlay play = FeaturePlay.with(feature("losses", COUNT).of("loss").over(12 * MINUTE));
        play.on("loss", NOON).on("loss", NOON + MINUTE - 1).on("loss", NOON + MINUTE);

        assertThat(play.value("losses")).isEqualTo(3.0);
        assertThat(play.valueAt(NOON + 12 * MINUTE - 1, "losses")).isEqualTo(3.0);
        assertThat(play.valueAt(NOON + 12 * MINUTE, "losses")).isEqualTo(1.0);
        assertThat(play.valueAt(NOON + 13 * MINUTE - 1, "losses")).isEqualTo(1.0);
        assertThat(play.valueAt(NOON + 13 * MINUTE, "losses")).isEqualTo(0.0);
    }

    @Test
    void aValueCountsForMoreThanElevenTwelfthsAndAtMostTheWholeOfAnyWindow() {
        for (long over : new long[] {1, 7, 12, 1_000, 10_000, 3_600_000, 86_399_999}) {
            for (long at :
                    new long[] {NOON, NOON + 1, NOON + over / 24, NOON + over / 12, NOON + over - 1, -over - 3}) {
                FeaturePlay play =
                        FeaturePlay.with(feature("losses", COUNT).of("loss").over(over));
                play.on("loss", at);
                long end = play.memory().diesAt();

                assertThat(play.valueAt(end - 1, "losses")).isEqualTo(1.0);
                assertThat(play.valueAt(end, "losses")).isEqualTo(0.0);
                assertThat(12 * (end - at)).as("%s ms from %s", over, at).isGreaterThan(11 * over);
                assertThat(end - at).as("%s ms from %s", over, at).isLessThanOrEqualTo(over);
            }
        }
    }

    @Test
    void sumsAndCountsBeginAtZeroAndEverythingElseIsUnknown() {
        FeaturePlay play = FeaturePlay.with(
                feature("count", COUNT).of("bet").over(MINUTE),
                feature("sum", SUM).of("bet").taking("stake", ValueType.NUMBER).over(MINUTE),
                feature("lasting", SUM).of("bet").taking("wait", ValueType.DURATION),
                feature("min", MIN).of("bet").taking("stake", ValueType.NUMBER).over(MINUTE),
                feature("max", MAX).of("bet").taking("stake", ValueType.NUMBER),
                feature("mean", MEAN)
                        .of("bet")
                        .taking("stake", ValueType.NUMBER)
                        .last(3),
                feature("median", MEDIAN)
                        .of("bet")
                        .taking("stake", ValueType.NUMBER)
                        .last(3),
                feature("pace", GAP).of("bet").last(3),
                feature("streak", STREAK).of("bet").brokenBy("win"),
                feature("page", LATEST).of("page").taking("page", ValueType.STRING));

        assertThat(play.value("count")).isEqualTo(0.0);
        assertThat(play.value("sum")).isEqualTo(0.0);
        assertThat(play.value("lasting")).isEqualTo(0L);
        assertThat(play.value("streak")).isEqualTo(0.0);
        for (String unknown : List.of("min", "max", "mean", "median", "pace", "page")) {
            assertThat(play.value(unknown)).as(unknown).isNull();
            assertThat(play.before(unknown)).as(unknown).isNull();
            assertThat(play.number(unknown)).as(unknown).isNaN();
        }
        assertThat(play.memory().isEmpty()).isTrue();
    }

    @Test
    void aWindowThatHasSlidAwayIsAsItWasInTheBeginning() {
        FeaturePlay play = FeaturePlay.with(
                feature("sum", SUM).of("bet").taking("stake", ValueType.NUMBER).over(MINUTE),
                feature("min", MIN).of("bet").taking("stake", ValueType.NUMBER).over(MINUTE));
        play.on("bet", NOON, "stake", 5.0);

        assertThat(play.valueAt(NOON + MINUTE - 1, "sum")).isEqualTo(5.0);
        assertThat(play.valueAt(NOON + MINUTE - 1, "min")).isEqualTo(5.0);
        assertThat(play.valueAt(NOON + MINUTE, "sum")).isEqualTo(0.0);
        assertThat(play.valueAt(NOON + MINUTE, "min")).isNull();
    }

    @Test
    void theSmallestTheLargestAndTheMeanForgetWhatLeftTheWindow() {
        FeaturePlay play = FeaturePlay.with(
                feature("min", MIN).of("bet").taking("stake", ValueType.NUMBER).over(12 * MINUTE),
                feature("max", MAX).of("bet").taking("stake", ValueType.NUMBER).over(12 * MINUTE),
                feature("mean", MEAN)
                        .of("bet")
                        .taking("stake", ValueType.NUMBER)
                        .over(12 * MINUTE));
        play.on("bet", NOON, "stake", 1.0)
                .on("bet", NOON, "stake", 90.0)
                .on("bet", NOON + 5 * MINUTE, "stake", 4.0)
                .on("bet", NOON + 6 * MINUTE, "stake", 5.0);

        assertThat(play.value("min")).isEqualTo(1.0);
        assertThat(play.value("max")).isEqualTo(90.0);
        assertThat(play.value("mean")).isEqualTo(25.0);
        assertThat(play.valueAt(NOON + 12 * MINUTE, "min")).isEqualTo(4.0);
        assertThat(play.valueAt(NOON + 12 * MINUTE, "max")).isEqualTo(5.0);
        assertThat(play.valueAt(NOON + 12 * MINUTE, "mean")).isEqualTo(4.5);
    }

    @Test
    void aLateFactCountsAtItsOwnTimeWhileTheWindowCoversIt() {
        FeaturePlay play = FeaturePlay.with(feature("losses", COUNT).of("loss").over(12 * MINUTE));
        play.on("loss", NOON + 20 * MINUTE);
        play.late("loss", NOON + 9 * MINUTE);
        assertThat(play.value("losses")).isEqualTo(2.0);
        play.late("loss", NOON + 9 * MINUTE - 1);
        assertThat(play.value("losses")).as("a millisecond too old").isEqualTo(2.0);

        assertThat(play.valueAt(NOON + 21 * MINUTE, "losses")).isEqualTo(1.0);
    }

    @Test
    void whatIsLateAndMatchedAllTheSameCountsAtThePlayersClock() {
        FeaturePlay play = FeaturePlay.with(feature("losses", COUNT).of("loss").over(12 * MINUTE));
        play.on("other", NOON + 5 * MINUTE).on("loss", NOON + 5 * MINUTE - 8_000);

        assertThat(play.memory().diesAt()).isEqualTo(NOON + 17 * MINUTE);
    }

    @Test
    void aTotalWithoutAWindowNeverForgets() {
        FeaturePlay play = FeaturePlay.with(
                feature("bets", COUNT).of("bet"),
                feature("staked", SUM).of("bet").taking("stake", ValueType.NUMBER),
                feature("least", MIN).of("bet").taking("stake", ValueType.NUMBER),
                feature("mean", MEAN).of("bet").taking("stake", ValueType.NUMBER));
        play.on("bet", NOON, "stake", 2.0).on("bet", NOON + 1, "stake", 5.0);
        long yearsLater = NOON + 2_000_000 * MINUTE;

        assertThat(play.valueAt(yearsLater, "bets")).isEqualTo(2.0);
        assertThat(play.valueAt(yearsLater, "staked")).isEqualTo(7.0);
        assertThat(play.valueAt(yearsLater, "least")).isEqualTo(2.0);
        assertThat(play.valueAt(yearsLater, "mean")).isEqualTo(3.5);
        assertThat(play.memory().diesAt()).isEqualTo(PlayerMemory.NEVER);
    }

    // ---- the last values

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        FeaturePlay play = FeaturePlay.with(feature("usual", MEDIAN)
                .of("bet")
                .taking("stake", ValueType.NUMBER)
                .last(20));
        play.on("bet", NOON, "stake", 10.0);
        assertThat(play.value("usual")).isEqualTo(10.0);
        play.on("bet", NOON, "stake", 1.0);
        assertThat(play.value("usual")).isEqualTo(5.5);
        assertThat(play.before("usual")).isEqualTo(10.0);
        play.on("bet", NOON, "stake", 100.0);
        assertThat(play.value("usual")).isEqualTo(10.0);
        assertThat(play.before("usual")).isEqualTo(5.5);
        assertThat(play.values("usual")).isEqualTo(3);
    }

    @Test
    void onlyTheLastValuesCount() {
        FeaturePlay play = FeaturePlay.with(
                feature("median", MEDIAN)
                        .of("bet")
                        .taking("stake", ValueType.NUMBER)
                        .last(3),
                feature("sum", SUM).of("bet").taking("stake", ValueType.NUMBER).last(3));
        for (double stake : new double[] {100, 200, 1, 2}) {
            play.on("bet", NOON, "stake", stake);
        }
        assertThat(play.value("median")).isEqualTo(2.0);
        assertThat(play.before("median")).isEqualTo(100.0);
        assertThat(play.value("sum")).isEqualTo(203.0);
        assertThat(play.before("sum")).isEqualTo(301.0);

        play.on("bet", NOON, "stake", 3.0);
        assertThat(play.value("median")).isEqualTo(2.0);
        assertThat(play.value("sum")).isEqualTo(6.0);
        assertThat(play.values("median")).isEqualTo(3);
    }

    @Test
    void nullAndWhatIsNoNumberAreNotCounted() {
        FeaturePlay play = FeaturePlay.with(
                feature("usual", MEDIAN)
                        .of("bet")
                        .taking("stake", ValueType.NUMBER)
                        .last(20),
                feature("sum", SUM).of("bet").taking("stake", ValueType.NUMBER).over(MINUTE));
        play.on("bet", NOON, "stake", null)
                .on("bet", NOON, "stake", Double.NaN)
                .on("bet", NOON, "stake", Double.POSITIVE_INFINITY);
        assertThat(play.memory().isEmpty()).isTrue();

        play.on("bet", NOON, "stake", 4.0).on("bet", NOON, "stake", null);
        assertThat(play.value("usual")).isEqualTo(4.0);
        assertThat(play.before("usual")).as("the event at hand added nothing").isEqualTo(4.0);
        assertThat(play.value("sum")).isEqualTo(4.0);
    }

    @Test
    void aSumBeyondAllNumbersIsUnknown() {
        FeaturePlay play = FeaturePlay.with(feature("sum", SUM).of("bet").taking("stake", ValueType.NUMBER));
        play.on("bet", NOON, "stake", Double.MAX_VALUE).on("bet", NOON, "stake", Double.MAX_VALUE);

        assertThat(play.value("sum")).isNull();
        assertThat(play.rests().value("sum")).isNull();
    }

    // ---- rhythm

    @Test
    void thePaceIsTheMedianTimeFromOneBetToTheNext() {
        FeaturePlay play = FeaturePlay.with(feature("pace", GAP).of("bet").last(20));
        play.on("bet", NOON);
        assertThat(play.value("pace")).isNull();
        play.on("bet", NOON + 1_000);
        assertThat(play.value("pace")).isEqualTo(1_000L);
        assertThat(play.before("pace")).isNull();
        play.on("other", NOON + 1_500).on("bet", NOON + 4_000);
        assertThat(play.value("pace")).isEqualTo(2_000L);
        assertThat(play.before("pace")).isEqualTo(1_000L);
        assertThat(play.values("pace")).isEqualTo(2);
    }

    @Test
    void aPaceBetweenTwoMillisecondsIsExactInMillisAndRoundedAsAValue() {
        FeaturePlay play = FeaturePlay.with(feature("pace", GAP).of("bet").last(20));
        play.on("bet", NOON).on("bet", NOON + 1_000).on("bet", NOON + 2_001);

        assertThat(play.number("pace")).isEqualTo(1_000.5);
        assertThat(play.value("pace")).isEqualTo(1_001L);
    }

    @Test
    void aPauseLongerThanIgnoredIsNoGapAndTheNextOneCountsFromItsEnd() {
        FeaturePlay play =
                FeaturePlay.with(feature("pace", GAP).of("bet").last(20).ignoreOver(30 * MINUTE));
        play.on("bet", NOON).on("bet", NOON + 30 * MINUTE);
        assertThat(play.value("pace")).isEqualTo(30 * MINUTE);
        play.on("bet", NOON + 60 * MINUTE + 1);
        assertThat(play.values("pace")).isEqualTo(1);
        assertThat(play.before("pace")).isEqualTo(30 * MINUTE);
        play.on("bet", NOON + 60 * MINUTE + 11);
        assertThat(play.number("pace")).isEqualTo((30 * MINUTE + 10) / 2.0);
    }

    @Test
    void aLateFactDoesNotDisturbTheRhythm() {
        FeaturePlay play = FeaturePlay.with(feature("pace", GAP).of("bet").last(20));
        play.on("bet", NOON).on("bet", NOON + 5_000);
        play.late("bet", NOON + 1_000);
        assertThat(play.values("pace")).isEqualTo(1);
        assertThat(play.before("pace")).isEqualTo(5_000L);
        play.on("bet", NOON + 10_000);
        assertThat(play.value("pace")).isEqualTo(5_000L);
    }

    // ---- since

    @Test
    void sinceLooksAtTheEventBeforeTheOneAtHand() {
        FeaturePlay play = FeaturePlay.with(feature("since", SINCE).of("deposit"));
        assertThat(play.value("since")).isEqualTo(Long.MAX_VALUE);
        play.on("deposit", NOON);
        assertThat(play.value("since")).isEqualTo(Long.MAX_VALUE);
        play.on("other", NOON + 3_000);
        assertThat(play.value("since")).isEqualTo(3_000L);
        play.on("deposit", NOON + 10_000);
        assertThat(play.value("since")).isEqualTo(10_000L);
        assertThat(play.before("since")).isEqualTo(10_000L);
        assertThat(play.number("since")).isEqualTo(10_000.0);
    }

    @Test
    void fromTheNextDeadlineOnSinceCountsFromTheEventItself() {
        FeaturePlay play = FeaturePlay.with(feature("since", SINCE).of("deposit"));
        play.on("deposit", NOON).on("deposit", NOON + 10_000);

        assertThat(play.valueAt(NOON + 10_001, "since")).isEqualTo(1L);
        play.memory().over();
        assertThat(play.valueAt(NOON + 10_000, "since")).isEqualTo(0L);
    }

    @Test
    void sinceNeverGoesBackwards() {
        FeaturePlay play = FeaturePlay.with(feature("since", SINCE).of("deposit"));
        play.on("other", NOON + 20_000).late("deposit", NOON + 15_000);
        play.memory().over();
        assertThat(play.value("since")).as("it counts from its own time").isEqualTo(5_000L);
        play.late("deposit", NOON);
        play.memory().over();
        assertThat(play.value("since")).isEqualTo(5_000L);
    }

    // ---- what was last known

    @Test
    void theLatestValueThatWasNotNullStays() {
        FeaturePlay play =
                FeaturePlay.with(feature("page", LATEST).of("page_viewed").taking("page", ValueType.STRING));
        play.on("page_viewed", NOON, "page", "HOME").on("page_viewed", NOON + 1, "page", "CASHIER");
        assertThat(play.value("page")).isEqualTo("CASHIER");
        assertThat(play.before("page")).isEqualTo("HOME");
        play.on("page_viewed", NOON + 2, "page", null);
        assertThat(play.value("page")).isEqualTo("CASHIER");
        assertThat(play.before("page")).isEqualTo("CASHIER");
    }

    @Test
    void aLateFactDoesNotOverwriteWhatHappenedLater() {
        FeaturePlay play =
                FeaturePlay.with(feature("active", LATEST).of("block_changed").taking("active", ValueType.BOOLEAN));
        play.on("block_changed", NOON, "active", true).on("other", NOON + MINUTE);
        play.late("block_changed", NOON - 1, "active", false);
        assertThat(play.value("active")).isEqualTo(true);
        play.late("block_changed", NOON, "active", false);
        assertThat(play.value("active"))
                .as("at the same time the later arrival wins")
                .isEqualTo(false);
        assertThat(play.before("active")).isEqualTo(true);
    }

    @Test
    void theLastAndTheLatestNumberAreTheSame() {
        FeaturePlay play = FeaturePlay.with(
                feature("last", LAST).of("balance").taking("real", ValueType.NUMBER),
                feature("ends", LATEST).of("balance").taking("ends_at", ValueType.TIME));
        play.on("balance", NOON, "real", 12.5, "ends_at", NOON + 7);

        assertThat(play.value("last")).isEqualTo(12.5);
        assertThat(play.number("last")).isEqualTo(12.5);
        assertThat(play.value("ends")).isEqualTo(NOON + 7);
        assertThat(play.rests().value("ends")).isEqualTo(NOON + 7);
    }

    @Test
    void nobodysRowGrowsWithTheTextsHeSends() {
        FeaturePlay play =
                FeaturePlay.with(feature("page", LATEST).of("page_viewed").taking("page", ValueType.STRING));
        String smileys = "x" + "\uD83D\uDE00".repeat(100_000);
        play.on("page_viewed", NOON, "page", smileys);

        assertThat((String) play.value("page")).hasSize(255).isEqualTo(smileys.substring(0, 255));
        assertThat(play.rests().value("page")).isEqualTo(smileys.substring(0, 255));
    }

    // ---- streaks

    @Test
    void aStreakCountsSinceItWasLastBroken() {
        FeaturePlay play = FeaturePlay.with(feature("streak", STREAK)
                .of("result", attributeIs("outcome", "LOSS"))
                .brokenBy("win"));
        play.on("result", NOON, "outcome", "LOSS").on("result", NOON + 1, "outcome", "LOSS");
        assertThat(play.value("streak")).isEqualTo(2.0);
        assertThat(play.before("streak")).isEqualTo(1.0);
        play.on("result", NOON + 2, "outcome", "VOID").on("win", NOON + 3);
        assertThat(play.value("streak")).isEqualTo(0.0);
        assertThat(play.before("streak")).isEqualTo(2.0);
        play.on("result", NOON + 3, "outcome", "LOSS");
        assertThat(play.value("streak")).isEqualTo(1.0);
    }

    @Test
    void anEventThatBelongsToAStreakAndBreaksItBreaksIt() {
        FeaturePlay play =
                FeaturePlay.with(feature("streak", STREAK).of("a").of("b").brokenBy("b"));
        play.on("a", NOON).on("b", NOON + 1);

        assertThat(play.value("streak")).isEqualTo(0.0);
    }

    @Test
    void aLateBreakLeavesOfAStreakWhatSurelyCameAfterIt() {
        FeaturePlay play = FeaturePlay.with(feature("streak", STREAK).of("loss").brokenBy("win"));
        play.on("loss", NOON).on("loss", NOON + 1_000).on("loss", NOON + 2_000);
        play.late("win", NOON - 1);
        assertThat(play.value("streak")).as("older than the streak").isEqualTo(3.0);
        play.late("win", NOON + 500);
        assertThat(play.value("streak")).as("in its midst").isEqualTo(1.0);
        play.late("loss", NOON + 499);
        assertThat(play.value("streak")).as("a loss before the win").isEqualTo(1.0);
        play.on("loss", NOON + 3_000).late("win", NOON + 600);
        assertThat(play.value("streak")).as("older than what is left of it").isEqualTo(2.0);
        play.late("win", NOON + 3_000);
        assertThat(play.value("streak")).as("after its end").isEqualTo(0.0);
    }

    // ---- the event at hand

    @Test
    void beforeIsTheValueWithoutTheEventAtHandAndOnlyThen() {
        FeaturePlay play = FeaturePlay.with(
                feature("losses", COUNT).of("loss").over(12 * MINUTE),
                feature("wins", COUNT).of("win").over(12 * MINUTE));
        play.on("loss", NOON).on("loss", NOON + 1);
        assertThat(play.before("losses")).isEqualTo(1.0);
        play.on("win", NOON + 2);
        assertThat(play.before("losses")).as("not touched by the win").isEqualTo(2.0);
        assertThat(play.before("wins")).isEqualTo(0.0);
        play.memory().over();
        assertThat(play.before("wins")).as("the win is over").isEqualTo(1.0);
    }

    @Test
    void atALaterTimeNoEventIsAtHand() {
        FeaturePlay play = FeaturePlay.with(feature("losses", COUNT).of("loss").over(12 * MINUTE));
        play.on("loss", NOON);

        assertThat(play.memory().before("losses", NOON + 1)).isEqualTo(1.0);
    }

    @Test
    void whatBeforeSaysOfAWindowHasSlidToTheEventsTime() {
        FeaturePlay play = FeaturePlay.with(feature("losses", COUNT).of("loss").over(12 * MINUTE));
        play.on("loss", NOON).on("loss", NOON + 12 * MINUTE);

        assertThat(play.before("losses")).isEqualTo(0.0);
        assertThat(play.value("losses")).isEqualTo(1.0);
    }

    @Test
    void aFeatureSeesTheOnesBeforeItWithTheEventCounted() {
        FeaturePlay play = FeaturePlay.with(
                feature("bets", COUNT).of("bet"),
                feature("sum_of_counts", SUM).of("bet").taking(TestExpressions.feature("bets")),
                feature("first_bets", COUNT)
                        .of("bet", TestExpressions.condition("bets < 2", scope -> (Double) scope.feature("bets") < 2)));
        play.on("bet", NOON).on("bet", NOON).on("bet", NOON);

        assertThat(play.value("sum_of_counts")).isEqualTo(6.0);
        assertThat(play.value("first_bets")).isEqualTo(1.0);
    }

    @Test
    void aTypeWithTwoChoicesCountsOnceIfBothHold() {
        FeaturePlay play = FeaturePlay.with(
                feature("bets", COUNT).of("bet", attributeIs("kind", "A")).of("bet"));
        play.on("bet", NOON, "kind", "A").on("bet", NOON, "kind", "B");

        assertThat(play.value("bets")).isEqualTo(2.0);
    }

    // ---- sessions

    @Test
    void aFeatureOverTheSessionBeginsAnewWithTheNext() {
        FeaturePlay play = FeaturePlay.with(
                feature("net", SUM).of("bet").taking("stake", ValueType.NUMBER).overTheSession(),
                feature("usual", MEDIAN)
                        .of("bet")
                        .taking("stake", ValueType.NUMBER)
                        .overTheSession(),
                feature("ever", SUM).of("bet").taking("stake", ValueType.NUMBER));
        play.on("bet", NOON, "stake", 5.0).on("bet", NOON + 1, "stake", 7.0);
        assertThat(play.value("net")).isEqualTo(12.0);
        assertThat(play.value("usual")).isEqualTo(6.0);
        play.nextSession(NOON + 2).on("bet", NOON + 2, "stake", 1.0);

        assertThat(play.before("net")).isEqualTo(0.0);
        assertThat(play.value("net")).isEqualTo(1.0);
        assertThat(play.value("usual")).isEqualTo(1.0);
        assertThat(play.value("ever")).isEqualTo(13.0);
    }

    @Test
    void anEventThatNoFeatureCountsEndsTheSessionToo() {
        FeaturePlay play = FeaturePlay.with(feature("bets", COUNT).of("bet").overTheSession());
        play.on("bet", NOON).rests().nextSession(NOON + 2).on("other", NOON + 2);
        assertThat(play.value("bets")).isEqualTo(0.0);
        assertThat(play.memory().isEmpty()).isTrue();
    }

    @Test
    void aLateFactOfAnEarlierSessionDoesNotCount() {
        FeaturePlay play = FeaturePlay.with(feature("bets", COUNT).of("bet").overTheSession());
        play.on("bet", NOON).nextSession(NOON + 100).on("bet", NOON + 100);
        play.late("bet", NOON + 99).late("bet", NOON + 100);
        assertThat(play.value("bets")).isEqualTo(2.0);
    }

    // ---- different values

    @Test
    void differentValuesAreCountedOnce() {
        FeaturePlay play = FeaturePlay.with(feature("games", DISTINCT)
                .of("launch")
                .telling("game", ValueType.STRING)
                .over(12 * MINUTE));
        assertThat(play.value("games")).isEqualTo(0.0);
        play.on("launch", NOON, "game", "a").on("launch", NOON + MINUTE, "game", "b");
        play.on("launch", NOON + 2 * MINUTE, "game", "a");

        assertThat(play.value("games")).isEqualTo(2.0);
        assertThat(play.valueAt(NOON + 13 * MINUTE - 1, "games")).isEqualTo(2.0);
        assertThat(play.valueAt(NOON + 13 * MINUTE, "games")).isEqualTo(1.0);
        assertThat(play.valueAt(NOON + 14 * MINUTE, "games")).isEqualTo(0.0);
    }

    @Test
    void ofManyDifferentValuesThirtyTwoAreCountedAndNotOneMore() {
        FeaturePlay play = FeaturePlay.with(feature("games", DISTINCT)
                .of("launch")
                .telling("game", ValueType.STRING)
                .over(12 * MINUTE));
        for (int game = 0; game < 31; game++) {
            play.on("launch", NOON, "game", "old" + game);
        }
        play.on("launch", NOON + MINUTE, "game", "b");
        assertThat(play.value("games")).isEqualTo(32.0);
        play.on("launch", NOON + MINUTE, "game", "c");
        assertThat(play.value("games")).isEqualTo(32.0);
        assertThat(play.rests().valueAt(NOON + 12 * MINUTE, "games"))
                .as("those seen last are the ones that are kept")
                .isEqualTo(2.0);
    }

    @Test
    void aWholeNumberIsNoOtherThanTheSameWithAPoint() {
        FeaturePlay play = FeaturePlay.with(feature("stakes", DISTINCT)
                .of("bet")
                .telling("stake", ValueType.NUMBER)
                .overTheSession());
        play.on("bet", NOON, "stake", 3L).on("bet", NOON, "stake", 3.0).on("bet", NOON, "stake", 3.5);
        assertThat(play.value("stakes")).isEqualTo(2.0);
    }

    // ---- runs and states

    @Test
    void aRunIsFromItsFirstToItsLastEvent() {
        FeaturePlay play = FeaturePlay.with(feature("playing", RUN).of("bet").gap(5 * MINUTE));
        assertThat(play.value("playing")).isNull();
        play.on("bet", NOON);
        assertThat(play.value("playing")).isEqualTo(0L);
        play.on("bet", NOON + 5 * MINUTE - 1).rests().on("bet", NOON + 8 * MINUTE);
        assertThat(play.before("playing")).isEqualTo(5 * MINUTE - 1);
        assertThat(play.value("playing")).isEqualTo(8 * MINUTE);
        assertThat(play.valueAt(NOON + 13 * MINUTE - 1, "playing")).isEqualTo(8 * MINUTE);
        assertThat(play.valueAt(NOON + 13 * MINUTE, "playing"))
                .as("a pause as long as the gap ends it")
                .isNull();
        play.on("bet", NOON + 13 * MINUTE);
        assertThat(play.value("playing")).isEqualTo(0L);
    }

    @Test
    void aRunThatIsOverTakesNoRoom() {
        FeaturePlay play = FeaturePlay.with(feature("playing", RUN).of("bet").gap(5 * MINUTE));
        play.on("bet", NOON);
        assertThat(play.memory().diesAt()).isEqualTo(NOON + 5 * MINUTE);
        play.on("other", NOON + 5 * MINUTE);
        assertThat(play.memory().isEmpty()).isTrue();
    }

    @Test
    void aStateLastsFromOneEventToAnother() {
        FeaturePlay play =
                FeaturePlay.with(feature("in_cashier", STATE).of("opened").brokenBy("closed"));
        assertThat(play.value("in_cashier")).isEqualTo(false);
        play.on("opened", NOON);
        assertThat(play.before("in_cashier")).isEqualTo(false);
        assertThat(play.value("in_cashier")).isEqualTo(true);
        play.rests().on("other", NOON + 600 * MINUTE);
        assertThat(play.value("in_cashier")).isEqualTo(true);
        play.on("closed", NOON + 601 * MINUTE);
        assertThat(play.before("in_cashier")).isEqualTo(true);
        assertThat(play.value("in_cashier")).isEqualTo(false);
        play.late("opened", NOON + 600 * MINUTE);
        assertThat(play.value("in_cashier")).as("it was closed later").isEqualTo(false);
    }

    @Test
    void aStateEndsByItselfAtItsLastMillisecond() {
        FeaturePlay play = FeaturePlay.with(
                feature("in_cashier", STATE).of("opened").brokenBy("closed").gap(MINUTE));
        play.on("opened", NOON).on("opened", NOON + 1_000);
        assertThat(play.valueAt(NOON + 1_000 + MINUTE - 1, "in_cashier")).isEqualTo(true);
        assertThat(play.valueAt(NOON + 1_000 + MINUTE, "in_cashier")).isEqualTo(false);
    }

    // ---- ratios

    @Test
    void aRatioComparesOneFeatureWithAnother() {
        FeaturePlay play = FeaturePlay.with(
                feature("now", MEDIAN)
                        .of("bet")
                        .taking("stake", ValueType.NUMBER)
                        .last(1),
                feature("usual", MEDIAN)
                        .of("bet")
                        .taking("stake", ValueType.NUMBER)
                        .last(5),
                feature("jump", RATIO).ratio("now", "usual", 1));
        assertThat(play.value("jump")).isNull();
        play.on("bet", NOON, "stake", 5.0).on("bet", NOON, "stake", 5.0).on("bet", NOON, "stake", 10.0);

        assertThat(play.value("jump")).isEqualTo(2.0);
        assertThat(play.before("jump")).isEqualTo(1.0);
        assertThat(play.number("jump")).isEqualTo(2.0);
    }

    @Test
    void aRatioToNothingOrToNeverIsUnknown() {
        FeaturePlay play = FeaturePlay.with(
                feature("bets", COUNT).of("bet").over(MINUTE),
                feature("wins", COUNT).of("win").over(MINUTE),
                feature("ago", SINCE).of("bet"),
                feature("never", SINCE).of("win"),
                feature("luck", RATIO).ratio("bets", "wins", 1),
                feature("times", RATIO).ratio("never", "ago", 1));
        play.on("bet", NOON).on("other", NOON + 5);
        assertThat(play.value("luck")).isNull();
        assertThat(play.number("luck")).isNaN();
        assertThat(play.value("times")).isNull();
    }

    // ---- the row

    @Test
    void aFeatureWhoseDefinitionChangedStartsAnewAndTheOthersGoOn() {
        FeatureBuilder losses = feature("losses", COUNT).of("loss");
        FeatureBuilder wins = feature("wins", COUNT).of("win");
        FeaturePlay play =
                FeaturePlay.with(losses, feature("page", LATEST).of("page").taking("page", ValueType.STRING), wins);
        play.on("loss", NOON).on("page", NOON, "page", "HOME").on("win", NOON);
        play.rulesBecome(feature("losses", COUNT).of("loss").fingerprint("second"), wins);
        play.rests();

        assertThat(play.value("losses")).isEqualTo(0.0);
        assertThat(play.value("wins")).isEqualTo(1.0);
        play.on("loss", NOON + 1);
        assertThat(play.value("losses")).isEqualTo(1.0);
    }

    @Test
    void aPlaybookThatChangesWhileThePlayerIsInMemoryDoesTheSame() {
        FeatureBuilder wins = feature("wins", COUNT).of("win");
        FeaturePlay play = FeaturePlay.with(feature("losses", COUNT).of("loss"), wins);
        play.on("loss", NOON).on("win", NOON);
        play.rulesBecome(feature("losses", COUNT).of("loss").over(MINUTE).fingerprint("second"), wins);

        assertThat(play.value("losses"))
                .as("before any event under the new rules")
                .isEqualTo(0.0);
        assertThat(play.value("wins")).isEqualTo(1.0);
        play.on("loss", NOON + 1).on("loss", NOON + 2);
        assertThat(play.value("losses")).isEqualTo(2.0);
        assertThat(play.valueAt(NOON + MINUTE, "losses")).isEqualTo(0.0);
    }

    @Test
    void whoTakesTheNumberOfOneThatIsGoneDoesNotTakeWhatItCounted() {
        FeatureBuilder wins = feature("wins", COUNT).of("win");
        FeaturePlay play = FeaturePlay.with(feature("losses", COUNT).of("loss"), wins);
        play.on("loss", NOON).on("win", NOON);

        play.goesAway().rulesBecome(feature("bets", COUNT).of("bet"), wins);
        play.comesBack();

        assertThat(play.value("bets")).isEqualTo(0.0);
        assertThat(play.value("wins")).isEqualTo(1.0);
    }

    @Test
    void aFeatureThatWasGoneMeanwhileStartsAnewThoughThePlayerWasAway() {
        FeatureBuilder losses = feature("losses", COUNT).of("loss");
        FeatureBuilder wins = feature("wins", COUNT).of("win");
        FeaturePlay play = FeaturePlay.with(losses, wins);
        play.on("loss", NOON).on("win", NOON);

        play.goesAway().rulesBecome(wins);
        play.rulesBecome(losses, wins);
        play.comesBack();

        assertThat(play.value("losses")).isEqualTo(0.0);
        assertThat(play.value("wins")).isEqualTo(1.0);
    }

    @Test
    void aRowUnderOtherFeaturesOfTheSameVersionSaysNothing() {
        FeaturePlay other = FeaturePlay.with(
                feature("losses", COUNT).of("loss"), feature("wins", COUNT).of("win"));
        other.on("loss", NOON).on("win", NOON);

        FeaturePlay play = FeaturePlay.with(
                feature("bets", COUNT).of("bet"), feature("wins", COUNT).of("win"));
        play.remembers(other.row());

        assertThat(play.value("bets")).isEqualTo(0.0);
        assertThat(play.value("wins")).isEqualTo(0.0);
    }

    /** Nobody else's count, and none from before a break, however often the features change while a row rests. */
    @Test
    void whateverBecomesOfTheFeaturesEachHasCountedSinceItWasThereWithoutABreak() {
        String[] ids = {"a", "b", "c", "d", "e", "f"};
        for (int seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            Map<String, FeatureBuilder> now = new TreeMap<>();
            Map<String, String> definitions = new TreeMap<>();
            Map<String, Double> counted = new TreeMap<>();
            FeaturePlay play = FeaturePlay.with();
            for (int change = 0; change < 12; change++) {
                for (String id : ids) {
                    String definition = random.nextInt(4) > 0 ? definitions.get(id) : "d" + random.nextInt(2);
                    if (definition == null || random.nextInt(5) == 0) {
                        now.remove(id);
                        definitions.remove(id);
                        counted.remove(id);
                    } else if (!definition.equals(definitions.put(id, definition))) {
                        now.put(id, feature(id, COUNT).of("bet").fingerprint(definition));
                        counted.put(id, 0.0);
                    }
                }
                if (random.nextBoolean()) {
                    play.goesAway();
                }
                play.rulesBecome(now.values().toArray(FeatureBuilder[]::new));
                if (random.nextBoolean()) {
                    play.comesBack().on("bet", NOON + change);
                    counted.replaceAll((id, count) -> count + 1);
                    for (String id : counted.keySet()) {
                        assertThat(play.value(id)).as("%s, seed %d", id, seed).isEqualTo(counted.get(id));
                    }
                }
            }
        }
    }

    @Test
    void featuresThatAreGoneDoNotKeepARowAlive() {
        FeaturePlay play = FeaturePlay.with(feature("losses", COUNT).of("loss"));
        play.on("loss", NOON);
        assertThat(play.memory().isEmpty()).isFalse();
        play.rulesBecome(feature("wins", COUNT).of("win"));
        play.on("other", NOON + 1);

        assertThat(play.memory().isEmpty()).isTrue();
    }

    @Test
    void windowsEndTogetherAndThenNothingIsLeft() {
        FeaturePlay play = FeaturePlay.with(
                feature("short", COUNT).of("loss").over(12 * MINUTE),
                feature("long", COUNT).of("loss").over(120 * MINUTE));
        play.on("loss", NOON);
        assertThat(play.memory().diesAt()).isEqualTo(NOON + 120 * MINUTE);
        assertThat(play.memory().isEmpty()).isFalse();
        int full = play.row().length;
        play.on("other", NOON + 12 * MINUTE);
        assertThat(play.row().length).as("what ended takes no room").isLessThan(full);
        play.on("other", NOON + 120 * MINUTE - 1);
        assertThat(play.memory().isEmpty()).isFalse();
        play.on("other", NOON + 120 * MINUTE);
        assertThat(play.memory().isEmpty()).isTrue();
        assertThat(play.row())
                .hasSameSizeAs(
                        FeaturePlay.with(feature("short", COUNT).of("loss")).row());
    }

    @Test
    void aRunTakesRoomToTheMillisecondInWhichItIsOver() {
        FeaturePlay play = FeaturePlay.with(feature("playing", RUN).of("bet").gap(5 * MINUTE));
        int empty = play.row().length;
        play.on("bet", NOON).on("other", NOON + 5 * MINUTE - 1);
        assertThat(play.row()).hasSizeGreaterThan(empty);
        play.on("other", NOON + 5 * MINUTE);
        assertThat(play.row()).hasSize(empty);
    }

    @Test
    void theRowIsBoundedWhateverThePlayerDoes() {
        FeaturePlay play = FeaturePlay.with(
                feature("pace", GAP).of("bet").last(32),
                feature("usual", MEDIAN).of("bet").taking("stake", ValueType.NUMBER),
                feature("net", SUM).of("bet").taking("stake", ValueType.NUMBER).over(MINUTE),
                feature("streak", STREAK).of("bet").brokenBy("win"));
        for (int i = 0; i < 5_000; i++) {
            play.on("bet", NOON + 137L * i, "stake", 1 / (i + 3.0));
        }
        assertThat(play.values("usual")).isEqualTo(32);
        assertThat(play.row()).hasSizeLessThan(700);
    }

    @Test
    void aRowOfAFormatThatIsNotKnownIsRefusedByName() {
        FeatureIndex nothing = FeatureIndex.of(List.of(), Set.of(), NO_VOCABULARY, 1, Map.of());
        RowReader row = new RowReader(new byte[] {9, 0});

        assertThatThrownBy(() -> FeatureMemory.read("ada", row, nothing))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format 9")
                .hasMessageContaining("reads only up to 2");
    }

    // ---- what is refused

    @Test
    void whatCannotBeKeptIsRefusedByName() {
        assertRefused(feature("playing", RUN).of("bet"), "playing", "RUN");
        assertRefused(feature("games", DISTINCT).of("bet"), "games", "DISTINCT");
        assertRefused(feature("last", LAST).of("bet").overTheSession(), "last", "session true");
        assertRefused(feature("usual", MEDIAN).of("bet").over(MINUTE), "usual", "over 60000");
        assertRefused(feature("usual", MEDIAN).of("bet").last(33), "usual", "at most 32, but is 33");
        assertRefused(feature("bets", COUNT).of("bet").last(3).over(MINUTE), "bets", "last 3, over 60000");
        assertRefused(feature("bets", COUNT).of("bet").brokenBy("win"), "bets", "only a streak or a state is broken");
        assertRefused(feature("least", MIN).of("page").taking("page", ValueType.STRING), "least", "MIN of STRING");
    }

    private static void assertRefused(FeatureBuilder feature, String... words) {
        assertThatThrownBy(() -> FeatureIndex.of(List.of(feature.build()), Set.of(), NO_VOCABULARY, 1, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words);
    }
}
