package io.kairos.flink;

import static io.kairos.event.Output.Kind.DEAD_LETTER;
import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.OFFER;
import static io.kairos.event.Output.Kind.OFFER_STATS;
import static io.kairos.event.Output.Kind.PLAYBOOK_STATUS;
import static io.kairos.flink.Evening.NOON;
import static io.kairos.flink.Evening.SECOND;
import static io.kairos.flink.Evening.lost;
import static io.kairos.flink.Evening.playbook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.event.Arrival;
import io.kairos.event.DeadLetter;
import io.kairos.event.Origin;
import io.kairos.flink.Lists.Collected;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.PlaybookArrival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KairosJobTest {
    private static final InMemoryReporter METRICS = InMemoryReporter.createWithRetainedMetrics();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setConfiguration(METRICS.addToConfiguration(new Configuration()))
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(3)
            .build());

    private static final Settings REPLAY = Settings.of(Map.of("time.fresh", "event", "parallelism", "3"));

    /** A released uid is the name of its operator's state: none of these changes. */
    @Test
    void everyOperatorHasTheUidItWasGivenOnce() throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();

        job(List.of(lost("ada", NOON)), List.of(), REPLAY, Collected.anew()).build(env);

        assertThat(env.getStreamGraph().getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .containsExactlyInAnyOrder(
                        "events", "split", "identify", "playbooks", "control", "players", "offer-stats", "outputs");
    }

    @Test
    void keysAreSpreadTheSameWayForEver() throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();

        job(List.of(lost("ada", NOON)), List.of(), REPLAY, Collected.anew()).build(env);

        assertThat(env.getStreamGraph().getJobGraph().getVertices())
                .extracting(JobVertex::getMaxParallelism)
                .containsOnly(720);
    }

    @Test
    void eventsBecomeMomentsAndOffersAndTheEndOfTheInputEndsThem() throws Exception {
        List<Arrival> evening = new ArrayList<>();
        List<Object> players = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            players.add("player-" + i);
            for (int loss = 0; loss < 3; loss++) {
                evening.add(lost("player-" + i, NOON + i * 100 + loss * SECOND));
            }
        }
        Collected said = Collected.anew();

        run(job(evening, null, REPLAY, said));

        assertThat(said.all(DECISION, "player_id")).containsExactlyInAnyOrderElementsOf(players);
        assertThat(said.all(OFFER, "status")).hasSize(40).containsOnly("ISSUED", "EXPIRED");
        assertThat(said.all(PLAYBOOK_STATUS, "subtask")).containsExactlyInAnyOrder(0L, 1L, 2L);
        assertThat(said.all(OFFER_STATS))
                .last()
                .satisfies(stats -> assertThat(stats.fields())
                        .containsEntry("pattern", "silent-after-losses")
                        .containsEntry("offer", "take-a-break")
                        .containsEntry("issued", 20L)
                        .containsEntry("expired", 20L)
                        .containsEntry("acceptance", 0.0));
    }

    @Test
    void aHeartbeatCarriesTimeAndGoesNoFurther() throws Exception {
        Collected said = Collected.anew();

        run(job(
                List.of(
                        lost("ada", NOON),
                        lost("ada", NOON + 1),
                        lost("ada", NOON + 2),
                        Arrival.heartbeat(Origin.NOWHERE, NOON + 60 * SECOND)),
                null,
                REPLAY,
                said));

        assertThat(said.all(DECISION, "at")).containsExactly(NOON + 2 + 20 * SECOND);
        assertThat(said.all(DEAD_LETTER)).isEmpty();
    }

    @Test
    void whatWasRefusedAndWhatBelongsToNobodyIsDeadLetteredOnceAndTheJobGoesOn() throws Exception {
        Origin origin = new Origin("player-events", 0, 7, NOON);
        DeadLetter garbage = new DeadLetter(
                DeadLetter.Reason.UNREADABLE, "no Avro", "player-events", 0, 7, new byte[] {1}, null, NOON);
        Collected said = Collected.anew();

        run(job(
                List.of(
                        Arrival.refused(origin, garbage),
                        Evening.event(null, "bet_placed", NOON, Map.of()),
                        Evening.heartbeat(NOON),
                        lost("ada", NOON),
                        lost("ada", NOON + 1),
                        lost("ada", NOON + 2)),
                null,
                REPLAY,
                said));

        assertThat(said.all(DEAD_LETTER, "reason")).containsExactlyInAnyOrder("UNREADABLE", "NO_PLAYER");
        assertThat(said.all(DEAD_LETTER, "original")).contains(new byte[] {1});
        assertThat(said.all(DECISION)).hasSize(1);
    }

    @Test
    void aPublishedPlaybookReachesEverySubtask() throws Exception {
        Collected said = Collected.anew();

        run(job(List.of(lost("ada", NOON)), List.of(playbook(2), Evening.brokenPlaybook(3)), REPLAY, said));

        assertThat(said.all(PLAYBOOK_STATUS))
                .filteredOn(status -> status.fields().get("version").equals(2L))
                .extracting(status -> status.fields().get("subtask"))
                .containsExactlyInAnyOrder(0L, 1L, 2L);
        assertThat(said.all(PLAYBOOK_STATUS))
                .filteredOn(status -> status.fields().get("version").equals(3L))
                .extracting(status -> status.fields().get("status"))
                .containsExactly("REFUSED");
    }

    /** A released metric keeps its name. */
    @Test
    void whatHappensIsCountedUnderNamesThatStay() throws Exception {
        Arrival twice = lost("ada", NOON + 2);
        JobID job = run(job(
                List.of(
                        lost("ada", NOON),
                        lost("ada", NOON + 1),
                        twice,
                        twice,
                        Evening.event(null, "bet_placed", NOON, Map.of()),
                        Evening.heartbeat(NOON),
                        Arrival.refused(
                                Origin.NOWHERE,
                                new DeadLetter(DeadLetter.Reason.NULL_VALUE, "", "t", 0, 0, null, null, NOON))),
                List.of(Evening.brokenPlaybook(2)),
                Settings.of(Map.of("time.fresh", "event", "parallelism", "1")),
                Collected.anew()));

        Map<String, Metric> metrics = metrics(job);
        Map<String, Long> counts = new HashMap<>();
        metrics.forEach((name, metric) -> {
            if (metric instanceof Counter counter) {
                counts.put(name, counter.getCount());
            }
        });
        assertThat(counts)
                .containsEntry("players.0.kairos.matched.silent-after-losses.total", 1L)
                .containsEntry("players.0.kairos.decisions.OFFERED.total", 1L)
                .containsEntry("players.0.kairos.offers.EXPIRED.total", 1L)
                .containsEntry("players.0.kairos.duplicate.bet_settled.total", 1L)
                .containsEntry("players.0.kairos.dead_letters.NO_PLAYER.total", 1L)
                .containsEntry("players.0.kairos.events_for_all.rg_heartbeat.total", 1L)
                .containsEntry("players.0.kairos.playbooks_refused.total", 1L)
                .containsEntry("split.0.kairos.dead_letters.NULL_VALUE.total", 1L);
        assertThat(metrics)
                .containsKeys(
                        "players.0.kairos.moment_to_decision_ms",
                        "players.0.kairos.playbook_version",
                        "players.0.kairos.events_for_all.rg_heartbeat.age_ms");
    }

    /** Ours, by name from the operator on. */
    private static Map<String, Metric> metrics(JobID job) {
        Map<String, Metric> metrics = new HashMap<>();
        METRICS.getMetricsByGroup()
                .forEach((group, members) -> members.forEach((name, metric) -> {
                    String[] path = group.getMetricIdentifier(name).split("Flink Streaming Job\\.");
                    if (job.toString().equals(group.getAllVariables().get("<job_id>"))
                            && path[1].contains(".kairos.")) {
                        metrics.put(path[1], metric);
                    }
                }));
        return metrics;
    }

    @Test
    void anInvalidPlaybookIsNotSubmitted() throws Exception {
        KairosJob job = new KairosJob(ends(List.of(), null, Collected.anew()), Evening.brokenPlaybook(1), REPLAY);

        assertThatThrownBy(() -> job.build(StreamExecutionEnvironment.getExecutionEnvironment()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("looked-and-left.yaml:2");
    }

    @Test
    void whatTheClusterHasNotSetHasADefault() throws Exception {
        StreamExecutionEnvironment env = new StreamExecutionEnvironment(new Configuration());

        job(List.of(lost("ada", NOON)), null, Settings.of(Map.of("checkpoint.interval", "7s")), Collected.anew())
                .build(env);

        ReadableConfig config = env.getConfiguration();
        assertThat(config.get(StateBackendOptions.STATE_BACKEND)).isEqualTo("rocksdb");
        assertThat(config.get(RocksDBOptions.TIMER_SERVICE_FACTORY))
                .isEqualTo(EmbeddedRocksDBStateBackend.PriorityQueueStateType.HEAP);
        assertThat(env.getCheckpointConfig().getCheckpointInterval()).isEqualTo(7_000);
        assertThat(config.get(CheckpointingOptions.INCREMENTAL_CHECKPOINTS)).isTrue();
        assertThat(env.getBufferTimeout()).isBetween(0L, 5L);
        assertThat(env.getConfig().getAutoWatermarkInterval()).isEqualTo(20);
        assertThat(env.getConfig().isObjectReuseEnabled()).isTrue();
    }

    @Test
    void whatTheClusterHasSetStays() throws Exception {
        Configuration cluster = new Configuration();
        cluster.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        cluster.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(40));
        cluster.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(33));
        cluster.set(PipelineOptions.OBJECT_REUSE, false);
        StreamExecutionEnvironment env = new StreamExecutionEnvironment(cluster);

        job(List.of(lost("ada", NOON)), null, REPLAY, Collected.anew()).build(env);

        assertThat(env.getConfiguration().get(StateBackendOptions.STATE_BACKEND))
                .isEqualTo("hashmap");
        assertThat(env.getBufferTimeout()).isEqualTo(40);
        assertThat(env.getCheckpointConfig().getCheckpointInterval()).isEqualTo(33_000);
        assertThat(env.getConfig().isObjectReuseEnabled()).isFalse();
    }

    @Test
    void nothingFallsBackToKryoWhateverTheClusterAllows() throws Exception {
        Configuration cluster = new Configuration();
        cluster.set(PipelineOptions.GENERIC_TYPES, true);
        cluster.set(PipelineOptions.AUTO_GENERATE_UIDS, true);
        StreamExecutionEnvironment env = new StreamExecutionEnvironment(cluster);

        job(List.of(lost("ada", NOON)), List.of(playbook(2)), REPLAY, Collected.anew())
                .build(env);

        assertThat(env.getConfiguration().get(PipelineOptions.GENERIC_TYPES)).isFalse();
        assertThat(env.getConfiguration().get(PipelineOptions.AUTO_GENERATE_UIDS))
                .isFalse();
    }

    private static JobID run(KairosJob job) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        job.build(env);
        return env.execute().getJobID();
    }

    /** @param published null for no playbook topic */
    private static KairosJob job(List<Arrival> events, List<Bundle> published, Settings settings, Collected said)
            throws Exception {
        return new KairosJob(ends(events, published, said), playbook(1), settings);
    }

    private static KairosJob.Ends ends(List<Arrival> events, List<Bundle> published, Collected said) throws Exception {
        return new KairosJob.Ends(
                Lists.source(events, InFlight.ARRIVAL),
                1,
                published == null
                        ? null
                        : Lists.source(
                                published.stream()
                                        .map(bundle -> PlaybookArrival.of(bundle, Origin.NOWHERE))
                                        .toList(),
                                InFlight.PLAYBOOK),
                said);
    }
}
