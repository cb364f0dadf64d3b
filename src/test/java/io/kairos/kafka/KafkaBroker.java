package io.kairos.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import kafka.server.BrokerServer;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.JaasUtils;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.apache.kafka.server.common.MetadataVersion;

/** A real broker for a test, which can be stopped and comes back with its records at the same address. */
public final class KafkaBroker implements AutoCloseable {
    private final KafkaClusterTestKit kit;
    private final SecurityProtocol protocol;
    private final BrokerServer broker;

    private KafkaBroker(KafkaClusterTestKit kit, SecurityProtocol protocol) {
        this.kit = kit;
        this.protocol = protocol;
        this.broker = kit.brokers().get(0);
    }

    public static KafkaBroker start() throws Exception {
        return start(SecurityProtocol.PLAINTEXT);
    }

    /** A broker that asks for a name and a password. */
    public static KafkaBroker startWithPasswords() throws Exception {
        return start(SecurityProtocol.SASL_PLAINTEXT);
    }

    private static KafkaBroker start(SecurityProtocol protocol) throws Exception {
        KafkaClusterTestKit kit = new KafkaClusterTestKit.Builder(new TestKitNodes.Builder()
                        .setBootstrapMetadataVersion(MetadataVersion.latestProduction())
                        .setCombined(true)
                        .setBrokerSecurityProtocol(protocol)
                        .setControllerSecurityProtocol(protocol)
                        .setNumControllerNodes(1)
                        .setNumBrokerNodes(1)
                        .build())
                .setConfigProp("auto.create.topics.enable", "false")
                .setConfigProp("offsets.topic.replication.factor", "1")
                .setConfigProp("offsets.topic.num.partitions", "1")
                .setConfigProp("transaction.state.log.replication.factor", "1")
                .setConfigProp("transaction.state.log.min.isr", "1")
                .setConfigProp("transaction.state.log.num.partitions", "1")
                .setConfigProp("group.initial.rebalance.delay.ms", "0")
                .setConfigProp("log.retention.ms", "-1")
                .setConfigProp("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE))
                .build();
        kit.format();
        kit.startup();
        kit.waitForReadyBrokers();
        return new KafkaBroker(kit, protocol);
    }

    public String servers() {
        return kit.bootstrapServers();
    }

    /** The clients' properties, as a properties file would hold them. */
    public Map<String, String> client() {
        if (protocol == SecurityProtocol.PLAINTEXT) {
            return Map.of("bootstrap.servers", servers());
        }
        return Map.of(
                "bootstrap.servers",
                servers(),
                "security.protocol",
                protocol.name,
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(JaasUtils.KAFKA_PLAIN_ADMIN, JaasUtils.KAFKA_PLAIN_ADMIN_PASSWORD));
    }

    /** The settings of {@link KafkaSettings#KEYS} with this broker. */
    public KafkaSettings settings(Map<String, String> settings) {
        return KafkaSettings.read(settings, client());
    }

    /** An outage begins. */
    public void stop() {
        broker.shutdown();
        broker.awaitShutdown();
    }

    /** The outage ends. */
    public void startAgain() {
        broker.startup();
    }

    public void createTopic(String name, int partitions) {
        Topics.create(properties(), servers(), List.of(new NewTopic(name, partitions, (short) 1)));
    }

    /** Any record; a negative time is the producer's. */
    public void send(String topic, int partition, long time, String key, byte[] value, Map<String, String> headers)
            throws ExecutionException, InterruptedException {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic,
                partition,
                time < 0 ? null : time,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }

    /** Events in Avro's single-object encoding, keyed by player, each with its own time as the record's. */
    public void send(String topic, List<PlayerEvent> events) throws ExecutionException, InterruptedException {
        AvroCodec codec = AvroCodec.of(RegistryAccess.NONE);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (PlayerEvent event : events) {
                sent.add(producer.send(new ProducerRecord<>(
                        topic,
                        null,
                        event.at(),
                        event.playerId() == null ? null : event.playerId().getBytes(StandardCharsets.UTF_8),
                        codec.encode(topic, event))));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        }
    }

    /** Every record of the topic up to where it ends now, partition by partition; committed ones only. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        return read(topic, "read_committed");
    }

    /** The same with the records of open and aborted transactions. */
    public List<ConsumerRecord<byte[], byte[]>> readUncommitted(String topic) {
        return read(topic, "read_uncommitted");
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic, String isolation) {
        Properties client = properties();
        client.setProperty("isolation.level", isolation);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<Integer, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> records.computeIfAbsent(record.partition(), unknown -> new ArrayList<>())
                                .add(record));
            }
            return IntStream.range(0, partitions.size())
                    .mapToObj(partition -> records.getOrDefault(partition, List.of()))
                    .flatMap(List::stream)
                    .toList();
        }
    }

    /** A record of ours, decoded; the fields are null for a tombstone. */
    public record Decoded(String key, long time, Map<String, String> headers, Map<String, Object> fields) {}

    /** Every committed record of one of our topics up to where it ends now. */
    public List<Decoded> read(String topic, Contract contract) throws UndecodableException {
        AvroCodec codec = AvroCodec.of(RegistryAccess.NONE);
        List<Decoded> decoded = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : read(topic)) {
            Map<String, String> headers = new LinkedHashMap<>();
            Arrays.stream(record.headers().toArray())
                    .forEach(header -> headers.put(header.key(), text(header.value())));
            decoded.add(new Decoded(
                    text(record.key()),
                    record.timestamp(),
                    headers,
                    record.value() == null ? null : codec.decode(contract, record.value())));
        }
        return decoded;
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(client());
        return properties;
    }

    @Override
    public void close() {
        try {
            kit.close();
        } catch (Exception e) {
            throw new AssertionError("the broker does not close", e);
        }
        assertThat(kit.fatalFaultHandler().firstException()).isNull();
    }
}
