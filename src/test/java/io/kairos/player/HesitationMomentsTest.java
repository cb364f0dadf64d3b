package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Tells.Part.MOMENT;
import static io.kairos.player.Tells.Part.NEAR_MISS;
import static io.kairos.player.Tells.Part.TWICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import io.kairos.player.Tells.About;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Players who hesitate over a slip, a price, a cash-out or an event; the cashier has a class of its own. */
class HesitationMomentsTest extends PlaybookStory {
    private static Play bets(Play play, String slip) {
        return play.does("bet_placed", "slip_id", slip, "stake", 5);
    }

    @Nested
    @About("slip-hesitation")
    class BetSlipHesitation {
        private Play pick(Play play, String slip) {
            return picks(play, slip, 2, 1);
        }

        @Tells(MOMENT)
        void isNoticedAfterFortyFiveSecondsWithoutABet() {
            tell(pick(player("bob"), "slip-1")).until(44_999);
            assertThat(moments("slip-hesitation")).isEmpty();
            until(45_000);
            assertThat(moments("slip-hesitation")).containsExactly(45_000L);
            assertThat(issued("slip-hesitation")).containsExactly("odds-boost");
            until(HOUR);
            assertThat(tag("slip-hesitant")).containsExactly("GAINED 45000", "LOST 345000 expired");
        }

        @Tells(NEAR_MISS)
        void aBetOnTheSameSlipIsNoHesitation() {
            tell(bets(pick(player("bob"), "slip-1").waits(44_999), "slip-1")).toTheEnd();
            assertThat(moments("slip-hesitation")).isEmpty();
        }

        @Test
        void aBetOnAnotherSlipDoesNotCount() {
            tell(bets(pick(player("bob"), "slip-1").waits(20_000), "slip-2")).toTheEnd();
            assertThat(moments("slip-hesitation")).containsExactly(45_000L);
        }

        @Test
        void whoDoesNotSeeThePageDoesNotHesitate() {
            tell(pick(player("bob"), "slip-1").waits(20_000).does("page_heartbeat", "visible", false))
                    .toTheEnd();
            assertThat(moments("slip-hesitation")).isEmpty();
        }

        @Test
        void whoHasLeftDoesNotHesitate() {
            tell(pick(player("bob"), "slip-1").waits(44_999).does("session_ended", "reason", "CLOSED"))
                    .toTheEnd();
            assertThat(moments("slip-hesitation")).isEmpty();
        }

        @Tells(TWICE)
        void twiceWithinAQuarterOfAnHourIsOfferedOnce() {
            tell(pick(pick(player("bob"), "slip-1").waits(300_000), "slip-2")).until(400_000);
            assertThat(reasons("slip-hesitation")).containsExactly(Reason.OFFERED, Reason.CAPPED);
        }

        @Test
        void theOfferIsWithdrawnWhenTheBetIsPlaced() {
            tell(bets(pick(player("bob"), "slip-1").waits(50_000), "slip-1"));
            assertThat(ends("slip-hesitation")).containsExactly("WITHDRAWN 50000 UNTIL");
        }

        @Test
        void soItIsWhenTheSlipIsClearedOrHisSelectionSuspended() {
            Play bob = pick(player("bob"), "slip-1").waits(50_000).does("slip_cleared", "slip_id", "slip-1");
            pick(bob.waits(HOUR), "slip-2").waits(50_000);
            bob.does("odds_changed", "selection_key", "home-wins", "suspended", false)
                    .does("odds_changed", "selection_key", "away-wins", "suspended", true)
                    .waits(SECOND)
                    .does("odds_changed", "selection_key", "home-wins", "suspended", true);
            tell(bob);
            assertThat(ends("slip-hesitation")).containsExactly("WITHDRAWN 50000 UNTIL", "WITHDRAWN 3701000 UNTIL");
        }

        @Test
        void whoEntersAStakeBeginsToThinkAnew() {
            tell(pick(player("bob"), "slip-1").waits(44_999).does("slip_stake_entered", "slip_id", "slip-1"))
                    .toTheEnd();
            assertThat(moments("slip-hesitation")).isEmpty();
        }

        @Test
        void aFourthTimeInADayIsOneTooMany() {
            Play bob = player("bob");
            for (int i = 0; i < 4; i++) {
                bets(pick(bob, "slip-" + i).waits(MINUTE), "slip-" + i).waits(HOUR);
            }
            tell(bob);
            assertThat(reasons("slip-hesitation"))
                    .containsExactly(Reason.OFFERED, Reason.OFFERED, Reason.OFFERED, Reason.CAPPED);
        }

