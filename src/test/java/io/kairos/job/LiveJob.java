package io.kairos.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.flink.InFlight;
import io.kairos.flink.KairosJob;
import io.kairos.flink.Settings;
import io.kairos.kafka.Contract;
import io.kairos.kafka.Heartbeats;
import io.kairos.kafka.KafkaBroker;
import io.kairos.kafka.KafkaBroker.Decoded;
import io.kairos.kafka.KafkaEnds;
import io.kairos.kafka.KafkaSettings;
import io.kairos.kafka.PlaybookTopic;
import io.kairos.kafka.Pulses;
import io.kairos.kafka.Topics;
import io.kairos.kafka.UndecodableException;
import io.kairos.playbook.Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The whole job between the topics of a real broker, its state in RocksDB, on a Flink cluster of its own: it can be
 * stopped and started again, killed, and looked into.
 */
final class LiveJob implements AutoCloseable {
    static final int EVENT_PARTITIONS = 2;
    static final int MAX_PARALLELISM = 720;

    private static final String EVENTS = "player-events";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final KafkaBroker broker;
    private final MiniCluster cluster;
    private final Path folder;
    private final InMemoryReporter metrics = InMemoryReporter.createWithRetainedMetrics();
    private final List<Heartbeats> heartbeats = new ArrayList<>();
    private JobID job;
    private int made;

