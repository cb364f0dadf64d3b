package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kairos.event.EventJson;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.kafka.AvroCodec;
import io.kairos.kafka.KafkaSettings;
import io.kairos.kafka.RegistryAccess;
import io.kairos.kafka.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The story as the topics have it, which is the one that the files have. */
@Timeout(120)
class ExplainTopicsTest {
    private static final long NOON = 1_767_268_800_000L;
    private static final byte[] ADA = {97, 100, 97};
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

    @TempDir
    private Path folder;

    @Test
    void withoutFilesTheTopicsTellTheStoryAndWhyThereWasNone() throws Exception {
        Path playbook = folder.resolve("playbook");
        Path results = folder.resolve("results");
        Path events = folder.resolve("events.jsonl");
        write(playbook.resolve("events.yaml"), """
                events:
                  bet:  { actor: player, attributes: { stake: number } }
                  lost: { actor: player, fact: true, attributes: { stake: number } }
                """);
        write(playbook.resolve("tags.yaml"), "tags:\n  cooling: { about: slowed down }\n");
        write(playbook.resolve("offers.yaml"), """
                offers:
                  break: { class: care, lasts: 2m, channels: [in_app], message: "A break?" }
                """);
        write(playbook.resolve("patterns/two-losses.yaml"), """
                pattern: two-losses
                sequence:
                  - { on: lost, as: losses, times: 2 }
                  - { no: bet, for: 20s }
                tag: { name: cooling, for: 10m }
                offers: [break]
                because: You were here.
                """);
        write(playbook.resolve("patterns/bet-again.yaml"), """
                pattern: bet-again
                sequence: [{ on: lost }, { on: bet, within: 10s }]
                """);
        write(events, line("e1", "lost", 0) + line("e2", "lost", 5_000) + line("e3", "bet", 30_000));
        assertThat(CommandLineRun.of("backtest", "--playbook", playbook, "--events", events, "--out", results)
                        .exitCode())
                .isZero();

        try (LocalBroker broker = LocalBroker.start()) {
            KafkaSettings settings = KafkaSettings.read(
                    Map.of("topics.decisions", "why"), Map.of("bootstrap.servers", broker.address()));
            Topics.create(settings, 2);
            assertThat(CommandLineRun.of("publish", playbook, "--bootstrap-server", broker.address())
                            .exitCode())
                    .isZero();
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(settings.properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
                AvroCodec codec = AvroCodec.of(RegistryAccess.NONE);
                for (String line : Files.readAllLines(events)) {
                    producer.send(new ProducerRecord<>(
                            "player-events", 1, null, codec.encode("player-events", EventJson.read(line))));
                }
                producer.send(new ProducerRecord<>("player-events", 1, null, new byte[] {1, 2, 3}));
                send(producer, codec, "why", Output.Kind.DECISION, results.resolve("decisions.jsonl"));
                send(producer, codec, "offers", Output.Kind.OFFER, results.resolve("offers.jsonl"));
                send(producer, codec, "player-tags", Output.Kind.TAG_CHANGE, results.resolve("tags.jsonl"));
                producer.send(new ProducerRecord<>("player-tags", ADA, null));
            }

            CommandLineRun topics = CommandLineRun.of(
                    "explain", "--player", "ada", "--bootstrap-server", broker.address(), "-Dtopics.decisions=why");
            CommandLineRun files = CommandLineRun.of(
                    "explain", "--player", "ada", "--results", results, "--events", events, "--playbook", playbook);
            assertThat(topics.exitCode()).as(topics.err()).isZero();
            assertThat(topics.out())
                    .isEqualTo(files.out())
                    .contains("OFFERED", "has expired", "- cooling (slowed down), its time is up", "lost  stake 1");

            hisEventsAreReadWithinBounds(settings);
            assertThat(CommandLineRun.of(
                                    "explain",
                                    "--player",
                                    "ada",
                                    "--bootstrap-server",
                                    broker.address(),
                                    "-Dtopics.decisions=why",
                                    "-Dtopics.events-pattern=player-e.*")
                            .out())
                    .isEqualTo(files.out());
            assertThat(CommandLineRun.of(
                                    "explain",
                                    "--player",
                                    "ada",
                                    "--bootstrap-server",
                                    broker.address(),
                                    "-Dtopics.decisions=why",
                                    "-Dtopics.events=nowhere")
                            .out())
                    .contains("OFFERED", "Note: What was in his events is not shown: there is no topic nowhere.");

            CommandLineRun whyNot = CommandLineRun.of(
                    "explain",
                    "--player",
                    "ada",
                    "--bootstrap-server",
                    broker.address(),
                    "-Dtopics.decisions=why",
                    "--why-not",
                    "bet-again");
            assertThat(whyNot.exitCode()).as(whyNot.err()).isZero();
            assertThat(whyNot.out()).contains("`within: 10s` of step 2 (bet) had passed");
        }
    }

    /** There are four records on one of two partitions, the last of them no event. */
    private static void hisEventsAreReadWithinBounds(KafkaSettings settings) {
        long now = System.currentTimeMillis();

        Recording all = own(now - 3_600_000, 8, settings);
        assertThat(all.own()).extracting(PlayerEvent::eventId).containsExactly("e1", "e2", "e3");
        assertThat(all.isCut()).isFalse();

        Recording last = own(now - 3_600_000, 6, settings);
        assertThat(last.own()).extracting(PlayerEvent::eventId).containsExactly("e2", "e3");
        assertThat(last.isCut()).isTrue();

        Recording none = own(now + 3_600_000, 8, settings);
        assertThat(none.own()).isEmpty();
        assertThat(none.isCut()).isFalse();
    }

    private static Recording own(long since, long most, KafkaSettings settings) {
        return Recording.ownSince(
                since, most, settings, new Story("ada"), new Progress(new PrintWriter(Writer.nullWriter()), 0));
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer, AvroCodec codec, String topic, Output.Kind kind, Path file)
            throws IOException {
        for (String line : Files.readAllLines(file)) {
            Map<String, Object> fields = JSON.readValue(line, new TypeReference<>() {});
            Output output = new Output(kind, "ada", (Long) fields.get("at"), Map.of(), fields);
            producer.send(new ProducerRecord<>(topic, ADA, codec.encode(topic, output)));
        }
    }

    private static void write(Path path, String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static String line(String id, String type, long at) {
        return "{\"event_id\":\"%s\",\"player_id\":\"ada\",\"type\":\"%s\",\"at\":%d,\"attributes\":{\"stake\":1.0}}%n"
                .formatted(id, type, NOON + at);
    }
}
