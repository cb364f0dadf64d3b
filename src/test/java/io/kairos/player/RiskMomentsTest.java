package io.kairos.player;

import static io.kairos.player.Tells.Part.MOMENT;
import static io.kairos.player.Tells.Part.NEAR_MISS;
import static io.kairos.player.Tells.Part.TWICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision.Reason;
import io.kairos.player.Tells.About;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Players who lose, chase their losses, or cannot pay. */
class RiskMomentsTest extends PlaybookStory {

    @Nested
    @About("loss-streak-slowdown")
    class ThreeLossesThenASlowdown {
        @Tells(MOMENT)
        void isNoticedTwentySecondsAfterTheThirdLossWithNoFurtherEvent() {
            tell(player("ada").wins(3).loses(3)).until(5_500 + 19_999);
            assertThat(moments("loss-streak-slowdown")).isEmpty();
            until(HOUR);
            assertThat(moments("loss-streak-slowdown")).containsExactly(25_500L);
            assertThat(issued("loss-streak-slowdown")).containsExactly("take-a-break");
            assertThat(tag("loss-cooling")).containsExactly("GAINED 25500", "LOST 625500 expired");
        }

        @Test
        void whoBetsSlowlyMustPauseForTwoAndAHalfOfHisOwnGaps() {
            Play ada = player("ada");
            for (int i = 0; i < 6; i++) {
                ada.loses(1).waits(19 * SECOND);
            }
            tell(ada).until(HOUR);
            assertThat(moments("loss-streak-slowdown")).containsExactly(100_500L + 50_000L);
        }

        @Test
        void whoseRhythmIsNotKnownYetMustPauseForTwoMinutes() {
            tell(player("ada").loses(3)).until(HOUR);
            assertThat(moments("loss-streak-slowdown")).containsExactly(2_500 + 2 * MINUTE);
        }

        @Test
        void whoIsDownInThisSessionIsToldByHowMuch() {
            tell(player("ada").loses(6)).until(MINUTE);
            assertThat(issued("loss-streak-slowdown")).containsExactly("session-summary");
        }

        @Tells(NEAR_MISS)
        void aWinInBetweenBreaksTheRow() {
            tell(player("ada").wins(3).loses(2).wins(1).loses(1)).toTheEnd();
            assertThat(moments("loss-streak-slowdown")).isEmpty();
        }

        @Test
        void aBetInTheLastMillisecondIsNoSlowdown() {
            tell(player("ada").wins(3).loses(3).waits(19_499).does("bet_placed", "stake", 10))
                    .until(HOUR);
            assertThat(moments("loss-streak-slowdown")).isEmpty();
        }

        @Test
        void thePlayerWhoLeavesIsLetGo() {
            tell(player("ada").wins(3).loses(3).waits(5_000).does("session_ended", "reason", "LOGOUT"))
                    .toTheEnd();
            assertThat(moments("loss-streak-slowdown")).isEmpty();
        }

        @Test
        void lossesInTwoProductsAreNoStreak() {
            Play ada = player("ada").wins(3).loses(2);
            ada.does("game_round", "round_id", "r1", "product", "CASINO", "kind", "LOSS", "stake", 5);
            tell(ada).toTheEnd();
            assertThat(moments("loss-streak-slowdown")).isEmpty();
        }

        @Tells(TWICE)
        void twiceWithinTheHourIsOfferedOnce() {
            tell(player("ada").wins(3).loses(3).waits(300_000).loses(3)).until(600_000);
            assertThat(reasons("loss-streak-slowdown")).containsExactly(Reason.OFFERED, Reason.CAPPED);
            assertThat(tag("loss-cooling")).containsExactly("GAINED 25500", "REFRESHED 328500");
        }

        @Test
        void losesThreeWithinTenMinutesToTheMillisecond() {
            tell(player("ada").wins(3).loses(2).waits(597_999).loses(1)).until(HOUR);
            assertThat(moments("loss-streak-slowdown")).containsExactly(603_499L + 20_000);
        }

