package io.kairos.flink;

import static io.kairos.flink.Evening.NOON;
import static io.kairos.flink.Evening.SECOND;
import static io.kairos.flink.Evening.bet;
import static io.kairos.flink.Evening.looked;
import static io.kairos.flink.Evening.lost;
import static io.kairos.flink.Evening.seen;

import io.kairos.event.Arrival;
import io.kairos.event.Origin;
import io.kairos.event.Output;
import io.kairos.flink.Lists.Collected;
import io.kairos.playbook.Bundle;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A job that has read an evening and goes on, so that its state can be looked at. Ada has lost three times and fallen
 * silent; she was seen on a phone, which is Bob's now, and on a tablet, where somebody looked later and is not known yet; a
 * bet of hers still waits for earlier events.
 */
public final class RestingJob implements AutoCloseable {
    public static final long BEGAN = NOON;

    private static final int PARALLELISM = 2;

    private final MiniCluster cluster;
    private final JobID job;

    private RestingJob(MiniCluster cluster, JobID job) {
        this.cluster = cluster;
        this.job = job;
    }

    /** @param folder for checkpoints */
    public static RestingJob start(Path folder) throws Exception {
        return start(
                folder,
                playbook(),
                settings(),
                evening(),
                NOON + 12 * SECOND,
                said -> !said.all(Output.Kind.DECISION).isEmpty());
    }

    /**
     * Reads the events, and then for ever heartbeats.
     *
     * @param folder for checkpoints
     * @param time of the heartbeats
     * @param rests whether by what was said all has been read
     */
    static RestingJob start(
            Path folder,
            Bundle playbook,
            Map<String, String> settings,
            List<Arrival> events,
            long time,
            Predicate<Collected> rests)
            throws Exception {
        Configuration configuration = new Configuration()
                .set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString())
                .set(
                        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumSlotsPerTaskManager(PARALLELISM)
                .withRandomPorts()
                .build());
        cluster.start();
        StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration);
        Collected said = Collected.anew();
        new KairosJob(new KairosJob.Ends(source(events, time), 1, null, said), playbook, settings(settings)).build(env);
        JobID job = cluster.submitJob(env.getStreamGraph().getJobGraph()).get().getJobID();
        while (!rests.test(said) || !isRunning(cluster, job)) {
            if (cluster.getJobStatus(job).get().isTerminalState()) {
                throw new AssertionError(cluster.requestJobResult(job).get());
            }
            Thread.sleep(20);
        }
        return new RestingJob(cluster, job);
    }

    /** Every part of it: only then can it be asked for a savepoint. */
    private static boolean isRunning(MiniCluster cluster, JobID job) throws Exception {
        for (AccessExecutionVertex vertex : cluster.getExecutionGraph(job).get().getAllExecutionVertices()) {
            if (vertex.getExecutionState() != ExecutionState.RUNNING) {
                return false;
            }
        }
        return true;
    }

    private static Settings settings(Map<String, String> chosen) {
        Map<String, String> all = new HashMap<>(chosen);
        all.put("time.fresh", "event");
        all.put("time.ahead", "off");
        all.put("parallelism", String.valueOf(PARALLELISM));
        all.put("checkpoint.interval", "1h");
        return Settings.of(all);
    }

    private static Map<String, String> settings() {
        return Map.of("memory.recent", "10m", "ordering.wait", "2s", "identity.linked", "1s");
    }

    private static Bundle playbook() {
        Map<String, String> files = new HashMap<>(Evening.playbook(3).files());
        files.put("events.yaml", files.get("events.yaml") + """
                  rg_self_excluded: { actor: player, fact: true }
                """);
        files.put("features.yaml", """
                features:
                  losses: { count: bet_settled, over: 1h }
                """);
        files.put("tags.yaml", files.get("tags.yaml") + """
                  unlucky: { about: lost twice, when: "losses >= 2.0", for: 1h }
                """);
        files.put("patterns/bet.yaml", "pattern: bet\nsequence: [{ on: bet_placed }]\n");
        return new Bundle(3, "ann", "for a test", files);
    }

    /** What Zed does is noticed when all of it has been read. */
    private static List<Arrival> evening() {
        return List.of(
                seen("phone", lost("ada", NOON)),
                lost("ada", NOON + SECOND),
                Evening.event("ada", "rg_self_excluded", NOON + SECOND, Map.of()),
                lost("ada", NOON + 2 * SECOND),
                seen("phone", lost("bob", NOON + 4 * SECOND)),
                seen("tablet", looked("ada", NOON + 5 * SECOND)),
                bet("zed", NOON + 9 * SECOND),
                seen("tablet", looked(null, NOON + 10 * SECOND)),
                bet("ada", NOON + 11 * SECOND));
    }

    private static Source<Arrival, ?, ?> source(List<Arrival> events, long time) throws Exception {
        ThenHeartbeats all = new ThenHeartbeats(Lists.reading(events, InFlight.ARRIVAL), time);
        return new DataGeneratorSource<>(all, Long.MAX_VALUE, RateLimiterStrategy.perSecond(200), InFlight.ARRIVAL);
    }

    private record ThenHeartbeats(Lists.Reading<Arrival> events, long time)
            implements GeneratorFunction<Long, Arrival> {
        @Override
        public Arrival map(Long index) throws Exception {
            return index < events.items().size() ? events.map(index) : Arrival.heartbeat(Origin.NOWHERE, time);
        }
    }

    /** Its path. */
    public String savepoint(Path folder, SavepointFormatType format) throws Exception {
        return cluster.triggerSavepoint(job, folder.toUri().toString(), false, format)
                .get();
    }

    /** The path of an incremental one. */
    public String checkpoint() throws Exception {
        return cluster.triggerCheckpoint(job).get();
    }

    @Override
    public void close() {
        cluster.cancelJob(job).join();
        cluster.closeAsync().join();
    }
}
