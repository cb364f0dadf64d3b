package io.kairos.player;

import static io.kairos.offer.OfferRecord.Status.ISSUED;
import static io.kairos.player.Play.NOON;
import static io.kairos.player.Tells.Part.MOMENT;
import static io.kairos.player.Tells.Part.NEAR_MISS;
import static io.kairos.player.Tells.Part.TWICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision.Reason;
import io.kairos.player.Tells.About;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Players between their purse and the game: balance, cashier, identity check, the first deposit. */
class CashierMomentsTest extends PlaybookStory {

    @Nested
    @About("wallet-hesitation")
    class WalletHesitation {
        private Play looks(Play play, double real) {
            return play.does("balance_viewed", "real", real, "bonus", 0);
        }

        private Play looksAndStays(Play play, double real) {
            return views(looks(play, real).waits(20_000), "HOME");
        }

        @Tells(MOMENT)
        void isNoticedThirtySecondsAfterALowBalanceWhileThePlayerIsStillActive() {
            tell(looksAndStays(player("cleo").wins(5), 29.9)).until(5_000 + 29_999);
            assertThat(moments("wallet-hesitation")).isEmpty();
            until(HOUR);
            assertThat(moments("wallet-hesitation")).containsExactly(35_000L);
            assertThat(issued("wallet-hesitation")).containsExactly("payment-help");
            assertThat(tag("wallet-hesitant")).containsExactly("GAINED 35000", "LOST 335000 expired");
        }

        @Tells(NEAR_MISS)
        void aBalanceOfThreeStakesIsNotLow() {
            tell(looksAndStays(player("cleo").wins(5), 30)).toTheEnd();
            assertThat(moments("wallet-hesitation")).isEmpty();
        }

        @Test
        void aDepositAttemptIsNoHesitation() {
            tell(looks(player("cleo").wins(5), 5).waits(29_999).does("deposit_attempted", "amount", 20))
                    .toTheEnd();
            assertThat(moments("wallet-hesitation")).isEmpty();
        }

        @Test
        void whoDoesNothingElseIsNotDisturbed() {
            tell(looks(player("cleo").wins(5), 5)).toTheEnd();
            assertThat(reasons("wallet-hesitation")).containsExactly(Reason.GATED);
        }

        @Test
        void aMoveRightAfterTheLookKeepsHimActiveForTheHalfMinuteAndAnAttemptEndsTheOffer() {
            Play cleo = views(looks(player("cleo").wins(5), 5).waits(1), "HOME").waits(MINUTE);
            tell(cleo.does("deposit_attempted", "amount", 20));
            assertThat(ends("wallet-hesitation")).containsExactly("WITHDRAWN 65001 UNTIL");
            assertThat(tag("wallet-hesitant")).containsExactly("GAINED 35000", "LOST 65001 until");
        }

        @Test
        void whoLeavesDoesNotHesitate() {
            Play cleo = looks(player("cleo").wins(5), 5).waits(29_999);
            tell(cleo.does("session_ended", "reason", "CLOSED")).toTheEnd();
            assertThat(moments("wallet-hesitation")).isEmpty();
        }

        @Test
        void whoHasLostInThisSessionIsShownHowItGoesAndNotHowToPayIn() {
            tell(looksAndStays(player("cleo").loses(1).waits(20 * MINUTE), 5)).until(HOUR);
            assertThat(issued("wallet-hesitation")).containsExactly("session-summary");
        }

        @Test
        void whoIsEvenIsHelpedAndWhoIsDownByACentIsNot() {
            Play cleo = looksAndStays(player("cleo").wins(1).loses(1), 5).waits(4 * HOUR);
            tell(looksAndStays(cleo.bets(1, "LOSS", 0.01, 0), 0.01)).until(5 * HOUR);
            assertThat(issued("wallet-hesitation")).containsExactly("payment-help", "session-summary");
        }

        @Tells(TWICE)
        void twiceWithinFourHoursIsOfferedOnce() {
            tell(looksAndStays(looksAndStays(player("cleo").wins(5), 5).waits(20 * MINUTE), 5))
                    .until(HOUR);
            assertThat(reasons("wallet-hesitation")).containsExactly(Reason.OFFERED, Reason.CAPPED);
            assertThat(tag("wallet-hesitant"))
                    .hasSize(4)
                    .startsWith("GAINED 35000")
                    .endsWith("LOST 1555000 expired");
        }
    }

