package io.kairos.player;

import static io.kairos.offer.OfferRecord.Status.ISSUED;
import static io.kairos.player.Play.NOON;
import static io.kairos.player.Tells.Part.MOMENT;
import static io.kairos.player.Tells.Part.NEAR_MISS;
import static io.kairos.player.Tells.Part.TWICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import io.kairos.player.Tells.About;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Players who are owed something: an answer, a result, their money, silence. */
class ServiceMomentsTest extends PlaybookStory {

    @Nested
    @About("big-win-pause")
    class BigWin {
        @Tells(MOMENT)
        void twentyStakesAndHalfAMinuteWithoutABetAreCongratulatedNeutrally() {
            tell(player("milo").bets(1, "WIN", 10, 200)).until(HOUR);
            assertThat(moments("big-win-pause")).containsExactly(30_500L);
            assertThat(issued("big-win-pause")).containsExactly("neutral-congrats");
            assertThat(tag("big-win-pause")).containsExactly("GAINED 30500", "LOST 930500 expired");
        }

        @Tells(NEAR_MISS)
        void almostTwentyStakesAreNotBig() {
            tell(player("milo").bets(1, "WIN", 10, 199.99)).toTheEnd();
            assertThat(moments("big-win-pause")).isEmpty();
        }

        @Test
        void whoBetsOnInTheLastMillisecondDoesNotPause() {
            tell(player("milo").bets(1, "WIN", 10, 200).waits(29_499).does("bet_placed", "stake", 10))
                    .toTheEnd();
            assertThat(moments("big-win-pause")).isEmpty();
        }

        @Test
        void nothingTemptsHimForAQuarterOfAnHour() {
            tell(picks(player("milo").bets(1, "WIN", 10, 200).waits(3 * MINUTE), "slip-1", 2, 1))
                    .until(10 * MINUTE);
            assertThat(issued("slip-hesitation")).containsExactly("bet-explainer");
        }

        @Test
        void aFreeSpinIsNoStake() {
            tell(player("milo").bets(1, "WIN", 0, 50)).toTheEnd();
            assertThat(moments("big-win-pause")).isEmpty();
        }

        @Test
        void theNextBetEndsTheOffer() {
            tell(player("milo").bets(1, "WIN", 10, 200).waits(MINUTE).does("bet_placed", "stake", 10));
            assertThat(ends("big-win-pause")).containsExactly("WITHDRAWN 61000 UNTIL");
        }

        @Tells(TWICE)
        void isSaidOnceADay() {
            tell(player("milo").bets(1, "WIN", 10, 200).waits(HOUR).bets(1, "WIN", 10, 200))
                    .until(2 * HOUR);
            assertThat(reasons("big-win-pause")).containsExactly(Reason.OFFERED, Reason.CAPPED);
            assertThat(tag("big-win-pause")).hasSize(4);
        }
    }

    @Nested
    @About("has-reward")
    class HasReward {
        private Play holdsAFreeBet() {
            return player("nora").does("bonus_changed", "kind", "FREE_BET", "status", "CREATED", "min_odds", 1.5);
        }

        private Play looksAt(Play play, double odds, boolean live) {
            return play.does("market_viewed", "event_key", "m1", "is_live", live, "odds", odds);
        }

        @Tells(MOMENT)
        void isNoticedFromADayAfterItWasGivenAtAMarketThatFits() {
            tell(looksAt(holdsAFreeBet().waits(DAY), 1.5, false)).until(2 * DAY);
            assertThat(moments("has-reward")).containsExactly(DAY);
            assertThat(issued("has-reward")).containsExactly("free-bet-ready");
            assertThat(tag("has-reward")).containsExactly("GAINED 86400000", "LOST 87000000 expired");
        }

        @Tells(NEAR_MISS)
        void withinADayHeKnows() {
            tell(looksAt(holdsAFreeBet().waits(DAY - 1), 1.5, false));
            assertThat(moments("has-reward")).isEmpty();
        }

