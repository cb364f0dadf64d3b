package io.kairos.bench.latency;

import io.kairos.event.Output;
import io.kairos.kafka.AvroCodec;
import io.kairos.kafka.Contract;
import io.kairos.kafka.KafkaSettings;
import io.kairos.kafka.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the offers as soon as they can be read, and notes when that was. */
final class Reader implements AutoCloseable {
    private final AvroCodec codec;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::run, "reader");
    private final List<Offer> offers = new ArrayList<>();
    private volatile boolean closed;
    private volatile Exception failure;

    /**
     * An offer that was issued.
     *
     * @param at when its closing (or the silence's last) event was to be sent
     * @param readable when the offer was in the reader's hands
     */
    record Offer(Moment moment, long at, long readable) {}

    /** Reads from where the topic ends now. */
    Reader(KafkaSettings settings) {
        codec = AvroCodec.of(settings.registry());
        Properties client = settings.properties();
        client.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        client.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        client.setProperty(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, "1");
        client.setProperty(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "20");
        consumer = new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(settings.topic(Output.Kind.OFFER)).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.start();
    }

    private void run() {
        try (consumer) {
            while (!closed) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
                long now = Micros.now();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    read(record, now);
                }
            }
        } catch (UndecodableException | RuntimeException e) {
            failure = e;
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record, long now) throws UndecodableException {
        String status = new String(record.headers().lastHeader("status").value(), StandardCharsets.UTF_8);
        if (!status.equals("ISSUED")) {
            return;
        }
        Map<String, Object> offer = codec.decode(Contract.OFFER, record.value());
        Moment moment = Moment.of((String) offer.get("pattern"));
        if (moment != null) {
            long at = ((Number) ((Map<?, ?>) offer.get("facts")).get("sent")).longValue();
            synchronized (offers) {
                offers.add(new Offer(moment, at, now));
            }
        }
    }

    /** Those whose event was to be sent in this time, the end left out. */
    List<Offer> offers(Moment moment, long from, long to) {
        if (failure != null) {
            throw new IllegalStateException("the offers cannot be read", failure);
        }
        synchronized (offers) {
            return offers.stream()
                    .filter(offer -> offer.moment() == moment && offer.at() >= from && offer.at() < to)
                    .toList();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
