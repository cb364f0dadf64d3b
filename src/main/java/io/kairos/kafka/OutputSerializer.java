package io.kairos.kafka;

import io.kairos.event.Output;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * An output becomes a record of its kind's topic. What concerns no player has no key; an output without fields is a
 * tombstone; one without a time gets the broker's or the producer's.
 */
public final class OutputSerializer implements KafkaRecordSerializationSchema<Output>, KafkaDatasetFacetProvider {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // an immutable map of names
    private final Map<Output.Kind, String> topics;

    private final RegistryAccess registry;
    private transient AvroCodec codec;

    public OutputSerializer(KafkaSettings settings) {
        topics = settings.outputs();
        registry = settings.registry();
    }

    @Override
    public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
        codec = AvroCodec.of(registry);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Output output, KafkaSinkContext sink, Long timestamp) {
        String topic = topics.get(output.kind());
        List<Header> headers = output.headers().entrySet().stream()
                .<Header>map(header -> new RecordHeader(header.getKey(), bytes(header.getValue())))
                .toList();
        return new ProducerRecord<>(
                topic,
                null,
                output.time() < 0 ? null : output.time(),
                output.key() == null || output.key().isEmpty() ? null : bytes(output.key()),
                codec.encode(topic, output),
                headers);
    }

    /** The topics, which pooled transactions must know; without the clients' properties, which hold secrets. */
    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        List<String> names = topics.values().stream().sorted().toList();
        return Optional.of(
                new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(names), new Properties()) {
                    @Override
                    public void setProperties(Properties client) {
                        // what is set here goes to every lineage listener
                    }
                });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
