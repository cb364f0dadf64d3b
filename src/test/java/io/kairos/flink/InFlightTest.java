package io.kairos.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.event.Carried;
import io.kairos.event.DeadLetter;
import io.kairos.event.Origin;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Tally;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.PlaybookArrival;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InFlightTest {
    private static final Origin ORIGIN = new Origin("player-events", 3, 1L << 40, 1_700_000_000_000L);
    private static final PlayerEvent EVENT = new PlayerEvent(
            "e1", "ada", "anon", "bet", -5, "s", "b", "GB", "phone", "app", "GB", "Europe/London", "GBP", attributes());

    private static Map<String, Object> attributes() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("stake", 2.5);
        attributes.put("legs", 3L);
        attributes.put("live", true);
        attributes.put("slip", "ä");
        attributes.put("void", null);
        return attributes;
    }

    private static DeadLetter letter(byte[] original, PlayerEvent event) {
        return new DeadLetter(DeadLetter.Reason.UNREADABLE, "why", "player-events", 3, 7, original, event, 11);
    }

    private static Output output(Map<String, Object> fields) {
        return new Output(Output.Kind.TAG_CHANGE, "ada", Long.MIN_VALUE, Map.of("tag", "x"), fields);
    }

    private static Map<String, Object> tree() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("list", new ArrayList<>(List.of(1L, "two", 3.0)));
        fields.put("map", new LinkedHashMap<>(Map.of("inner", false)));
        fields.put("bytes", new byte[] {0, -1});
        fields.put("nothing", null);
        return fields;
    }

    static Stream<Arguments> everythingInFlight() {
        Bundle bundle = new Bundle(7, null, "a note", Map.of("events.yaml", "events: {}\n", "a.yaml", ""));
        PlaybookArrival published = PlaybookArrival.of(bundle, ORIGIN);
        PlaybookArrival unreadable = PlaybookArrival.unreadable("no zip", Origin.NOWHERE);
        return Stream.of(
                Arguments.of(InFlight.ARRIVAL, Arrival.of(ORIGIN, EVENT)),
                Arguments.of(InFlight.ARRIVAL, Arrival.of(Origin.NOWHERE, PlayerEvent.of("e", null, "t", 0, Map.of()))),
                Arguments.of(InFlight.ARRIVAL, Arrival.heartbeat(ORIGIN, 12)),
                Arguments.of(
                        InFlight.ARRIVAL, Arrival.carried(ORIGIN, new Carried("ada", "e2", List.of(EVENT, EVENT)))),
                Arguments.of(InFlight.ARRIVAL, Arrival.carried(ORIGIN, new Carried("ada", null, List.of()))),
                Arguments.of(InFlight.ARRIVAL, Arrival.refused(ORIGIN, letter(null, EVENT))),
                Arguments.of(InFlight.ARRIVAL, Arrival.refused(ORIGIN, letter(new byte[] {1, 2}, null))),
                Arguments.of(InFlight.PLAYBOOK, published),
                Arguments.of(InFlight.PLAYBOOK, unreadable),
                Arguments.of(InFlight.CONTROL, Control.of(published)),
                Arguments.of(InFlight.CONTROL, Control.of(unreadable)),
                Arguments.of(InFlight.CONTROL, Control.of(Arrival.of(ORIGIN, EVENT))),
                Arguments.of(InFlight.OUTPUT, output(tree())),
                Arguments.of(InFlight.OUTPUT, output(null)),
                Arguments.of(InFlight.EVENT, EVENT),
                Arguments.of(InFlight.TALLY, new Tally("streak", "gift", "b", "WITHDRAWN", "UNTIL", -3)),
                Arguments.of(InFlight.TALLY, new Tally("streak", "gift", null, "ISSUED", null, 3)),
                Arguments.of(InFlight.IN_FORCE, new CurrentPlaybook.InForce(bundle, Map.of("streak", "f00@3"))));
    }

    @ParameterizedTest
    @MethodSource("everythingInFlight")
    <T> void whatArrivesIsWhatWasSent(TypeInformation<T> type, T sent) throws IOException {
        TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());

        T arrived = roundTrip(serializer, sent);

        assertThat(arrived).usingRecursiveComparison().isEqualTo(sent);
        assertThat(arrived).isInstanceOf(type.getTypeClass());
    }

    /** What a restore does: the snapshot of a serializer is all that is left of it. */
    @ParameterizedTest
    @MethodSource("everythingInFlight")
    <T> void aSerializerComesBackFromItsSnapshot(TypeInformation<T> type, T sent) throws IOException {
        TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(bytes, serializer.snapshotConfiguration());

        TypeSerializerSnapshot<T> snapshot = TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(bytes.getCopyOfBuffer()), getClass().getClassLoader());

        assertThat(serializer
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(snapshot)
                        .isCompatibleAsIs())
                .isTrue();
        assertThat(roundTrip(snapshot.restoreSerializer(), sent))
                .usingRecursiveComparison()
                .isEqualTo(sent);
    }

    private static <T> T roundTrip(TypeSerializer<T> serializer, T value) throws IOException {
        DataOutputSerializer written = new DataOutputSerializer(64);
        serializer.serialize(value, written);
        DataOutputSerializer copied = new DataOutputSerializer(64);
        serializer.copy(new DataInputDeserializer(written.getCopyOfBuffer()), copied);
        DataInputDeserializer in = new DataInputDeserializer(copied.getCopyOfBuffer());
        T read = serializer.deserialize(in);
        assertThat(in.available()).isZero();
        return read;
    }
}