        @Test
        void whoHasLostGetsAnExplanationAndNoBoost() {
            tell(pick(player("bob").loses(1), "slip-1")).until(MINUTE);
            assertThat(issued("slip-hesitation")).containsExactly("bet-explainer");
        }

        @Test
        void inOntarioThereIsNoBoost() {
            tell(pick(player("bob").in("licence", "ON"), "slip-1")).until(MINUTE);
            assertThat(issued("slip-hesitation")).containsExactly("bet-explainer");
        }

        @Test
        void theOfferDoesNotOutliveTheStartOfTheEvent() {
            Play bob = player("bob");
            bob.does("slip_selection_added", "slip_id", "s", "is_live", false, "event_start", NOON + MINUTE);
            tell(bob).until(MINUTE);
            assertThat(of("slip-hesitation", OfferRecord.Status.ISSUED))
                    .extracting(OfferRecord::expiresAt)
                    .containsExactly(NOON + MINUTE);
        }
    }

    @Nested
    @About("price-watch")
    class PriceWatch {
        private Play moves(Play play, String selection, double from, double to) {
            return play.does("odds_changed", "selection_key", selection, "old_odds", from, "new_odds", to);
        }

        @Tells(MOMENT)
        void isNoticedFifteenSecondsAfterAMoveOfATwentiethAndShowsBothPrices() {
            tell(moves(picks(player("jim"), "slip-1", 2, 1).waits(10 * SECOND), "home-wins", 2, 2.1))
                    .until(25_000);
            assertThat(moments("price-watch")).containsExactly(25_000L);
            assertThat(of("price-watch", OfferRecord.Status.ISSUED))
                    .extracting(OfferRecord::offer, offer -> offer.words().message())
                    .containsExactly(tuple("price-comparison", "The price was 2, it is 2.10."));
            until(HOUR);
            assertThat(ends("price-watch")).containsExactly("EXPIRED 85000");
            assertThat(tag("price-watch")).containsExactly("GAINED 25000", "LOST 145000 expired");
        }

        @Tells(NEAR_MISS)
        void aSmallerMoveIsNone() {
            tell(moves(picks(player("jim"), "slip-1", 2, 1).waits(SECOND), "home-wins", 2, 2.09))
                    .toTheEnd();
            assertThat(moments("price-watch")).isEmpty();
        }

        @Test
        void aFallCountsAsARise() {
            tell(moves(picks(player("jim"), "slip-1", 2, 1).waits(SECOND), "home-wins", 2, 1.9))
                    .until(MINUTE);
            assertThat(moments("price-watch")).containsExactly(16_000L);
        }

        @Test
        void aMoveAfterAMinuteIsNoNewsAndOneOfAnotherSelectionIsNobodys() {
            Play jim = moves(picks(player("jim"), "slip-1", 2, 1).waits(SECOND), "away-wins", 2, 3);
            tell(moves(jim.waits(59_000), "home-wins", 2, 3)).toTheEnd();
            assertThat(moments("price-watch")).isEmpty();
        }

        @Test
        void theLastMillisecondOfTheMinuteCountsAndAnotherSlipDoesNot() {
            Play jim = moves(picks(player("jim"), "slip-1", 2, 1).waits(59_999), "home-wins", 2, 3);
            tell(bets(jim.waits(SECOND), "slip-2")).until(2 * MINUTE);
            assertThat(moments("price-watch")).containsExactly(74_999L);
        }

        @Test
        void aClearedSlipHasNoPriceAndABetTakesIt() {
            Play jim = moves(picks(player("jim"), "slip-1", 2, 1).waits(SECOND), "home-wins", 2, 3);
            jim.waits(SECOND).does("slip_cleared", "slip_id", "slip-1").waits(MINUTE);
            moves(picks(jim, "slip-2", 3, 1).waits(SECOND), "home-wins", 3, 2);
            tell(bets(jim.waits(20 * SECOND), "slip-2"));
            assertThat(moments("price-watch")).containsExactly(78_000L);
            assertThat(ends("price-watch")).containsExactly("WITHDRAWN 83000 UNTIL");
        }

        @Test
        void whoBetsBeforeTheFifteenSecondsAreUpDidNotWait() {
            Play jim = moves(picks(player("jim"), "slip-1", 2, 1).waits(SECOND), "home-wins", 2, 3);
            tell(bets(jim.waits(14_999), "slip-1")).toTheEnd();
            assertThat(moments("price-watch")).isEmpty();
        }

        @Test
        void theNextMoveEndsIt() {
            Play jim = moves(picks(player("jim"), "slip-1", 2, 1).waits(SECOND), "home-wins", 2, 3);
            tell(moves(jim.waits(20 * SECOND), "home-wins", 3, 2));
            assertThat(ends("price-watch")).containsExactly("WITHDRAWN 21000 UNTIL");
            assertThat(tag("price-watch")).containsExactly("GAINED 16000", "LOST 21000 until");
        }

