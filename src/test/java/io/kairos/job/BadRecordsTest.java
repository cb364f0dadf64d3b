package io.kairos.job;

import static io.kairos.event.Output.Kind.DEAD_LETTER;
import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.OFFER;
import static io.kairos.job.LiveJob.bundle;
import static io.kairos.job.LiveJob.pairs;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.kafka.AvroCodec;
import io.kairos.kafka.RegistryAccess;
import io.kairos.playbook.Bundle;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is wrong with a record ends in the dead letters, and nothing else ends there. */
@Timeout(180)
class BadRecordsTest {
    private static final long HOUR = 3_600_000;
    private static final String TOPIC = "player-events";

    private static LiveJob job;

    @BeforeAll
    static void start() throws Exception {
        job = LiveJob.prepared();
        job.start(playbook(), 2).beat(Duration.ofMillis(200));
    }

    @AfterAll
    static void close() throws Exception {
        job.close();
    }

    private static Bundle playbook() {
        return bundle(
                1,
                pairs("events.yaml", """
                        events:
                          looked:           { actor: player }
                          rg_self_excluded: { actor: player, fact: true, attributes: { until: time } }
                          rg_heartbeat:     { actor: system, scope: all, fact: true, expires: 60s }
                        """, "policy.yaml", "fresh: 1h", "offers.yaml", """
                        offers:
                          hint: { class: information, lasts: 1h, channels: [in_app], message: "A hint." }
                        """, "patterns/look.yaml", """
                        pattern: look
                        sequence: [{ on: looked }]
                        offers: [hint]
                        because: You were here.
                        """));
    }

    /** Sends it under a key of its own, so that it can be found again; it becomes a record of now. */
    private static void sendAs(String key, byte[] value) throws Exception {
        job.broker().send(TOPIC, key.length() % LiveJob.EVENT_PARTITIONS, -1, key, value, Map.of());
    }

    private static byte[] encoded(PlayerEvent event) {
        return AvroCodec.of(RegistryAccess.NONE).encode(TOPIC, event);
    }

    private static ConsumerRecord<byte[], byte[]> sent(String key) {
        return job.broker().read(TOPIC).stream()
                .filter(record -> Arrays.equals(key.getBytes(UTF_8), record.key()))
                .findFirst()
                .orElseThrow();
    }

    private static List<Object> reasons(String player) {
        return job.said(DECISION, "player_id", player).stream()
                .map(decision -> decision.get("reason"))
                .toList();
    }

    @Test
    void everyBadRecordIsDeadLetteredWithItsReasonAndTheJobGoesOn() throws Exception {
        long now = System.currentTimeMillis();
        job.send(job.event("ada", "looked", now));
        job.await("ada is known", () -> reasons("ada").size() == 1);

        sendAs("garbage", new byte[] {(byte) 0xC3, 1, 2, 3});
        sendAs("nothing", null);
        byte[] nameless = encoded(PlayerEvent.of("", "ada", "looked", now, Map.of()));
        sendAs("nameless", nameless);
        sendAs("nobody", encoded(PlayerEvent.of("nobody", null, "looked", now, Map.of())));
        job.broker()
                .send(
                        TOPIC,
                        sentTo("ada"),
                        -1,
                        "too-old",
                        encoded(PlayerEvent.of("too-old", "ada", "looked", now - HOUR, Map.of())),
                        Map.of());
        sendAs("tomorrow", encoded(PlayerEvent.of("tomorrow", "bob", "looked", now + 24 * HOUR, Map.of())));
        sendAs("feed", encoded(PlayerEvent.of("feed", null, "rg_heartbeat", now, Map.of())));
        job.send(job.event("bob", "looked", now + 1), job.event("cy", "looked", now + 1));

        job.await("six are refused", () -> job.said(DEAD_LETTER).size() >= 6);
        job.await(
                "the good ones are answered",
                () -> reasons("bob").size() == 1 && reasons("cy").size() == 1);
        job.await("the feed has arrived", () -> job.counted("events_for_all.rg_heartbeat.total") == 1);

        assertThat(job.said(DEAD_LETTER))
                .hasSize(6)
                .allSatisfy(letter -> assertThat((String) letter.get("detail")).isNotBlank());
        letter("UNREADABLE", "garbage", new byte[] {(byte) 0xC3, 1, 2, 3}, null);
        letter("NULL_VALUE", "nothing", null, null);
        letter("INVALID_ENVELOPE", "nameless", nameless, "");
        letter("NO_PLAYER", "nobody", null, "nobody");
        letter("TOO_LATE", "too-old", null, "too-old");
        letter("FROM_THE_FUTURE", "tomorrow", null, "tomorrow");
        assertThat(reasons("ada")).containsExactly("OFFERED");
        assertThat(reasons("bob")).containsExactly("OFFERED");
        assertThat(reasons("cy")).containsExactly("OFFERED");
        assertThat(job.said(OFFER, "player_id", "cy", "status", "ISSUED")).hasSize(1);
        assertThat(job.restarts()).isZero();
    }

    private static int sentTo(String player) {
        return sent(player).partition();
    }

    private static void letter(String reason, String key, byte[] original, String eventId) {
        ConsumerRecord<byte[], byte[]> record = sent(key);
        assertThat(job.said(DEAD_LETTER, "reason", reason)).singleElement().satisfies(letter -> {
            assertThat(letter)
                    .containsEntry("topic", TOPIC)
                    .containsEntry("partition", (long) record.partition())
                    .containsEntry("offset", record.offset());
            assertThat((byte[]) letter.get("original")).isEqualTo(original);
            Map<?, ?> event = (Map<?, ?>) letter.get("event");
            assertThat(event == null ? null : event.get("event_id")).isEqualTo(eventId);
        });
    }

    @Test
    void aSelfExclusionAnHourLateIsObeyed() throws Exception {
        long now = System.currentTimeMillis();
        job.send(
                job.event("dan", "looked", now),
                job.event("dan", "rg_self_excluded", now - HOUR),
                job.event("dan", "looked", now + 1));

        job.await("both looks are decided", () -> reasons("dan").size() == 2);

        assertThat(reasons("dan")).containsExactly("OFFERED", "PROTECTED");
        assertThat(job.said(OFFER, "player_id", "dan"))
                .extracting(offer -> offer.get("status"), offer -> offer.get("reason"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("ISSUED", null),
                        org.assertj.core.groups.Tuple.tuple("WITHDRAWN", "PROTECTED"));
    }
}
