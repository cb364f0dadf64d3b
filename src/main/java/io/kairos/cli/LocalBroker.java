package io.kairos.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** A real Kafka broker in this JVM: one node on free ports of this machine; its files go when it closes. */
final class LocalBroker implements AutoCloseable {
    private final Path folder;
    private final String address;
    private final KafkaRaftServer server;

    private LocalBroker(Path folder, String address, KafkaRaftServer server) {
        this.folder = folder;
        this.address = address;
        this.server = server;
    }

    /** Takes a second or two; the broker answers when it returns. */
    static LocalBroker start() {
        try {
            Path folder = Files.createTempDirectory("kairos-broker");
            try {
                return start(folder);
            } catch (Throwable e) {
                delete(folder);
                throw e;
            }
        } catch (IOException e) {
            throw Stop.couldNotRun(e, "cannot start a broker: %s", e.getMessage());
        }
    }

    private static LocalBroker start(Path folder) throws IOException {
        int port = freePort();
        Properties properties = properties(folder.resolve("log"), port, freePort());
        format(folder.resolve("server.properties"), properties);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        server.startup();
        return new LocalBroker(folder, "localhost:" + port, server);
    }

    /** @param log the folder of its log */
    static Properties properties(Path log, int port, int controllerPort) {
        Properties properties = new Properties();
        properties.put("node.id", "1");
        properties.put("process.roles", "broker,controller");
        properties.put(
                "listeners", "PLAINTEXT://localhost:%d,CONTROLLER://localhost:%d".formatted(port, controllerPort));
        properties.put("advertised.listeners", "PLAINTEXT://localhost:" + port);
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("controller.quorum.voters", "1@localhost:" + controllerPort);
        properties.put("log.dirs", log.toString());
        properties.put("auto.create.topics.enable", "false");
        // its clean-up goes by a record's own time, and a replay brings recorded ones
        properties.put("log.retention.ms", "-1");
        // one broker holds the only copy
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "1");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "1");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
        return properties;
    }

    static void write(Properties properties, Path file) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
    }

    /** Prepares an empty log for a broker with these properties, which go to the file. */
    static void format(Path file, Properties properties) throws IOException {
        write(properties, file);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = StorageTool.execute(
                new String[] {
                    "format",
                    "--config",
                    file.toString(),
                    "--cluster-id",
                    Uuid.randomUuid().toString()
                },
                new PrintStream(said, true, StandardCharsets.UTF_8));
        if (code != 0) {
            throw new IOException("formatting its storage failed: " + said.toString(StandardCharsets.UTF_8));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Where it keeps its log; gone when it is closed. */
    Path folder() {
        return folder;
    }

    /** Its bootstrap address. */
    String address() {
        return address;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        delete(folder);
    }

    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
