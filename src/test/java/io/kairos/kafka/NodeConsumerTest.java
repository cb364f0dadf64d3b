package io.kairos.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kairos.event.Output;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The consumer that the README sends its readers to: another language, a standard Avro library. Needs Node and npm. */
class NodeConsumerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path EXAMPLE = Path.of("scripts/examples/consumer");
    private static final String NEVER = "4102444800000";
    private static final byte[] NO_AVRO = "whoever decodes this fails".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path folder;

    @BeforeAll
    static void installed() throws Exception {
        assumeTrue(runs("node", "--version") && runs("npm", "--version"), "no Node here");
        for (String file : List.of("package.json", "package-lock.json", "records.mjs", "consumer.mjs")) {
            Files.copy(EXAMPLE.resolve(file), folder.resolve(file));
        }
        Process npm = process("npm", "ci", "--no-audit", "--no-fund").start();
        String said = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(npm.waitFor()).as(said).isZero();
    }

    @Test
    @Timeout(120)
    void aConsumerInNodeShowsWhatIsAliveHidesWhatEndsAndDropsTheDeadByTheirHeadersAlone() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start();
                RegistryDouble registry = RegistryDouble.start()) {
            broker.createTopic("offers", 1);
            AvroCodec single = AvroCodec.of(RegistryAccess.NONE);
            AvroCodec confluent = AvroCodec.of(registry.access());
            Output offer = Samples.offer().output();
            Output decision = Samples.decision().output();

            send(broker, NO_AVRO, headers("late", "ISSUED", "1"));
            send(broker, single.encode("offers", offer), headers("o1", "ISSUED", NEVER));
            send(broker, NO_AVRO, headers("o1", "ISSUED", NEVER));
            send(broker, confluent.encode("offers", offer), headers("o2", "ISSUED", NEVER));
            send(broker, NO_AVRO, headers("unknown", "WITHDRAWN", NEVER));
            send(broker, NO_AVRO, headers("o1", "EXPIRED", NEVER));
            send(broker, single.encode("decisions", decision), decision.headers());
            send(broker, confluent.encode("decisions", decision), decision.headers());

            ProcessBuilder consumer = process("node", "consumer.mjs").redirectErrorStream(false);
            consumer.redirectError(ProcessBuilder.Redirect.INHERIT);
            consumer.environment().put("BROKERS", broker.servers());
            consumer.environment().put("REGISTRY", registry.access().url());
            consumer.environment()
                    .put("SCHEMAS", Path.of("avro-schemas").toAbsolutePath().toString());
            Process process = consumer.start();
            List<JsonNode> said = new ArrayList<>();
            try (BufferedReader lines = process.inputReader()) {
                while (said.size() < 6) {
                    said.add(JSON.readTree(lines.readLine()));
                }
            } finally {
                process.destroy();
            }

            assertThat(said.stream().map(line -> line.get("what").asText()))
                    .containsExactly("dead", "show", "show", "hide", "record", "record");
            assertThat(said.get(0).get("it").asText()).isEqualTo("late");
            assertThat(said.get(3).get("it").asText()).isEqualTo("o1");
            assertThat(plain(said.get(1).get("it"))).isEqualTo(plain(JSON.valueToTree(offer.fields())));
            assertThat(plain(said.get(2).get("it"))).isEqualTo(plain(JSON.valueToTree(offer.fields())));
            assertThat(plain(said.get(4).get("it"))).isEqualTo(plain(JSON.valueToTree(decision.fields())));
            assertThat(plain(said.get(5).get("it"))).isEqualTo(plain(JSON.valueToTree(decision.fields())));
        }
    }

    private static void send(KafkaBroker broker, byte[] value, Map<String, String> headers) throws Exception {
        broker.send("offers", 0, -1, "ada", value, headers);
    }

    private static Map<String, String> headers(String offerId, String status, String expiresAt) {
        return Map.of("offer-id", offerId, "status", status, "expires-at", expiresAt);
    }

    /** In JavaScript a number is a number. */
    private static Object plain(JsonNode node) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isObject()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), plain(field.getValue())));
            return fields;
        }
        if (node.isArray()) {
            List<Object> items = new ArrayList<>();
            node.forEach(item -> items.add(plain(item)));
            return items;
        }
        return node.isNull() ? null : node.isBoolean() ? node.booleanValue() : node.textValue();
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static ProcessBuilder process(String... command) {
        return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    }
}
