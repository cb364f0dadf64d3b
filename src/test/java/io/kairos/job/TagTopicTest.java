package io.kairos.job;

import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.TAG_CHANGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.TagChange.Held;
import io.kairos.player.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whoever reads player-tags like any compacted topic, the last record of each key, has the tags the job holds. The reader
 * here knows nothing of ours but the schema: Kafka's consumer and Avro's own decoder.
 */
@Timeout(180)
class TagTopicTest {
    private static final List<String> PLAYERS =
            IntStream.range(0, 40).mapToObj(i -> "player-" + i).toList();
    private static final long SECOND = 1_000;

    private static final String[] FILES = {
        "events.yaml",
        """
        events:
          won:    { actor: system, attributes: { amount: number } }
          lost:   { actor: system, attributes: { amount: number } }
          left:   { actor: player }
          asked:  { actor: player }
        """,
        "features.yaml",
        """
        features:
          lost_1m: { count: lost, over: 1m }
          won_1m:  { sum: amount, of: won, over: 1m }
        """,
        "tags.yaml",
        """
        tags:
          tilting: { about: lost three in a minute, group: mood, when: "lost_1m >= 3", for: 20s, until: left }
          calm:    { about: went away for a moment, group: mood }
          hot:     { about: keeps winning, refresh: strengthen, levels: 4, decay: 7s }
          lucky:   { about: wins, refresh: extend, at_most: 40s, when: "won_1m > 2", for: 9s, notify: vip-desk }
        """,
        "patterns/cools-off.yaml",
        "pattern: cools-off\nsequence: [{ on: left }]\ntag: { name: calm, for: 15s }\n",
        "patterns/wins.yaml",
        "pattern: wins\nsequence: [{ on: won }]\ntag: { name: hot, for: 5s }\n",
        "patterns/asks.yaml",
        "pattern: asks\nsequence: [{ on: asked }]\n"
    };

    private LiveJob job;

    @AfterEach
    void close() throws Exception {
        job.close();
    }

    @Test
    void theCompactedTopicHasExactlyTheTagsTheJobHolds() throws Exception {
        long end = System.currentTimeMillis() - 60 * SECOND;
        List<PlayerEvent> played = play(end);
        List<PlayerEvent> asked = everybodyAsks(end);
        List<PlayerEvent> later = everybodyAsks(end + 30 * SECOND);

        job = LiveJob.prepared();
        assertThat(policy(job.kafka().topic(TAG_CHANGE))).isEqualTo("compact");
        job.start(LiveJob.bundle(1, LiveJob.pairs(FILES)), 2);
        job.send(played.subList(0, played.size() / 2));
        job.await("something is said", () -> !job.said(TAG_CHANGE).isEmpty());
        job.crashAfterACheckpoint();
        job.send(played.subList(played.size() / 2, played.size())).send(asked);
        job.await("everybody has asked", () -> tagsOfAsked(end).size() == PLAYERS.size());

        try (Rig rig = Rig.of(FILES)) {
            played.forEach(rig::on);
            asked.forEach(rig::on);
            Map<String, List<Held>> held = heldBy(rig);
            assertThat(held.values().stream().flatMap(List::stream).map(Held::tag))
                    .contains("tilting", "calm", "hot", "lucky");
            assertThat(held.values().stream().flatMap(List::stream).map(Held::level))
                    .contains(1, 2, 3);
            assertThat(held).hasSizeBetween(1, PLAYERS.size());
            assertThat(compacted()).isEqualTo(held);
            assertThat(namesIn(compacted())).isEqualTo(tagsOfAsked(end));

            job.send(later);
            job.await(
                    "everybody has asked again",
                    () -> tagsOfAsked(end + 30 * SECOND).size() == PLAYERS.size());
            later.forEach(rig::on);
            assertThat(compacted()).isEqualTo(heldBy(rig));
            assertThat(compacted().size()).isLessThan(held.size());
        }
    }

    private static List<PlayerEvent> play(long end) {
        Random random = new Random(7);
        List<PlayerEvent> events = new ArrayList<>();
        for (String player : PLAYERS) {
            long at = end - 120 * SECOND;
            for (int i = 0; at < end; i++) {
                int kind = random.nextInt(12);
                String type = kind < 5 ? "won" : kind < 11 ? "lost" : "left";
                events.add(PlayerEvent.of(player + "/" + i, player, type, at, Map.of("amount", 1.0 + kind)));
                at += 200 + random.nextInt(random.nextInt(6) == 0 ? 25_000 : 4_000);
            }
        }
        events.sort(Comparator.comparingLong(PlayerEvent::at));
        return events;
    }

    private static List<PlayerEvent> everybodyAsks(long at) {
        return PLAYERS.stream()
                .map(player -> PlayerEvent.of(player + "/asks/" + at, player, "asked", at, Map.of()))
                .toList();
    }

    private static Map<String, List<Held>> heldBy(Rig rig) {
        Map<String, List<Held>> held = new TreeMap<>();
        for (String player : PLAYERS) {
            if (!rig.heldBy(player).isEmpty()) {
                held.put(player, rig.heldBy(player));
            }
        }
        return held;
    }

    /** By player, the tags that the job itself saw on him when he asked. */
    private Map<String, Set<?>> tagsOfAsked(long at) {
        Map<String, Set<?>> tags = new TreeMap<>();
        job.said(DECISION, "pattern", "asks", "at", at)
                .forEach(decision ->
                        tags.put((String) decision.get("player_id"), new HashSet<>((List<?>) decision.get("tags"))));
        return tags;
    }

    private static Map<String, Set<?>> namesIn(Map<String, List<Held>> held) {
        Map<String, Set<?>> names = new TreeMap<>();
        PLAYERS.forEach(player -> names.put(
                player,
                new HashSet<>(held.getOrDefault(player, List.of()).stream()
                        .map(Held::tag)
                        .toList())));
        return names;
    }

    // ---- a reader that has only the address of the broker and the schema

    private Map<String, List<Held>> compacted() throws IOException {
        Schema schema = new Schema.Parser().parse(Files.readString(Path.of("avro-schemas", "tag-change.avsc")));
        BinaryMessageDecoder<GenericRecord> decoder = new BinaryMessageDecoder<>(new GenericData(), schema);
        Map<String, byte[]> latest = latestByKey();
        Map<String, List<Held>> held = new TreeMap<>();
        for (Map.Entry<String, byte[]> entry : latest.entrySet()) {
            List<Held> tags = new ArrayList<>();
            for (Object item : (List<?>) decoder.decode(entry.getValue()).get("current")) {
                GenericRecord tag = (GenericRecord) item;
                tags.add(new Held(
                        tag.get("tag").toString(),
                        (Long) tag.get("since"),
                        (Long) tag.get("until"),
                        ((Long) tag.get("level")).intValue()));
            }
            held.put(entry.getKey(), tags);
        }
        return held;
    }

    private Map<String, byte[]> latestByKey() {
        String topic = job.kafka().topic(TAG_CHANGE);
        Properties client = new Properties();
        client.put("bootstrap.servers", job.broker().servers());
        Map<String, byte[]> latest = new TreeMap<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.value() == null) {
                        latest.remove(record.key());
                    } else {
                        latest.put(record.key(), record.value());
                    }
                }
            }
        }
        return latest;
    }

    private String policy(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", job.broker().servers()))) {
            return admin.describeConfigs(List.of(resource))
                    .all()
                    .get()
                    .get(resource)
                    .get("cleanup.policy")
                    .value();
        }
    }
}
