package io.kairos.flink;

import static io.kairos.flink.Evening.NOON;
import static io.kairos.flink.Evening.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.event.Output;
import io.kairos.playbook.Bundle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever happens, the job says and keeps the same whether rows stay decoded or not. */
class HotRowsLawTest {
    private static final int SEEDS = 6;
    private static final int HAPPENINGS = 400;
    private static final String[] PLAYERS = {"ada", "bob", "cleo", "dan", "eve", "finn", "gil", "hal"};

    private static final Map<String, String> COLD = cache(0, "64mb", 5_000);

    private sealed interface Happening {}

    private record Reads(Arrival arrival, long wall) implements Happening {}

    private record TimeIs(long time, long wall) implements Happening {}

    private record Changes(Bundle playbook) implements Happening {}

    private record Snapshots() implements Happening {}

    private record Restarts(int parallelism, long wall) implements Happening {}

    private static final List<Map<String, String>> CACHES = List.of(
            cache(1, "64mb", 1),
            cache(3, "64mb", 1),
            cache(3, "64mb", 0),
            cache(1_000, "64mb", 2),
            cache(1_000, "9kb", 1_000),
            cache(20_000, "64mb", 5_000));

    private static Map<String, String> cache(int rows, String bytes, int dirty) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("cache.rows", String.valueOf(rows));
        settings.put("cache.bytes", bytes);
        settings.put("cache.dirty", String.valueOf(dirty));
        settings.put("memory.recent", "10m");
        settings.put("memory.recent-events", "8");
        return settings;
    }

    @Test
    void theCacheChangesNothing() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Happening> evening = evening(new Random(seed), HAPPENINGS);
            List<String> cold = told(evening, COLD);
            all.append(cold);
            for (Map<String, String> cache : CACHES) {
                assertSame(told(evening, cache), cold, "seed " + seed + ", " + cache);
            }
        }
        assertThat(all)
                .as("what happened in these evenings")
                .contains("=ISSUED", "=EXPIRED", "=WITHDRAWN", "=GAINED", "=LOST")
                .contains("=OFFERED", "=STALE", "=RECOVERED", "=CAPPED", "=PROTECTED", "=FAILED", "=TOO_LATE")
                .contains("failed EVENT of bob", "failed DEADLINE of bob", "failed EVENT of ada")
                .contains("duplicate", "partials_dropped_by_change", "warm_starts_failed");
    }

    @Test
    void alsoOnRocksDbAndWithAnotherParallelism() throws Exception {
        List<Happening> evening = evening(new Random(SEEDS), HAPPENINGS);
        List<String> cold = toldByFlink(evening, COLD);
        for (Map<String, String> cache : List.of(cache(3, "64mb", 1), cache(20_000, "64mb", 5_000))) {
            assertSame(toldByFlink(evening, cache), cold, cache.toString());
        }
    }

    /** Shows the first difference only: the lists are long. */
    private static void assertSame(List<String> told, List<String> cold, String where) {
        for (int i = 0; i < Math.min(told.size(), cold.size()); i++) {
            assertThat(told.get(i)).as(where).isEqualTo(cold.get(i));
        }
        assertThat(told).as(where).hasSameSizeAs(cold);
    }

    /** The last third of the evening comes after the cache, to show that what it has written means the same. */
    private static List<String> told(List<Happening> evening, Map<String, String> cache) throws Exception {
        try (Stumbling matchers = new Stumbling()) {
            HeapSubtask job = new HeapSubtask(playbook(1, "20s"), Settings.of(cache), matchers);
            for (int i = 0; i < evening.size(); i++) {
                if (i == evening.size() * 2 / 3) {
                    job.restarts(Settings.of(COLD));
                }
                Happening happening = evening.get(i);
                if (happening instanceof Reads reads) {
                    job.wallIs(reads.wall()).reads(reads.arrival());
                } else if (happening instanceof TimeIs time) {
                    job.wallIs(time.wall()).timeIs(time.time());
                } else if (happening instanceof Changes change) {
                    job.hears(change.playbook());
                } else if (happening instanceof Snapshots) {
                    job.rows.writeAll();
                } else if (happening instanceof Restarts restart) {
                    job.wallIs(restart.wall()).restarts();
                }
            }
            List<String> told = byKey(job.said);
            told.addAll(job.state.rows.keySet());
            job.counts.forEach((counter, count) -> told.add(counter + ": " + count));
            return told;
        }
    }

    private static List<String> toldByFlink(List<Happening> evening, Map<String, String> cache) throws Exception {
        List<Output> said = new ArrayList<>();
        Subtasks job = Subtasks.start(2, playbook(1, "20s"), Settings.of(cache), Stumbling::new, NOON);
        try {
            for (Happening happening : evening) {
                if (happening instanceof Reads reads) {
                    job.wallIs(reads.wall()).reads(reads.arrival());
                } else if (happening instanceof TimeIs time) {
                    job.wallIs(time.wall()).timeIs(time.time());
                } else if (happening instanceof Changes change) {
                    job.hears(change.playbook());
                } else if (happening instanceof Snapshots) {
                    job.snapshot();
                } else if (happening instanceof Restarts restart) {
                    job = job.die().restore(restart.parallelism(), playbook(1, "20s"), restart.wall());
                }
                said.addAll(job.said());
                job.hush();
            }
            List<String> told = byKey(said);
            told.add(job.rows() + " rows, " + job.deadlines() + " deadlines");
            return told;
        } finally {
            job.close();
        }
    }

    /** In order for each player; the order of players is nobody's. */
    private static List<String> byKey(List<Output> said) {
        List<String> told = new ArrayList<>();
        said.stream().sorted(Comparator.comparing(Output::key)).forEach(output -> told.add(output.toString()));
        return told;
    }

    /** The same for the same seed; at its end all that has an end has ended. */
    private static List<Happening> evening(Random random, int happenings) {
        List<Happening> evening = new ArrayList<>();
        long now = NOON;
        long version = 1;
        for (int i = 0; i < happenings; i++) {
            now += random.nextInt(20) == 0 ? random.nextInt(60_000) : random.nextInt(3_000);
            long wall = now + (random.nextInt(10) == 0 ? 20 * SECOND : 0);
            int chance = random.nextInt(200);
            if (chance < 2) {
                evening.add(new Restarts(1 + random.nextInt(3), now));
            } else if (chance < 4) {
                evening.add(new Snapshots());
            } else if (chance < 6) {
                evening.add(new Changes(playbook(++version, random.nextBoolean() ? "20s" : "10s")));
            } else if (chance < 40) {
                evening.add(new TimeIs(now - SECOND, wall));
            } else {
                Reads reads = new Reads(arrival(random, now - (random.nextInt(15) == 0 ? 15 * SECOND : 0)), wall);
                evening.add(reads);
                if (random.nextInt(30) == 0) {
                    evening.add(reads);
                }
            }
        }
        evening.add(new TimeIs(Long.MAX_VALUE, now));
        return evening;
    }

    private static Arrival arrival(Random random, long at) {
        // some play all the time, some hardly ever
        String player = PLAYERS[random.nextInt(1 + random.nextInt(PLAYERS.length))];
        int kind = random.nextInt(100);
        Map<String, Object> attributes = new HashMap<>();
        if (random.nextInt(25) == 0) {
            attributes.put("stumble", true);
        }
        String type;
        if (kind < 55) {
            type = "bet_settled";
            attributes.put("outcome", random.nextInt(5) == 0 ? "WIN" : "LOSS");
        } else if (kind < 65) {
            type = "bet_placed";
            attributes.put("stake", 1.0 + random.nextInt(5));
        } else if (kind < 90) {
            type = "balance_viewed";
            attributes.put("balance", (double) random.nextInt(100));
        } else if (kind < 96) {
            type = "session_ended";
        } else if (kind < 98) {
            type = "offer_feedback";
            attributes.put("offer_id", "nobody's");
            attributes.put("stage", "ACCEPTED");
        } else {
            type = "rg_self_excluded";
        }
        return Evening.event(player, type, at, attributes);
    }

    private static Bundle playbook(long version, String silence) {
        Map<String, String> files =
                new HashMap<>(Evening.playbook(version, silence).files());
        files.put("events.yaml", files.get("events.yaml") + """
                  session_ended:    { actor: player }
                  rg_self_excluded: { actor: player, fact: true }
                  offer_feedback:   { actor: player, fact: true, attributes: { offer_id: string, stage: [ACCEPTED, DISMISSED] } }
                """);
        files.put("features.yaml", """
                features:
                  staked: { sum: stake, of: bet_placed, over: 1h }
                  pace:   { gap: balance_viewed, last: 5, ignore_over: 30m }
                """);
        files.put("offers.yaml", files.get("offers.yaml") + """
                  hint: { class: information, lasts: 30s, channels: [in_app], message: "A hint." }
                """);
        files.put("patterns/excluded.yaml", "pattern: excluded\nsequence: [{ on: rg_self_excluded }]\n");
        files.put("patterns/look.yaml", """
                pattern: look
                sequence:
                  - { on: balance_viewed, as: it, times: 2 }
                  - { on: bet_settled, where: "staked < 20" }
                offers: [hint]
                because: You were here.
                facts: { staked: staked }
                until: session_ended
                caps: [1 per 10m]
                """);
        files.put("patterns/slow.yaml", """
                pattern: slow
                sequence:
                  - { on: balance_viewed }
                  - { no: balance_viewed, for: 2.5 x pace, at_least: 5s, at_most: 20s }
                """);
        return new Bundle(version, "ann", "for a test", files);
    }
}
