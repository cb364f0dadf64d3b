package io.kairos.bench.latency;

import io.kairos.flink.InFlight;
import io.kairos.flink.KairosJob;
import io.kairos.flink.PassThrough;
import io.kairos.flink.Settings;
import io.kairos.kafka.KafkaEnds;
import io.kairos.kafka.KafkaSettings;
import io.kairos.kafka.Topics;
import io.kairos.playbook.PlaybookFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.rest.messages.EmptyRequestBody;
import org.apache.flink.runtime.rest.messages.JobMessageParameters;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointingStatisticsHeaders;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A broker, a JobManager and a TaskManager, each a process of its own, brought up and given the packaged job by the
 * commands that people use, {@code scripts/cluster}, with {@code flink-conf/config.yaml} as it is.
 */
final class Cluster implements AutoCloseable {
    private static final int PARTITIONS = 4;

    private final Path home;
    private final Path folder;
    private final int kafkaPort;
    private final int uiPort;
    private final RestClusterClient<String> flink;
    private int deployments;

    private Cluster(Path home, Path folder, int kafkaPort, int uiPort) throws Exception {
        this.home = home;
        this.folder = folder;
        this.kafkaPort = kafkaPort;
        this.uiPort = uiPort;
        Configuration rest = new Configuration();
        rest.set(RestOptions.ADDRESS, "localhost");
        rest.set(RestOptions.PORT, uiPort);
        this.flink = new RestClusterClient<>(rest, "bench");
    }

    /** A time in which a checkpoint was made, microseconds of the epoch. */
    record Checkpoint(long began, long ended) {}

    /** @param folder what it keeps; deleted when it closes */
    static Cluster up(Path home, Path folder) throws Exception {
        Cluster cluster = new Cluster(home, folder, freePort(), freePort());
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::down, "cluster-down"));
        try {
            cluster.command(
                    "up",
                    "--kafka-port",
                    Integer.toString(cluster.kafkaPort),
                    "--ui-port",
                    Integer.toString(cluster.uiPort));
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A job that runs between topics of its own. */
    final class Deployment implements AutoCloseable {
        private final JobID job;
        private final KafkaSettings settings;

        private Deployment(JobID job, KafkaSettings settings) {
            this.job = job;
            this.settings = settings;
        }

        KafkaSettings settings() {
            return settings;
        }

        /** The last few that were completed. */
        List<Checkpoint> checkpoints() throws ExecutionException, InterruptedException {
            JobMessageParameters parameters =
                    CheckpointingStatisticsHeaders.getInstance().getUnresolvedMessageParameters();
            parameters.jobPathParameter.resolve(job);
            return flink
                    .sendRequest(
                            CheckpointingStatisticsHeaders.getInstance(), parameters, EmptyRequestBody.getInstance())
                    .get()
                    .getHistory()
                    .stream()
                    .filter(checkpoint -> checkpoint.getStatus().isCompleted())
                    .map(checkpoint -> new Checkpoint(
                            checkpoint.getTriggerTimestamp() * 1_000, checkpoint.getLatestAckTimestamp() * 1_000))
                    .toList();
        }

        void requireRunning() throws ExecutionException, InterruptedException {
            JobStatus status = flink.getJobStatus(job).get();
            if (status != JobStatus.RUNNING) {
                throw new IllegalStateException("the job is %s; see %s".formatted(status, folder.resolve("logs")));
            }
        }

        @Override
        public void close() {
            flink.cancel(job)
                    .thenCompose(cancelling -> flink.requestJobResult(job))
                    .join();
        }
    }

    Deployment deploy(Subject subject, Path playbook) throws Exception {
        Map<String, String> topics = topics(++deployments);
        KafkaSettings settings = KafkaSettings.read(topics, Map.of("bootstrap.servers", "localhost:" + kafkaPort));
        JobID job = switch (subject) {
            case PASS_THROUGH -> passThrough(settings, playbook);
            case KAIROS, KAIROS_UNCACHED -> {
                Map<String, String> given = new LinkedHashMap<>(topics);
                given.putAll(subject.settings());
                yield kairos(given, playbook);
            }
        };
        return new Deployment(job, settings);
    }

    private static Map<String, String> topics(int number) {
        Map<String, String> topics = new LinkedHashMap<>();
        for (String name : List.of("events", "playbook", "offers", "decisions", "tags", "dead-letters", "status")) {
            topics.put("topics." + name, name + "-" + number);
        }
        return topics;
    }

    private JobID kairos(Map<String, String> settings, Path playbook) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("submit", "--playbook", playbook.toString(), "--partitions", Integer.toString(PARTITIONS)));
        settings.forEach((name, value) -> arguments.add("-D" + name + "=" + value));
        command(arguments.toArray(String[]::new));
        for (JobStatusMessage job : flink.listJobs().get()) {
            if (job.getJobState() == JobStatus.RUNNING) {
                return job.getJobId();
            }
        }
        throw new IllegalStateException("no job runs after it was submitted");
    }

    private JobID passThrough(KafkaSettings settings, Path playbook) throws Exception {
        Topics.create(settings, PARTITIONS);
        Path conf = home.resolve("flink-conf");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createRemoteEnvironment(
                "localhost",
                uiPort,
                GlobalConfiguration.loadConfiguration(conf.toString()),
                home.resolve("target").resolve("kairos-job.jar").toString(),
                benchJar().toString());
        KafkaEnds kafka = new KafkaEnds(settings);
        Settings byDefault = Settings.of(Map.of());
        KairosJob.Ends ends = new KairosJob.Ends(
                kafka.events(InFlight.ARRIVAL, Duration.ofMillis(byDefault.ahead()), false),
                environment.getParallelism(),
                kafka.playbook(InFlight.PLAYBOOK, false),
                kafka.outputs());
        PassThrough.build(
                new KairosJob(ends, PlaybookFolder.read(playbook), byDefault), new EmptyAnswer(), environment);
        JobID job = environment.executeAsync("pass-through").getJobID();
        while (flink.getJobStatus(job).get() != JobStatus.RUNNING) {
            Thread.sleep(50);
        }
        return job;
    }

    /** The empty step is in none of the job's jars. */
    private Path benchJar() throws IOException {
        Path classes = home.resolve("target").resolve("bench").resolve("classes");
        Path jar = folder.resolve("bench.jar");
        try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes.resolve("io"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
            }
        }
        return jar;
    }

    /** From now on. */
    Processors processors() throws IOException {
        return new Processors(folder.resolve("run"));
    }

    private void command(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                home.resolve("scripts").resolve("cluster").toString(), arguments[0], "--dir", folder.toString()));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.onExit().join().exitValue();
        if (code != 0) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT, "%s ended with %d and said:%n%s", String.join(" ", command), code, said.strip()));
        }
    }

    /** Whoever interrupts a bench must not find its processes the next day. */
    private synchronized void down() {
        try {
            if (Files.exists(folder)) {
                Files.deleteIfExists(folder.resolve("bench.jar"));
                command("down", "--purge");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        flink.close();
        down();
    }
}
