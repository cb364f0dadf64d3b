package io.kairos.job;

import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.OFFER;
import static io.kairos.job.LiveJob.bundle;
import static io.kairos.job.LiveJob.pairs;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.kafka.AvroCodec;
import io.kairos.kafka.RegistryAccess;
import io.kairos.playbook.Bundle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From the append of an exclusion to its effect on the offers topic, through a real broker. */
@Timeout(180)
class ExclusionTest {
    private static final List<String> PLAYERS =
            IntStream.range(0, 60).mapToObj(i -> "player-" + i).toList();

    private static final Bundle PLAYBOOK = bundle(
            1,
            pairs(
                    "events.yaml",
                    """
                    events:
                      seen:             { actor: player }
                      rg_self_excluded: { actor: player, fact: true }
                    """,
                    "policy.yaml",
                    "fresh: 1h",
                    "offers.yaml",
                    "offers: { gift: { class: inducement, lasts: 10m, channels: [in_app], message: A gift. } }",
                    "patterns/at-once.yaml",
                    "pattern: at-once\nsequence: [{ on: seen }]\noffers: [gift]\nbecause: You were here.\n"));

    private LiveJob job;

    @BeforeEach
    void prepare() throws Exception {
        job = LiveJob.prepared();
    }

    @AfterEach
    void close() throws Exception {
        job.close();
    }

    @Test
    void whoExcludesHimselfLosesWhatIsOpenAndGetsNothingMore() throws Exception {
        job.start(PLAYBOOK, 2);
        PLAYERS.forEach(player -> job.send(job.event(player, "seen", System.currentTimeMillis())));
        job.await(
                "everybody has an offer",
                () -> job.said(OFFER, "status", "ISSUED").size() == PLAYERS.size());

        report(excludeOneByOne());

        PLAYERS.forEach(player -> job.send(job.event(player, "seen", System.currentTimeMillis())));
        job.await(
                "everybody is refused",
                () -> job.said(DECISION, "reason", "PROTECTED").size() == PLAYERS.size());
        assertThat(job.said(OFFER, "status", "ISSUED")).hasSize(PLAYERS.size());
        assertThat(job.said(OFFER, "status", "WITHDRAWN", "reason", "PROTECTED"))
                .hasSize(PLAYERS.size());
    }

    /** For each player, how long after the append of his exclusion a reader of the offers topic has the withdrawal. */
    private List<Long> excludeOneByOne() throws Exception {
        AvroCodec codec = AvroCodec.of(RegistryAccess.NONE);
        Properties client = job.kafka().properties();
        List<Long> nanos = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> offers =
                        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = offers.partitionsFor(job.kafka().topic(OFFER)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            offers.assign(partitions);
            offers.seekToEnd(partitions);
            partitions.forEach(offers::position);
            Set<String> withdrawn = new HashSet<>();
            for (String player : PLAYERS) {
                long now = System.currentTimeMillis();
                byte[] exclusion = codec.encode("player-events", job.event(player, "rg_self_excluded", now));
                long appended = System.nanoTime();
                producer.send(new ProducerRecord<>("player-events", null, now, player.getBytes(UTF_8), exclusion));
                producer.flush();
                while (!withdrawn.contains(player)) {
                    for (ConsumerRecord<byte[], byte[]> offer : offers.poll(Duration.ofMillis(100))) {
                        assertThat(text(offer.headers().lastHeader("status").value()))
                                .isEqualTo("WITHDRAWN");
                        withdrawn.add(text(offer.key()));
                    }
                }
                nanos.add(System.nanoTime() - appended);
            }
        }
        return nanos;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    /** The figure is for reading; how long it takes depends on the machine. */
    private static void report(List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "append of an exclusion to its effect on the offers topic: median %.1f ms, p90 %.1f ms, longest %.1f ms of %d%n",
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 9 / 10] / 1e6,
                Arrays.stream(sorted).max().orElseThrow() / 1e6,
                sorted.length);
    }
}
