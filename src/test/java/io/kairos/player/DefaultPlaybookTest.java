package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Status;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The five moments everyone asks for: the moment, the near miss, and the moment twice. */
class DefaultPlaybookTest {
    private final Rig rig = Rig.ofDefaultPlaybook();

    @AfterEach
    void close() {
        rig.close();
    }

    @Nested
    class ThreeLossesThenASlowdown {
        @Test
        void isNoticedTwentySecondsAfterTheThirdLossWithNoFurtherEvent() {
            Play ada = player("ada").loses(3);
            rig.play(ada);
            assertThat(rig.until(NOON + 2_500 + 19_999).momentsOf("loss-streak-slowdown"))
                    .isEmpty();
            assertThat(rig.until(NOON + 2_500 + 20_000).momentsOf("loss-streak-slowdown"))
                    .containsExactly(NOON + 22_500);
            assertThat(issued()).containsExactly("take-a-break");
        }

        @Test
        void aWinInBetweenBreaksTheRow() {
            rig.play(player("ada").loses(2).wins(1).loses(1)).toTheEnd();
            assertThat(rig.momentsOf("loss-streak-slowdown")).isEmpty();
        }

        @Test
        void aBetWithinTwentySecondsIsNoSlowdown() {
            rig.play(player("ada").loses(3).waits(19_499).does("bet_placed", "stake", 10))
                    .until(NOON + 60_000);
            assertThat(rig.momentsOf("loss-streak-slowdown")).isEmpty();
        }

        @Test
        void thePlayerWhoLeavesIsLetGo() {
            rig.play(player("ada").loses(3).waits(5_000).does("session_ended", "reason", "LOGOUT"))
                    .toTheEnd();
            assertThat(rig.momentsOf("loss-streak-slowdown")).isEmpty();
        }

        @Test
        void lossesInTwoProductsAreNoStreak() {
            Play ada = player("ada").loses(2);
            ada.does("game_round", "round_id", "r1", "product", "CASINO", "kind", "LOSS", "stake", 5);
            rig.play(ada).toTheEnd();
            assertThat(rig.momentsOf("loss-streak-slowdown")).isEmpty();
        }

        @Test
        void twiceWithinTheHourIsOfferedOnce() {
            rig.play(player("ada").loses(3).waits(300_000).loses(3)).until(NOON + 600_000);
            assertThat(rig.reasonsOf("loss-streak-slowdown")).containsExactly(Reason.OFFERED, Reason.CAPPED);
        }

        @Test
        void neverLeadsToAnInducement() {
            rig.play(player("ada")
                            .does("deposit_succeeded", "amount", 50)
                            .waits(960_000)
                            .loses(3))
                    .toTheEnd();
            assertThat(rig.offers)
                    .isNotEmpty()
                    .allSatisfy(offer -> assertThat(offer.offerClass()).isIn("care", "information"));
        }
    }

    @Nested
    class BetSlipHesitation {
        private Play pick(Play play, String slip) {
            return play.does(
                    "slip_selection_added", "slip_id", slip, "selection_key", "s1", "is_live", false, "selections", 1);
        }

        @Test
        void isNoticedAfterFortyFiveSecondsWithoutABet() {
            rig.play(pick(player("bob"), "slip-1")).until(NOON + 45_000);
            assertThat(rig.momentsOf("slip-hesitation")).containsExactly(NOON + 45_000);
            assertThat(issued()).containsExactly("odds-boost");
        }

        @Test
        void aBetOnTheSameSlipIsNoHesitation() {
            rig.play(pick(player("bob"), "slip-1").waits(44_999).does("bet_placed", "slip_id", "slip-1", "stake", 5))
                    .toTheEnd();
            assertThat(rig.momentsOf("slip-hesitation")).isEmpty();
        }

        @Test
        void aBetOnAnotherSlipDoesNotCount() {
            rig.play(pick(player("bob"), "slip-1").waits(20_000).does("bet_placed", "slip_id", "slip-2", "stake", 5))
                    .toTheEnd();
            assertThat(rig.momentsOf("slip-hesitation")).containsExactly(NOON + 45_000);
        }