        @Test
        void neitherALiveMarketNorOneAtLowerOddsFits() {
            tell(looksAt(looksAt(holdsAFreeBet().waits(DAY), 1.5, true), 1.49, false));
            assertThat(moments("has-reward")).isEmpty();
        }

        @Test
        void aFreeBetThatIsUsedIsNoneAndAnotherBonusIsNotOne() {
            Play nora = holdsAFreeBet()
                    .does("bonus_changed", "kind", "RELOAD", "status", "LOST")
                    .waits(DAY);
            tell(looksAt(nora, 2, false));
            assertThat(moments("has-reward")).hasSize(1);
            nora.does("bonus_changed", "kind", "FREE_BET", "status", "COMPLETED")
                    .waits(DAY);
            tell(looksAt(nora, 2, false));
            assertThat(moments("has-reward")).hasSize(1);
        }

        @Test
        void aBetEndsTheOffer() {
            Play nora = looksAt(holdsAFreeBet().waits(DAY), 2, false).waits(SECOND);
            tell(nora.does("bet_placed", "stake", 5, "is_free_bet", true));
            assertThat(ends("has-reward")).containsExactly("WITHDRAWN 86401000 UNTIL");
        }

        @Test
        void whoHasJustLostIsNotReminded() {
            tell(looksAt(holdsAFreeBet().waits(DAY).loses(1), 2, false));
            assertThat(reasons("has-reward")).containsExactly(Reason.GATED);
        }

        @Tells(TWICE)
        void isSaidOnceInTwelveHoursAndEndsWithTheMarket() {
            Play nora = views(looksAt(holdsAFreeBet().waits(DAY), 2, false).waits(SECOND), "HOME");
            tell(looksAt(nora.waits(HOUR), 2, false));
            assertThat(reasons("has-reward")).containsExactly(Reason.OFFERED, Reason.CAPPED);
            assertThat(ends("has-reward")).containsExactly("WITHDRAWN 86401000 UNTIL");
        }
    }

    @Nested
    @About("deposit-blocked")
    class DepositBlocked {
        private Play fails(Play play, String payment, String why) {
            deposit(play, "deposit_attempted", payment, "CARD", null);
            return deposit(play, "deposit_failed", payment, "CARD", why);
        }

        @Tells(MOMENT)
        void isNoticedAMinuteAfterAFailureThatIsNotHis() {
            tell(fails(player("olga"), "p1", "TECHNICAL")).until(HOUR);
            assertThat(moments("deposit-blocked")).containsExactly(MINUTE);
            assertThat(of("deposit-blocked", ISSUED))
                    .extracting(offer -> offer.words().message())
                    .containsExactly("CARD did not accept the payment. Another method may.");
            assertThat(tag("deposit-blocked")).containsExactly("GAINED 60000", "LOST 660000 expired");
        }

        @Tells(NEAR_MISS)
        void aSuccessInTheLastMillisecondIsAllHeNeeded() {
            Play olga = fails(player("olga"), "p1", "DECLINED").waits(59_999);
            tell(deposit(olga, "deposit_succeeded", "p2", "CARD", null)).toTheEnd();
            assertThat(moments("deposit-blocked")).isEmpty();
        }

        @Test
        void aLimitIsNoFaultToBeHelpedAround() {
            tell(fails(fails(player("olga"), "p1", "LIMIT"), "p2", "AML")).toTheEnd();
            assertThat(moments("deposit-blocked")).isEmpty();
        }

        @Test
        void whilePaymentsAreDownForAllNoOtherMethodIsPraised() {
            Play olga = fails(player("olga"), "p1", "TECHNICAL");
            rig.everybodyHears(new PlayerEvent(
                    "i1",
                    null,
                    null,
                    "payment_incident",
                    NOON,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    Map.of("state", "OPEN")));
            tell(olga).until(HOUR);
            assertThat(reasons("deposit-blocked")).containsExactly(Reason.GATED);
        }

        @Test
        void whoHasLeftIsNotCalledBack() {
            tell(fails(player("olga"), "p1", "TECHNICAL").does("session_ended", "reason", "CLOSED"))
                    .toTheEnd();
            assertThat(reasons("deposit-blocked")).containsExactly(Reason.GATED);
        }

