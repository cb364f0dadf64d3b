package io.kairos.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A Flink cluster in this JVM with one slot: RocksDB and checkpoints go to disk. */
final class Cluster implements AutoCloseable {
    private final Path folder;
    private final MiniCluster cluster;

    private Cluster(Path folder, MiniCluster cluster) {
        this.folder = folder;
        this.cluster = cluster;
    }

    static Cluster start() throws Exception {
        Path folder = Files.createTempDirectory("kairos-bench");
        Configuration configuration = new Configuration()
                .set(RestOptions.BIND_ADDRESS, "localhost")
                .set(RestOptions.ADDRESS, "localhost")
                .set(RestOptions.BIND_PORT, "0")
                .set(CoreOptions.TMP_DIRS, folder.toString())
                .set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512))
                .set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(256))
                .set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(256))
                // a job waits until the one before has let go of the slot, and a busy machine is no dead one
                .set(JobManagerOptions.SLOT_REQUEST_TIMEOUT, Duration.ofMinutes(10))
                .set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMinutes(10));
        configuration.setString("metrics.reporter.bench.factory.class", Gauges.Factory.class.getName());
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(1)
                .build());
        cluster.start();
        return new Cluster(folder, cluster);
    }

    /**
     * As the job's own cluster would be set up, but for checkpoints, which come every second, that each measurement has
     * its share of them.
     *
     * @param backend {@code rocksdb} or {@code hashmap}
     */
    StreamExecutionEnvironment environment(String backend) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(new Configuration()
                .set(StateBackendOptions.STATE_BACKEND, backend)
                .set(RestartStrategyOptions.RESTART_STRATEGY, "disable")
                .set(PipelineOptions.OBJECT_REUSE, true)
                .set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(20))
                .set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(1))
                .set(RocksDBOptions.TIMER_SERVICE_FACTORY, EmbeddedRocksDBStateBackend.PriorityQueueStateType.HEAP)
                .set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true)
                .set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true)
                .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1))
                .set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem")
                .set(
                        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                        folder.resolve("checkpoints").toUri().toString()));
        env.setParallelism(1);
        return env;
    }

    JobID submit(StreamExecutionEnvironment env) {
        StreamGraph graph = env.getStreamGraph();
        JobID job = cluster.submitJob(graph.getJobGraph()).join().getJobID();
        while (!isRunning(job)) {
            pause(5);
        }
        return job;
    }

    private boolean isRunning(JobID job) {
        for (AccessExecutionVertex vertex : requireAlive(job).getAllExecutionVertices()) {
            if (vertex.getExecutionState() != ExecutionState.RUNNING) {
                return false;
            }
        }
        return true;
    }

    private AccessExecutionGraph requireAlive(JobID job) {
        AccessExecutionGraph graph = cluster.getExecutionGraph(job).join();
        if (graph.getState() == JobStatus.FAILED || graph.getState() == JobStatus.FAILING) {
            throw new IllegalStateException(
                    "the job failed",
                    graph.getFailureInfo() == null
                            ? null
                            : graph.getFailureInfo().getException());
        }
        return graph;
    }

    /** Whether it has come to its end; one that failed throws. */
    boolean hasEnded(JobID job) {
        return requireAlive(job).getState().isGloballyTerminalState();
    }

    void cancel(JobID job) {
        if (!cluster.getJobStatus(job).join().isGloballyTerminalState()) {
            cluster.cancelJob(job).join();
        }
        while (!cluster.getJobStatus(job).join().isGloballyTerminalState()) {
            pause(5);
        }
    }

    /** Bytes that RocksDB has on disk at the moment; what it holds in memory comes to disk with the next checkpoint. */
    long stateOnDisk() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getParent().endsWith("db"))
                    .mapToLong(Cluster::size)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalStateException("the files of RocksDB under " + folder + " cannot be listed", e);
        }
    }

    /** RocksDB replaces its files as it runs: one that has gone meanwhile is none. */
    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        cluster.closeAsync().join();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
