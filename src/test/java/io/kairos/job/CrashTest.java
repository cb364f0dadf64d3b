package io.kairos.job;

import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.OFFER;
import static io.kairos.event.Output.Kind.TAG_CHANGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Output;
import io.kairos.kafka.KafkaBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same play with a job that dies again and again, and with one that does not, and caches nothing. */
@Timeout(300)
class CrashTest {
    @RegisterExtension
    static final MiniClusterExtension FLINK = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(KafkaJob.PARALLELISM)
            .build());

    private static final String EVENTS = "crowd-events";
    private static final int FAILURES = 3;
    private static final Map<String, String> REPLAY =
            Map.of("time.fresh", "event", "time.quiet", "none", "time.ahead", "off", "checkpoint.interval", "500ms");

    private static KafkaBroker broker;
    private static KafkaJob undisturbed;

    @BeforeAll
    static void runsUndisturbed() throws Exception {
        broker = KafkaBroker.start();
        undisturbed = new KafkaJob(broker, EVENTS, "undisturbed", "at-least-once");
        undisturbed.send(Crowd.plays(7));
        Map<String, String> uncached = new LinkedHashMap<>(REPLAY);
        uncached.put("cache.rows", "0");
        undisturbed.run(Crowd.playbook(), uncached);
        assertThat(ids(undisturbed.said(OFFER), "ISSUED"))
                .hasSizeGreaterThan(100)
                .doesNotHaveDuplicates();
        assertThat(undisturbed.said(OFFER))
                .extracting(offer -> offer.get("status"))
                .contains("ACCEPTED", "DISMISSED", "EXPIRED", "WITHDRAWN");
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void afterCrashesTheSameIsSaidAndNothingElseButSomeOfItTwice() throws Exception {
        KafkaJob crashed = runCrashing("crashed", "at-least-once", 1);

        for (Output.Kind kind : List.of(DECISION, OFFER, TAG_CHANGE)) {
            assertThat(new HashSet<>(crashed.said(kind)))
                    .as("%s", kind)
                    .isEqualTo(new HashSet<>(undisturbed.said(kind)));
        }
        List<Map<String, Object>> offers = crashed.said(OFFER);
        assertThat(ids(offers, "ISSUED"))
                .as("an offer was written, and not yet part of a checkpoint")
                .hasSizeGreaterThan(ids(undisturbed.said(OFFER), "ISSUED").size());
        assertThat(ends(offers)).allSatisfy((offer, ends) -> assertThat(ends).hasSize(1));
    }

    @Test
    void exactlyOnceEveryPlayersRecordsAreReadOnceAndInTheirOrder() throws Exception {
        KafkaJob crashed = runCrashing("crashed-once", "exactly-once", 1 + KafkaJob.PARTITIONS * KafkaJob.PARALLELISM);

        for (Output.Kind kind : List.of(DECISION, OFFER, TAG_CHANGE)) {
            assertThat(byPlayer(crashed.said(kind))).as("%s", kind).isEqualTo(byPlayer(undisturbed.said(kind)));
        }
        assertThat(ids(crashed.said(OFFER), "ISSUED")).doesNotHaveDuplicates();
        assertThat(broker.readUncommitted(crashed.topic(OFFER)))
                .as("an offer was written, and not yet part of a checkpoint")
                .hasSizeGreaterThan(crashed.said(OFFER).size());
    }

    /** @param since records written after a checkpoint and before the failure, the marks of a transaction included */
    private static KafkaJob runCrashing(String name, String delivery, int since) throws Exception {
        KafkaJob job = new KafkaJob(broker, EVENTS, name, delivery);
        try (Admin admin = Admin.create(Map.copyOf(broker.client()))) {
            FailingSource.plan(FAILURES, () -> end(admin, job.topic(OFFER)), since);
            Configuration flink = new Configuration();
            flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
            flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, FAILURES);
            flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
            job.run(Crowd.playbook(), REPLAY, flink, FailingSource::new);
        }
        assertThat(FailingSource.toCome()).as("failures that have not happened").isZero();
        return job;
    }

    /** How many records, committed or not, have ever been written to a topic. */
    private static long end(Admin admin, String topic) {
        Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, KafkaJob.PARTITIONS)
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic, partition), partition -> OffsetSpec.latest()));
        try {
            return admin.listOffsets(latest).all().get().values().stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("cannot read the end of " + topic, e);
        }
    }

    private static List<Object> ids(List<Map<String, Object>> offers, String status) {
        return offers.stream()
                .filter(offer -> offer.get("status").equals(status))
                .map(offer -> offer.get("offer_id"))
                .toList();
    }

    /** By offer issued, how it ended. */
    private static Map<Object, Set<Object>> ends(List<Map<String, Object>> offers) {
        Map<Object, Set<Object>> ends = new LinkedHashMap<>();
        ids(offers, "ISSUED").forEach(id -> ends.put(id, new HashSet<>()));
        for (Map<String, Object> offer : offers) {
            if (!offer.get("status").equals("ISSUED")) {
                ends.get(offer.get("offer_id")).add(offer.get("status"));
            }
        }
        return ends;
    }

    private static Map<Object, List<Map<String, Object>>> byPlayer(List<Map<String, Object>> records) {
        Map<Object, List<Map<String, Object>>> byPlayer = new LinkedHashMap<>();
        records.forEach(record -> byPlayer.computeIfAbsent(record.get("player_id"), player -> new ArrayList<>())
                .add(record));
        return byPlayer;
    }
}
