package io.kairos.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.playbook.Bundle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PlaybookTopicTest {
    private static KafkaBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = KafkaBroker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void versionsRiseAndTheTopicIsMadeForThem() throws Exception {
        PlaybookTopic topic = topic("rising");
        assertThat(topic.publish(bundle("a"), false)).isEqualTo(1);
        assertThat(topic.publish(bundle("b"), false)).isEqualTo(2);
        assertThat(topic.readLast()).hasValue(new Bundle(2, "mia", "why", Map.of("events.yaml", "b")));
        List<ConsumerRecord<byte[], byte[]>> records = broker.read("rising");
        assertThat(records).hasSize(2).allSatisfy(record -> {
            assertThat(record.partition()).isZero();
            assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("playbook");
        });
        assertThat(cleanup("rising")).isEqualTo("compact");
    }

    @Test
    void aTopicThatIsNotThereHoldsNothing() {
        assertThat(topic("missing").readLast()).isEmpty();
    }

    @Test
    void theSameContentAgainIsRefusedUnlessForced() {
        PlaybookTopic topic = topic("same");
        topic.publish(bundle("a"), false);
        assertThatThrownBy(() -> topic.publish(bundle("a"), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("version 1 has the same content (hash ");
        assertThat(topic.publish(bundle("a"), true)).isEqualTo(2);
    }

    @Test
    void rollingBackIsPublishingTheOldContentAnew() {
        PlaybookTopic topic = topic("back");
        topic.publish(bundle("a"), false);
        topic.publish(bundle("b"), false);
        assertThat(topic.publish(bundle("a"), false)).isEqualTo(3);
    }

    @Test
    void whatWasForcedOntoTheTopicDoesNotConfuseTheNextVersion() throws Exception {
        PlaybookTopic topic = topic("forced");
        topic.publish(bundle("a"), false);
        topic.publishRaw(new Bundle(9, "eve", null, Map.of("events.yaml", "x")));
        topic.publishRaw(new Bundle(4, "eve", null, Map.of("events.yaml", "y")));
        broker.send("forced", 0, -1, "playbook", "rubbish".getBytes(StandardCharsets.UTF_8), Map.of());
        assertThat(topic.readLast().orElseThrow().version()).isEqualTo(9);
        assertThat(topic.publish(bundle("b"), false)).isEqualTo(10);
    }

    @Test
    void aBundleOfMoreThanAMegabyteFits() {
        PlaybookTopic topic = topic("large");
        assertThat(topic.publish(bundle("# long\n".repeat(500_000)), false)).isEqualTo(1);
        assertThat(topic.readLast()).isPresent();
    }

    @Test
    void missingTopicsAreCreatedOnceAndTagsAndStatsAreCompacted() throws Exception {
        KafkaSettings settings = broker.settings(Map.of("topics.events", "casino,sports", "topics.playbook", "book"));
        assertThat(Topics.create(settings, 3))
                .containsExactly(
                        "casino",
                        "sports",
                        "book",
                        "offers",
                        "decisions",
                        "player-tags",
                        "dead-letters",
                        "playbook-status",
                        "offer-stats");
        assertThat(Topics.create(settings, 5)).isEmpty();
        assertThat(cleanup("player-tags")).isEqualTo("compact");
        assertThat(cleanup("offer-stats")).isEqualTo("compact");
        assertThat(cleanup("offers")).isEqualTo("delete");
        try (Admin admin = admin()) {
            var topics = admin.describeTopics(List.of("casino", "book"))
                    .allTopicNames()
                    .get();
            assertThat(topics.get("casino").partitions()).hasSize(3);
            assertThat(topics.get("book").partitions()).hasSize(1);
        }
    }

    private static String cleanup(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = admin()) {
            return admin.describeConfigs(Set.of(resource))
                    .all()
                    .get()
                    .get(resource)
                    .get(TopicConfig.CLEANUP_POLICY_CONFIG)
                    .value();
        }
    }

    private static Admin admin() {
        return Admin.create(broker.settings(Map.of()).properties());
    }

    private static PlaybookTopic topic(String name) {
        return new PlaybookTopic(broker.settings(Map.of("topics.playbook", name)));
    }

    private static Bundle bundle(String text) {
        return new Bundle(0, "mia", "why", Map.of("events.yaml", text));
    }
}
