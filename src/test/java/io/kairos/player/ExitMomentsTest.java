package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Tells.Part.MOMENT;
import static io.kairos.player.Tells.Part.NEAR_MISS;
import static io.kairos.player.Tells.Part.TWICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision.Reason;
import io.kairos.player.Tells.About;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Players on their way out. */
class ExitMomentsTest extends PlaybookStory {

    @Nested
    @About("exit-intent")
    class ExitIntent {
        @Tells(MOMENT)
        void isNoticedAtOnceAndTheOfferLastsTwentySeconds() {
            tell(leaves(player("dora")));
            assertThat(moments("exit-intent")).containsExactly(0L);
            assertThat(issued("exit-intent")).containsExactly("continue-there");
            assertThat(until(19_999).ends("exit-intent")).isEmpty();
            assertThat(until(20_000).ends("exit-intent")).containsExactly("EXPIRED 20000");
            until(HOUR);
            assertThat(tag("leaving")).containsExactly("GAINED 0", "LOST 300000 expired");
        }

        @Test
        void withAnOpenSlipItIsKept() {
            tell(player("dora").does("exit_intent", "kind", "BACK", "slip_open", true));
            assertThat(issued("exit-intent")).containsExactly("save-slip");
        }

        @Tells(NEAR_MISS)
        void whoHasJustLostIsLetGoInPeace() {
            tell(leaves(player("dora").loses(1)));
            assertThat(reasons("exit-intent")).containsExactly(Reason.GATED);
            assertThat(tag("leaving")).isEmpty();
        }

        @Test
        void tenMinutesAfterALossHeIsSpokenToAgain() {
            tell(leaves(player("dora").loses(1).waits(10 * MINUTE)));
            assertThat(reasons("exit-intent")).containsExactly(Reason.OFFERED);
        }

        @Test
        void whoBetsOrEndsTheSessionIsNotAskedToStay() {
            Play dora = leaves(player("dora")).waits(SECOND).does("bet_placed", "stake", 5);
            tell(leaves(dora.waits(10 * MINUTE)).waits(SECOND).does("session_ended", "reason", "CLOSED"));
            assertThat(ends("exit-intent")).containsExactly("WITHDRAWN 1000 UNTIL", "WITHDRAWN 602000 UNTIL");
        }

        @Test
        void aFourthTimeInADayIsOneTooMany() {
            Play dora = player("dora");
            for (int i = 0; i < 4; i++) {
                leaves(dora).does("session_ended", "reason", "CLOSED").waits(10 * MINUTE);
            }
            tell(dora);
            assertThat(reasons("exit-intent"))
                    .containsExactly(Reason.OFFERED, Reason.OFFERED, Reason.OFFERED, Reason.CAPPED);
        }

        @Tells(TWICE)
        void twiceWithinTenMinutesIsOfferedOnce() {
            tell(leaves(leaves(player("dora")).waits(MINUTE)));
            assertThat(reasons("exit-intent")).containsExactly(Reason.OFFERED, Reason.CAPPED);
            assertThat(tag("leaving")).containsExactly("GAINED 0", "REFRESHED 60000");
        }
    }

    @Nested
    @About("early-exit")
    class EarlyExit {
        private Play arrives(Play play, String session) {
            return play.in("session_id", session).does("session_started");
        }

        @Tells(MOMENT)
        void isNoticedUpToTheLastMillisecondOfNinetySecondsAndSaysMoreThanAnyExit() {
            tell(leaves(arrives(player("fay"), "s1").waits(89_999)));
            assertThat(moments("early-exit")).containsExactly(89_999L);
            assertThat(issued("early-exit")).containsExactly("continue-there");
            assertThat(reasons("exit-intent")).containsExactly(Reason.OFFER_OPEN);
            until(HOUR);
            assertThat(tag("early-exit")).containsExactly("GAINED 89999", "LOST 389999 expired");
        }

        @Tells(NEAR_MISS)
        void afterNinetySecondsItIsAnyExit() {
            tell(leaves(arrives(player("fay"), "s1").waits(90_000)));
            assertThat(moments("early-exit")).isEmpty();
            assertThat(issued("exit-intent")).containsExactly("continue-there");
        }

        @Test
        void whoHasBetHasArrived() {
            tell(leaves(arrives(player("fay"), "s1").wins(1).waits(SECOND)));
            assertThat(moments("early-exit")).isEmpty();
        }

