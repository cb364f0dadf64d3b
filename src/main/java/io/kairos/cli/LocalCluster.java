package io.kairos.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink cluster in this JVM with its web UI, on Flink's usual port if that is free. */
final class LocalCluster implements AutoCloseable {
    private static final int USUAL_PORT = 8081;
    private final Path folder;
    private final MiniCluster cluster;
    private JobID job;

    private LocalCluster(Path folder, MiniCluster cluster) {
        this.folder = folder;
        this.cluster = cluster;
    }

    static LocalCluster start(Configuration settings, int slots) {
        try {
            return started(settings, slots);
        } catch (Exception e) {
            throw Stop.couldNotRun(e, "cannot start a Flink cluster: %s", e);
        }
    }

    private static LocalCluster started(Configuration settings, int slots) throws Exception {
        Path folder = Files.createTempDirectory("kairos-flink");
        Configuration configuration = new Configuration(settings);
        configuration.set(RestOptions.BIND_ADDRESS, "localhost");
        configuration.set(RestOptions.ADDRESS, "localhost");
        configuration.set(RestOptions.BIND_PORT, Integer.toString(port()));
        configuration.set(CoreOptions.TMP_DIRS, folder.toString());
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
        cluster.start();
        return new LocalCluster(folder, cluster);
    }

    private static int port() throws IOException {
        try (ServerSocket usual = new ServerSocket(USUAL_PORT, 1, InetAddress.getLoopbackAddress())) {
            return usual.getLocalPort();
        } catch (IOException taken) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            }
        }
    }

    /** The address of the web UI. */
    String address() {
        return cluster.getRestAddress().join().toString();
    }

    void submit(StreamExecutionEnvironment environment) {
        job = cluster.submitJob(environment.getStreamGraph().getJobGraph())
                .join()
                .getJobID();
    }

    /** Whether every part of the job works; fails if the job has ended. */
    boolean isRunning() {
        AccessExecutionGraph graph = cluster.getExecutionGraph(job).join();
        if (graph.getState().isGloballyTerminalState()) {
            throw Stop.couldNotRun(
                    graph.getFailureInfo() == null
                            ? null
                            : graph.getFailureInfo().getException(),
                    "the job has ended: %s%s",
                    graph.getState(),
                    graph.getFailureInfo() == null
                            ? ""
                            : ", "
                                    + graph.getFailureInfo()
                                            .getExceptionAsString()
                                            .lines()
                                            .findFirst()
                                            .orElse(""));
        }
        for (AccessExecutionVertex vertex : graph.getAllExecutionVertices()) {
            if (vertex.getExecutionState() != ExecutionState.RUNNING) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        cluster.closeAsync().join();
        LocalBroker.delete(folder);
    }
}
