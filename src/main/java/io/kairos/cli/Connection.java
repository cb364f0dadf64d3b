package io.kairos.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import picocli.CommandLine.Option;

/** How a command finds Kafka; the same words in every command. */
final class Connection {
    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    @Option(
            names = "--bootstrap-server",
            paramLabel = "HOST:PORT",
            description = "Where Kafka is, several with commas (default: the file's, else localhost:9092).")
    private String bootstrapServer;

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description = "Properties for the Kafka clients: TLS, SASL, bootstrap.servers ...")
    private Path file;

    Properties properties() {
        Properties properties = new Properties();
        if (file != null) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException e) {
                throw Stop.couldNotRun(e, "cannot read %s: %s", file, e.getMessage());
            }
        }
        if (bootstrapServer != null) {
            properties.setProperty(BOOTSTRAP_SERVERS, bootstrapServer);
        }
        properties.putIfAbsent(BOOTSTRAP_SERVERS, "localhost:9092");
        return properties;
    }
}