    @Nested
    @About("cashier-stalled")
    class CashierStalled {
        private Play chooses(Play play) {
            return play.does("cashier_method_selected", "method", "CARD");
        }

        @Tells(MOMENT)
        void isNoticedAMinuteAfterTheChoiceAndSpeaksOfThatMethod() {
            tell(chooses(player("nils"))).until(HOUR);
            assertThat(moments("cashier-stalled")).containsExactly(MINUTE);
            assertThat(of("cashier-stalled", ISSUED))
                    .extracting(offer -> offer.words().message())
                    .containsExactly("CARD: fees and times. Questions? Chat.");
            assertThat(tag("cashier-stalled")).containsExactly("GAINED 60000", "LOST 660000 expired");
        }

        @Test
        void orWhenTheCashierIsClosed() {
            tell(chooses(player("nils")).waits(59_999).does("cashier_closed"));
            assertThat(moments("cashier-stalled")).containsExactly(59_999L);
        }

        @Tells(NEAR_MISS)
        void anAttemptInTheLastMillisecondIsNone() {
            tell(chooses(player("nils")).waits(59_999).does("deposit_attempted", "amount", 20))
                    .toTheEnd();
            assertThat(moments("cashier-stalled")).isEmpty();
        }

        @Test
        void whoHasLoweredALimitToDayIsNotAskedToPayIn() {
            Play nils = player("nils").does("rg_limit_changed", "kind", "DEPOSIT", "direction", "DOWN");
            tell(chooses(nils.waits(DAY - MINUTE - 1))).toTheEnd();
            assertThat(reasons("cashier-stalled")).containsExactly(Reason.GATED);
        }

        @Test
        void aDayLaterHeMayBe() {
            Play nils = player("nils").does("rg_limit_changed", "direction", "DOWN", "until", NOON + HOUR);
            tell(chooses(nils.waits(DAY - MINUTE))).until(2 * DAY);
            assertThat(reasons("cashier-stalled")).containsExactly(Reason.OFFERED);
        }

        @Tells(TWICE)
        void isSaidOnceADayAndADepositAttemptEndsIt() {
            Play nils = chooses(player("nils")).waits(2 * MINUTE).does("deposit_attempted", "amount", 20);
            tell(chooses(nils.waits(HOUR))).toTheEnd();
            assertThat(reasons("cashier-stalled")).containsExactly(Reason.OFFERED, Reason.CAPPED);
            assertThat(ends("cashier-stalled")).containsExactly("WITHDRAWN 120000 UNTIL");
            assertThat(tag("cashier-stalled")).startsWith("GAINED 60000", "LOST 120000 until", "GAINED 3780000");
        }
    }

    @Nested
    @About("kyc-stalled")
    class KycStalled {
        private Play begins(Play play, String step) {
            return play.does("kyc_started", "step", step);
        }

        @Tells(MOMENT)
        void isNoticedAtTheExitThreeMinutesAfterItBegan() {
            tell(leaves(begins(player("otto"), "passport").waits(3 * MINUTE)));
            assertThat(moments("kyc-stalled")).containsExactly(3 * MINUTE);
            assertThat(of("kyc-stalled", ISSUED))
                    .extracting(offer -> offer.words().message())
                    .containsExactly("Still missing: passport.");
            assertThat(reasons("exit-intent")).containsExactly(Reason.OFFER_OPEN);
            until(2 * DAY);
            assertThat(tag("kyc-stalled")).containsExactly("GAINED 180000", "LOST 86580000 expired");
        }

        @Test
        void orWhenHeFallsSilentAfterThat() {
            tell(views(begins(player("otto"), "passport").waits(150 * SECOND), "ACCOUNT"))
                    .until(HOUR);
            assertThat(moments("kyc-stalled")).containsExactly(3 * MINUTE);
        }

        @Tells(NEAR_MISS)
        void whoLeavesOneMillisecondEarlierMayStillBeAtIt() {
            Play otto = leaves(begins(player("otto"), "passport").waits(3 * MINUTE - 1));
            tell(otto.waits(SECOND).does("session_ended", "reason", "CLOSED")).toTheEnd();
            assertThat(moments("kyc-stalled")).isEmpty();
        }