        @Test
        void threeLossesOverTenMinutesAreNoStreak() {
            tell(player("ada").wins(3).loses(2).waits(598_000).loses(1)).until(HOUR);
            assertThat(moments("loss-streak-slowdown")).isEmpty();
        }

        @Test
        void theEndOfTheSessionEndsOfferAndTag() {
            Play ada = player("ada").wins(3).loses(3).waits(MINUTE);
            tell(ada.does("session_ended", "reason", "LOGOUT"));
            assertThat(ends("loss-streak-slowdown")).containsExactly("WITHDRAWN 66000 UNTIL");
            assertThat(tag("loss-cooling")).containsExactly("GAINED 25500", "LOST 66000 until");
        }

        @Test
        void cashbackIsSpokenOfOnlyWhereItIsThereAndNeverRightAfterADeposit() {
            Play ada = player("ada").does("bonus_changed", "kind", "CASHBACK", "status", "CREATED");
            ada.does("deposit_succeeded", "amount", 50).waits(15 * MINUTE - 26 * SECOND);
            tell(ada.wins(3).loses(3)).until(HOUR);
            assertThat(issued("loss-streak-slowdown")).containsExactly("take-a-break");
            tell(ada.waits(HOUR).loses(3)).until(3 * HOUR);
            assertThat(issued("loss-streak-slowdown")).containsExactly("take-a-break", "cashback-earned");
        }
    }

    @Nested
    @About("rage-bet")
    class RageBet {
        @Tells(MOMENT)
        void twiceTheStakeOfTheSessionWithinAMinuteOfTheThirdLossIsRageAndHarmForADay() {
            Play ben = player("ben").loses(3).waits(59_499);
            tell(ben.does("bet_placed", "stake", 20)).until(2 * DAY);
            assertThat(moments("rage-bet")).containsExactly(62_499L);
            assertThat(issued("rage-bet")).containsExactly("pause-prompt");
            assertThat(tag("rage-betting")).containsExactly("GAINED 62499", "LOST 962499 expired");
            assertThat(tag("harm-shown")).containsExactly("GAINED 62499", "LOST 86462499 expired");
            assertThat(rig.tags)
                    .filteredOn(change -> change.tag().equals("rage-betting"))
                    .allMatch(change -> change.tells().equals("rg-desk"));
        }

        @Tells(NEAR_MISS)
        void almostTwiceTheStakeIsNone() {
            tell(player("ben").loses(3).does("bet_placed", "stake", 19.99));
            assertThat(moments("rage-bet")).isEmpty();
        }

        @Test
        void afterAMinuteTheLossesAreNotWhatMovesHim() {
            tell(player("ben").loses(3).waits(59_500).does("bet_placed", "stake", 20));
            assertThat(moments("rage-bet")).isEmpty();
        }

        @Test
        void twoLossesAreNotThree() {
            tell(player("ben").loses(2).does("bet_placed", "stake", 50));
            assertThat(moments("rage-bet")).isEmpty();
        }

        @Test
        void threeLossesCountWithinFiveMinutesToTheMillisecond() {
            tell(player("ben").loses(2).waits(297_999).loses(1).does("bet_placed", "stake", 20));
            assertThat(moments("rage-bet")).hasSize(1);
        }

        @Test
        void overFiveMinutesTheyDoNot() {
            tell(player("ben").loses(2).waits(298_000).loses(1).does("bet_placed", "stake", 20));
            assertThat(moments("rage-bet")).isEmpty();
        }

        @Test
        void nothingTemptsHimForADay() {
            Play ben = player("ben").loses(3).does("bet_placed", "stake", 20).waits(DAY - HOUR);
            tell(picks(ben, "slip-1", 2, 1)).until(DAY);
            assertThat(issued("slip-hesitation")).containsExactly("bet-explainer");
        }

