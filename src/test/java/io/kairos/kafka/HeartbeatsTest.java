package io.kairos.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class HeartbeatsTest {
    @Test
    void everyPartitionOfEveryEventTopicHasAPulse() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start()) {
            broker.createTopic("events-a", 2);
            broker.createTopic("other", 1);
            KafkaSettings settings = broker.settings(Map.of("topics.events-pattern", "events-.*"));
            long started = System.currentTimeMillis();
            try (Heartbeats running = Heartbeats.start(settings, Duration.ofMillis(300))) {
                assertThat(running).isNotNull();
                until(() -> timed(broker, "events-a", started).equals(Set.of(0, 1)));
                try (Admin admin = Admin.create(settings.properties())) {
                    admin.createPartitions(Map.of("events-a", NewPartitions.increaseTo(3)))
                            .all()
                            .get();
                }
                broker.createTopic("events-b", 1);
                until(() -> timed(broker, "events-a", started).equals(Set.of(0, 1, 2)));
                until(() -> timed(broker, "events-b", started).equals(Set.of(0)));
            }
            assertThat(broker.read("other")).isEmpty();
            assertThat(broker.read("events-a")).allSatisfy(record -> {
                assertThat(record.headers().lastHeader("heartbeat")).isNotNull();
                assertThat(record.key()).isNull();
            });
        }
    }

    @Test
    void afterAnOutageTimeStandsStillForAWhileAndGoesOn() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start()) {
            broker.createTopic("player-events", 1);
            long started = System.currentTimeMillis();
            try (Heartbeats running = Heartbeats.start(broker.settings(Map.of()), Duration.ofMillis(500))) {
                assertThat(running).isNotNull();
                until(() -> timed(broker, "player-events", started).equals(Set.of(0)));
                broker.stop();
                Thread.sleep(3_000);
                long back = System.currentTimeMillis();
                broker.startAgain();
                until(() -> timed(broker, "player-events", back).equals(Set.of(0)));
                List<Long> stamps = broker.read("player-events").stream()
                        .map(ConsumerRecord::timestamp)
                        .toList();
                long last = stamps.stream()
                        .filter(stamp -> stamp < back)
                        .max(Long::compare)
                        .orElseThrow();
                assertThat(stamps.stream().filter(stamp -> stamp == last)).hasSizeGreaterThan(1);
                assertThat(stamps).hasSizeLessThan(500);
            }
        }
    }

    /** The partitions whose heartbeats carry a time from then on. */
    private static Set<Integer> timed(KafkaBroker broker, String topic, long from) {
        return broker.read(topic).stream()
                .filter(record -> record.timestamp() >= from)
                .map(ConsumerRecord::partition)
                .collect(Collectors.toSet());
    }

    private static void until(BooleanSupplier holds) throws InterruptedException {
        while (!holds.getAsBoolean()) {
            Thread.sleep(100);
        }
    }
}