        /** At the check, and on the move, until so long after it began. */
        private Play isAtItFor(long time) {
            Play otto = begins(player("otto"), "passport");
            while (otto.now() + 20 * SECOND < NOON + time) {
                views(otto.waits(20 * SECOND), "ACCOUNT");
            }
            return otto.waits(NOON + time - otto.now());
        }

        @Test
        void theLastMillisecondOfHalfAnHourCounts() {
            tell(leaves(isAtItFor(30 * MINUTE - 1)));
            assertThat(moments("kyc-stalled")).hasSize(1);
        }

        @Test
        void afterHalfAnHourHeHasMovedOn() {
            tell(leaves(isAtItFor(30 * MINUTE)));
            assertThat(moments("kyc-stalled")).isEmpty();
        }

        @Test
        void whoHasSubmittedHasNotStalled() {
            Play otto = begins(player("otto"), "passport").waits(MINUTE).does("kyc_submitted", "step", "passport");
            tell(leaves(otto.waits(3 * MINUTE))).toTheEnd();
            assertThat(moments("kyc-stalled")).isEmpty();
        }

        @Test
        void submittingEndsOfferAndTag() {
            Play otto = leaves(begins(player("otto"), "passport").waits(3 * MINUTE));
            tell(otto.waits(MINUTE).does("kyc_submitted", "step", "passport"));
            assertThat(ends("kyc-stalled")).containsExactly("WITHDRAWN 240000 UNTIL");
            assertThat(tag("kyc-stalled")).containsExactly("GAINED 180000", "LOST 240000 until");
        }

        @Tells(TWICE)
        void isSaidOnceADay() {
            Play otto = leaves(begins(player("otto"), "passport").waits(3 * MINUTE));
            tell(leaves(begins(otto.waits(20 * MINUTE), "address").waits(3 * MINUTE)));
            assertThat(reasons("kyc-stalled")).containsExactly(Reason.OFFERED, Reason.CAPPED);
            assertThat(tag("kyc-stalled")).containsExactly("GAINED 180000", "REFRESHED 1560000");
        }
    }

    @Nested
    @About("first-steps")
    class FirstSteps {
        private Play pays(Play play, boolean first) {
            return play.does("deposit_succeeded", "amount", 20, "method", "CARD", "first", first);
        }

        @Tells(MOMENT)
        void isNoticedThreeMinutesAfterTheFirstDeposit() {
            tell(pays(player("pia"), true)).until(3 * MINUTE - 1);
            assertThat(moments("first-steps")).isEmpty();
            until(HOUR);
            assertThat(moments("first-steps")).containsExactly(3 * MINUTE);
            assertThat(issued("first-steps")).containsExactly("first-bet-guide");
            assertThat(tag("first-steps")).containsExactly("GAINED 180000", "LOST 1980000 expired");
        }

        @Tells(NEAR_MISS)
        void aBetInTheLastMillisecondIsAFirstStep() {
            tell(pays(player("pia"), true).waits(3 * MINUTE - 1).does("bet_placed", "stake", 5))
                    .toTheEnd();
            assertThat(moments("first-steps")).isEmpty();
        }

        @Test
        void aLaterDepositIsNoBeginning() {
            tell(pays(player("pia"), false)).toTheEnd();
            assertThat(moments("first-steps")).isEmpty();
        }

        @Test
        void theFirstRoundOfAnyGameEndsIt() {
            tell(pays(player("pia"), true).waits(4 * MINUTE).does("game_round", "kind", "BET", "stake", 1));
            assertThat(ends("first-steps")).containsExactly("WITHDRAWN 240000 UNTIL");
            assertThat(tag("first-steps")).containsExactly("GAINED 180000", "LOST 240000 until");
        }

        @Tells(TWICE)
        void isSaidOnceInALifetime() {
            tell(pays(pays(player("pia"), true).waits(60 * DAY), true)).toTheEnd();
            assertThat(reasons("first-steps")).containsExactly(Reason.OFFERED, Reason.CAPPED);
        }
    }
}
