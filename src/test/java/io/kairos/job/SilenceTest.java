package io.kairos.job;

import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.OFFER;
import static io.kairos.job.LiveJob.bundle;
import static io.kairos.job.LiveJob.pairs;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.kafka.AvroCodec;
import io.kairos.kafka.Heartbeats;
import io.kairos.kafka.RegistryAccess;
import io.kairos.playbook.Bundle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A player falls silent and nobody else does anything: heartbeats alone move time. */
@Timeout(180)
class SilenceTest {
    private static final Duration SOON = Duration.ofMillis(200);

    private LiveJob job;

    @BeforeEach
    void prepare() throws Exception {
        job = LiveJob.prepared();
    }

    @AfterEach
    void close() throws Exception {
        job.close();
    }

    private static Bundle playbook(String silence) {
        return bundle(
                1,
                pairs(
                        "events.yaml",
                        """
                        events:
                          bet:    { actor: player }
                          lost:   { actor: system, fact: true }
                          ticked: { actor: system }
                        """,
                        "policy.yaml",
                        "fresh: 1h",
                        "offers.yaml",
                        """
                        offers:
                          pause: { class: care, lasts: 60s, channels: [in_app], message: "A short break?" }
                        """,
                        "patterns/silent-after-losses.yaml",
                        """
                        pattern: silent-after-losses
                        sequence:
                          - { on: lost, times: 3 }
                          - { no: bet, for: %s }
                        offers: [pause]
                        because: You were here.
                        """.formatted(silence),
                        "patterns/pause-after-bet.yaml",
                        """
                        pattern: pause-after-bet
                        sequence: [{ on: bet }, { no: bet, for: 1s }]
                        """,
                        "patterns/tick.yaml",
                        """
                        pattern: tick
                        sequence: [{ on: ticked }]
                        """));
    }

    /** Loses three times, the last time now, which is returned, and is known by the job to have. */
    private long losesThreeTimes(String player) throws Exception {
        long now = System.currentTimeMillis();
        job.send(
                job.event(player, "lost", now - 20),
                job.event(player, "lost", now - 10),
                job.event(player, "lost", now),
                job.event(player, "ticked", now));
        job.await(
                "the losses are known",
                () -> !job.said(DECISION, "pattern", "tick", "player_id", player)
                        .isEmpty());
        return now;
    }

    private List<Map<String, Object>> silences(String player) {
        return job.said(DECISION, "pattern", "silent-after-losses", "player_id", player);
    }

    private void isOfferedAPauseAtAndOnce(String player, long at) throws Exception {
        job.await("the silence is noticed", () -> !silences(player).isEmpty());
        job.send(job.event(player, "ticked", System.currentTimeMillis()));
        job.await(
                "life goes on",
                () -> job.said(DECISION, "pattern", "tick", "player_id", player).size() > 1);
        assertThat(silences(player)).singleElement().satisfies(decision -> {
            assertThat(decision).containsEntry("at", at).containsEntry("reason", "OFFERED");
            assertThat((List<?>) decision.get("matched")).hasSize(3);
        });
        assertThat(job.said(OFFER, "player_id", player))
                .singleElement()
                .satisfies(offer -> assertThat(offer)
                        .containsEntry("status", "ISSUED")
                        .containsEntry("offer_id", silences(player).get(0).get("offer_id")));
    }

    @Test
    void aPlayerWhoFallsSilentForEverIsNoticedWithNoFurtherEventFromAnybody() throws Exception {
        job.start(playbook("2s"), 2).beat(SOON);

        long last = losesThreeTimes("ada");

        isOfferedAPauseAtAndOnce("ada", last + 2_000);
    }

    @Test
    void aSilenceThatGoesOnWhileTheJobIsStoppedIsNoticedOnceAfterwards() throws Exception {
        job.start(playbook("2s"), 2);
        long last = losesThreeTimes("ada");
        String savepoint = job.stopWithSavepoint();
        assertThat(silences("ada")).isEmpty();

        job.startFrom(savepoint, playbook("2s"), 2).beat(SOON);

        isOfferedAPauseAtAndOnce("ada", last + 2_000);
    }

    @Test
    void aSilenceThatGoesOnWhileTheJobIsDeadIsNoticedOnceAfterwards() throws Exception {
        job.start(playbook("2s"), 2);
        long last = losesThreeTimes("ada");

        job.crashAfterACheckpoint();
        assertThat(silences("ada")).isEmpty();
        job.beat(SOON);

        isOfferedAPauseAtAndOnce("ada", last + 2_000);
    }

    /** Time stands still with the brokers and for a while after: what a producer has kept still prevents the deadline. */
    @Test
    void anOutageOfTheBrokerLongerThanTheSilenceIsNoSilence() throws Exception {
        long started = System.currentTimeMillis();
        job.start(playbook("6s"), 2).beat(Heartbeats.SETTLE);
        job.await(
                "time goes on",
                () -> job.broker().read("player-events").stream().anyMatch(record -> record.timestamp() >= started));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(job.kafka().properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor("player-events");
            long last = losesThreeTimes("ada");
            job.broker().stop();
            Thread.sleep(Math.max(0, last + 8_000 - System.currentTimeMillis()));
            job.broker().startAgain();
            int known = job.broker().read("player-events").size();
            job.await(
                    "heartbeats get through",
                    () -> job.broker().read("player-events").size() > known);
            Thread.sleep(500);
            PlayerEvent bet = job.event("ada", "bet", last + 1_000);
            byte[] encoded = AvroCodec.of(RegistryAccess.NONE).encode("player-events", bet);
            producer.send(new ProducerRecord<>("player-events", null, bet.at(), "ada".getBytes(UTF_8), encoded))
                    .get();

            job.send(job.event("bob", "bet", Math.max(last + 8_000, System.currentTimeMillis())));
            job.await(
                    "time goes on again",
                    () -> !job.said(DECISION, "pattern", "pause-after-bet", "player_id", "bob")
                            .isEmpty());
        }

        assertThat(silences("ada")).isEmpty();
        assertThat(job.said(DECISION, "pattern", "pause-after-bet", "player_id", "ada"))
                .hasSize(1);
        assertThat(job.restarts()).isZero();
    }
}
