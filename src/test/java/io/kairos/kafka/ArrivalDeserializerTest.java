package io.kairos.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.event.DeadLetter;
import io.kairos.event.DeadLetter.Reason;
import io.kairos.event.Origin;
import io.kairos.event.PlayerEvent;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class ArrivalDeserializerTest {
    private static final long NOON = Samples.NOON;

    @Test
    void anEventComesWithItsOrigin() {
        assertThat(arrival(bytes(Samples.event()), NOON + 5))
                .isEqualTo(Arrival.of(new Origin("player-events", 3, 99, NOON + 5), Samples.event()));
    }

    @Test
    void anEventOfNobodyIsStillAnEvent() {
        PlayerEvent incident = PlayerEvent.of("i1", null, "incident", NOON, Map.of());
        assertThat(arrival(bytes(incident), NOON).event()).isEqualTo(incident);
    }

    @Test
    void theHeaderMakesAHeartbeatWhateverTheValueIs() {
        Headers headers = new RecordHeaders().add("heartbeat", new byte[0]);
        assertThat(arrival(null, NOON, headers, 60_000))
                .isEqualTo(Arrival.heartbeat(new Origin("player-events", 3, 99, NOON), NOON));
        assertThat(arrival(new byte[] {1}, NOON, headers, 60_000).heartbeat()).isEqualTo(NOON);
    }

    @Test
    void aRecordWithoutAValueIsRefused() {
        DeadLetter refused = arrival(null, NOON).refused();
        assertThat(refused.reason()).isEqualTo(Reason.NULL_VALUE);
        assertThat(refused.original()).isNull();
    }

    @Test
    void unreadableBytesAreRefusedAndKept() {
        byte[] bytes = "{\"event_id\":\"e1\"}".getBytes(StandardCharsets.UTF_8);
        DeadLetter refused = arrival(bytes, NOON).refused();
        assertThat(refused.reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(refused.original()).isEqualTo(bytes);
        assertThat(refused.detail()).contains("7B 22 65");
        assertThat(refused.event()).isNull();
        assertThat(List.of(refused.topic(), refused.partition(), refused.offset(), refused.time()))
                .containsExactly("player-events", 3, 99L, NOON);
    }

    @Test
    void aBrokenEnvelopeIsRefusedWithItsBytes() {
        broken(PlayerEvent.of("", "ada", "bet_placed", NOON, Map.of()), "event_id is empty");
        broken(PlayerEvent.of("e1", "ada", "", NOON, Map.of()), "type is empty");
        broken(PlayerEvent.of("e1", "ada", "bet_placed", 0, Map.of()), "at must be later than 0");
        broken(PlayerEvent.of("e1", "ada", "bet_placed", Long.MIN_VALUE, Map.of()), "but is -9223372036854775808");
        broken(PlayerEvent.of("e1", "ada", "bet_placed", 253_402_300_800_000L, Map.of()), "before the year 10000");
        assertThat(arrival(bytes(PlayerEvent.of("e1", "ada", "bet_placed", 1, Map.of())), NOON)
                        .event())
                .isNotNull();
    }

    @Test
    void anIdLongerThanAThousandCharactersIsNoId() {
        String longest = "x".repeat(1_024);
        assertThat(arrival(bytes(PlayerEvent.of(longest, longest, longest, NOON, Map.of())), NOON)
                        .event())
                .isNotNull();
        broken(PlayerEvent.of(longest + "x", "ada", "seen", NOON, Map.of()), "here they have 1025, 3, 0 and 4");
        broken(PlayerEvent.of("e1", longest + "x", "seen", NOON, Map.of()), "here they have 2, 1025, 0 and 4");
        broken(PlayerEvent.of("e1", "ada", longest + "x", NOON, Map.of()), "at most 1024 characters");
    }

    @Test
    void aRecordLargerThanAnEventMayBeIsRefused() {
        byte[] frame = bytes(PlayerEvent.of("e1", "ada", "seen", NOON, Map.of("text", "x".repeat(65_000))));
        byte[] largest = bytes(
                PlayerEvent.of("e1", "ada", "seen", NOON, Map.of("text", "x".repeat(65_000 + 65_536 - frame.length))));
        assertThat(largest).hasSize(65_536);
        assertThat(arrival(largest, NOON).event()).isNotNull();

        byte[] larger = Arrays.copyOf(largest, 65_537);
        DeadLetter refused = arrival(larger, NOON).refused();
        assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refused.detail()).contains("65537 bytes", "at most 65536");
        assertThat(refused.original()).isEqualTo(larger);
    }

    /** A sink that cannot write one record fails the job, and so would every attempt after it. */
    @Test
    void whateverABrokerTakesBecomesADeadLetterThatItTakes() {
        byte[] largest = new byte[1_048_576];
        DeadLetter refused = arrival(largest, NOON).refused();
        assertThat(AvroCodec.of(RegistryAccess.NONE).encode("dead-letters", refused.output()))
                .hasSizeLessThan(1_000_000);
        assertThat(refused.original()).hasSize(524_288);
        assertThat(refused.detail()).contains("the first 524288 of 1048576 bytes");
    }

    private static void broken(PlayerEvent event, String why) {
        DeadLetter refused = arrival(bytes(event), NOON).refused();
        assertThat(refused.reason()).isEqualTo(Reason.INVALID_ENVELOPE);
        assertThat(refused.detail()).contains(why);
        assertThat(refused.original()).isEqualTo(bytes(event));
    }

    @Test
    void anEventMayBeAsFarAheadAsAllowedAndNotAMillisecondMore() {
        assertThat(arrival(bytes(Samples.event()), NOON - 60_000).event()).isEqualTo(Samples.event());
        DeadLetter refused = arrival(bytes(Samples.event()), NOON - 60_001).refused();
        assertThat(refused.reason()).isEqualTo(Reason.FROM_THE_FUTURE);
        assertThat(refused.event()).isEqualTo(Samples.event());
        assertThat(refused.original()).isNull();
        assertThat(refused.detail()).contains("60001 ms later than the record's time");
    }

    @Test
    void withoutALimitNothingIsFromTheFuture() {
        PlayerEvent far = PlayerEvent.of("e1", "ada", "bet_placed", 253_402_300_799_999L, Map.of());
        assertThat(arrival(bytes(far), NOON, new RecordHeaders(), 0).event()).isEqualTo(far);
        assertThat(arrival(bytes(far), NOON, new RecordHeaders(), 1).refused()).isNotNull();
    }

    @Test
    void aRegistryThatStaysAwayStopsTheJobInsteadOfRefusingEvents() throws Exception {
        try (RegistryDouble registry = RegistryDouble.start()) {
            RegistryAccess access = registry.access("", Duration.ofMillis(100));
            byte[] bytes = AvroCodec.of(access).encode("player-events", Samples.event());
            registry.outages = Integer.MAX_VALUE;
            Assertions.assertThatThrownBy(() -> arrival(access, bytes, NOON, new RecordHeaders(), 60_000))
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    private static Arrival arrival(byte[] value, long time) {
        return arrival(value, time, new RecordHeaders(), 60_000);
    }

    private static Arrival arrival(byte[] value, long time, Headers headers, long ahead) {
        return arrival(RegistryAccess.NONE, value, time, headers, ahead);
    }

    private static Arrival arrival(RegistryAccess registry, byte[] value, long time, Headers headers, long ahead) {
        ArrivalDeserializer deserializer =
                new ArrivalDeserializer(TypeInformation.of(Arrival.class), registry, Duration.ofMillis(ahead));
        deserializer.open(null);
        List<Arrival> out = new ArrayList<>();
        deserializer.deserialize(
                new ConsumerRecord<>(
                        "player-events",
                        3,
                        99,
                        time,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        null,
                        value,
                        headers,
                        Optional.empty()),
                new ListCollector<>(out));
        assertThat(out).hasSize(1);
        return out.get(0);
    }

    private static byte[] bytes(PlayerEvent event) {
        return AvroCodec.of(RegistryAccess.NONE).encode("player-events", event);
    }
}
