package io.kairos.cli;

import io.kairos.kafka.KafkaSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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

    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            description = "A Confluent-compatible schema registry (default: none, Avro's single-object encoding).")
    private String registry;

    /** @param others settings beside the connection, by their names */
    KafkaSettings settings(Map<String, String> others) {
        Map<String, String> settings = new LinkedHashMap<>(others);
        if (registry != null) {
            settings.put("schema.registry.url", registry);
        }
        try {
            return KafkaSettings.read(settings, client());
        } catch (IllegalArgumentException e) {
            throw Stop.couldNotRun(e, "%s", e.getMessage());
        }
    }

    private Map<String, String> client() {
        Map<String, String> client = new LinkedHashMap<>();
        if (file != null) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException e) {
                throw Stop.file("read", file, e);
            } catch (IllegalArgumentException e) {
                throw Stop.couldNotRun(e, "cannot read %s: %s", file, e.getMessage());
            }
            properties.stringPropertyNames().forEach(key -> client.put(key, properties.getProperty(key)));
        }
        if (bootstrapServer != null) {
            client.put(BOOTSTRAP_SERVERS, bootstrapServer);
        }
        client.putIfAbsent(BOOTSTRAP_SERVERS, "localhost:9092");
        return client;
    }
}
