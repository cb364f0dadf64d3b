package io.kairos.flink;

import static io.kairos.event.Output.Kind.OFFER;
import static io.kairos.flink.Evening.NOON;
import static io.kairos.flink.Evening.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.event.Output;
import io.kairos.playbook.Bundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits, and what was said, through restarts and other parallelisms. */
class OfferLifeOperatorTest {
    private static final int PLAYERS = 30;
    private static final Settings REPLAY = Settings.of(Map.of("time.fresh", "event"));
    private static final Bundle PLAYBOOK = new Bundle(
            1,
            "ann",
            "for a test",
            Map.of(
                    "events.yaml",
                    """
                    events:
                      looked: { actor: player }
                      offer_feedback: { actor: player, fact: true, attributes: { offer_id: string, stage: [SHOWN, ACCEPTED] } }
                    """,
                    "offers.yaml",
                    "offers: { hint: { class: information, lasts: 60s, channels: [in_app], message: \"A hint.\" } }",
                    "patterns/look.yaml",
                    "pattern: look\nsequence: [{ on: looked }]\noffers: [hint]\nafter: 3s\n"));

    private final List<Subtasks> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (Subtasks subtasks : opened) {
            subtasks.close();
        }
    }

    private Subtasks opened(Subtasks subtasks) {
        opened.add(subtasks);
        return subtasks;
    }

    private Subtasks everybodyLooks() throws Exception {
        Subtasks job = opened(Subtasks.start(1, PLAYBOOK, REPLAY, NOON));
        for (int i = 0; i < PLAYERS; i++) {
            job.reads(Evening.event("player-" + i, "looked", NOON, Map.of()));
        }
        return job;
    }

    private static List<String> players() {
        return IntStream.range(0, PLAYERS).mapToObj(i -> "player-" + i).toList();
    }

    @Test
    void aDelayedOfferIsIssuedThoughTheJobWasRestartedAndRescaledMeanwhile() throws Exception {
        Subtasks restored = opened(everybodyLooks().timeIs(NOON + 2_999).die().restore(3, PLAYBOOK, NOON + SECOND));
        assertThat(restored.said(OFFER)).isEmpty();

        restored.timeIs(NOON + 3_000);

        assertThat(restored.said(OFFER)).extracting(Output::key).containsExactlyInAnyOrderElementsOf(players());
        assertThat(restored.said(OFFER, "issued_at")).containsOnly(NOON + 3_000);
    }

    @Test
    void whoHasSpokenIsNotHeardTwiceThoughTheJobWasRestartedInBetween() throws Exception {
        Subtasks job = everybodyLooks().timeIs(NOON + 3_000);
        for (Output offer : List.copyOf(job.said(OFFER))) {
            job.reads(says(offer, "SHOWN", NOON + 4_000), says(offer, "ACCEPTED", NOON + 5_000));
        }
        assertThat(job.tallied("SHOWN")).hasSize(PLAYERS);
        List<Output> offers = job.said(OFFER).stream()
                .filter(offer -> offer.fields().get("status").equals("ISSUED"))
                .toList();

        Subtasks restored = opened(job.die().restore(2, PLAYBOOK, NOON + SECOND));
        for (Output offer : offers) {
            restored.reads(says(offer, "SHOWN", NOON + 6_000), says(offer, "ACCEPTED", NOON + 7_000));
        }
        restored.timeIs(NOON + 120 * SECOND);

        assertThat(restored.said(OFFER)).isEmpty();
        assertThat(restored.tallied("SHOWN")).isEmpty();
    }

    private static Arrival says(Output offer, String stage, long at) {
        return Evening.event(
                offer.key(),
                "offer_feedback",
                at,
                Map.of("offer_id", offer.fields().get("offer_id"), "stage", stage));
    }
}