    private LiveJob() throws Exception {
        broker = KafkaBroker.start();
        folder = Files.createTempDirectory("live-job");
        Configuration configuration = metrics.addToConfiguration(new Configuration());
        configuration.set(CoreOptions.TMP_DIRS, folder.toString());
        configuration.set(RestOptions.BIND_PORT, "0");
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(3)
                .build());
        cluster.start();
        Topics.create(kafka(), EVENT_PARTITIONS);
    }

    /** The broker with all its topics, and the cluster; no job yet. */
    static LiveJob prepared() throws Exception {
        return new LiveJob();
    }

    KafkaBroker broker() {
        return broker;
    }

    KafkaSettings kafka() {
        return broker.settings(Map.of("events.from", "earliest"));
    }

    PlaybookTopic playbooks() {
        return new PlaybookTopic(kafka());
    }

    /** Starts the job, unbounded, without state. */
    LiveJob start(Bundle submitted, int parallelism, String... settings) throws Exception {
        submit(submitted, parallelism, false, SavepointRestoreSettings.none(), settings);
        return this;
    }

    LiveJob startFrom(String savepoint, Bundle submitted, int parallelism, String... settings) throws Exception {
        submit(submitted, parallelism, false, SavepointRestoreSettings.forPath(savepoint), settings);
        return this;
    }

    /** Runs the job, without state, to the end of what is in the topics now. */
    void finish(Bundle submitted, int parallelism, String... settings) throws Exception {
        submit(submitted, parallelism, true, SavepointRestoreSettings.none(), settings);
        assertThat(cluster.requestJobResult(job)
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .getSerializedThrowable())
                .isEmpty();
    }

    private void submit(
            Bundle submitted, int parallelism, boolean bounded, SavepointRestoreSettings from, String... settings)
            throws Exception {
        Map<String, String> given = pairs(settings);
        given.put("parallelism", Integer.toString(parallelism));
        Settings read = Settings.of(given);
        KafkaEnds ends = new KafkaEnds(kafka());
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(new Configuration()
                .set(
                        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                        folder.resolve("checkpoints").toUri().toString())
                .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3)
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100)));
        new KairosJob(
                        new KairosJob.Ends(
                                ends.events(InFlight.ARRIVAL, Duration.ofMillis(read.ahead()), bounded),
                                Math.min(parallelism, EVENT_PARTITIONS),
                                ends.playbook(InFlight.PLAYBOOK, bounded),
                                ends.outputs()),
                        submitted,
                        read)
                .build(environment);
        JobGraph graph = environment.getStreamGraph().getJobGraph();
        graph.setSavepointRestoreSettings(from);
        job = cluster.submitJob(graph).get().getJobID();
        if (!bounded) {
            await(
                    "every task runs",
                    () -> vertices().allMatch(vertex -> vertex.getExecutionState() == ExecutionState.RUNNING));
        }
    }

    private Stream<AccessExecutionVertex> vertices() {
        List<AccessExecutionVertex> vertices = new ArrayList<>();
        cluster.getExecutionGraph(job).join().getAllExecutionVertices().forEach(vertices::add);
        return vertices.stream();
    }

    JobID id() {
        return job;
    }

    /** How often the task that was restarted most was restarted. */
    int restarts() {
        return vertices()
                .mapToInt(vertex -> vertex.getCurrentExecutionAttempt().getAttemptNumber())
                .max()
                .orElseThrow();
    }

    /** The savepoint's path. Time is not brought to its end. */
    String stopWithSavepoint() throws Exception {
        String path = cluster.stopWithSavepoint(
                        job, folder.resolve("savepoints").toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        cluster.requestJobResult(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return path;
    }

    /** A checkpoint, and then the process with all tasks is gone and another one takes over. */
    void crashAfterACheckpoint() throws Exception {
        await("every task runs", this::runs);
        cluster.triggerCheckpoint(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        cluster.terminateTaskManager(0).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        cluster.startTaskManager();
        await("every task runs again", () -> restarts() > 0 && runs());
    }

    private boolean runs() {
        return vertices().allMatch(vertex -> vertex.getExecutionState() == ExecutionState.RUNNING);
    }

    /** From now on every partition has a pulse. */
    LiveJob beat(Duration settle) {
        heartbeats.add(Pulses.start(kafka(), settle));
        return this;
    }

    /** One heartbeat in every partition. */
    void timeIs(long time) throws Exception {
        for (int partition = 0; partition < EVENT_PARTITIONS; partition++) {
            broker.send(EVENTS, partition, time, null, new byte[0], Map.of("heartbeat", "1"));
        }
    }

    LiveJob send(PlayerEvent... events) {
        return send(List.of(events));
    }

    LiveJob send(List<PlayerEvent> events) {
        try {
            broker.send(EVENTS, events);
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    /** An event with an id of its own; attributes as name, value, name, value. */
    PlayerEvent event(String player, String type, long at, Object... attributes) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < attributes.length; i += 2) {
            values.put((String) attributes[i], attributes[i + 1]);
        }
        return PlayerEvent.of(player + "/" + type + "/" + made++, player, type, at, values);
    }

    /** The records of a topic of ours in order, tombstones left out. */
    List<Map<String, Object>> said(Output.Kind kind) {
        try {
            return broker.read(kafka().topic(kind), Contract.of(kind)).stream()
                    .map(Decoded::fields)
                    .filter(fields -> fields != null)
                    .toList();
        } catch (UndecodableException e) {
            throw new AssertionError(e);
        }
    }

    /** Those whose fields are as given: name, value, name, value. */
    List<Map<String, Object>> said(Output.Kind kind, Object... wanted) {
        Predicate<Map<String, Object>> asWanted = record -> IntStream.range(0, wanted.length / 2)
                .allMatch(i -> wanted[2 * i + 1].equals(record.get(wanted[2 * i])));
        return said(kind).stream().filter(asWanted).toList();
    }

    /** What a counter of ours came to over all subtasks; its name from the group on. */
    long counted(String name) {
        long[] count = {0};
        metrics.getMetricsByGroup()
                .forEach((group, members) -> members.forEach((member, metric) -> {
                    if (metric instanceof Counter counter
                            && job.toString().equals(group.getAllVariables().get("<job_id>"))
                            && group.getMetricIdentifier(member).endsWith(".kairos." + name)) {
                        count[0] += counter.getCount();
                    }
                }));
        return count[0];
    }

    /** As many players as wanted for each subtask, in order of subtasks. */
    static List<List<String>> playersOfSubtasks(int subtasks, int players) {
        List<List<String>> bySubtask = new ArrayList<>();
        IntStream.range(0, subtasks).forEach(i -> bySubtask.add(new ArrayList<>()));
        for (int i = 0; bySubtask.stream().anyMatch(some -> some.size() < players); i++) {
            List<String> some = bySubtask.get(subtaskOf("player-" + i, subtasks));
            if (some.size() < players) {
                some.add("player-" + i);
            }
        }
        return bySubtask;
    }

    static int subtaskOf(String player, int subtasks) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(player, MAX_PARALLELISM, subtasks);
    }

    /** Waits until it holds; fails if the job has failed. */
    void await(String what, Callable<Boolean> holds) throws Exception {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.call()) {
            AccessExecutionGraph graph = cluster.getExecutionGraph(job).join();
            if (graph.getFailureInfo() != null && graph.getState().isGloballyTerminalState()) {
                throw new AssertionError(
                        "the job failed while we waited until " + what,
                        graph.getFailureInfo().getException());
            }
            if (System.nanoTime() > giveUp) {
                throw new AssertionError("never came true: " + what);
            }
            Thread.sleep(100);
        }
    }

    static Map<String, String> pairs(String... texts) {
        Map<String, String> pairs = new TreeMap<>();
        for (int i = 0; i < texts.length; i += 2) {
            pairs.put(texts[i], texts[i + 1]);
        }
        return pairs;
    }

    static Bundle bundle(long version, Map<String, String> files) {
        return new Bundle(version, "mia", "for a test", files);
    }

    @Override
    public void close() throws IOException {
        heartbeats.forEach(Heartbeats::close);
        cluster.closeAsync().join();
        broker.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