        @Test
        void aSuccessEndsTheOffer() {
            Play olga = fails(player("olga"), "p1", "DECLINED").waits(90 * SECOND);
            tell(deposit(olga, "deposit_succeeded", "p2", "CARD", null));
            assertThat(ends("deposit-blocked")).containsExactly("WITHDRAWN 90000 UNTIL");
        }

        @Tells(TWICE)
        void isSaidTwiceADay() {
            Play olga = fails(player("olga"), "p1", "DECLINED").waits(20 * MINUTE);
            tell(fails(fails(olga, "p2", "DECLINED").waits(20 * MINUTE), "p3", "DECLINED"))
                    .until(42 * MINUTE);
            assertThat(reasons("deposit-blocked")).containsExactly(Reason.OFFERED, Reason.OFFERED, Reason.CAPPED);
        }
    }

    @Nested
    @About("lost-search")
    class LostSearch {
        private Play searches(Play play, int results) {
            return play.does("search_performed", "query_hash", "q", "results", results);
        }

        @Tells(MOMENT)
        void isNoticedAtTheSecondWithinAMinute() {
            tell(searches(searches(player("paul"), 0).waits(59_999), 0)).until(HOUR);
            assertThat(moments("lost-search")).containsExactly(59_999L);
            assertThat(issued("lost-search")).containsExactly("nearest-titles");
            assertThat(tag("lost-search")).containsExactly("GAINED 59999", "LOST 359999 expired");
        }

        @Tells(NEAR_MISS)
        void aMinuteLaterItIsAnotherSearch() {
            tell(searches(searches(player("paul"), 0).waits(MINUTE), 0));
            assertThat(moments("lost-search")).isEmpty();
        }

        @Test
        void oneResultIsEnough() {
            tell(searches(searches(player("paul"), 0).waits(SECOND), 1));
            assertThat(moments("lost-search")).isEmpty();
        }

        @Tells(TWICE)
        void twiceWithinHalfAnHourIsOfferedOnceAndAGameEndsIt() {
            Play paul = searches(searches(player("paul"), 0), 0).waits(SECOND).does("game_launched", "game_id", "g");
            tell(searches(searches(paul.waits(MINUTE), 0), 0));
            assertThat(reasons("lost-search")).containsExactly(Reason.OFFERED, Reason.CAPPED);
            assertThat(ends("lost-search")).containsExactly("WITHDRAWN 1000 UNTIL");
            assertThat(tag("lost-search")).containsExactly("GAINED 0", "LOST 1000 until", "GAINED 61000");
        }
    }

    @Nested
    @About("withdrawal-requested")
    class WithdrawalRequested {
        private Play requests(Play play, String payment) {
            return play.does("withdrawal_requested", "payment_id", payment, "amount", 50, "method", "CARD");
        }

        @Tells(MOMENT)
        void isAnsweredAtOnceAndNothingTemptsHimUntilItIsOver() {
            Play quin = requests(player("quin"), "w1").waits(HOUR);
            tell(picks(quin, "slip-1", 2, 1)).until(2 * HOUR);
            assertThat(moments("withdrawal-requested")).containsExactly(0L);
            assertThat(of("withdrawal-requested", ISSUED))
                    .extracting(offer -> offer.words().message())
                    .containsExactly("Your withdrawal of 50 is on its way.");
            assertThat(issued("slip-hesitation")).containsExactly("bet-explainer");
            until(40 * DAY);
            assertThat(tag("cashing-out")).containsExactly("GAINED 0", "LOST 2592000000 expired");
        }

        @Test
        void aBoostThatIsOpenIsWithdrawn() {
            tell(requests(picks(player("quin"), "slip-1", 2, 1).waits(MINUTE), "w1"));
            assertThat(issued("slip-hesitation")).containsExactly("odds-boost");
            assertThat(ends("slip-hesitation")).containsExactly("WITHDRAWN 60000 PROTECTED");
        }

