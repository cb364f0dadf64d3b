package io.kairos.cli;

import io.kairos.event.Output;
import io.kairos.kafka.AvroCodec;
import io.kairos.kafka.Contract;
import io.kairos.kafka.KafkaSettings;
import io.kairos.kafka.UndecodableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic, read as any consumer would, in no group and without leaving a trace. */
final class RecordTopic<T> implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private final String topic;
    private final Decoding<T> decoding;
    private final AvroCodec codec;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions = new ArrayList<>();

    /** What a record's value is. */
    interface Decoding<T> {
        /** Null for what is to be left out. */
        T of(AvroCodec codec, byte[] value) throws UndecodableException;
    }

    private RecordTopic(KafkaSettings settings, String topic, Decoding<T> decoding, boolean fromBeginning) {
        Properties client = settings.properties();
        client.remove(ConsumerConfig.GROUP_ID_CONFIG);
        client.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        client.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        this.topic = topic;
        this.decoding = decoding;
        this.codec = AvroCodec.of(settings.registry());
        KafkaConsumer<byte[], byte[]> opened = null;
        try {
            opened = new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            for (PartitionInfo partition : opened.partitionsFor(topic, PATIENCE)) {
                partitions.add(new TopicPartition(topic, partition.partition()));
            }
            if (partitions.isEmpty()) {
                throw Stop.couldNotRun(null, "there is no topic %s", topic);
            }
            opened.assign(partitions);
            if (fromBeginning) {
                opened.seekToBeginning(partitions);
            } else {
                opened.seekToEnd(partitions);
            }
            for (TopicPartition partition : partitions) {
                opened.position(partition, PATIENCE); // the end is where it is now, not where it is at the first poll
            }
            consumer = opened;
        } catch (KafkaException | Stop e) {
            if (opened != null) {
                opened.close();
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

    /** Looks from the oldest record on, or from the next one. */
    static <T> RecordTopic<T> open(KafkaSettings settings, String topic, Decoding<T> decoding, boolean fromBeginning) {
        return new RecordTopic<>(settings, topic, decoding, fromBeginning);
    }

    /** The topics that events come on, those of a pattern by their names. */
    static List<String> ofEvents(KafkaSettings settings) {
        if (!settings.events().names().isEmpty()) {
            return settings.events().names();
        }
        Pattern pattern = Pattern.compile(settings.events().pattern());
        Properties client = settings.properties();
        client.remove(ConsumerConfig.GROUP_ID_CONFIG);
        try (KafkaConsumer<byte[], byte[]> lister =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return lister.listTopics(PATIENCE).keySet().stream()
                    .filter(topic -> pattern.matcher(topic).matches())
                    .sorted()
                    .toList();
        } catch (KafkaException e) {
            throw Stop.couldNotRun(e, "cannot list the topics that match %s: %s", pattern, EventTopic.cause(e));
        }
    }

    /** The records of one kind, each by the field names of its schema. */
    static RecordTopic<Map<String, Object>> of(KafkaSettings settings, Output.Kind kind, boolean fromBeginning) {
        Contract contract = Contract.of(kind);
        return open(settings, settings.topic(kind), (codec, value) -> codec.decode(contract, value), fromBeginning);
    }

    /** What came; waits so long for something to come. Tombstones and heartbeats are left out. */
    List<T> poll(long millis) {
        List<T> records = new ArrayList<>();
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(millis))) {
                if (record.value() != null && record.value().length > 0) {
                    T decoded = decoding.of(codec, record.value());
                    if (decoded != null) {
                        records.add(decoded);
                    }
                }
            }
        } catch (KafkaException e) {
            throw Stop.couldNotRun(e, "cannot read the topic %s: %s", topic, EventTopic.cause(e));
        } catch (UndecodableException e) {
            throw Stop.couldNotRun(
                    e, "the topic %s holds something that does not belong there: %s", topic, e.getMessage());
        }
        return records;
    }

    /**
     * Leaves out what was written before {@code time}, and of what is left all but the last records.
     *
     * @param most so many are left to read, shared by the partitions
     * @return whether some were left out that were written since
     */
    boolean since(long time, long most) {
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            Map<TopicPartition, Long> times = new HashMap<>();
            partitions.forEach(partition -> times.put(partition, Math.max(0, time)));
            Map<TopicPartition, OffsetAndTimestamp> since = consumer.offsetsForTimes(times, PATIENCE);
            boolean cut = false;
            for (TopicPartition partition : partitions) {
                long end = ends.get(partition);
                OffsetAndTimestamp first = since.get(partition);
                long begin = first == null ? end : first.offset();
                long least = end - most / partitions.size();
                cut |= begin < least;
                consumer.seek(partition, Math.max(begin, least));
            }
            return cut;
        } catch (KafkaException e) {
            throw Stop.couldNotRun(e, "cannot read the topic %s: %s", topic, EventTopic.cause(e));
        }
    }

    /** All of it from where it stands to where it ends now. */
    void toTheEnd(Progress progress, Consumer<T> each) {
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            long all = 0;
            for (TopicPartition partition : partitions) {
                all += Math.max(0, ends.get(partition) - consumer.position(partition, PATIENCE));
            }
            for (long left = all; left > 0; left = left(ends)) {
                for (T record : poll(200)) {
                    each.accept(record);
                    progress.one((double) (all - left) / all);
                }
            }
        } catch (KafkaException e) {
            throw Stop.couldNotRun(e, "cannot read the topic %s: %s", topic, EventTopic.cause(e));
        }
    }

    private long left(Map<TopicPartition, Long> ends) {
        long left = 0;
        for (TopicPartition partition : partitions) {
            left += Math.max(0, ends.get(partition) - consumer.position(partition, PATIENCE));
        }
        return left;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
