package io.kairos.pattern;

import static io.kairos.pattern.Sketch.BET;
import static io.kairos.pattern.Sketch.CLEARED;
import static io.kairos.pattern.Sketch.DEPOSIT;
import static io.kairos.pattern.Sketch.ENDED;
import static io.kairos.pattern.Sketch.LOSS;
import static io.kairos.pattern.Sketch.PICK;
import static io.kairos.pattern.Sketch.VIEW;
import static io.kairos.pattern.Sketch.WIN;
import static io.kairos.pattern.Sketch.either;
import static io.kairos.pattern.Sketch.on;
import static io.kairos.pattern.Sketch.sequence;
import static io.kairos.pattern.Sketch.type;
import static io.kairos.pattern.Sketch.typeAfter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.pattern.match.PatternHost;
import io.kairos.playbook.Step;
import io.kairos.playbook.ValueType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What patterns mean. Each play is also played with the progress written and read after every event. */
class PatternSemanticsTest {
    private static CompactMatcherFactory factory;

    @BeforeAll
    static void open() {
        factory = new CompactMatcherFactory();
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    private static Play play(Sketch sketch, String events, Map<String, Object> features, int maxPartials) {
        Play kept = null;
        for (boolean throughBytes : new boolean[] {true, false}) {
            Play play = new Play(factory, sketch.pattern(), Sketch.VOCABULARY, maxPartials, throughBytes);
            play.features.putAll(features);
            for (String event : events.split(" ")) {
                play.on(Play.event(event));
            }
            play.end();
            if (kept != null) {
                assertThat(play.moments).isEqualTo(kept.moments);
                assertThat(play.counted).isEqualTo(kept.counted);
            }
            kept = play;
        }
        return kept;
    }

    private static List<String> moments(Sketch sketch, String events) {
        return play(sketch, events, Map.of(), 64).moments;
    }

    private static Sketch threeLosses() {
        return sequence(on(LOSS).as("losses").times(3).inARow()).no(BET, 20_000);
    }

    @Test
    void aStepTakesTheFirstEventThatFits() {
        assertThat(moments(sequence(on(LOSS), on(BET), on(DEPOSIT)), "L1@0 V1@1 B1@2 B2@3 D1@4"))
                .containsExactly("4 L1+B1+D1");
    }

    @Test
    void aConditionSeesWhatIsMatchedSoFarWithoutTheEventUnderTest() {
        Sketch doubled = sequence(
                on(LOSS).as("lost"),
                on(typeAfter(
                                "lost",
                                "bet_placed",
                                scope -> scope.matched("doubled").isEmpty()
                                        && (Long) scope.event().attributes().get("stake")
                                                >= 2
                                                        * (Long) scope.matched("lost")
                                                                .get(0)
                                                                .attributes()
                                                                .get("stake")))
                        .as("doubled"));
        assertThat(moments(doubled, "L1@0(stake=10) B1@1(stake=19) B2@2(stake=20)"))
                .containsExactly("2 L1+B2");
    }

    @Test
    void aConditionThatIsUnknownIsNotFulfilled() {
        assertThat(moments(sequence(on(type("bet_placed", scope -> null))), "B1@0"))
                .isEmpty();
    }

    @Test
    void theLastThreeCount() {
        assertThat(moments(threeLosses(), "L1@0 L2@1000 L3@2000 L4@3000")).containsExactly("22000 L1+L2+L3");
        assertThat(moments(threeLosses(), "L1@0 L2@1000 L3@2000 B1@2500 L4@3000"))
                .containsExactly("23000 L2+L3+L4");
    }

    @Test
    void aWinInBetweenBreaksTheRowAndABetDoesNot() {
        assertThat(moments(threeLosses(), "L1@0 L2@1000 W1@1500 L3@2000")).isEmpty();
        assertThat(moments(threeLosses(), "L1@0 L2@1000 P1@1500 L3@2000")).isEmpty();
        assertThat(moments(threeLosses(), "L1@0 B1@500 L2@1000 V1@1500 L3@2000"))
                .containsExactly("22000 L1+L2+L3");
    }

    @Test
    void aWinAfterTheLastLossBreaksNothing() {
        assertThat(moments(threeLosses(), "L1@0 L2@1000 L3@2000 W1@2001")).containsExactly("22000 L1+L2+L3");
    }

    @Test
    void brokenByBreaksAndAPushDoesNot() {
        Sketch broken = sequence(on(LOSS).times(2).brokenBy(WIN));
        assertThat(moments(broken, "L1@0 P1@1 L2@2")).containsExactly("2 L1+L2");
        assertThat(moments(broken, "L1@0 W1@1 L2@2 L3@3")).containsExactly("3 L2+L3");
    }

    @Test
    void anEventAtTheDeadlineComesTooLateToBreakTheSilence() {
        assertThat(moments(threeLosses(), "L1@0 L2@1000 L3@2000 B1@21999")).isEmpty();
        assertThat(moments(threeLosses(), "L1@0 L2@1000 L3@2000 B1@22000")).containsExactly("22000 L1+L2+L3");
    }

    @Test
    void theEventThatBeginsTheSilenceDoesNotBreakIt() {
        assertThat(moments(sequence(on(BET)).no(BET, 30_000), "B1@0 B2@29999")).containsExactly("59999 B2");
    }

    @Test
    void withinIsLessThanFromTheFirstEventToTheMoment() {
        Sketch quick = sequence(on(LOSS), on(DEPOSIT)).within(1000);
        assertThat(moments(quick, "L1@0 D1@999")).containsExactly("999 L1+D1");
        assertThat(moments(quick, "L1@0 D1@1000")).isEmpty();
    }

    @Test
    void withinCountsAtTheDeadlineToo() {
        assertThat(moments(threeLosses().within(22_001), "L1@0 L2@1000 L3@2000"))
                .containsExactly("22000 L1+L2+L3");
        assertThat(moments(threeLosses().within(22_000), "L1@0 L2@1000 L3@2000"))
                .isEmpty();
    }

    @Test
    void anEventCanStillEndASilenceThatWithinLeavesNoTimeFor() {
        Sketch stalled =
                sequence(on(PICK)).no(BET, new Step.Wait.For(60_000), CLEARED).within(10_000);
        assertThat(moments(stalled, "S1@0 C1@9999")).containsExactly("9999 S1");
        assertThat(moments(stalled, "S1@0 C1@10000")).isEmpty();
        assertThat(moments(stalled, "S1@0 B1@5 C1@9999")).isEmpty();
    }

    @Test
    void withinOnTheFirstStepCountsFromItsOwnFirstEvent() {
        Sketch burst = sequence(on(LOSS).times(3).within(1000), on(BET));
        assertThat(moments(burst, "L1@0 L2@1 L3@999 B1@90000")).containsExactly("90000 L1+L2+L3+B1");
        assertThat(moments(burst, "L1@0 L2@1 L3@1000 B1@90000")).isEmpty();
    }

    @Test
    void withinOnALaterStepCountsFromTheStepBeforeToItsLastRepetition() {
        Sketch later = sequence(on(LOSS).times(2), on(BET).times(2).within(1000));
        assertThat(moments(later, "L1@0 L2@5000 B1@5001 B2@5999")).containsExactly("5999 L1+L2+B1+B2");
        assertThat(moments(later, "L1@0 L2@5000 B1@5001 B2@6000")).isEmpty();
    }

    @Test
    void eventsOfEqualTimeKeepTheirOrderOfArrival() {
        assertThat(moments(sequence(on(LOSS), on(BET)), "L1@5 B1@5")).containsExactly("5 L1+B1");
        assertThat(moments(sequence(on(LOSS), on(BET)), "B1@5 L1@5")).isEmpty();
        assertThat(moments(sequence(on(LOSS).times(2).inARow()), "L1@5 W1@5 L2@5"))
                .isEmpty();
    }

    @Test
    void aNoInTheMiddleHoldsUntilTheStepAfter() {
        Sketch left = sequence(on(PICK)).no(BET).then(on(ENDED));
        assertThat(moments(left, "S1@0 V1@1 X1@2")).containsExactly("2 S1+X1");
        assertThat(moments(left, "S1@0 B1@1 X1@2")).isEmpty();
        assertThat(moments(left, "B1@0 S1@0 X1@2 B2@3")).containsExactly("2 S1+X1");
    }

    @Test
    void aNoInTheMiddleBeginsAfterTheLastRepetition() {
        Sketch twice = sequence(on(LOSS).times(2)).no(BET).then(on(DEPOSIT));
        assertThat(moments(twice, "L1@0 B1@1 L2@2 D1@3")).containsExactly("3 L1+L2+D1");
        assertThat(moments(twice, "L1@0 L2@2 B1@2 D1@3")).isEmpty();
    }

    @Test
    void anEventThatTheNextStepAcceptsIsNotLookedAtByTheNoBeforeIt() {
        Sketch back = sequence(on(PICK)).no(either(BET, VIEW)).then(on(VIEW));
        assertThat(moments(back, "S1@0 V1@1")).containsExactly("1 S1+V1");
        assertThat(moments(back, "S1@0 B1@1 V1@2")).isEmpty();
    }

    @Test
    void afterASilenceInTheMiddleTheNextEventCountsFromItsEndOn() {
        Sketch back = sequence(on(PICK)).no(either(VIEW, BET), 1000).then(on(VIEW));
        assertThat(moments(back, "S1@0 V1@1000")).containsExactly("1000 S1+V1");
        assertThat(moments(back, "S1@0 V1@999 V2@1000")).isEmpty();
        assertThat(moments(back, "S1@0 B1@1500 V1@2000")).isEmpty();
    }

    @Test
    void anEventTooEarlyThatTheNoDoesNotNameIsJustNotTaken() {
        assertThat(moments(sequence(on(PICK)).no(BET, 1000).then(on(VIEW)), "S1@0 V1@999 V2@1000"))
                .containsExactly("1000 S1+V2");
    }

    @Test
    void aSilenceInTheMiddleMayBeAMultipleOfAFeatureReadWhenItBegins() {
        Sketch back = sequence(on(PICK))
                .no(BET, new Step.Wait.Relative(2, "pace", 100, 5000), null)
                .then(on(VIEW));
        Map<String, Object> pace = Map.of("pace", 500L, "pace.values", 5);
        assertThat(play(back, "S1@0 V1@999 V2@1000", pace, 64).moments).containsExactly("1000 S1+V2");
        assertThat(play(back, "S1@0 V1@4999 V2@5000", Map.of("pace", 500L, "pace.values", 4), 64).moments)
                .containsExactly("5000 S1+V2");
    }

    @Test
    void aSilenceInTheMiddleThatIsAMultipleKeepsItsBounds() {
        Sketch back = sequence(on(PICK))
                .no(BET, new Step.Wait.Relative(2.5, "pace", 100, 5000), null)
                .then(on(VIEW));
        Map<String, Object> slow = Map.of("pace", 3000L, "pace.values", 9);
        assertThat(play(back, "S1@0 V1@4999", slow, 64).moments).isEmpty();
        assertThat(play(back, "S1@0 V1@5000", slow, 64).moments).containsExactly("5000 S1+V1");
        Map<String, Object> quick = Map.of("pace", 1L, "pace.values", 9);
        assertThat(play(back, "S1@0 V1@99", quick, 64).moments).isEmpty();
        assertThat(play(back, "S1@0 V1@100", quick, 64).moments).containsExactly("100 S1+V1");
        Map<String, Object> odd = Map.of("pace", 101L, "pace.values", 9);
        assertThat(play(back, "S1@0 V1@252", odd, 64).moments).isEmpty();
        assertThat(play(back, "S1@0 V1@253", odd, 64).moments).containsExactly("253 S1+V1");
        assertThat(play(back, "S1@0 B1@5001 V1@5002", slow, 64).moments)
                .as("it may last longer, and must be silent as long")
                .isEmpty();
        assertThat(play(back, "S1@0 V1@4999 V2@5000", Map.of(), 64).moments)
                .as("unknown")
                .containsExactly("5000 S1+V2");
    }

    @Test
    void theLengthOfASilenceInTheMiddleIsReadWhenItBegins() {
        Sketch back = sequence(on(PICK).times(2))
                .no(BET, new Step.Wait.Relative(1, "pace", 0, 5000), null)
                .then(on(VIEW));
        for (boolean throughBytes : new boolean[] {true, false}) {
            Play play = new Play(factory, back.pattern(), Sketch.VOCABULARY, 64, throughBytes);
            play.on(new Beat(Play.event("S1@0"), Map.of("pace", 1L, "pace.values", 5)));
            play.on(new Beat(Play.event("S2@10"), Map.of("pace", 100L, "pace.values", 5)));
            play.on(new Beat(Play.event("V1@109"), Map.of("pace", 1L, "pace.values", 5)));
            play.on(new Beat(Play.event("V2@110"), Map.of("pace", 4000L, "pace.values", 5)));
            assertThat(play.moments).containsExactly("110 S1+S2+V2");
        }
    }

    @Test
    void aSilenceInTheMiddleMayLastUntilATime() {
        Sketch started = sequence(on(VIEW).as("visit"))
                .no(DEPOSIT, new Step.Wait.By(pageOf("visit")), null)
                .then(on(BET));
        assertThat(moments(started, "V1@0(page=5000) B1@4999 B2@5000")).containsExactly("5000 V1+B2");
        assertThat(moments(started, "V1@0(page=5000) D1@5000 B2@5001")).isEmpty();
        assertThat(moments(started, "V1@9000(page=5000) B1@9000"))
                .as("past already: nothing to wait for")
                .containsExactly("9000 V1+B1");
        assertThat(moments(started, "V1@0 B1@9000000")).as("unknown: never").isEmpty();
    }

    @Test
    void aSilenceByATimeThatIsNotKnownEndsAtItsEventOrNever() {
        Sketch untilStart = sequence(on(VIEW).as("visit")).no(BET, new Step.Wait.By(pageOf("visit")), CLEARED);
        assertThat(moments(untilStart, "V1@0")).isEmpty();
        assertThat(moments(untilStart, "V1@0 C1@7")).containsExactly("7 V1");
        assertThat(moments(untilStart, "V1@0 B1@6 C1@7")).isEmpty();
    }

    private static Sketch.Lambda pageOf(String alias) {
        return new Sketch.Lambda(
                ValueType.TIME,
                scope -> scope.matched(alias).get(0).attributes().get("page"),
                Set.of(alias));
    }

    @Test
    void aSilenceMayEndAtAnEvent() {
        Sketch stalled = sequence(on(PICK)).no(BET, new Step.Wait.For(1000), CLEARED);
        assertThat(moments(stalled, "S1@0 C1@999")).containsExactly("999 S1");
        assertThat(moments(stalled, "S1@0 C1@1000")).containsExactly("1000 S1");
        assertThat(moments(stalled, "S1@0 B1@500 C1@999")).isEmpty();
    }

    @Test
    void theEventThatEndsASilenceMayBeAmongThoseThatBreakIt() {
        Sketch stalled = sequence(on(PICK)).no(either(BET, CLEARED), new Step.Wait.For(1000), CLEARED);
        assertThat(moments(stalled, "S1@0 C1@999")).containsExactly("999 S1");
    }

    @Test
    void aSilenceMayLastUntilATime() {
        Sketch untilStart = sequence(on(VIEW).as("visit")).no(BET, new Step.Wait.By(pageOf("visit")), null);
        assertThat(moments(untilStart, "V1@0(page=5000) B1@4999")).isEmpty();
        assertThat(moments(untilStart, "V1@0(page=5000) B1@5000")).containsExactly("5000 V1");
        assertThat(moments(untilStart, "V1@9000(page=5000) B1@9000")).containsExactly("9000 V1");
        assertThat(moments(untilStart, "V1@0")).isEmpty();
    }

    @Test
    void aSilenceMayBeAMultipleOfAFeatureWithinBounds() {
        Sketch slow = sequence(on(BET)).no(BET, new Step.Wait.Relative(2.5, "pace", 1000, 9000), null);
        assertThat(play(slow, "B1@0", Map.of("pace", 1001L, "pace.values", 5), 64).moments)
                .as("rounded up to whole milliseconds")
                .containsExactly("2503 B1");
        assertThat(play(slow, "B1@0", Map.of("pace", 1L, "pace.values", 5), 64).moments)
                .containsExactly("1000 B1");
        assertThat(play(slow, "B1@0", Map.of("pace", 5000L, "pace.values", 5), 64).moments)
                .containsExactly("9000 B1");
        assertThat(play(slow, "B1@0", Map.of("pace", 1001L, "pace.values", 4), 64).moments)
                .as("too few values")
                .containsExactly("9000 B1");
        assertThat(play(slow, "B1@0", Map.of(), 64).moments).as("unknown").containsExactly("9000 B1");
    }

    @Test
    void aPatternFollowsOneSlip() {
        Sketch hesitation = sequence(on(PICK)).no(either(BET, ENDED), 1000).same("slip_id");
        assertThat(moments(hesitation, "S1@0(slip_id=a) B1@500(slip_id=b)")).containsExactly("1000 S1");
        assertThat(moments(hesitation, "S1@0(slip_id=a) B1@500(slip_id=a)")).isEmpty();
        assertThat(moments(hesitation, "S1@0(slip_id=a) B1@500")).containsExactly("1000 S1");
        assertThat(moments(hesitation, "S1@0(slip_id=a) S2@1(slip_id=b) X1@500"))
                .as("an event whose type has no slip counts for every slip")
                .isEmpty();
        assertThat(moments(hesitation, "S1@0")).as("null begins nothing").isEmpty();
    }

    @Test
    void stepsOfOneSlipAreTakenFromThatSlip() {
        Sketch moved = sequence(on(PICK).as("pick"), on(BET)).same("slip_id");
        assertThat(moments(moved, "S1@0(slip_id=a) B1@1(slip_id=b) B2@2 B3@3(slip_id=a)"))
                .containsExactly("3 S1+B3");
    }

    @Test
    void theFieldsOfSameAreLookedAtOneByOne() {
        Sketch two = sequence(on(PICK), on(CLEARED)).same("slip_id", "selection_key");
        assertThat(moments(two, "S1@0(slip_id=a,selection_key=x) C1@1(slip_id=a)"))
                .containsExactly("1 S1+C1");
        assertThat(moments(two, "S1@0(slip_id=a) C1@1(slip_id=a)")).isEmpty();
    }

    @Test
    void aRowHoldsWithinOneValue() {
        Sketch row = sequence(on(LOSS).times(2).inARow()).same("product");
        assertThat(moments(row, "L1@0(product=a) W1@1(product=b) L2@2(product=a)"))
                .containsExactly("2 L1+L2");
        assertThat(moments(row, "L1@0(product=a) W1@1(product=a) L2@2(product=a)"))
                .isEmpty();
    }

    @Test
    void aNumberIsTheSameValueHoweverItIsWritten() {
        Sketch row = sequence(on(LOSS).times(2)).same("stake");
        Play play = new Play(factory, row.pattern(), Sketch.VOCABULARY, 64, true);
        play.on(Play.event("L1@0(stake=5)"));
        play.on(io.kairos.event.PlayerEvent.of("L2", "ada", "bet_settled", 1, Map.of("outcome", "LOSS", "stake", 5.0)));
        assertThat(play.moments).containsExactly("1 L1+L2");
    }

    @Test
    void sameOnAStepBindsItsRepetitionsOnly() {
        Sketch row = sequence(on(LOSS).times(2).same("product").inARow(), on(LOSS));
        assertThat(moments(row, "L1@0(product=a) W1@1(product=b) L2@2(product=a) L3@3(product=b)"))
                .containsExactly("3 L1+L2+L3");
        assertThat(moments(row, "L1@0(product=a) W1@1(product=a) L2@2(product=a) L3@3(product=a)"))
                .isEmpty();
        assertThat(moments(row, "L1@0 L2@2 L3@3")).as("null matches nothing").isEmpty();
    }

    @Test
    void differentRepetitionsAllDiffer() {
        Sketch products = sequence(on(LOSS).times(3).different("product"));
        assertThat(moments(products, "L1@0(product=a) L2@1(product=b) L3@2(product=a) L4@3 L5@4(product=c)"))
                .containsExactly("4 L1+L2+L5");
    }

    @Test
    void restartDropsWhatHasBegunTheClosingEventIncluded() {
        Sketch pair = sequence(on(LOSS).times(2));
        assertThat(moments(pair, "L1@0 L2@1 L3@2 L4@3 L5@4")).containsExactly("1 L1+L2", "3 L3+L4");
    }

    @Test
    void overlapLetsEveryMatchCount() {
        assertThat(moments(sequence(on(LOSS).times(2)).overlap(), "L1@0 L2@1 L3@2"))
                .containsExactly("1 L1+L2", "2 L2+L3");
    }

    @Test
    void ofTwoThatCompleteOnTheSameEventTheOneThatBeganFirstWins() {
        Sketch after = sequence(on(LOSS), on(DEPOSIT));
        assertThat(moments(after, "L1@0 L2@0 D1@5")).containsExactly("5 L1+D1");
        assertThat(moments(sequence(on(LOSS), on(DEPOSIT)).overlap(), "L1@0 L2@0 D1@5"))
                .containsExactly("5 L1+D1", "5 L2+D1");
    }

    @Test
    void ofTwoThatCompleteAtTheSameDeadlineTheOneThatBeganFirstWins() {
        assertThat(moments(sequence(on(LOSS)).no(BET, 1000), "L1@0 L2@0 L3@1")).containsExactly("1000 L1");
        assertThat(moments(sequence(on(LOSS)).no(BET, 1000).overlap(), "L1@0 L2@0 L3@1"))
                .containsExactly("1000 L1", "1000 L2", "1001 L3");
    }

    @Test
    void matchesOfTwoSlipsEndOnTheSameEvent() {
        Sketch left = sequence(on(PICK), on(ENDED)).same("slip_id");
        assertThat(moments(left, "S1@0(slip_id=a) S2@1(slip_id=b) S3@2(slip_id=a) X1@3 X2@4"))
                .containsExactly("3 S1+X1", "3 S2+X1");
    }

    @Test
    void restartLeavesOtherSlipsAlone() {
        Sketch left = sequence(on(PICK).times(2)).same("slip_id");
        assertThat(moments(left, "S1@0(slip_id=a) S2@1(slip_id=b) S3@2(slip_id=a) S4@3(slip_id=b)"))
                .containsExactly("2 S1+S3", "3 S2+S4");
    }

    @Test
    void aCompletedMatchIsNotHeldBackForAnOlderOne() {
        Sketch after = sequence(
                on(LOSS).as("lost"),
                on(typeAfter(
                        "lost",
                        "bet_placed",
                        scope -> ((Long) scope.event().attributes().get("stake"))
                                >= (Long) scope.matched("lost")
                                        .get(0)
                                        .attributes()
                                        .get("stake"))));
        assertThat(moments(after, "L1@0(stake=100) L2@1(stake=1) B1@2(stake=2) B2@3(stake=200)"))
                .containsExactly("2 L2+B1");
    }

    @Test
    void immediatelyAllowsNothingOfThePlayersOwnInBetween() {
        Sketch next = sequence(on(PICK), on(BET).immediately());
        assertThat(moments(next, "S1@0 D1@1 B1@2")).containsExactly("2 S1+B1");
        assertThat(moments(next, "S1@0 V1@1 B1@2")).isEmpty();
        Sketch repeated = sequence(on(LOSS), on(VIEW).times(2).immediately());
        assertThat(moments(repeated, "L1@0 V1@1 D1@2 V2@3")).containsExactly("3 L1+V1+V2");
        assertThat(moments(repeated, "L1@0 V1@1 B1@2 V2@3")).isEmpty();
    }

    @Test
    void anOptionalStepIsTakenIfItComes() {
        Sketch maybe = sequence(on(PICK), on(VIEW).optional(), on(BET));
        assertThat(moments(maybe, "S1@0 B1@1")).containsExactly("1 S1+B1");
        assertThat(moments(maybe, "S1@0 V1@1 V2@2 B1@3")).containsExactly("3 S1+V1+B1");
        assertThat(moments(maybe.overlap(), "S1@0 V1@1 B1@3")).containsExactly("3 S1+V1+B1");
    }

    @Test
    void anOptionalStepThatIsNotDoneIsAsIfItHadNotBegun() {
        Sketch maybe = sequence(on(PICK), on(VIEW).times(2).optional(), on(BET));
        assertThat(moments(maybe, "S1@0 V1@1 B1@3")).containsExactly("3 S1+B1");
        assertThat(moments(maybe, "S1@0 V1@1 V2@2 B1@3")).containsExactly("3 S1+V1+V2+B1");
    }

    @Test
    void aNoBeforeAnOptionalStepHoldsUntilTheStepThatComes() {
        Sketch maybe = sequence(on(PICK)).no(DEPOSIT).then(on(VIEW).optional(), on(BET));
        assertThat(moments(maybe, "S1@0 D1@1 B1@3")).isEmpty();
        assertThat(moments(maybe, "S1@0 V1@1 D1@2 B1@3")).containsExactly("3 S1+V1+B1");
        assertThat(moments(maybe, "S1@0 D1@1 V1@2 B1@3")).isEmpty();
    }

    @Test
    void aLoopTakesAllItCan() {
        Sketch loop = sequence(on(LOSS).times(2, 4), on(BET)).overlap();
        assertThat(moments(loop, "L1@0 B1@1")).isEmpty();
        assertThat(moments(loop, "L1@0 L2@1 B1@2")).containsExactly("2 L1+L2+B1");
        assertThat(moments(loop, "L1@0 L2@1 L3@2 B1@3")).containsExactly("3 L1+L2+L3+B1", "3 L2+L3+B1");
        assertThat(moments(sequence(on(LOSS).times(2, 4), on(BET)), "L1@0 L2@1 L3@2 L4@3 L5@4 B1@5"))
                .containsExactly("5 L1+L2+L3+L4+B1");
    }

    @Test
    void anOpenLoopInARowEndsAtTheEventThatBreaksIt() {
        Sketch loop = sequence(on(LOSS).times(2, Step.Take.UNBOUNDED).inARow(), on(BET))
                .within(60_000);
        assertThat(moments(loop, "L1@0 W1@1 L2@2 B1@3")).isEmpty();
        assertThat(moments(loop, "L1@0 L2@1 L3@2 W1@3 L4@4 B1@5")).containsExactly("5 L1+L2+L3+B1");
    }

    @Test
    void aLoopBeforeANoInTheMiddleGoesOnUntilTheNoBegins() {
        Sketch loop = sequence(on(LOSS).times(2, Step.Take.UNBOUNDED))
                .no(WIN)
                .then(on(BET))
                .within(60_000);
        assertThat(moments(loop, "L1@0 W1@1 L2@2 L3@3 B1@4")).containsExactly("4 L1+L2+L3+B1");
        assertThat(moments(loop, "L1@0 L2@1 W1@2 B1@3")).isEmpty();
        assertThat(moments(loop, "L1@0 L2@1 W1@2 L3@3 B1@4")).containsExactly("4 L1+L2+L3+B1");
    }

    @Test
    void aLoopBeforeASilenceBeginsItAnewWithEachOccurrence() {
        Sketch loop =
                sequence(on(LOSS).times(2, Step.Take.UNBOUNDED)).no(BET, 1000).within(60_000);
        assertThat(moments(loop, "L1@0 L2@1 L3@900")).containsExactly("1900 L1+L2+L3");
        assertThat(moments(loop, "L1@0 L2@1 L3@900 B1@1001")).isEmpty();
        assertThat(moments(loop, "L1@0 L2@1 B1@2 L3@900")).containsExactly("1900 L1+L2+L3");
    }

    @Test
    void aLoopBeginsItsSilenceAnewEvenIfAnotherWayToTakeTheEventsCounts() {
        Sketch loops = sequence(on(LOSS).times(1, 2), on(LOSS).times(1, 2)).no(BET, 10);
        assertThat(moments(loops.overlap(), "L1@0 L2@0 L3@5")).containsExactly("15 L1+L2+L3", "15 L2+L3");
    }

    @Test
    void aFixedCountBeforeASilenceGivesEachFirstEventAMatchOfItsOwn() {
        Sketch pair = sequence(on(LOSS).times(2)).no(BET, 1000).overlap();
        assertThat(moments(pair, "L1@0 L2@1 L3@900")).containsExactly("1001 L1+L2", "1900 L2+L3");
    }

    @Test
    void aLoopAtTheEndIsAMomentWithEachOccurrenceIfMatchesOverlap() {
        Sketch loop = sequence(on(LOSS).times(2, 3));
        assertThat(moments(loop, "L1@0 L2@1 L3@2")).containsExactly("1 L1+L2");
        assertThat(moments(loop.overlap(), "L1@0 L2@1 L3@2 L4@3"))
                .containsExactly("1 L1+L2", "2 L1+L2+L3", "2 L2+L3", "3 L2+L3+L4", "3 L3+L4");
    }

    @Test
    void beyondTheCapTheOldestIsDroppedAndCounted() {
        Sketch after = sequence(on(LOSS), on(DEPOSIT)).overlap();
        Play play = play(after, "L1@0 L2@1 L3@2 L4@3 D1@4", Map.of(), 2);
        assertThat(play.moments).containsExactly("4 L3+D1", "4 L4+D1");
        assertThat(play.counted).containsExactly("partials_dropped", "partials_dropped");
    }

    @Test
    void theDeadDoNotCountAgainstTheCap() {
        Sketch after = sequence(on(LOSS), on(DEPOSIT)).within(1000).overlap();
        Play play = play(after, "L1@0 L2@1 L3@1000 D1@1000", Map.of(), 2);
        assertThat(play.moments).containsExactly("1000 L2+D1", "1000 L3+D1");
        assertThat(play.counted).isEmpty();
    }

    @Test
    void silencesCountAgainstTheCap() {
        Play play = play(sequence(on(LOSS)).no(BET, 1000).overlap(), "L1@0 L2@1 L3@2", Map.of(), 2);
        assertThat(play.moments).containsExactly("1001 L2", "1002 L3");
        assertThat(play.counted).containsExactly("partials_dropped");
    }

    @Test
    void aPatternOfOneEventIsLegal() {
        assertThat(moments(sequence(on(BET)), "B1@0 V1@1 B2@2")).containsExactly("0 B1", "2 B2");
    }

    @Test
    void aSilenceMustHaveAnEventBeforeIt() {
        Sketch first = sequence().no(BET).then(on(VIEW));
        assertThatThrownBy(() -> new PatternHost(first.pattern(), Sketch.VOCABULARY, factory, 64))
                .hasMessageContaining("sequence[0]");
    }
}
