package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.kafka.AvroCodec;
import io.kairos.kafka.KafkaSettings;
import io.kairos.kafka.PlaybookTopic;
import io.kairos.kafka.RegistryAccess;
import io.kairos.kafka.Topics;
import io.kairos.offer.OfferRecord;
import io.kairos.playbook.Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the commands write to a real broker and read from it. */
@Timeout(120)
class KafkaCommandsTest {
    private static final long NOON = 1_767_268_800_000L;
    private static LocalBroker broker;

    @TempDir
    private Path folder;

    @BeforeAll
    static void aBroker() {
        broker = LocalBroker.start();
    }

    @AfterAll
    static void noBroker() {
        broker.close();
    }

    @Test
    void publishingGivesTheNextVersionAndTheSameContentIsNotPublishedTwice() throws IOException {
        playbook("bet_placed");
        KafkaSettings topic = settings(Map.of("topics.playbook", "published"));

        CommandLineRun first = publish("--author", "ann", "--note", "the first");
        CommandLineRun again = publish();
        CommandLineRun forced = publish("--force");
        playbook("bet_taken");
        CommandLineRun changed = publish();

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).contains("published version 1 of the playbook");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("version 1 has the same content", "--force");
        assertThat(forced.out()).contains("version 2");
        assertThat(changed.out()).contains("version 3");
        Bundle last = new PlaybookTopic(topic).readLast().orElseThrow();
        assertThat(last.version()).isEqualTo(3);
        assertThat(changed.out()).contains(last.hash());
        assertThat(last.files()).containsOnlyKeys("events.yaml");
    }

    @Test
    void aWrongPlaybookIsNotPublished() throws IOException {
        playbook("bet_placed, bogus: 1");

        CommandLineRun run = publish();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("events.yaml:2:");
    }

    @Test
    void withoutABrokerTheCommandSaysSo() throws IOException {
        Path events = events(line("e1", 0));
        Path properties = Files.writeString(
                folder.resolve("client.properties"), "bootstrap.servers=localhost:1\nmax.block.ms=300\n");

        CommandLineRun run = CommandLineRun.of("replay", "--events", events, "--kafka-properties", properties);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("cannot write to the topic player-events at localhost:1")
                .doesNotContain("\tat ");
    }

    @Test
    void aReplayMovesTimesToNowAndKeepsTheirDistance() throws IOException {
        topic("replayed");
        Path events = events(line("e1", 0), line("e2", 3_000), "nonsense", line("e3", 4_000));
        long before = System.currentTimeMillis();

        CommandLineRun run = replay(events, "replayed", "--speed", "10", "--linger", "300ms");

        long after = System.currentTimeMillis();
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("3 events written to replayed", "1 lines refused");
        assertThat(run.err()).contains(events + ":3: not JSON");
        List<PlayerEvent> written = written("replayed");
        assertThat(written).extracting(PlayerEvent::eventId).containsExactly("e1", "e2", "e3");
        assertThat(written.get(0).at()).isBetween(before, after);
        assertThat(written.get(1).at() - written.get(0).at()).isEqualTo(300);
        assertThat(written.get(2).at() - written.get(0).at()).isEqualTo(400);
        assertThat(heartbeats("replayed"))
                .allSatisfy(times -> assertThat(times)
                        .isNotEmpty()
                        .isSorted()
                        .last()
                        .matches(last -> last > written.get(2).at(), "after the last event"));
    }

    @Test
    void aReplayAsRecordedKeepsTheTimesAndCarriesTimeOnOnEveryPartition() throws IOException {
        topic("recorded");

        CommandLineRun run =
                replay(events(line("e1", 0), line("e2", 3_600_000)), "recorded", "--as-recorded", "--linger", "2m");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(written("recorded")).extracting(PlayerEvent::at).containsExactly(NOON, NOON + 3_600_000);
        assertThat(heartbeats("recorded"))
                .hasSize(2)
                .allSatisfy(times -> assertThat(times).containsExactly(NOON + 3_720_000));
    }

    /** A heartbeat that overtakes an event completes a silence that the event would have broken. */
    @Test
    void aReplayThatCannotKeepUpDoesNotLetHeartbeatsOvertakeEvents() throws IOException {
        topic("hasty");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            lines.add(line("e" + i, i * 1_000L));
        }

        replay(
                events(lines.toArray(String[]::new)),
                "hasty",
                "--as-recorded",
                "--speed",
                "1000000",
                "--linger",
                "300ms");

        int partition = partitionOfAda("hasty");
        List<ConsumerRecord<byte[], byte[]>> ofAda = records("hasty").stream()
                .filter(record -> record.partition() == partition)
                .toList();
        Iterator<PlayerEvent> sent = written("hasty").iterator();
        long beat = Long.MIN_VALUE;
        for (ConsumerRecord<byte[], byte[]> record : ofAda) {
            if (record.headers().lastHeader("heartbeat") != null) {
                beat = record.timestamp();
            } else {
                assertThat(sent.next().at()).isGreaterThanOrEqualTo(beat);
            }
        }
        assertThat(beat).isGreaterThan(NOON);
    }

    @Test
    void offersAreShownAsReadableLinesOrAsJson() throws Exception {
        Topics.create(settings(Map.of("topics.offers", "shown")), 2);
        OfferRecord issued = new OfferRecord(
                "o1",
                "m1",
                "ada",
                OfferRecord.Status.ISSUED,
                null,
                NOON,
                "break",
                "care",
                0,
                null,
                List.of("in_app"),
                "in_app",
                50,
                new OfferRecord.Words(null, "A break?", "You lost 3 in a row.", null),
                List.of(),
                Map.of("count", 3.0),
                NOON,
                NOON + 120_000,
                "losses",
                "retention",
                null,
                1);
        AvroCodec codec = AvroCodec.of(RegistryAccess.NONE);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (OfferRecord offer : List.of(issued, issued.ended(OfferRecord.Status.EXPIRED, null, NOON + 120_000))) {
                producer.send(new ProducerRecord<>(
                                "shown", "ada".getBytes(StandardCharsets.UTF_8), codec.encode("shown", offer.output())))
                        .get();
            }
        }

        CommandLineRun lines = offers("--from-beginning", "--for", "2s");
        CommandLineRun json = offers("--from-beginning", "--for", "2s", "--json");
        CommandLineRun someoneElse = offers("--from-beginning", "--for", "2s", "--player", "ben");

        assertThat(lines.exitCode()).as(lines.err()).isZero();
        assertThat(lines.out().lines())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains("ada", "ISSUED", "losses", "\"A break?\" because: You lost 3 in a row.")
                                .contains("(expires in 2 min)"),
                        second -> assertThat(second).contains("ada", "EXPIRED", "after 2 min"));
        assertThat(json.out().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("{\"offer_id\":\"o1\""));
        assertThat(someoneElse.out()).isEmpty();
    }

    private CommandLineRun offers(Object... more) {
        return run(new Object[] {"offers", "--topic", "shown", "--bootstrap-server", broker.address()}, more);
    }

    private CommandLineRun publish(Object... more) {
        return run(
                new Object[] {"publish", folder, "--topic", "published", "--bootstrap-server", broker.address()}, more);
    }

    private CommandLineRun replay(Path events, String topic, Object... more) {
        return run(
                new Object[] {"replay", "--events", events, "--topic", topic, "--bootstrap-server", broker.address()},
                more);
    }

    private static CommandLineRun run(Object[] args, Object... more) {
        List<Object> all = new ArrayList<>(List.of(args));
        all.addAll(List.of(more));
        return CommandLineRun.of(all.toArray());
    }

    private static KafkaSettings settings(Map<String, String> settings) {
        return KafkaSettings.read(settings, Map.of("bootstrap.servers", broker.address()));
    }

    private static void topic(String name) {
        Topics.create(settings(Map.of("topics.events", name)), 2);
    }

    private static int partitionOfAda(String topic) {
        return records(topic).stream()
                .filter(record -> record.key() != null)
                .findFirst()
                .orElseThrow()
                .partition();
    }

    private static List<PlayerEvent> written(String topic) {
        AvroCodec codec = AvroCodec.of(RegistryAccess.NONE);
        return records(topic).stream()
                .filter(record -> record.headers().lastHeader("heartbeat") == null)
                .map(record -> {
                    try {
                        return codec.decodeEvent(record.value());
                    } catch (io.kairos.kafka.UndecodableException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    /** The times of the heartbeats, partition by partition. */
    private static List<List<Long>> heartbeats(String topic) {
        List<ConsumerRecord<byte[], byte[]>> beats = records(topic).stream()
                .filter(record -> record.headers().lastHeader("heartbeat") != null)
                .toList();
        return IntStream.range(0, 2)
                .mapToObj(partition -> beats.stream()
                        .filter(record -> record.partition() == partition)
                        .map(ConsumerRecord::timestamp)
                        .toList())
                .toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.address()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    private void playbook(String type) throws IOException {
        Files.writeString(
                folder.resolve("events.yaml"),
                "events:\n  " + type.replace(", ", ": { actor: player, attributes: {}, ")
                        + (type.contains(",") ? " }\n" : ": { actor: player, attributes: {} }\n"));
    }

    private Path events(String... lines) throws IOException {
        Path file = Files.createTempFile(folder, ".events", ".jsonl");
        return Files.writeString(file, String.join("\n", lines) + "\n");
    }

    private static String line(String id, long after) {
        return "{\"event_id\":\"%s\",\"player_id\":\"ada\",\"type\":\"bet_placed\",\"at\":%d}"
                .formatted(id, NOON + after);
    }
}