        @Test
        void twiceWithinAQuarterOfAnHourIsOfferedOnce() {
            rig.play(pick(pick(player("bob"), "slip-1").waits(300_000), "slip-2"))
                    .until(NOON + 400_000);
            assertThat(rig.reasonsOf("slip-hesitation")).containsExactly(Reason.OFFERED, Reason.CAPPED);
        }

        @Test
        void theOfferIsWithdrawnWhenTheBetIsPlaced() {
            rig.play(pick(player("bob"), "slip-1").waits(50_000).does("bet_placed", "slip_id", "slip-1", "stake", 5));
            assertThat(rig.offersSaid()).containsExactly("ISSUED odds-boost", "WITHDRAWN odds-boost UNTIL");
        }

        @Test
        void whoHasLostGetsAnExplanationAndNoBoost() {
            rig.play(pick(player("bob").loses(1), "slip-1")).until(NOON + 60_000);
            assertThat(issued()).containsExactly("bet-explainer");
        }

        @Test
        void inOntarioThereIsNoBoost() {
            rig.play(pick(player("bob").in("licence", "ON"), "slip-1")).until(NOON + 60_000);
            assertThat(issued()).containsExactly("bet-explainer");
        }

        @Test
        void theOfferDoesNotOutliveTheStartOfTheEvent() {
            rig.play(player("bob")
                            .does(
                                    "slip_selection_added",
                                    "slip_id",
                                    "s",
                                    "is_live",
                                    false,
                                    "event_start",
                                    NOON + 60_000))
                    .toTheEnd();
            assertThat(rig.offers).extracting(OfferRecord::expiresAt).containsOnly(NOON + 60_000);
        }
    }

    @Nested
    class WalletHesitation {
        private Play looks(Play play, double real) {
            return play.does("balance_viewed", "real", real, "bonus", 0);
        }

        @Test
        void isNoticedThirtySecondsAfterALowBalanceWhileThePlayerIsStillActive() {
            Play cleo = looks(player("cleo").wins(5), 29.9);
            long looked = cleo.now();
            rig.play(cleo.waits(20_000).does("page_viewed", "page", "HOME")).until(looked + 30_000);
            assertThat(rig.momentsOf("wallet-hesitation")).containsExactly(looked + 30_000);
            assertThat(issued()).containsExactly("payment-help");
        }

        @Test
        void aBalanceOfThreeStakesIsNotLow() {
            rig.play(looks(player("cleo").wins(5), 30).waits(20_000).does("page_viewed", "page", "HOME"))
                    .toTheEnd();
            assertThat(rig.momentsOf("wallet-hesitation")).isEmpty();
        }

        @Test
        void aDepositAttemptIsNoHesitation() {
            rig.play(looks(player("cleo").wins(5), 5).waits(29_999).does("deposit_attempted", "amount", 20))
                    .toTheEnd();
            assertThat(rig.momentsOf("wallet-hesitation")).isEmpty();
        }

        @Test
        void whoDoesNothingElseIsNotDisturbed() {
            rig.play(looks(player("cleo").wins(5), 5)).toTheEnd();
            assertThat(rig.reasonsOf("wallet-hesitation")).containsExactly(Reason.GATED);
        }

        @Test
        void whoHasLostIsShownHisLimits() {
            Play cleo = looks(player("cleo").loses(1), 5).waits(20_000).does("page_viewed", "page", "HOME");
            rig.play(cleo).until(cleo.now() + 10_000);
            assertThat(issued()).containsExactly("limits-link");
        }

        @Test
        void twiceWithinFourHoursIsOfferedOnce() {
            Play cleo = looks(player("cleo").wins(5), 5).waits(20_000).does("page_viewed", "page", "HOME");
            looks(cleo.waits(1_000_000), 5).waits(20_000).does("page_viewed", "page", "HOME");
            rig.play(cleo).toTheEnd();
            assertThat(rig.reasonsOf("wallet-hesitation")).containsExactly(Reason.OFFERED, Reason.CAPPED);
        }
    }