        @Tells(TWICE)
        void twiceWithinTenMinutesIsOfferedOnce() {
            Play jim = moves(picks(player("jim"), "slip-1", 2, 1).waits(SECOND), "home-wins", 2, 3);
            tell(moves(picks(jim.waits(5 * MINUTE), "slip-2", 3, 1).waits(SECOND), "home-wins", 3, 2))
                    .until(6 * MINUTE);
            assertThat(reasons("price-watch")).containsExactly(Reason.OFFERED, Reason.CAPPED);
        }
    }

    @Nested
    @About("odds-browsing")
    class OddsBrowsing {
        private Play looksAt(Play play, String... events) {
            for (String event : events) {
                play.does("market_viewed", "event_key", event, "is_live", false, "odds", 2.0)
                        .waits(SECOND);
            }
            return play;
        }

        @Tells(MOMENT)
        void isNoticedWhenHeIsBackAfterThirtySeconds() {
            tell(views(looksAt(player("kim"), "m1", "m1", "m1").waits(29 * SECOND), "EVENT"));
            assertThat(moments("odds-browsing")).containsExactly(32_000L);
            assertThat(issued("odds-browsing")).containsExactly("event-stats");
            until(HOUR);
            assertThat(tag("odds-browser")).containsExactly("GAINED 32000", "LOST 632000 expired");
        }

        @Tells(NEAR_MISS)
        void whoIsBackOneMillisecondEarlierWasNotAway() {
            Play kim = views(looksAt(player("kim"), "m1", "m1", "m1").waits(28_999), "EVENT");
            tell(views(kim.waits(MINUTE), "EVENT"));
            assertThat(moments("odds-browsing")).isEmpty();
        }

        @Test
        void threeEventsAreNotOne() {
            tell(views(looksAt(player("kim"), "m1", "m2", "m1").waits(MINUTE), "EVENT"));
            assertThat(moments("odds-browsing")).isEmpty();
        }

        @Test
        void whoComesBackAfterFiveMinutesIsOnToSomethingElse() {
            tell(views(looksAt(player("kim"), "m1", "m1", "m1").waits(5 * MINUTE - SECOND), "EVENT"));
            assertThat(moments("odds-browsing")).isEmpty();
        }

        @Test
        void oneMillisecondEarlierHeIsBack() {
            tell(views(looksAt(player("kim"), "m1", "m1", "m1").waits(5 * MINUTE - SECOND - 1), "EVENT"));
            assertThat(moments("odds-browsing")).hasSize(1);
        }

        @Test
        void looksOverTwoMinutesAreNotThree() {
            Play kim = looksAt(looksAt(player("kim"), "m1", "m1").waits(2 * MINUTE - 2 * SECOND), "m1");
            tell(views(kim.waits(MINUTE), "EVENT"));
            assertThat(moments("odds-browsing")).isEmpty();
        }

        @Test
        void oneMillisecondLessTheyAre() {
            Play kim = looksAt(looksAt(player("kim"), "m1", "m1").waits(2 * MINUTE - 2 * SECOND - 1), "m1");
            tell(bets(views(kim.waits(MINUTE), "EVENT").waits(SECOND), "slip-1"));
            assertThat(moments("odds-browsing")).hasSize(1);
            assertThat(ends("odds-browsing")).containsExactly("WITHDRAWN 181999 UNTIL");
        }

        @Test
        void whoLeavesInsteadIsNotBack() {
            Play kim = looksAt(player("kim"), "m1", "m1", "m1").waits(MINUTE);
            tell(kim.does("session_ended", "reason", "LOGOUT"));
            assertThat(moments("odds-browsing")).isEmpty();
        }

        @Tells(TWICE)
        void twiceWithinAnHourIsOfferedOnce() {
            Play kim = views(looksAt(player("kim"), "m1", "m1", "m1").waits(29 * SECOND), "EVENT");
            tell(views(looksAt(kim, "m2", "m2", "m2").waits(29 * SECOND), "EVENT"));
            assertThat(reasons("odds-browsing")).containsExactly(Reason.OFFERED, Reason.CAPPED);
        }
    }

    @Nested
    @About("cashout-unsure")
    class CashoutUnsure {
        private Play looksAt(Play play, String bet, long... after) {
            for (long wait : after) {
                play.waits(wait).does("cashout_viewed", "bet_id", bet, "amount", 9.0, "stake", 10.0);
            }
            return play;
        }