        @Tells(NEAR_MISS)
        void theEndOfOneThatWasNeverSeenIsNoRequest() {
            tell(player("quin").does("withdrawal_rejected", "payment_id", "w1", "amount", 50));
            assertThat(moments("withdrawal-requested")).isEmpty();
            assertThat(tag("cashing-out")).isEmpty();
        }

        @Test
        void aRejectionEndsOfferAndTag() {
            Play quin = requests(player("quin"), "w1").waits(MINUTE);
            tell(quin.does("withdrawal_rejected", "payment_id", "w1", "amount", 50));
            assertThat(ends("withdrawal-requested")).containsExactly("WITHDRAWN 60000 UNTIL");
            assertThat(tag("cashing-out")).containsExactly("GAINED 0", "LOST 60000 until");
        }

        @Tells(TWICE)
        void aSecondRequestWaitsForTheAnswerToTheFirst() {
            tell(requests(
                    requests(requests(player("quin"), "w1").waits(MINUTE), "w2").waits(HOUR), "w3"));
            assertThat(reasons("withdrawal-requested"))
                    .containsExactly(Reason.OFFERED, Reason.OFFER_OPEN, Reason.OFFERED);
            assertThat(tag("cashing-out")).containsExactly("GAINED 0", "REFRESHED 60000", "REFRESHED 3660000");
        }
    }

    @Nested
    @About("withdrawal-paid")
    class WithdrawalPaid {
        private Play isPaid(Play play, String payment) {
            return play.does("withdrawal_paid", "payment_id", payment, "amount", 50);
        }

        @Tells(MOMENT)
        void nothingTemptsHimForADayAfter() {
            Play quin = player("quin").does("withdrawal_requested", "payment_id", "w1", "amount", 50);
            tell(isPaid(quin.waits(2 * HOUR), "w1")).until(3 * DAY);
            assertThat(reasons("withdrawal-paid")).containsExactly(Reason.NO_OFFERS);
            assertThat(tag("cashing-out"))
                    .containsExactly("GAINED 0", "LOST 7200000 until", "GAINED 7200000", "LOST 93600000 expired");
        }

        @Tells(NEAR_MISS)
        void aRejectedOneIsNotPaid() {
            Play quin = player("quin").does("withdrawal_requested", "payment_id", "w1", "amount", 50);
            tell(quin.waits(HOUR).does("withdrawal_rejected", "payment_id", "w1", "amount", 50));
            assertThat(moments("withdrawal-paid")).isEmpty();
            assertThat(tag("cashing-out")).containsExactly("GAINED 0", "LOST 3600000 until");
        }

        @Tells(TWICE)
        void theDayBeginsAnew() {
            tell(isPaid(isPaid(player("quin"), "w1").waits(HOUR), "w2")).until(3 * DAY);
            assertThat(moments("withdrawal-paid")).containsExactly(0L, HOUR);
            assertThat(tag("cashing-out")).containsExactly("GAINED 0", "REFRESHED 3600000", "LOST 90000000 expired");
        }
    }

    @Nested
    @About("slip-saved")
    class SlipSaved {
        private Play abandons(Play play, String slip) {
            return picks(play, slip, 2, 2).waits(SECOND).does("session_ended", "reason", "CLOSED");
        }

        private Play returns(Play play, String session) {
            return play.in("session_id", session).does("session_started");
        }

        @Tells(MOMENT)
        void whoReturnsToHisSlipIsToldUntilItsFirstEventBegins() {
            tell(returns(abandons(player("rob"), "slip-1").waits(HOUR), "s2"));
            assertThat(moments("slip-saved")).containsExactly(3_601_000L);
            assertThat(of("slip-saved", ISSUED))
                    .extracting(OfferRecord::offer, OfferRecord::expiresAt)
                    .containsExactly(tuple("slip-saved", NOON + 2 * HOUR));
        }

        @Tells(NEAR_MISS)
        void whoReturnsWhenItHasBegunFindsNothing() {
            tell(returns(abandons(player("rob"), "slip-1").waits(2 * HOUR - SECOND), "s2"));
            assertThat(tag("slip-abandoned")).containsExactly("GAINED 1000", "LOST 7200000 expired");
            assertThat(moments("slip-saved")).isEmpty();
        }