    @Nested
    class ExitIntent {
        @Test
        void isNoticedAtOnceAndTheOfferLastsTwentySeconds() {
            rig.play(player("dora").does("exit_intent", "kind", "CURSOR_TOP", "slip_open", false));
            assertThat(rig.momentsOf("exit-intent")).containsExactly(NOON);
            assertThat(issued()).containsExactly("continue-there");
            rig.until(NOON + 19_999);
            assertThat(rig.offers).hasSize(1);
            rig.until(NOON + 20_000);
            assertThat(rig.offers.get(1).status()).isEqualTo(Status.EXPIRED);
            assertThat(rig.offers.get(1).at()).isEqualTo(NOON + 20_000);
        }

        @Test
        void withAnOpenSlipItIsKept() {
            rig.play(player("dora").does("exit_intent", "kind", "BACK", "slip_open", true));
            assertThat(issued()).containsExactly("save-slip");
        }

        @Test
        void whoHasJustLostIsLetGoInPeace() {
            rig.play(player("dora").loses(1).does("exit_intent", "kind", "CURSOR_TOP", "slip_open", false));
            assertThat(rig.reasonsOf("exit-intent")).containsExactly(Reason.GATED);
        }

        @Test
        void twiceWithinTenMinutesIsOfferedOnce() {
            rig.play(player("dora")
                    .does("exit_intent", "kind", "BACK", "slip_open", false)
                    .waits(60_000)
                    .does("exit_intent", "kind", "BACK", "slip_open", false));
            assertThat(rig.reasonsOf("exit-intent")).containsExactly(Reason.OFFERED, Reason.CAPPED);
        }
    }

    @Nested
    class ThirtySecondsIdle {
        @Test
        void isNoticedThirtySecondsAfterTheLastMove() {
            rig.play(player("eve").does("session_started").waits(10_000).does("page_viewed", "page", "HOME"))
                    .until(NOON + 40_000);
            assertThat(rig.momentsOf("player-idle")).containsExactly(NOON + 40_000);
            assertThat(issued()).containsExactly("recently-played");
        }

        @Test
        void aMoveOneMillisecondBeforeIsEnough() {
            rig.play(player("eve").does("session_started").waits(29_999).does("page_viewed", "page", "HOME"))
                    .until(NOON + 59_998);
            assertThat(rig.momentsOf("player-idle")).isEmpty();
        }

        @Test
        void whoHasLeftIsNotIdle() {
            rig.play(player("eve").does("session_started").waits(9_000).does("session_ended", "reason", "LOGOUT"))
                    .toTheEnd();
            assertThat(rig.momentsOf("player-idle")).isEmpty();
        }

        @Test
        void twiceWithinHalfAnHourIsOfferedOnceAndTheFirstMoveWithdrawsIt() {
            rig.play(player("eve")
                            .does("session_started")
                            .waits(40_000)
                            .does("page_viewed", "page", "HOME")
                            .waits(40_000)
                            .does("page_viewed", "page", "HOME"))
                    .until(NOON + 100_000);
            assertThat(rig.reasonsOf("player-idle")).containsExactly(Reason.OFFERED, Reason.CAPPED);
            assertThat(rig.offersSaid()).containsExactly("ISSUED recently-played", "WITHDRAWN recently-played UNTIL");
        }
    }

    @Test
    void aSelfExcludedPlayerGetsNothingWhateverHeDoes() {
        Play finn = player("finn").does("rg_self_excluded", "scope", "NATIONAL");
        finn.does("exit_intent", "kind", "BACK", "slip_open", true)
                .loses(3)
                .waits(60_000)
                .wins(5);
        finn.does("balance_viewed", "real", 1.0)
                .waits(20_000)
                .does("page_viewed", "page", "HOME")
                .waits(100_000);
        rig.play(finn).until(finn.now());
        assertThat(rig.moments).extracting(moment -> moment.reason()).contains(Reason.PROTECTED);
        assertThat(rig.offers).isEmpty();
    }

    private static Play player(String id) {
        return Play.player(id).in("licence", "GB");
    }

    private List<String> issued() {
        return rig.offers.stream()
                .filter(offer -> offer.status() == Status.ISSUED)
                .map(OfferRecord::offer)
                .toList();
    }
}