        @Tells(MOMENT)
        void isNoticedAtTheThirdLookWithinTwoMinutes() {
            tell(looksAt(player("lea"), "b1", 0, MINUTE, 59_999)).until(HOUR);
            assertThat(moments("cashout-unsure")).containsExactly(119_999L);
            assertThat(issued("cashout-unsure")).containsExactly("cashout-explainer");
            assertThat(tag("cashout-unsure")).containsExactly("GAINED 119999", "LOST 419999 expired");
        }

        @Tells(NEAR_MISS)
        void oneMillisecondLaterItIsNot() {
            tell(looksAt(player("lea"), "b1", 0, MINUTE, MINUTE));
            assertThat(moments("cashout-unsure")).isEmpty();
        }

        @Test
        void looksAtTwoBetsAreNotAddedUp() {
            tell(looksAt(looksAt(player("lea"), "b1", 0, SECOND), "b2", SECOND, SECOND));
            assertThat(moments("cashout-unsure")).isEmpty();
        }

        @Test
        void whoTookItBeginsAnew() {
            Play lea = looksAt(player("lea"), "b1", 0, SECOND);
            tell(looksAt(lea.does("bet_cashed_out", "bet_id", "b1", "amount", 9.0), "b1", SECOND));
            assertThat(moments("cashout-unsure")).isEmpty();
        }

        @Test
        void takingItEndsTheOffer() {
            Play lea = looksAt(player("lea"), "b1", 0, SECOND, SECOND).waits(SECOND);
            tell(lea.does("bet_cashed_out", "bet_id", "b1", "amount", 9.0));
            assertThat(ends("cashout-unsure")).containsExactly("WITHDRAWN 3000 UNTIL");
        }

        @Tells(TWICE)
        void isSaidOnceADay() {
            tell(looksAt(looksAt(player("lea"), "b1", 0, SECOND, SECOND), "b2", HOUR, SECOND, SECOND));
            assertThat(reasons("cashout-unsure")).containsExactly(Reason.OFFERED, Reason.CAPPED);
        }
    }

    @Nested
    @About("game-shopping")
    class GameShopping {
        private Play tries(Play play, String game, long played) {
            return play.does("game_closed", "game_id", game, "played", played, "net", 0.0);
        }

        @Tells(MOMENT)
        void isNoticedAtTheThirdGameWithinEightMinutes() {
            Play mia = tries(tries(player("mia"), "g1", 59_999).waits(MINUTE), "g2", SECOND);
            tell(tries(mia.waits(7 * MINUTE - 1), "g3", 59_999));
            assertThat(moments("game-shopping")).containsExactly(8 * MINUTE - 1);
            assertThat(issued("game-shopping")).containsExactly("game-suggestion");
            until(HOUR);
            assertThat(tag("game-shopping")).containsExactly("GAINED 479999", "LOST 1079999 expired");
        }

        @Tells(NEAR_MISS)
        void aGamePlayedForAMinuteWasNoTry() {
            tell(tries(tries(tries(player("mia"), "g1", SECOND), "g2", MINUTE), "g3", SECOND));
            assertThat(moments("game-shopping")).isEmpty();
        }

        @Test
        void theThirdAfterEightMinutesComesTooLate() {
            tell(tries(tries(tries(player("mia"), "g1", SECOND), "g2", SECOND).waits(8 * MINUTE), "g3", SECOND));
            assertThat(moments("game-shopping")).isEmpty();
        }

        @Test
        void theSameGameTwiceIsOneGame() {
            tell(tries(tries(tries(player("mia"), "g1", SECOND), "g2", SECOND), "g1", SECOND));
            assertThat(moments("game-shopping")).isEmpty();
        }

        @Test
        void whoIsLosingIsNotLookingForFun() {
            tell(tries(tries(tries(player("mia").loses(1), "g1", SECOND), "g2", SECOND), "g3", SECOND));
            assertThat(reasons("game-shopping")).containsExactly(Reason.GATED);
            assertThat(tag("game-shopping")).isEmpty();
        }

        @Test
        void theEndOfTheSessionEndsTheOffer() {
            Play mia = tries(tries(tries(player("mia"), "g1", SECOND), "g2", SECOND), "g3", SECOND)
                    .waits(SECOND);
            tell(mia.does("session_ended", "reason", "CLOSED"));
            assertThat(ends("game-shopping")).containsExactly("WITHDRAWN 1000 UNTIL");
        }

        @Tells(TWICE)
        void twiceWithinTwoHoursIsOfferedOnce() {
            Play mia = tries(tries(tries(player("mia"), "g1", SECOND), "g2", SECOND), "g3", SECOND);
            tell(tries(tries(tries(mia.waits(HOUR), "g1", SECOND), "g4", SECOND), "g5", SECOND));
            assertThat(reasons("game-shopping")).containsExactly(Reason.OFFERED, Reason.CAPPED);
        }
    }
}
