package io.kairos.flink;

import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.OFFER;
import static io.kairos.flink.Evening.NOON;
import static io.kairos.flink.Evening.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.event.Output;
import io.kairos.playbook.Bundle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What a player does comes by one topic and what protects him by another, each in its order and both in none: once the
 * operator has taken in that he is excluded, no offer follows, and none is open. What was due before happens before: an
 * offer of that moment is issued and taken back in one step.
 */
class ShuffledTopicsTest {
    private static final int SEEDS = 8;
    private static final int PLAYERS = 60;
    private static final int BETS = 25;
    private static final long EVENING = 120 * SECOND;

    private static final List<String> FACTS = List.of("rg_self_excluded", "rg_timeout_started", "block_changed");

    private static final Bundle PLAYBOOK = new Bundle(
            1,
            "ann",
            null,
            Map.of(
                    "events.yaml",
                    """
                    events:
                      bet_placed:         { actor: player }
                      rg_self_excluded:   { actor: player, fact: true, attributes: { until: time } }
                      rg_timeout_started: { actor: player, fact: true, attributes: { until: time } }
                      block_changed:      { actor: system, fact: true, attributes: { active: boolean } }
                    """,
                    "offers.yaml",
                    """
                    offers:
                      gift:  { class: inducement, lasts: 9s, channels: [in_app], message: "A gift." }
                      break: { class: care, lasts: 5s, channels: [in_app], message: "A break?" }
                    """,
                    "patterns/at-once.yaml",
                    "pattern: at-once\nsequence: [{ on: bet_placed }]\noffers: [gift]\nbecause: You were here.\n",
                    "patterns/silent.yaml",
                    "pattern: silent\nsequence: [{ on: bet_placed }, { no: bet_placed, for: 3s }]\noffers: [break]\nbecause: You were here.\npriority: 60\n"));

    private final Set<String> excluded = new HashSet<>();
    private final Map<String, String> open = new HashMap<>();
    private int issued;
    private int takenBack;
    private int refused;

    @Test
    void onceAnExclusionIsAppliedNoOfferFollowsHoweverTheTopicsInterleave() throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            excluded.clear();
            open.clear();
            play(new Random(seed), "seed " + seed);
        }
        assertThat(issued).as("offers before").isGreaterThan(1_000);
        assertThat(takenBack).as("offers withdrawn by an exclusion").isGreaterThan(50);
        assertThat(refused).as("moments after").isGreaterThan(1_000);
    }

    private void play(Random dice, String as) throws Exception {
        List<List<Arrival>> topics = List.of(bets(dice), facts(dice));
        int[] read = {0, 0};
        long[] seen = {Long.MIN_VALUE, Long.MIN_VALUE};
        Settings settings = Settings.of(Map.of("time.fresh", "event", "cache.rows", "20"));
        Subtasks job = Subtasks.start(1, PLAYBOOK, settings, NOON).hush();
        try {
            while (read[0] < topics.get(0).size() || read[1] < topics.get(1).size()) {
                int topic = dice.nextInt(2);
                // one of them may be ahead by a little, or by all there is
                for (int burst = 1 << dice.nextInt(10);
                        burst > 0 && read[topic] < topics.get(topic).size();
                        burst--) {
                    Arrival next = topics.get(topic).get(read[topic]++);
                    seen[topic] = next.event().at();
                    watch(job.reads(next), as);
                    if (topic == 1) {
                        excluded.add(next.playerId());
                        assertThat(open).as(as + ": after " + next).doesNotContainKey(next.playerId());
                    }
                }
                long time = Math.min(seen[0], seen[1]);
                if (time > NOON) {
                    watch(job.timeIs(time), as);
                }
                if (dice.nextInt(20) == 0) {
                    job = job.die().restore(1, PLAYBOOK, NOON).hush();
                }
            }
            watch(job.timeIs(Long.MAX_VALUE), as);
            assertThat(open).as(as).isEmpty();
        } finally {
            job.close();
        }
    }

    private void watch(Subtasks job, String as) {
        for (Output said : job.said()) {
            String player = said.key();
            if (said.kind() == OFFER && said.fields().get("status").equals("ISSUED")) {
                issued++;
                open.put(player, said.fields().get("offer_id").toString());
                assertThat(excluded).as(as + ": " + said).doesNotContain(player);
            } else if (said.kind() == OFFER) {
                takenBack += "PROTECTED".equals(said.fields().get("reason")) ? 1 : 0;
                open.remove(player, said.fields().get("offer_id").toString());
            } else if (said.kind() == DECISION && said.fields().get("reason").equals("PROTECTED")) {
                refused++;
            }
        }
        job.hush();
    }

    private static List<Arrival> bets(Random dice) {
        List<Arrival> bets = new ArrayList<>();
        for (int player = 0; player < PLAYERS; player++) {
            for (int i = 0; i < BETS; i++) {
                bets.add(Evening.event(
                        "p" + player, "bet_placed", NOON + dice.nextLong(EVENING), Map.of("n", (long) i)));
            }
        }
        return inOrder(bets);
    }

    private static List<Arrival> facts(Random dice) {
        List<Arrival> facts = new ArrayList<>();
        for (int player = 0; player < PLAYERS; player++) {
            String type = FACTS.get(dice.nextInt(FACTS.size()));
            facts.add(Evening.event("p" + player, type, NOON + dice.nextLong(EVENING), Map.of("active", true)));
        }
        return inOrder(facts);
    }

    private static List<Arrival> inOrder(List<Arrival> topic) {
        topic.sort(Comparator.comparingLong((Arrival arrival) -> arrival.event().at())
                .thenComparing(arrival -> arrival.event().eventId()));
        return topic;
    }
}
