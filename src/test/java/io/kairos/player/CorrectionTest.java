package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.playbook.PlaybookFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a void settlement and a rollback undo, said in the vocabulary of the default playbook. */
class CorrectionTest {
    private static final String FEATURES = """
            features:
              losses:  { count: loss, over: 10m }
              won:     { sum: "payout - stake", of: result, over: 10m }
              session_net: { sum: "payout - stake", of: result, over: session }
              staked:  { sum: stake, of: bet, over: 10m }
              row:     { streak: loss, broken_by: win }
              biggest: { max: stake, of: loss, over: 10m }
              usual:   { median: stake, of: result, last: 20 }
              settled: { since: result }
              big:     { count: loss, where: "stake > 2 * before.usual", over: 10m }
            """;
    private static final String READING = """
            pattern: reading
            sequence: [{ on: session_started }]
            because: "{losses}{won}{session_net}{staked}{row}{biggest}{usual}{settled}{big}"
            """;
    private static final long SECOND = 1_000;

    private Rig rig;

    private Rig rig() throws IOException {
        String events =
                PlaybookFolder.read(Path.of("flink-conf/playbook")).files().get("events.yaml");
        rig = Rig.of("events.yaml", events, "features.yaml", FEATURES, "patterns/reading.yaml", READING);
        return rig;
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Object feature(String id) {
        PlayerMemory ada = rig.memory("ada");
        return ada.features.value(id, ada.clock);
    }

    private static Play settled(Play play, String outcome, double stake, double payout) {
        return play.does("bet_settled", "stake", stake, "payout", payout, "outcome", outcome);
    }

    private static Play voided(Play play, long settledAt, double stake, double payout) {
        return play.does("bet_settled", "stake", stake, "payout", payout, "outcome", "VOID", "settled_at", settledAt);
    }

    @Test
    void aVoidSettlementUndoesTheLossItWas() throws IOException {
        Play ada = settled(settled(player("ada"), "LOSS", 10, 0).waits(SECOND), "LOSS", 30, 0)
                .waits(SECOND);
        rig().play(voided(ada, NOON + SECOND, 30, 0));

        assertThat(feature("losses")).isEqualTo(1.0);
        assertThat(feature("won")).isEqualTo(-10.0);
        assertThat(feature("session_net")).isEqualTo(-10.0);
        assertThat(feature("row")).isEqualTo(1.0);
    }

    @Test
    void aVoidSettlementUndoesTheWinThatBrokeARow() throws IOException {
        Play ada = settled(player("ada"), "LOSS", 10, 0).waits(SECOND);
        settled(ada, "LOSS", 10, 0).waits(SECOND);
        settled(ada, "WIN", 10, 50).waits(SECOND);
        settled(ada, "LOSS", 10, 0).waits(SECOND);
        rig().play(ada);
        assertThat(feature("row")).isEqualTo(1.0);
        rig.play(voided(player("ada").waits(5 * SECOND), NOON + 2 * SECOND, 10, 50));

        assertThat(feature("row")).isEqualTo(3.0);
        assertThat(feature("losses")).isEqualTo(3.0);
        assertThat(feature("won")).isEqualTo(-30.0);
    }

    @Test
    void aRollbackOfARoundUndoesItsBetAndItsResult() throws IOException {
        Play ada = player("ada").does("game_round", "kind", "BET", "stake", 5.0).waits(SECOND);
        ada.does("game_round", "kind", "LOSS", "stake", 5.0, "payout", 0.0).waits(SECOND);
        ada.does("game_round", "kind", "BET", "stake", 2.0).waits(SECOND);
        ada.does(
                "game_round",
                "kind",
                "ROLLBACK",
                "stake",
                5.0,
                "payout",
                0.0,
                "bet_at",
                NOON,
                "settled_at",
                NOON + SECOND);
        rig().play(ada);

        assertThat(feature("staked")).isEqualTo(2.0);
        assertThat(feature("losses")).isEqualTo(0.0);
        assertThat(feature("won")).isEqualTo(0.0);
    }

    @Test
    void whatLeftTheWindowNeedsNoCorrection() throws IOException {
        Play ada = settled(player("ada"), "LOSS", 10, 0).waits(20 * 60 * SECOND);
        settled(ada, "LOSS", 4, 0);
        rig().play(voided(ada, NOON, 10, 0));

        assertThat(feature("losses")).isEqualTo(1.0);
        assertThat(feature("won")).isEqualTo(-4.0);
        assertThat(rig.counted("uncorrectable losses")).isZero();
    }

    @Test
    void whatCannotBeUndoneStaysAndIsCounted() throws IOException {
        Play ada = settled(settled(player("ada"), "LOSS", 10, 0), "LOSS", 30, 0).waits(SECOND);
        rig().play(voided(ada, NOON, 30, 0));

        assertThat(feature("biggest")).as("the second largest is not known").isEqualTo(30.0);
        assertThat(feature("usual")).isEqualTo(20.0);
        assertThat(rig.counted("uncorrectable biggest")).isEqualTo(1);
        assertThat(rig.counted("uncorrectable usual")).isEqualTo(1);
        assertThat(rig.counted("uncorrectable settled")).isEqualTo(1);
        assertThat(rig.counted("uncorrectable big"))
                .as("it depends on another feature as that was then")
                .isEqualTo(1);
        assertThat(rig.counted("uncorrectable")).isEqualTo(4);
    }

    @Test
    void aVoidSettlementThatDoesNotSayWhenIsCounted() throws IOException {
        Play ada = settled(player("ada"), "LOSS", 10, 0);
        rig().play(ada.does("bet_settled", "stake", 10.0, "payout", 0.0, "outcome", "VOID"));

        assertThat(feature("losses")).isEqualTo(1.0);
        assertThat(rig.counted("uncorrectable bet_settled")).isEqualTo(1);
    }

    @Test
    void whatNeverCountedIsNotUndone() throws IOException {
        Play ada = settled(player("ada").waits(5 * 60 * SECOND), "LOSS", 10, 0);
        rig().play(voided(ada, NOON, 10, 0));

        assertThat(feature("losses")).isEqualTo(1.0);
        assertThat(rig.counted("uncorrectable losses")).isEqualTo(1);
    }

    @Test
    void anotherSettlementCorrectsNothing() throws IOException {
        Play ada = settled(player("ada"), "LOSS", 10, 0);
        rig().play(ada.does("bet_settled", "stake", 10.0, "payout", 0.0, "outcome", "PARTIAL", "settled_at", NOON));

        assertThat(feature("losses")).isEqualTo(1.0);
    }
}
