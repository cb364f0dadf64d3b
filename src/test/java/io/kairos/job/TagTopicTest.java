package io.kairos.job;

import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.TAG_CHANGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kairos.event.PlayerEvent;
import io.kairos.flink.SavepointReading;
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
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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

    /** The same with a tag that stays. */
    private static final String[] WITH_MEMBERS = withMembers();

    private static String[] withMembers() {
        List<String> files = new ArrayList<>(List.of(FILES));
        files.set(1, FILES[1] + "  joined: { actor: player }\n");
        files.set(5, FILES[5] + "  member: { about: is one of us }\n");
        files.add("patterns/joins.yaml");
        files.add("pattern: joins\nsequence: [{ on: joined }]\ntag: { name: member, for: 1h }\n");
        return files.toArray(String[]::new);
    }

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

    /** A broker that compacts as soon as it can: what a reader finds then is the last word on each player, and no other. */
    @Test
    void whenOldRecordsAreGoneTheTopicHasExactlyTheTagsTheJobHolds(@TempDir Path scratch) throws Exception {
        long end = System.currentTimeMillis() - 300 * SECOND;
        long over = end + 150 * SECOND;
        long last = over + 60 * SECOND;
        List<PlayerEvent> played = play(end);
        List<PlayerEvent> joined = everyOf(3, "joined", played.get(0).at() - 1);
        List<PlayerEvent> asked = everybodyAsks(over);
        List<PlayerEvent> won = everyOf(2, "won", last);

        job = LiveJob.prepared();
        compactsSoon(job.kafka().topic(TAG_CHANGE));
        job.start(LiveJob.bundle(1, LiveJob.pairs(WITH_MEMBERS)), 2);
        job.send(joined).send(played).send(asked);
        job.await("everybody has asked", () -> tagsOfAsked(over).size() == PLAYERS.size());
        job.send(won);
        job.await(
                "the last have won",
                () -> job.said(TAG_CHANGE, "change", "GAINED", "tag", "hot", "at", last)
                                .size()
                        == won.size());
        String savepoint = job.stopWithSavepoint();
        job.await("of all before the last there is one record of each", () -> isCompactedBefore(last));

        List<ConsumerRecord<String, byte[]>> left = records();
        assertThat(left).hasSizeLessThanOrEqualTo(PLAYERS.size() + won.size());
        assertThat(written()).isGreaterThan(10L * left.size());
        try (Rig rig = Rig.of(WITH_MEMBERS)) {
            joined.forEach(rig::on);
            played.forEach(rig::on);
            asked.forEach(rig::on);
            won.forEach(rig::on);
            Map<String, List<Held>> held = heldBy(rig);
            assertThat(held.keySet())
                    .contains("player-0", "player-2", "player-3")
                    .doesNotContain("player-1");
            assertThat(compacted()).isEqualTo(held);
            assertThat(left).as("tombstones of those who have none").anyMatch(record -> record.value() == null);

            for (String player : List.of("player-0", "player-1", "player-2", "player-3")) {
                assertThat(inSavepoint(savepoint, player, scratch))
                        .isEqualTo(compacted().getOrDefault(player, List.of()));
            }
        }
    }

    private static List<PlayerEvent> everyOf(int nth, String type, long at) {
        return IntStream.range(0, PLAYERS.size())
                .filter(i -> i % nth == 0)
                .mapToObj(PLAYERS::get)
                .map(player -> PlayerEvent.of(player + "/" + type, player, type, at, Map.of("amount", 1.0)))
                .toList();
    }

    private static List<Held> inSavepoint(String savepoint, String player, Path scratch) throws Exception {
        String row =
                SavepointReading.read(savepoint, player, scratch.toString()).row();
        List<Held> held = new ArrayList<>();
        if (row != null) {
            for (JsonNode tag : new ObjectMapper().readTree(row).get("tags")) {
                held.add(new Held(
                        tag.get("tag").asText(),
                        tag.get("since").asLong(),
                        tag.get("until").asLong(),
                        tag.get("level").asInt()));
            }
        }
        return held;
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
        Map<String, byte[]> latest = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> record : records()) {
            if (record.value() == null) {
                latest.remove(record.key());
            } else {
                latest.put(record.key(), record.value());
            }
        }
        return latest;
    }

    /** All there are now, partition by partition. */
    private List<ConsumerRecord<String, byte[]>> records() {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = reader()) {
            List<TopicPartition> partitions = partitions(consumer);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** How many there have ever been. */
    private long written() {
        try (KafkaConsumer<String, byte[]> consumer = reader()) {
            return consumer.endOffsets(partitions(consumer)).values().stream()
                    .mapToLong(end -> end)
                    .sum();
        }
    }

    private KafkaConsumer<String, byte[]> reader() {
        Properties client = new Properties();
        client.put("bootstrap.servers", job.broker().servers());
        return new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer) {
        String topic = job.kafka().topic(TAG_CHANGE);
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    /** What came last is in a segment that is still written to, which is never compacted. */
    private boolean isCompactedBefore(long time) {
        Set<String> players = new HashSet<>();
        return records().stream()
                .filter(record -> record.timestamp() < time)
                .allMatch(record -> players.add(record.key()));
    }

    /** Segments are closed every ten seconds of the records' own time, and looked at every 50 ms of the clock. */
    private void compactsSoon(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", job.broker().servers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(set("segment.ms", "10000"), set("min.cleanable.dirty.ratio", "0")),
                            new ConfigResource(ConfigResource.Type.BROKER, ""),
                            List.of(set("log.cleaner.backoff.ms", "50"))))
                    .all()
                    .get();
        }
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
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
