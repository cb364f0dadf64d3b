package io.kairos.cli;

import io.kairos.event.PlayerEvent;
import io.kairos.kafka.AvroCodec;
import io.kairos.kafka.Heartbeats;
import io.kairos.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The events topic, written to as a producer of events would: a player's events in order, keyed by the player. */
final class EventTopic implements AutoCloseable {
    private static final String SERVERS = ProducerConfig.BOOTSTRAP_SERVERS_CONFIG;
    private final String topic;
    private final AvroCodec codec;
    private final KafkaProducer<byte[], byte[]> producer;
    private final int partitions;
    private volatile Exception failure;
    private final Callback remember = (written, thrown) -> {
        if (thrown != null) {
            failure = thrown;
        }
    };

    private EventTopic(String topic, AvroCodec codec, KafkaProducer<byte[], byte[]> producer) {
        this.topic = topic;
        this.codec = codec;
        this.producer = producer;
        this.partitions = producer.partitionsFor(topic).size();
    }

    /** The first of the settings' event topics. */
    static EventTopic open(KafkaSettings settings) {
        String topic = settings.events().names().get(0);
        Properties client = settings.properties();
        client.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "1");
        client.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, "15000");
        KafkaProducer<byte[], byte[]> producer = null;
        try {
            producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
            return new EventTopic(topic, AvroCodec.of(settings.registry()), producer);
        } catch (KafkaException e) {
            if (producer != null) {
                producer.close();
            }
            throw Stop.couldNotRun(
                    e, "cannot write to the topic %s at %s: %s", topic, client.getProperty(SERVERS), cause(e));
        }
    }

    static String cause(Throwable thrown) {
        Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    void send(PlayerEvent event) {
        byte[] key = event.playerId() == null ? null : event.playerId().getBytes(StandardCharsets.UTF_8);
        send(new ProducerRecord<>(topic, key, codec.encode(topic, event)));
    }

    /** Time has come to {@code time} on every partition. */
    void heartbeat(long time) {
        for (int partition = 0; partition < partitions; partition++) {
            send(Heartbeats.record(topic, partition, time));
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        requireWritten();
        try {
            producer.send(record, remember);
        } catch (KafkaException e) {
            throw Stop.couldNotRun(e, "cannot write to the topic %s: %s", topic, cause(e));
        }
    }

    private void requireWritten() {
        Exception thrown = failure;
        if (thrown != null) {
            throw Stop.couldNotRun(thrown, "cannot write to the topic %s: %s", topic, cause(thrown));
        }
    }

    /** Waits until the broker has all of it. */
    void flush() {
        producer.flush();
        requireWritten();
    }

    @Override
    public void close() {
        producer.close();
    }
}
