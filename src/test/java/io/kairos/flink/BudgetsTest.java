package io.kairos.flink;

import static io.kairos.event.Output.Kind.OFFER;
import static io.kairos.flink.Evening.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.event.Origin;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.playbook.Bundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many subtasks spend, whenever they are stopped: what all of them issue stays within the budget. */
class BudgetsTest {
    private static final int MANY = 300;
    private static final long HOUR = 3_600_000;

    private final List<Subtasks> opened = new ArrayList<>();
    private final MatcherFactory matchers = new Stumbling();
    private int players;

    @AfterEach
    void close() throws Exception {
        for (Subtasks subtasks : opened) {
            subtasks.close();
        }
        matchers.close();
    }

    private Subtasks opened(Subtasks subtasks) {
        opened.add(subtasks);
        return subtasks;
    }

    /** Everybody who looks is given one, while there are any. */
    private static Bundle playbook(long version, String budgets) {
        return new Bundle(
                version,
                "ann",
                "for a test",
                Map.of(
                        "events.yaml",
                        "events: { looked: { actor: player } }",
                        "offers.yaml",
                        "offers: { gift: { class: help, value: 1, lasts: 1s, message: \"A gift.\" } }",
                        "patterns/look.yaml",
                        "pattern: look\nsequence: [{ on: looked }]\noffers: [gift]\nbecause: You were here.\n",
                        "policy.yaml",
                        budgets));
    }

    private static Bundle atMost(long version, int atMost) {
        return playbook(version, "budgets: [{ at_most: " + atMost + ", per: 1h }]");
    }

    private static Settings settings(String cachedRows) {
        return Settings.of(Map.of("cache.rows", cachedRows));
    }

    private static Arrival looks(String player, long at) {
        return looks(player, at, Map.of());
    }

    private static Arrival looks(String player, long at, Map<String, Object> attributes) {
        PlayerEvent event = PlayerEvent.of(player + "-" + at, player, "looked", at, attributes);
        return Arrival.of(new Origin("player-events", 0, at - NOON, at), event);
    }

    /** How many of so many new players are given one. */
    private int given(Subtasks job, int looking, long at) throws Exception {
        job.hush();
        job.wallIs(at);
        for (int i = 0; i < looking; i++) {
            job.reads(looks("player-" + ++players, at));
        }
        return given(job.said(OFFER));
    }

    private static int given(List<Output> offers) {
        return (int) offers.stream()
                .filter(offer -> "ISSUED".equals(offer.fields().get("status")))
                .count();
    }

