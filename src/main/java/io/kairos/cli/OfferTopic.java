package io.kairos.cli;

import io.kairos.event.Output;
import io.kairos.kafka.AvroCodec;
import io.kairos.kafka.Contract;
import io.kairos.kafka.KafkaSettings;
import io.kairos.kafka.UndecodableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The offers topic, read as a consumer of offers would, in no group and without leaving a trace. */
final class OfferTopic implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private final String topic;
    private final AvroCodec codec;
    private final KafkaConsumer<byte[], byte[]> consumer;

    private OfferTopic(String topic, AvroCodec codec, KafkaConsumer<byte[], byte[]> consumer) {
        this.topic = topic;
        this.codec = codec;
        this.consumer = consumer;
    }

    /** Looks from the oldest record on, or from the next one. */
    static OfferTopic open(KafkaSettings settings, boolean fromBeginning) {
        String topic = settings.topic(Output.Kind.OFFER);
        Properties client = settings.properties();
        client.remove(ConsumerConfig.GROUP_ID_CONFIG);
        client.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        client.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        KafkaConsumer<byte[], byte[]> consumer = null;
        try {
            consumer = new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo partition : consumer.partitionsFor(topic, PATIENCE)) {
                partitions.add(new TopicPartition(topic, partition.partition()));
            }
            if (partitions.isEmpty()) {
                throw Stop.couldNotRun(null, "there is no topic %s", topic);
            }
            consumer.assign(partitions);
            if (fromBeginning) {
                consumer.seekToBeginning(partitions);
            } else {
                consumer.seekToEnd(partitions);
            }
            for (TopicPartition partition : partitions) {
                consumer.position(partition, PATIENCE); // the end is where it is now, not where it is at the first poll
            }
            return new OfferTopic(topic, AvroCodec.of(settings.registry()), consumer);
        } catch (KafkaException | Stop e) {
            if (consumer != null) {
                consumer.close();
            }
            throw e instanceof Stop stop
                    ? stop
                    : Stop.couldNotRun(
                            e,
                            "cannot read the topic %s at %s: %s",
                            topic,
                            client.getProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG),
                            EventTopic.cause(e));
        }
    }

    /** What came, each record by the field names of its schema; waits so long for something to come. */
    List<Map<String, Object>> poll(long millis) {
        List<Map<String, Object>> offers = new ArrayList<>();
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(millis))) {
                offers.add(codec.decode(Contract.OFFER, record.value()));
            }
        } catch (KafkaException e) {
            throw Stop.couldNotRun(e, "cannot read the topic %s: %s", topic, EventTopic.cause(e));
        } catch (UndecodableException e) {
            throw Stop.couldNotRun(e, "the topic %s holds something that is no offer: %s", topic, e.getMessage());
        }
        return offers;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
