package io.kairos.flink;

import static io.kairos.flink.Deadlines.Kind.OFFER_END;
import static io.kairos.flink.Deadlines.Kind.WAKE_UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.player.PlayerMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final byte[] MEMORY = {1};

    private final Deadlines deadlines = new Deadlines();

    private List<String> due(long time) {
        List<String> due = new ArrayList<>();
        for (Deadlines.Deadline next = deadlines.takeDue(time); next != null; next = deadlines.takeDue(time)) {
            due.add(next.player() + " " + next.kind() + " " + next.time());
        }
        return due;
    }

    @Test
    void whatIsDueComesOnceAndTheEarliestFirst() {
        deadlines.register("eve", WAKE_UP, 30);
        deadlines.register("ada", WAKE_UP, 10);
        deadlines.register("bob", OFFER_END, 20);

        assertThat(due(9)).isEmpty();
        assertThat(due(20)).containsExactly("ada WAKE_UP 10", "bob OFFER_END 20");
        assertThat(due(20)).isEmpty();
        assertThat(deadlines.pending()).isEqualTo(1);
    }

    @Test
    void aPlayerHasOneOfEachKind() {
        deadlines.register("ada", WAKE_UP, 30);
        deadlines.register("ada", OFFER_END, 20);
        deadlines.register("ada", WAKE_UP, 10);

        assertThat(deadlines.pending()).isEqualTo(2);
        assertThat(due(100)).containsExactly("ada WAKE_UP 10", "ada OFFER_END 20");
    }

    @Test
    void whoIsForgottenIsWaitedForNoMore() {
        deadlines.register("ada", WAKE_UP, 10);
        deadlines.register("ada", OFFER_END, 20);
        deadlines.register("bob", WAKE_UP, 30);

        deadlines.forget("ada");
        deadlines.forget("nobody");

        assertThat(due(100)).containsExactly("bob WAKE_UP 30");
    }

    @Test
    void whoHasAnOpenOfferIsFound() {
        deadlines.register("ada", WAKE_UP, 10);
        deadlines.register("bob", OFFER_END, 20);
        deadlines.register("eve", OFFER_END, 30);
        due(20);

        assertThat(deadlines.players(OFFER_END)).containsExactly("eve");
    }

    @Test
    void aRowSaysWhatIsPending() {
        deadlines.restore("ada", new StoredRow(10, 20, MEMORY));
        deadlines.restore("bob", new StoredRow(PlayerMemory.NEVER, 30, MEMORY));
        deadlines.restore("eve", new StoredRow(40, PlayerMemory.NEVER, MEMORY));
        deadlines.restore("dan", new StoredRow(PlayerMemory.NEVER, PlayerMemory.NEVER, MEMORY));

        assertThat(due(Long.MAX_VALUE - 1))
                .containsExactly("ada WAKE_UP 10", "ada OFFER_END 20", "bob OFFER_END 30", "eve WAKE_UP 40");
    }

    @Test
    void itAgreesWithAPlainListHoweverLong() {
        Random random = new Random(7);
        Map<String, Long> model = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            String player = "player-" + random.nextInt(700);
            if (random.nextInt(10) == 0) {
                deadlines.forget(player);
                model.remove(player);
            } else if (random.nextInt(50) == 0) {
                long now = random.nextInt(1_000);
                List<Long> times = new ArrayList<>();
                for (Deadlines.Deadline due = deadlines.takeDue(now); due != null; due = deadlines.takeDue(now)) {
                    assertThat(model.remove(due.player())).isEqualTo(due.time());
                    times.add(due.time());
                }
                assertThat(times).isSorted();
                assertThat(model.values()).allSatisfy(time -> assertThat(time).isGreaterThan(now));
            } else {
                long time = random.nextInt(1_000);
                deadlines.register(player, WAKE_UP, time);
                model.put(player, time);
            }
            assertThat(deadlines.pending()).isEqualTo(model.size());
        }
    }
}