        @Tells(TWICE)
        void againWithinHalfAnHourRenewsTheTagsAndSaysNothing() {
            Play ben = player("ben").loses(3).does("bet_placed", "stake", 20).waits(MINUTE);
            tell(ben.loses(3).does("bet_placed", "stake", 20));
            assertThat(reasons("rage-bet")).containsExactly(Reason.OFFERED, Reason.CAPPED);
            assertThat(tag("rage-betting")).containsExactly("GAINED 3000", "REFRESHED 66000");
            assertThat(tag("harm-shown")).containsExactly("GAINED 3000", "REFRESHED 66000");
        }
    }

    /** Three losses that leave less than a stake, and a deposit. Three seconds. */
    private static Play losesAllAndPaysIn(Play play) {
        play.loses(2).does("balance_changed", "real", 9.99).loses(1);
        return play.does("deposit_succeeded", "amount", 50, "method", "CARD", "first", false);
    }

    @Nested
    @About("chase-deposit")
    class ChaseDeposit {
        private Play losesDownTo(double balance, int losses) {
            return player("carl")
                    .loses(losses - 1)
                    .does("balance_changed", "real", balance)
                    .loses(1);
        }

        @Tells(MOMENT)
        void aDepositWithinFiveMinutesOfLosingAllIsCountedAndNotSpokenOf() {
            tell(losesDownTo(9.99, 3).waits(5 * MINUTE - 501).does("deposit_succeeded", "amount", 50));
            assertThat(moments("chase-deposit")).containsExactly(2_500 + 5 * MINUTE - 1);
            assertThat(reasons("chase-deposit")).containsExactly(Reason.NO_OFFERS);
        }

        @Tells(NEAR_MISS)
        void whoCanStillBetHasNotLostAll() {
            tell(losesDownTo(10, 3).does("deposit_succeeded", "amount", 50));
            assertThat(moments("chase-deposit")).isEmpty();
        }

        @Test
        void twoLossesAreNoRun() {
            tell(losesDownTo(5, 2).does("deposit_succeeded", "amount", 50));
            assertThat(moments("chase-deposit")).isEmpty();
        }

        @Test
        void fiveMinutesLaterItIsADepositLikeAnother() {
            tell(losesDownTo(5, 3).waits(5 * MINUTE - 500).does("deposit_succeeded", "amount", 50));
            assertThat(moments("chase-deposit")).isEmpty();
        }

        @Tells(TWICE)
        void eachTimeIsCounted() {
            tell(losesAllAndPaysIn(losesAllAndPaysIn(player("carl")).waits(HOUR)));
            assertThat(moments("chase-deposit")).containsExactly(3_000L, 3_606_000L);
        }
    }

    @Nested
    @About("chase-risk")
    class ChaseRisk {
        @Tells(MOMENT)
        void isNoticedTheSecondTimeWithinAnHour() {
            tell(losesAllAndPaysIn(losesAllAndPaysIn(player("dan")).waits(HOUR - 3_001)))
                    .until(2 * DAY);
            assertThat(moments("chase-risk")).containsExactly(3_000 + HOUR - 1);
            assertThat(issued("chase-risk")).containsExactly("chase-care");
            assertThat(tag("chase-risk")).containsExactly("GAINED 3602999", "LOST 90002999 expired");
            assertThat(rig.tags)
                    .filteredOn(change -> change.tag().equals("chase-risk"))
                    .allMatch(change -> change.tells().equals("rg-desk"));
        }

        @Tells(NEAR_MISS)
        void anHourApartTheyAreTwoBadHours() {
            tell(losesAllAndPaysIn(losesAllAndPaysIn(player("dan")).waits(HOUR - 3_000)));
            assertThat(moments("chase-deposit")).hasSize(2);
            assertThat(moments("chase-risk")).isEmpty();
        }

