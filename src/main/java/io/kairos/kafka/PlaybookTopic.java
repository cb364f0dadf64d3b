package io.kairos.kafka;

import io.kairos.event.Origin;
import io.kairos.playbook.Bundle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The playbook topic from outside of the job: one partition, compacted, one key, one record a whole bundle. */
public final class PlaybookTopic {
    private static final byte[] KEY = "playbook".getBytes(StandardCharsets.UTF_8);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaSettings settings;
    private final TopicPartition partition;

    /** The readable bundle with the highest version, null if there is none, and where the topic ended. */
    private record Content(Bundle last, long end) {}

    public PlaybookTopic(KafkaSettings settings) {
        this.settings = settings;
        this.partition = new TopicPartition(settings.playbook(), 0);
    }

    /**
     * Writes the bundle as the version after the last one, and waits until the brokers have it. Creates the topic if it
     * is missing.
     *
     * @param force publish although the last version has the same content
     * @return the version it was given
     * @throws IllegalArgumentException if the last version has the same content
     * @throws IllegalStateException if the brokers cannot be reached or refuse
     */
    public long publish(Bundle bundle, boolean force) {
        Topics.create(settings.properties(), settings.servers(), List.of(Topics.playbook(settings.playbook())));
        while (true) {
            Content before = read();
            Bundle last = before.last();
            if (last != null && !force && last.hash().equals(bundle.hash())) {
                throw new IllegalArgumentException("version " + last.version() + " has the same content (hash "
                        + last.hash().substring(0, 12) + "); there is nothing to publish, unless forced");
            }
            long version = last == null ? 1 : last.version() + 1;
            long offset = write(new Bundle(version, bundle.author(), bundle.note(), bundle.files()));
            if (offset == before.end()) {
                return version;
            }
            // somebody published in between, perhaps under the same version: the job refuses the second of the two
        }
    }

    /**
     * Writes the bundle as it is, its version included.
     *
     * @throws IllegalStateException if the brokers cannot be reached or refuse
     */
    public void publishRaw(Bundle bundle) {
        write(bundle);
    }

    /**
     * The readable bundle with the highest version, the one a job comes to if it is valid; empty if nothing was
     * published yet.
     *
     * @throws IllegalStateException if the brokers cannot be reached
     */
    public Optional<Bundle> readLast() {
        return Optional.ofNullable(read().last());
    }

    private Content read() {
        Properties client = settings.properties();
        client.remove("group.id");
        client.setProperty("enable.auto.commit", "false");
        client.setProperty("allow.auto.create.topics", "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            if (consumer.partitionsFor(settings.playbook(), PATIENCE).isEmpty()) {
                return new Content(null, 0);
            }
            List<TopicPartition> all = List.of(partition);
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long end = consumer.endOffsets(all, PATIENCE).get(partition);
            long giveUp = System.nanoTime() + PATIENCE.toNanos();
            Bundle last = null;
            while (consumer.position(partition, PATIENCE) < end) {
                if (System.nanoTime() > giveUp) {
                    throw new TimeoutException("read " + consumer.position(partition) + " of " + end + " records");
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    Bundle next =
                            PlaybookJson.read(record.value(), Origin.NOWHERE).bundle();
                    if (next != null && (last == null || next.version() > last.version())) {
                        last = next;
                    }
                }
            }
            return new Content(last, end);
        } catch (KafkaException e) {
            throw failure("read", e);
        }
    }

    private long write(Bundle bundle) {
        Properties client = settings.properties();
        client.setProperty(ProducerConfig.ACKS_CONFIG, "all");
        client.setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(Topics.PLAYBOOK_MAX_BYTES));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            RecordMetadata written = producer.send(new ProducerRecord<>(
                            settings.playbook(), partition.partition(), KEY, PlaybookJson.write(bundle)))
                    .get();
            return written.offset();
        } catch (ExecutionException e) {
            throw failure("write", e.getCause());
        } catch (KafkaException e) {
            throw failure("write", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while publishing", e);
        }
    }

    private IllegalStateException failure(String what, Throwable cause) {
        return new IllegalStateException(
                "cannot " + what + " the topic " + settings.playbook() + " at " + settings.servers() + ": "
                        + cause.getMessage(),
                cause);
    }
}