        @Test
        void theExitOfAnotherSessionIsNotThisOnes() {
            tell(leaves(arrives(player("fay"), "s1").waits(SECOND).in("session_id", "s2")));
            assertThat(moments("early-exit")).isEmpty();
        }

        @Test
        void aBetOrTheEndOfTheSessionEndsTheOffer() {
            Play fay = leaves(arrives(player("fay"), "s1")).waits(SECOND).does("bet_placed", "stake", 5);
            leaves(arrives(fay.waits(DAY), "s2")).waits(SECOND).does("session_ended", "reason", "CLOSED");
            tell(fay);
            assertThat(ends("early-exit")).containsExactly("WITHDRAWN 1000 UNTIL", "WITHDRAWN 86402000 UNTIL");
        }

        @Tells(TWICE)
        void theSecondVisitOfTheDayIsLetGo() {
            Play fay = leaves(arrives(player("fay"), "s1").waits(10 * SECOND));
            tell(leaves(arrives(fay.waits(HOUR), "s2").waits(10 * SECOND)));
            assertThat(reasons("early-exit")).containsExactly(Reason.OFFERED, Reason.CAPPED);
            assertThat(tag("early-exit")).containsExactly("GAINED 10000", "LOST 310000 expired", "GAINED 3620000");
        }
    }

    @Nested
    @About("bonus-ending")
    class BonusEnding {
        /** Arrives at noon and leaves five seconds later, with a bonus that then has so long to go. */
        private Play leavesWithABonusOf(long left) {
            Play gus = player("gus").does("session_started");
            gus.does("bonus_changed", "kind", "RELOAD", "status", "ONGOING", "ends_at", NOON + 5 * SECOND + left);
            return leaves(gus.waits(5 * SECOND));
        }

        @Tells(MOMENT)
        void isNoticedWithLessThanADayToGoAndTellsTheTrueEnd() {
            tell(leavesWithABonusOf(DAY - 1)).until(HOUR);
            assertThat(moments("bonus-ending")).containsExactly(5_000L);
            assertThat(issued("bonus-ending")).containsExactly("bonus-facts");
            assertThat(rig.offers.get(0).facts()).containsEntry("ends_at", NOON + 5_000 + DAY - 1);
            assertThat(ends("bonus-ending")).containsExactly("EXPIRED 35000");
            assertThat(reasons("early-exit")).containsExactly(Reason.OFFER_OPEN);
        }

        @Test
        void theTagLastsAnHour() {
            tell(leavesWithABonusOf(2 * HOUR)).until(3 * HOUR);
            assertThat(tag("bonus-ending")).containsExactly("GAINED 5000", "LOST 3605000 expired");
        }

        @Tells(NEAR_MISS)
        void aWholeDayIsTimeEnough() {
            tell(leavesWithABonusOf(DAY));
            assertThat(moments("bonus-ending")).isEmpty();
        }

        @Test
        void neitherTagNorOfferOutlivesTheBonus() {
            tell(leavesWithABonusOf(10 * SECOND)).until(MINUTE);
            assertThat(ends("bonus-ending")).containsExactly("EXPIRED 15000");
            assertThat(tag("bonus-ending")).containsExactly("GAINED 5000", "LOST 15000 expired");
        }

        @Test
        void whatHasEndedIsNotSpokenOf() {
            tell(leavesWithABonusOf(-1));
            assertThat(reasons("bonus-ending")).containsExactly(Reason.OVER);
            assertThat(tag("bonus-ending")).isEmpty();
        }

        @Test
        void whoIsLosingIsNotCalledBack() {
            Play gus = player("gus").does("session_started").loses(1);
            gus.does("bonus_changed", "kind", "RELOAD", "status", "ONGOING", "ends_at", NOON + HOUR);
            tell(leaves(gus));
            assertThat(reasons("bonus-ending")).containsExactly(Reason.GATED);
        }

        @Test
        void norIsWhoHasPlayedForMoreThanAnHour() {
            Play gus = player("gus").does("session_started");
            gus.does("bonus_changed", "kind", "RELOAD", "status", "ONGOING", "ends_at", NOON + 2 * HOUR);
            tell(leaves(gus.waits(HOUR + 1)));
            assertThat(reasons("bonus-ending")).containsExactly(Reason.GATED);
        }