        @Tells(TWICE)
        void isSaidOnceInSixHoursAndTheTagRenewed() {
            Play dan = player("dan");
            for (int i = 0; i < 4; i++) {
                losesAllAndPaysIn(dan).waits(10 * MINUTE);
            }
            tell(dan);
            assertThat(reasons("chase-risk")).containsExactly(Reason.OFFERED, Reason.CAPPED);
            assertThat(tag("chase-risk")).containsExactly("GAINED 606000", "REFRESHED 1812000");
        }
    }

    @Nested
    @About("funding-strain")
    class FundingStrain {
        private Play fails(Play play, String payment) {
            return deposit(play, "deposit_failed", payment, "CARD", "DECLINED");
        }

        @Tells(MOMENT)
        void isNoticedAtTheThirdFailureWithinHalfAnHour() {
            Play eli =
                    fails(fails(player("eli"), "p1").waits(10 * MINUTE), "p2").waits(20 * MINUTE - 1);
            tell(fails(eli, "p3")).until(2 * DAY);
            assertThat(moments("funding-strain")).containsExactly(30 * MINUTE - 1);
            assertThat(issued("funding-strain")).containsExactly("funding-care");
            assertThat(tag("funding-strain")).containsExactly("GAINED 1799999", "LOST 88199999 expired");
        }

        @Tells(NEAR_MISS)
        void afterHalfAnHourTheFirstIsForgotten() {
            tell(fails(fails(fails(player("eli"), "p1"), "p2").waits(30 * MINUTE), "p3"));
            assertThat(moments("funding-strain")).isEmpty();
        }

        @Tells(TWICE)
        void careIsSaidOnceADayAndTheTagRenewed() {
            Play eli = fails(fails(fails(player("eli"), "p1"), "p2"), "p3").waits(HOUR);
            tell(fails(fails(fails(eli, "p4"), "p5"), "p6"));
            assertThat(reasons("funding-strain")).containsExactly(Reason.OFFERED, Reason.CAPPED);
            assertThat(tag("funding-strain")).containsExactly("GAINED 0", "REFRESHED 3600000");
        }
    }

    @Nested
    @About("funding-strain-methods")
    class FundingStrainByMethods {
        private Play fails(Play play, String payment, String method) {
            return deposit(play, "deposit_failed", payment, method, "DECLINED");
        }

        @Tells(MOMENT)
        void isNoticedAtTheSecondMethodWithinHalfAnHour() {
            Play eli = fails(player("eli"), "p1", "CARD").waits(30 * MINUTE - 1);
            tell(fails(eli, "p2", "WALLET"));
            assertThat(moments("funding-strain-methods")).containsExactly(30 * MINUTE - 1);
            assertThat(issued("funding-strain-methods")).containsExactly("funding-care");
            assertThat(tag("funding-strain")).containsExactly("GAINED 1799999");
        }

        @Tells(NEAR_MISS)
        void theSameMethodTwiceIsOneMethod() {
            tell(fails(fails(player("eli"), "p1", "CARD"), "p2", "CARD"));
            assertThat(moments("funding-strain-methods")).isEmpty();
        }

        @Test
        void halfAnHourLaterItIsTheFirstMethodAgain() {
            tell(fails(fails(player("eli"), "p1", "CARD").waits(30 * MINUTE), "p2", "WALLET"));
            assertThat(moments("funding-strain-methods")).isEmpty();
        }

        @Tells(TWICE)
        void careIsSaidOnceADay() {
            Play eli = fails(fails(player("eli"), "p1", "CARD"), "p2", "WALLET").waits(HOUR);
            tell(fails(fails(eli, "p3", "CARD"), "p4", "WALLET"));
            assertThat(reasons("funding-strain-methods")).containsExactly(Reason.OFFERED, Reason.CAPPED);
            assertThat(tag("funding-strain")).containsExactly("GAINED 0", "REFRESHED 3600000");
        }
    }
}
