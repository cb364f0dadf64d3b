package io.kairos.cli;

import io.kairos.cli.LocalProcess.Program;
import io.kairos.event.PlayerEvent;
import io.kairos.kafka.KafkaSettings;
import io.kairos.kafka.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;

/** A broker in a process of its own, so that what it costs is not counted; its files go when it closes. */
public final class OwnBroker implements AutoCloseable {
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final LocalProcess process;
    private final KafkaSettings settings;
    private final Thread whenKilled = new Thread(this::stop);

    private OwnBroker(Path folder, int port) {
        this.folder = folder;
        process = new LocalProcess(folder, "kafka");
        settings = KafkaSettings.read(
                Map.of("events.from", "earliest"),
                Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "localhost:" + port));
        Runtime.getRuntime().addShutdownHook(whenKilled);
    }

    /** Takes some seconds; the topics are there when it returns. */
    public static OwnBroker start() throws IOException {
        Path folder = Files.createTempDirectory("kairos-bench-broker");
        int port = freePort();
        OwnBroker broker = new OwnBroker(folder, port);
        try {
            broker.start(port);
            return broker;
        } catch (IOException | RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    private void start(int port) throws IOException {
        Path file = folder.resolve("server.properties");
        Properties properties = LocalBroker.properties(folder.resolve("log"), port, freePort());
        LocalBroker.format(file, properties);
        process.start(new Program(
                List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC"),
                System.getProperty("java.class.path"),
                "kafka.Kafka",
                List.of(file.toString())));
        boolean answers = Wait.until(PATIENCE, () -> {
            if (process.running().isEmpty()) {
                throw new IllegalStateException(
                        "the broker has ended by itself; what it said last:" + process.lastWords());
            }
            return hasTopics();
        });
        if (!answers) {
            throw new IllegalStateException("the broker does not answer; what it said last:" + process.lastWords());
        }
    }

    private boolean hasTopics() {
        try {
            Topics.create(settings, PARTITIONS);
            return true;
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public KafkaSettings settings() {
        return settings;
    }

    /** Writes events to the topic they are read from, and returns when the broker has them. */
    public void fill(Stream<PlayerEvent> events) {
        try (EventTopic topic = EventTopic.open(settings)) {
            events.forEach(topic::send);
            topic.flush();
        }
    }

    private void stop() {
        process.stop();
        LocalBroker.delete(folder);
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(whenKilled);
        stop();
    }
}