        @Test
        void anHourItselfIsNotTooLongAndTheEndOfTheSessionEndsTheOffer() {
            Play gus = player("gus").does("session_started");
            gus.does("bonus_changed", "kind", "RELOAD", "status", "ONGOING", "ends_at", NOON + 2 * HOUR);
            tell(leaves(gus.waits(HOUR)).waits(SECOND).does("session_ended", "reason", "CLOSED"));
            assertThat(ends("bonus-ending")).containsExactly("WITHDRAWN 3601000 UNTIL");
        }

        @Tells(TWICE)
        void isSaidOnceADay() {
            tell(leaves(leavesWithABonusOf(12 * HOUR).waits(MINUTE)));
            assertThat(reasons("bonus-ending")).containsExactly(Reason.OFFERED, Reason.CAPPED);
            assertThat(tag("bonus-ending")).containsExactly("GAINED 5000", "REFRESHED 65000");
        }
    }

    @Nested
    @About("slip-abandoned")
    class SlipAbandoned {
        private Play leavesTheSportsbook(Play play) {
            return play.does("page_viewed", "page", "HOME", "section", "CASINO");
        }

        @Tells(MOMENT)
        void isATagUntilTheFirstEventBeginsAndNothingIsSaidNow() {
            tell(leavesTheSportsbook(picks(player("ida"), "slip-1", 2, 2).waits(179_999)));
            assertThat(moments("slip-abandoned")).containsExactly(179_999L);
            assertThat(reasons("slip-abandoned")).containsExactly(Reason.NO_OFFERS);
            until(DAY);
            assertThat(tag("slip-abandoned")).containsExactly("GAINED 179999", "LOST 7200000 expired");
        }

        @Test
        void theEndOfTheSessionLeavesItTooAndABetOnItEndsTheTag() {
            Play ida = picks(player("ida"), "slip-1", 2, 2).waits(SECOND).does("session_ended", "reason", "CLOSED");
            tell(ida.waits(MINUTE).does("bet_placed", "slip_id", "slip-1", "stake", 5));
            assertThat(tag("slip-abandoned")).containsExactly("GAINED 1000", "LOST 61000 until");
        }

        @Tells(NEAR_MISS)
        void whoLeavesAfterThreeMinutesHasNotLeftThisSlip() {
            tell(leavesTheSportsbook(picks(player("ida"), "slip-1", 2, 2).waits(180_000)));
            assertThat(moments("slip-abandoned")).isEmpty();
        }

        @Test
        void oneSelectionIsNoWorkToLose() {
            tell(leavesTheSportsbook(picks(player("ida"), "slip-1", 2, 1).waits(SECOND)));
            assertThat(moments("slip-abandoned")).isEmpty();
        }

        @Test
        void aClearedSlipIsNotAbandonedAndAnotherClearedSlipChangesNothing() {
            Play ida = picks(player("ida"), "slip-1", 2, 2).does("slip_cleared", "slip_id", "slip-2");
            tell(leavesTheSportsbook(ida.waits(SECOND)));
            assertThat(moments("slip-abandoned")).hasSize(1);
            picks(ida, "slip-3", 2, 2).does("slip_cleared", "slip_id", "slip-3");
            tell(leavesTheSportsbook(ida));
            assertThat(moments("slip-abandoned")).hasSize(1);
        }

        @Test
        void anotherPageOfTheSportsbookIsNotLeavingIt() {
            Play ida = picks(player("ida"), "slip-1", 2, 2).waits(SECOND);
            tell(ida.does("page_viewed", "page", "LISTING", "section", "SPORTS"));
            assertThat(moments("slip-abandoned")).isEmpty();
        }

        @Test
        void clearingItLaterEndsTheTag() {
            Play ida = leavesTheSportsbook(picks(player("ida"), "slip-1", 2, 2)).waits(MINUTE);
            tell(ida.does("slip_cleared", "slip_id", "slip-1"));
            assertThat(tag("slip-abandoned")).containsExactly("GAINED 0", "LOST 60000 until");
        }

        @Tells(TWICE)
        void aSecondSlipRenewsTheTag() {
            Play ida = leavesTheSportsbook(picks(player("ida"), "slip-1", 2, 2).waits(SECOND));
            tell(leavesTheSportsbook(picks(ida.waits(MINUTE), "slip-2", 2, 2).waits(SECOND)));
            assertThat(moments("slip-abandoned")).containsExactly(1_000L, 62_000L);
            assertThat(tag("slip-abandoned")).containsExactly("GAINED 1000", "REFRESHED 62000");
        }
    }
}