    private Subtasks restarts(Subtasks job, int parallelism, Bundle playbook, long wall) throws Exception {
        return opened(job.die().restore(parallelism, playbook, wall));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "100"})
    void whatIsIssuedStaysWithinTheBudgetAtAnyParallelism(String cachedRows) throws Exception {
        Bundle playbook = atMost(1, 90);
        Subtasks one = opened(Subtasks.start(1, playbook, settings(cachedRows), NOON));
        assertThat(given(one, 30, NOON)).isEqualTo(30);

        Subtasks two = restarts(one, 2, playbook, NOON + 1);
        assertThat(given(two, 20, NOON + 2)).isEqualTo(20);

        Subtasks three = restarts(two, 3, playbook, NOON + 3);
        assertThat(given(three, 6, NOON + 4)).isEqualTo(6);

        Subtasks two2 = restarts(three, 2, playbook, NOON + 5);
        assertThat(given(two2, MANY, NOON + 6)).isEqualTo(34);

        Subtasks one2 = restarts(two2, 1, playbook, NOON + 7);
        assertThat(given(one2, MANY, NOON + HOUR - 1)).isZero();
        assertThat(given(one2, MANY, NOON + HOUR)).isEqualTo(90);

        Subtasks three2 = restarts(one2, 3, playbook, NOON + HOUR + 1);
        assertThat(given(three2, MANY, NOON + HOUR + 2)).isZero();
        assertThat(given(three2, MANY, NOON + 2 * HOUR)).isEqualTo(90);
    }

    @Test
    void whatOneSubtaskLeavesIsThereForAllAfterARestart() throws Exception {
        Bundle playbook = atMost(1, 90);
        Subtasks three = opened(Subtasks.start(3, playbook, settings("100"), NOON));
        for (int i = 0; i < MANY; i++) {
            three.reads(looks("ada", NOON + i * 2_000)); // the one before is over
        }
        assertThat(given(three.said(OFFER))).isEqualTo(30);

        Subtasks again = restarts(three, 3, playbook, NOON + 1);
        for (int i = MANY; i < 2 * MANY; i++) {
            again.reads(looks("ada", NOON + i * 2_000));
        }
        assertThat(given(again.said(OFFER))).isEqualTo(20);
    }

    @Test
    void whatWasIssuedAfterTheSnapshotIsNotCountedTwice() throws Exception {
        Bundle playbook = atMost(1, 90);
        Subtasks one = opened(Subtasks.start(1, playbook, settings("100"), NOON));
        assertThat(given(one, 50, NOON)).isEqualTo(50);
        Subtasks.Snapshot snapshot = one.snapshot();
        assertThat(given(one, 30, NOON + 1)).isEqualTo(30);
        assertThat(given(one, MANY, NOON + 2)).isEqualTo(10);

        Subtasks again = opened(snapshot.restore(1, playbook, NOON + 3));
        assertThat(given(again, MANY, NOON + 4)).isEqualTo(40);
    }

    @Test
    void anotherPlaybookKeepsWhatWasSpentAndABudgetThatIsNewBeginsWithNothingSpent() throws Exception {
        Subtasks job = opened(Subtasks.start(2, atMost(1, 40), settings("100"), NOON));
        assertThat(given(job, MANY, NOON)).isEqualTo(40);

        job.hears(atMost(2, 60));
        assertThat(given(job, MANY, NOON + 1)).isEqualTo(20);
        job.hears(atMost(3, 10));
        assertThat(given(job, MANY, NOON + 2)).isZero();

        Subtasks again = restarts(job, 1, atMost(4, 70), NOON + 3);
        assertThat(given(again, MANY, NOON + 4)).isEqualTo(10);
        again.hears(playbook(5, "budgets: [{ at_most: 7, per: 24h }]"));
        assertThat(given(again, MANY, NOON + 5)).isEqualTo(7);
    }

    @Test
    void aStepThatFailedHasSpentNothing() throws Exception {
        HeapSubtask job = new HeapSubtask(atMost(1, 1), settings("100"), matchers).wallIs(NOON);
        job.broken = true;
        job.reads(looks("ada", NOON));
        job.broken = false;

        job.reads(looks("eve", NOON + 1));

        assertThat(given(job.said)).isEqualTo(1);
    }

    /** What was left when it was decided belongs to the step, as the wall clock does. */
    @Test
    void aStepTakenAgainIsDecidedAsItWas() throws Exception {
        HeapSubtask job = new HeapSubtask(atMost(1, 1), settings("100"), matchers).wallIs(NOON);
        job.reads(looks("ada", NOON), looks("eve", NOON));
        assertThat(given(job.said)).isEqualTo(1);

        job.reads(looks("ada", NOON + 1, Map.of("stumble", true)), looks("eve", NOON + 1, Map.of("stumble", true)));
        assertThat(job.counts).containsEntry("failed EVENT of ada", 1).containsEntry("failed EVENT of eve", 1);
        job.timeIs(NOON + 5_000);

        assertThat(job.said.stream()
                        .filter(output -> output.kind() == OFFER)
                        .map(output -> output.fields().get("status") + " "
                                + output.fields().get("player_id")))
                .containsExactly("ISSUED ada", "EXPIRED ada");
    }
}