        @Test
        void whoBetOnItHasNoneOpen() {
            Play rob = abandons(player("rob"), "slip-1").waits(MINUTE);
            tell(returns(rob.does("bet_placed", "slip_id", "slip-1", "stake", 5), "s2"));
            assertThat(moments("slip-saved")).isEmpty();
        }

        @Test
        void clearingItEndsTheOfferToo() {
            Play rob = returns(abandons(player("rob"), "slip-1").waits(MINUTE), "s2")
                    .waits(SECOND);
            tell(rob.does("slip_cleared", "slip_id", "slip-1"));
            assertThat(ends("slip-saved")).containsExactly("WITHDRAWN 62000 UNTIL");
        }

        @Test
        void aBetOnItEndsTheOffer() {
            Play rob = returns(abandons(player("rob"), "slip-1").waits(MINUTE), "s2")
                    .waits(SECOND);
            tell(rob.does("bet_placed", "slip_id", "slip-1", "stake", 5));
            assertThat(ends("slip-saved")).containsExactly("WITHDRAWN 62000 UNTIL");
        }

        @Tells(TWICE)
        void isSaidOnceADay() {
            tell(returns(
                    returns(abandons(player("rob"), "slip-1").waits(MINUTE), "s2")
                            .waits(HOUR),
                    "s3"));
            assertThat(reasons("slip-saved")).containsExactly(Reason.OFFERED, Reason.CAPPED);
        }
    }

    @Nested
    @About("nudge-tired")
    class NudgeTired {
        /** Leaves, is offered something and waves it away. */
        private Play isOfferedAndDismisses(Play play) {
            tell(leaves(play));
            tell(answers(play.waits(SECOND), "DISMISSED"));
            return play.does("session_ended", "reason", "CLOSED").waits(10 * MINUTE);
        }

        private Play isOfferedAndDoesNotLook(Play play) {
            return leaves(play)
                    .waits(25 * SECOND)
                    .does("session_ended", "reason", "CLOSED")
                    .waits(10 * MINUTE);
        }

        @Tells(MOMENT)
        void afterTheSecondDismissalOnlyCareReachesHimForADay() {
            Play sven = isOfferedAndDismisses(isOfferedAndDismisses(player("sven")));
            assertThat(moments("nudge-tired")).containsExactly(602_000L);
            tell(leaves(sven.waits(HOUR)).loses(6)).until(DAY + HOUR);
            assertThat(reasons("exit-intent")).containsExactly(Reason.OFFERED, Reason.OFFERED, Reason.PROTECTED);
            assertThat(issued("loss-streak-slowdown")).containsExactly("session-summary");
            assertThat(tag("nudge-tired")).containsExactly("GAINED 602000", "LOST 87002000 expired");
        }

        @Test
        void threeIgnoredOffersSayTheSame() {
            Play sven = isOfferedAndDoesNotLook(isOfferedAndDoesNotLook(player("sven")));
            tell(sven).until(20 * MINUTE);
            assertThat(moments("nudge-tired")).isEmpty();
            tell(isOfferedAndDoesNotLook(sven)).until(HOUR);
            assertThat(moments("nudge-tired")).hasSize(1);
        }

        @Tells(NEAR_MISS)
        void oneDismissedAndOneIgnoredAreNeitherTwoNorThree() {
            tell(isOfferedAndDoesNotLook(isOfferedAndDismisses(player("sven")))).until(HOUR);
            assertThat(rig.offers).hasSize(4);
            assertThat(moments("nudge-tired")).isEmpty();
        }

        @Tells(TWICE)
        void whoIsTiredIsNotTiredTwiceAndAcceptingCareEndsIt() {
            Play sven = isOfferedAndDismisses(isOfferedAndDismisses(player("sven")))
                    .loses(6)
                    .waits(25 * SECOND);
            tell(views(sven, "HOME"));
            assertThat(moments("nudge-tired")).hasSize(1);
            tell(answers(sven, "ACCEPTED"));
            assertThat(tag("nudge-tired")).hasSize(2).last().asString().endsWith("until");
        }
    }
}
