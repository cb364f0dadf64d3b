package io.kairos.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.event.DeadLetter;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.TagChange;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.PlaybookArrival;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(180)
class KafkaEndsTest {
    @RegisterExtension
    static final MiniClusterExtension FLINK = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    private static final AtomicBoolean FAIL = new AtomicBoolean();
    private static final Duration AHEAD = Duration.ofSeconds(60);

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
    void whatComesInFromAllEventTopicsGoesOutEachKindToItsTopic() throws Exception {
        KafkaSettings settings = settings("all", Map.of("topics.events", "all-casino,all-sports"));
        Topics.create(settings, 2);
        long now = System.currentTimeMillis();
        PlayerEvent bet = PlayerEvent.of("e1", "ada", "bet_placed", now, Map.of("stake", 2.5));
        broker.send("all-casino", List.of(bet));
        broker.send("all-sports", List.of(PlayerEvent.of("e2", "zoë", "untagged", now + 1, Map.of())));
        PlayerEvent early = PlayerEvent.of("e3", "ada", "bet_placed", now + 60_001, Map.of());
        broker.send("all-sports", 1, now, "ada", bytes(early), Map.of());
        broker.send("all-sports", 1, now + 2, null, "rubbish".getBytes(StandardCharsets.UTF_8), Map.of());
        broker.send("all-casino", 0, now + 3, null, null, Map.of());
        broker.send("all-casino", 0, now + 4, null, new byte[0], Map.of("heartbeat", "1"));

        run(settings, true).getJobExecutionResult().get();

        assertThat(broker.read("all-offers", Contract.OFFER)).singleElement().satisfies(offer -> {
            assertThat(offer.key()).isEqualTo("ada");
            assertThat(offer.time()).isEqualTo(Samples.NOON);
            assertThat(offer.headers())
                    .containsOnly(
                            Map.entry("offer-id", "o1"),
                            Map.entry("status", "ISSUED"),
                            Map.entry("expires-at", Long.toString(Samples.NOON + 180_000)));
            assertThat(offer.fields()).isEqualTo(Samples.offer().fields());
        });
        assertThat(broker.read("all-decisions", Contract.DECISION))
                .singleElement()
                .satisfies(decision -> assertThat(decision.fields())
                        .isEqualTo(Samples.decision().fields()));
        assertThat(broker.read("all-tags", Contract.TAG_CHANGE)).singleElement().satisfies(tombstone -> {
            assertThat(tombstone.key()).isEqualTo("zoë");
            assertThat(tombstone.time()).isEqualTo(now + 1);
            assertThat(tombstone.fields()).isNull();
        });
        assertThat(broker.read("all-dead-letters", Contract.DEAD_LETTER))
                .extracting(dead -> dead.key() + " " + dead.headers().get("reason") + " "
                        + dead.fields().get("topic"))
                .containsExactlyInAnyOrder(
                        "ada FROM_THE_FUTURE all-sports", "null UNREADABLE all-sports", "null NULL_VALUE all-casino");
        assertThat(broker.read("all-status", Contract.PLAYBOOK_STATUS))
                .singleElement()
                .satisfies(status -> {
                    assertThat(status.key()).isNull();
                    assertThat(status.fields())
                            .isEqualTo(Samples.playbookStatus().fields());
                });
    }

    @Test
    void aPatternFindsItsTopics() throws Exception {
        KafkaSettings settings = settings("some", Map.of("topics.events-pattern", "brand-.*"));
        Topics.create(settings, 1);
        for (String topic : List.of("brand-north", "brand-south", "brandless")) {
            broker.createTopic(topic, 1);
            broker.send(topic, List.of(PlayerEvent.of(topic, topic, "untagged", Samples.NOON, Map.of())));
        }
        run(settings, true).getJobExecutionResult().get();
        assertThat(broker.read("some-tags", Contract.TAG_CHANGE))
                .extracting(KafkaBroker.Decoded::key)
                .containsExactlyInAnyOrder("brand-north", "brand-south");
    }

