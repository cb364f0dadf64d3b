package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.playbook.PlaybookFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A correction withdraws the offer whose moment rests on the event it undoes; said in the vocabulary of the default playbook. */
class VoidedBetTest {
    private static final long SECOND = 1_000;

    private Rig rig;

    @BeforeEach
    void start() throws IOException {
        String events =
                PlaybookFolder.read(Path.of("flink-conf/playbook")).files().get("events.yaml");
        rig = Rig.of(
                "events.yaml",
                events,
                "offers.yaml",
                "offers: { break: { class: care, lasts: 60s, channels: [in_app], message: \"A break?\" } }",
                "patterns/unlucky.yaml",
                "pattern: unlucky\nsequence: [{ on: loss, times: 2 }]\noffers: [break]\nbecause: You were here.\n");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** Two losses, a second apart. */
    private Play unlucky() {
        return settled(settled(player("ada"), "b1").waits(SECOND), "b2").waits(SECOND);
    }

    private static Play settled(Play play, String bet) {
        return play.does("bet_settled", "bet_id", bet, "stake", 10.0, "payout", 0.0, "outcome", "LOSS");
    }

    private static Play voided(Play play, String bet, long settledAt) {
        return play.does(
                "bet_settled", "bet_id", bet, "stake", 10.0, "payout", 0.0, "outcome", "VOID", "settled_at", settledAt);
    }

    @Test
    void theVoidOfAnyOfTheBetsItRestsOnWithdrawsIt() {
        rig.play(voided(unlucky(), "b1", NOON)).toTheEnd();
        assertThat(rig.offersSaid()).containsExactly("ISSUED break", "WITHDRAWN break VOIDED");
        assertThat(rig.offers.get(1).at()).isEqualTo(NOON + 2 * SECOND);
    }

    @Test
    void theVoidOfAnotherBetDoesNot() {
        rig.play(voided(unlucky(), "b3", NOON)).toTheEnd();
        assertThat(rig.offersSaid()).containsExactly("ISSUED break", "EXPIRED break");
    }

    @Test
    void norTheVoidThatNamesNoBetOfWhatHappenedAtAnotherTime() {
        rig.play(voided(unlucky(), null, NOON + 1)).toTheEnd();
        assertThat(rig.offersSaid()).containsExactly("ISSUED break", "EXPIRED break");
    }

    @Test
    void norAnotherSettlementOfTheBet() {
        rig.play(unlucky()
                        .does(
                                "bet_settled",
                                "bet_id",
                                "b1",
                                "stake",
                                10.0,
                                "payout",
                                0.0,
                                "outcome",
                                "LOSS",
                                "settled_at",
                                NOON))
                .toTheEnd();
        assertThat(rig.offersSaid()).startsWith("ISSUED break").doesNotContain("WITHDRAWN break VOIDED");
    }

    /** In doubt nothing is sent. */
    @Test
    void aVoidThatNamesNoBetIsKnownByItsTime() {
        rig.play(unlucky()
                .does("bet_settled", "stake", 10.0, "payout", 0.0, "outcome", "VOID", "settled_at", NOON + SECOND));
        assertThat(rig.offersSaid()).containsExactly("ISSUED break", "WITHDRAWN break VOIDED");
    }

    @Test
    void aVoidThatDoesNotSayWhenIsKnownByTheBet() {
        rig.play(unlucky().does("bet_settled", "stake", 10.0, "payout", 0.0, "outcome", "VOID"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED break");
        rig.play(unlucky()
                .waits(1)
                .does("bet_settled", "bet_id", "b1", "stake", 10.0, "payout", 0.0, "outcome", "VOID"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED break", "WITHDRAWN break VOIDED");
    }

    /** The bet may have been matched when it was placed, and its vocabulary may say of no event that it corrects another. */
    @Test
    void theVoidOfABetThatWasPlacedWithdrawsToo() {
        try (Rig plain = Rig.of(
                "events.yaml",
                """
                events:
                  bet_placed: { actor: player, attributes: { bet_id: string } }
                  bet_settled: { actor: system, fact: true, attributes: { bet_id: string, outcome: [LOSS, VOID] } }
                """,
                "offers.yaml",
                "offers: { break: { class: care, lasts: 60s, message: \"A break?\" } }",
                "patterns/betting.yaml",
                "pattern: betting\nsequence: [{ on: bet_placed }]\noffers: [break]\nbecause: You were here.\n")) {
            Play ada = player("ada").does("bet_placed", "bet_id", "b1").waits(1);
            ada.does("bet_settled", "bet_id", "b1", "outcome", "LOSS");
            plain.play(ada.does("bet_settled", "bet_id", "b2", "outcome", "VOID"));
            assertThat(plain.offersSaid()).containsExactly("ISSUED break");
            plain.on(ada.does("bet_settled", "bet_id", "b1", "outcome", "VOID").last());
            assertThat(plain.offersSaid()).containsExactly("ISSUED break", "WITHDRAWN break VOIDED");
        }
    }

    @Test
    void aVoidAtTheDeadlineFindsItExpiredAndAMillisecondBeforeItDoesNot() {
        rig.play(voided(unlucky().waits(59 * SECOND - 1), "b1", NOON));
        assertThat(rig.offersSaid()).containsExactly("ISSUED break", "WITHDRAWN break VOIDED");

        Rig another = rig.another();
        another.play(voided(unlucky().waits(59 * SECOND), "b1", NOON));
        assertThat(another.offersSaid()).containsExactly("ISSUED break", "EXPIRED break");
        another.close();
    }

    @Test
    void howeverLateTheFactComesItCounts() {
        rig.play(unlucky().waits(40 * SECOND).does("page_viewed", "page", "HOME"));
        rig.on(player("ada")
                .waits(1)
                .at(
                        NOON + 2 * SECOND,
                        "bet_settled",
                        "bet_id",
                        "b2",
                        "stake",
                        10.0,
                        "payout",
                        0.0,
                        "outcome",
                        "VOID",
                        "settled_at",
                        NOON + SECOND)
                .last());
        assertThat(rig.offersSaid()).containsExactly("ISSUED break", "WITHDRAWN break VOIDED");
        assertThat(rig.offers.get(1).at()).isEqualTo(NOON + 42 * SECOND);
    }

    @Test
    void aRollbackOfARoundWithdrawsToo() {
        Play ada = player("ada");
        for (int i = 0; i < 2; i++) {
            ada.does("game_round", "round_id", "r" + i, "kind", "LOSS", "stake", 5.0, "payout", 0.0)
                    .waits(SECOND);
        }
        ada.does("game_round", "round_id", "r0", "kind", "ROLLBACK", "stake", 5.0, "settled_at", NOON);
        rig.play(ada);
        assertThat(rig.offersSaid()).containsExactly("ISSUED break", "WITHDRAWN break VOIDED");
    }
}
