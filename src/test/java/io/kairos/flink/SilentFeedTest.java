package io.kairos.flink;

import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.OFFER;
import static io.kairos.flink.Evening.NOON;
import static io.kairos.flink.Evening.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.event.Origin;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Bundle;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The feed of those who exclude themselves is late, stops and comes back, while players play on. */
class SilentFeedTest {
    private static final long STEP = 250;
    private static final int PLAYERS_A_STEP = 3;

    /** When heartbeats begin to come late, when none comes any more, and when they come again. */
    private static final long LATE = 60 * SECOND;

    private static final long STOPPED = 150 * SECOND;
    private static final long RESUMED = 300 * SECOND;
    private static final long END = 360 * SECOND;
    private static final long DELAY = 50 * SECOND;

    private static final Bundle PLAYBOOK = new Bundle(
            1,
            "ann",
            null,
            Map.of(
                    "events.yaml",
                    """
                    events:
                      bet_placed:   { actor: player }
                      rg_heartbeat: { actor: system, scope: all, fact: true, expires: 60s }
                    """,
                    "offers.yaml",
                    """
                    offers:
                      gift:  { class: inducement, lasts: 9s, channels: [in_app], message: "A gift." }
                      break: { class: care, lasts: 5s, channels: [in_app], message: "A break?" }
                    """,
                    "patterns/at-once.yaml",
                    "pattern: at-once\nsequence: [{ on: bet_placed }]\noffers: [gift, break]\nbecause: You were here.\n"));

    private Subtasks job;
    private long heard = Long.MIN_VALUE / 2;
    private int tempted;
    private int tooLateToTempt;

    @AfterEach
    void close() throws Exception {
        job.close();
    }

    @Test
    void nobodyIsTemptedFromTheLimitOnAndNobodyElseIsForgotten() throws Exception {
        job = Subtasks.start(2, PLAYBOOK, Settings.of(Map.of()), NOON).hush();
        Random dice = new Random(5);
        for (long time = 0; time < END; time += STEP) {
            job.wallIs(NOON + time);
            feed(time);
            for (int i = 0; i < PLAYERS_A_STEP; i++) {
                // some moments are a little old when they are decided
                bets("p" + time + "-" + i, time, dice.nextInt(3) * dice.nextLong(400));
            }
            if (time == 200 * SECOND) {
                job = job.die().restore(1, PLAYBOOK, NOON + time).hush();
            }
        }
        assertThat(tempted).isGreaterThan(500);
        assertThat(tooLateToTempt).isGreaterThan(500);
    }

    /** A heartbeat every five seconds. */
    private void feed(long time) throws Exception {
        long told = time < LATE || time >= RESUMED ? time : time < STOPPED ? time - DELAY : -1;
        if (told >= 0 && told % (5 * SECOND) == 0 && NOON + told > heard) {
            heard = NOON + told;
            job.hears(Control.of(Evening.heartbeat(heard)));
        }
    }

    private void bets(String player, long time, long age) throws Exception {
        PlayerEvent bet = PlayerEvent.of(player, player, "bet_placed", NOON + time - age, Map.of());
        job.reads(Arrival.of(new Origin("player-events", 0, time, NOON + time), bet));
        List<Output> said = job.said().stream()
                .filter(output -> output.key().equals(player))
                .toList();
        boolean silent = NOON + time - heard >= 60 * SECOND;
        assertThat(said.stream().filter(output -> output.kind() == DECISION))
                .as("decided once, " + time + " ms after noon")
                .singleElement()
                .satisfies(decision -> assertThat(decision.fields()).containsEntry("reason", "OFFERED"));
        assertThat(said.stream().filter(output -> output.kind() == OFFER))
                .as("offered once, " + time + " ms after noon")
                .singleElement()
                .satisfies(offer -> assertThat(offer.fields()).containsEntry("offer", silent ? "break" : "gift"));
        if (silent) {
            tooLateToTempt++;
        } else {
            tempted++;
        }
        job.hush();
    }
}