    @Test
    void exactlyOnceHoldsBackUntilTheCheckpointAndHidesWhatAFailureRepeats(@InjectMiniCluster MiniCluster cluster)
            throws Exception {
        KafkaSettings settings = settings("once", Map.of("topics.events", "once-events", "delivery", "exactly-once"));
        Topics.create(settings, 1);
        JobClient job = run(settings, false);
        JobID id = job.getJobID();

        broker.send("once-events", untagged(0, 10));
        until(() -> broker.readUncommitted("once-tags").size() == 10);
        assertThat(broker.read("once-tags")).isEmpty();
        cluster.triggerCheckpoint(id).get();
        until(() -> broker.read("once-tags").size() == 10);

        broker.send("once-events", untagged(10, 20));
        until(() -> broker.readUncommitted("once-tags").size() == 20);
        FAIL.set(true);
        broker.send("once-events", untagged(20, 21));
        until(() -> broker.readUncommitted("once-tags").size() == 31);
        cluster.triggerCheckpoint(id).get();
        until(() -> broker.read("once-tags").size() > 10);

        assertThat(broker.read("once-tags", Contract.TAG_CHANGE))
                .extracting(KafkaBroker.Decoded::key)
                .containsExactlyElementsOf(
                        untagged(0, 21).stream().map(PlayerEvent::playerId).toList());
        job.cancel().get();
    }

    @Test
    void thePlaybookTopicIsReadFromItsBeginningAndNothingOnItThrows() throws Exception {
        KafkaSettings settings = settings("books", Map.of());
        PlaybookTopic topic = new PlaybookTopic(settings);
        topic.publish(new Bundle(0, "mia", null, Map.of("events.yaml", "a")), false);
        broker.send("books-playbook", 0, -1, "playbook", new byte[] {1}, Map.of());
        topic.publish(new Bundle(0, "mia", null, Map.of("events.yaml", "b")), false);
        KafkaSource<PlaybookArrival> source =
                new KafkaEnds(settings).playbook(TypeInformation.of(PlaybookArrival.class), true);
        StreamExecutionEnvironment job = StreamExecutionEnvironment.getExecutionEnvironment();
        List<String> read = job.fromSource(source, WatermarkStrategy.noWatermarks(), "playbook")
                .setParallelism(1)
                .map(arrival -> arrival.bundle() == null
                        ? arrival.error()
                        : arrival.bundle().version() + " "
                                + arrival.bundle().files().get("events.yaml"))
                .returns(String.class)
                .setParallelism(1)
                .executeAndCollect(10);
        assertThat(read).hasSize(3).first().isEqualTo("1 a");
        assertThat(read.get(1)).startsWith("not JSON: ");
        assertThat(read.get(2)).isEqualTo("2 b");
    }

    private static JobClient run(KafkaSettings settings, boolean bounded) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
        StreamExecutionEnvironment job = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        job.setParallelism(1);
        job.getConfig().enableObjectReuse();
        job.enableCheckpointing(Duration.ofHours(1).toMillis());
        KafkaEnds ends = new KafkaEnds(settings);
        job.fromSource(
                        ends.events(TypeInformation.of(Arrival.class), AHEAD, bounded),
                        WatermarkStrategy.noWatermarks(),
                        "events")
                .flatMap(new Answers())
                .returns(Output.class)
                .sinkTo(ends.outputs());
        return job.executeAsync();
    }

    /** A refusal is written as it is; an untagged player gets a tombstone, any other an offer, a decision, a status. */
    private static final class Answers implements FlatMapFunction<Arrival, Output> {
        private static final long serialVersionUID = 1;

        @Override
        public void flatMap(Arrival arrival, Collector<Output> out) {
            if (FAIL.compareAndSet(true, false)) {
                throw new IllegalStateException("failed as the test wants it");
            }
            DeadLetter refused = arrival.refused();
            PlayerEvent event = arrival.event();
            if (refused != null) {
                out.collect(refused.output());
            } else if (event != null && event.type().equals("untagged")) {
                out.collect(TagChange.tombstone(event.playerId(), event.at()));
            } else if (event != null) {
                out.collect(Samples.offer().output());
                out.collect(Samples.decision().output());
                out.collect(Samples.playbookStatus());
            }
        }
    }

    private static KafkaSettings settings(String name, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "topics.playbook", name + "-playbook",
                "topics.offers", name + "-offers",
                "topics.decisions", name + "-decisions",
                "topics.tags", name + "-tags",
                "topics.dead-letters", name + "-dead-letters",
                "topics.status", name + "-status",
                "delivery.transaction-prefix", name));
        settings.putAll(more);
        return broker.settings(settings);
    }

    private static List<PlayerEvent> untagged(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> PlayerEvent.of("e" + i, "player-" + i, "untagged", Samples.NOON + i, Map.of()))
                .toList();
    }

    private static byte[] bytes(PlayerEvent event) {
        return AvroCodec.of(RegistryAccess.NONE).encode("t", event);
    }

    private static void until(BooleanSupplier holds) throws InterruptedException {
        while (!holds.getAsBoolean()) {
            Thread.sleep(50);
        }
    }
}
