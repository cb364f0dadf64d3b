package io.kairos.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;

class AvroCodecTest {
    private final AvroCodec single = AvroCodec.of(RegistryAccess.NONE);

    @Test
    void withoutARegistryEveryRecordComesBackAsItWas() throws Exception {
        comesBack(single);
    }

    @Test
    void withARegistryEveryRecordComesBackAsItWas() throws Exception {
        try (RegistryDouble registry = RegistryDouble.start()) {
            comesBack(AvroCodec.of(registry.access()));
        }
    }

    private static void comesBack(AvroCodec codec) throws UndecodableException {
        assertThat(codec.decodeEvent(codec.encode("player-events", Samples.event())))
                .isEqualTo(Samples.event());
        for (Output output : Samples.outputs()) {
            byte[] bytes = codec.encode("topic", output);
            Map<String, Object> fields = codec.decode(Contract.of(output.kind()), bytes);
            assertThat(fields).usingRecursiveComparison().isEqualTo(output.fields());
            assertThat(fields.keySet())
                    .containsExactlyElementsOf(output.fields().keySet());
        }
    }

    @Test
    void aRecordDoesNotKeepWhatTheOneBeforeItHad() throws Exception {
        PlayerEvent first = single.decodeEvent(single.encode("t", Samples.event()));
        PlayerEvent bare = PlayerEvent.of("e2", "bob", "page_viewed", Samples.NOON, Map.of("page", "home"));
        assertThat(single.decodeEvent(single.encode("t", bare))).isEqualTo(bare);
        assertThat(first).isEqualTo(Samples.event());
    }

    @Test
    void theSingleObjectEncodingIsTheOneOfAvroItself() throws Exception {
        Schema schema = Contract.PLAYER_EVENT.schema();
        byte[] ours = single.encode("t", Samples.event());
        GenericRecord record = new BinaryMessageDecoder<GenericRecord>(GenericData.get(), schema).decode(ours);
        assertThat(record.get("event_id")).hasToString("e1");
        ByteBuffer theirs = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), schema).encode(record);
        assertThat(single.decodeEvent(Arrays.copyOfRange(theirs.array(), theirs.position(), theirs.limit())))
                .isEqualTo(Samples.event());
    }

    @Test
    void confluentsFramingIsAZeroAndTheIdOfTheTopicsValue() throws Exception {
        try (RegistryDouble registry = RegistryDouble.start()) {
            registry.add(Schema.create(Schema.Type.STRING));
            byte[] bytes = AvroCodec.of(registry.access())
                    .encode("my-offers", Samples.offer().output());
            assertThat(Arrays.copyOf(bytes, 5)).containsExactly(0, 0, 0, 0, 2);
            assertThat(registry.subjects()).containsOnlyKeys("my-offers-value");
        }
    }

    @Test
    void withARegistryTheOtherFormatIsReadAsWell() throws Exception {
        try (RegistryDouble registry = RegistryDouble.start()) {
            assertThat(AvroCodec.of(registry.access()).decodeEvent(single.encode("t", Samples.event())))
                    .isEqualTo(Samples.event());
            assertThat(registry.asked).isEmpty();
        }
    }

    @Test
    void aProducersOwnSchemaIsReadAsOurs() throws Exception {
        Schema theirs = SchemaBuilder.record("PlayerEvent")
                .namespace("io.kairos")
                .fields()
                .requiredInt("shard")
                .requiredString("event_id")
                .requiredString("type")
                .requiredInt("at")
                .optionalString("player_id")
                .endRecord();
        try (RegistryDouble registry = RegistryDouble.start()) {
            GenericRecord record = new GenericData.Record(theirs);
            record.put("shard", 4);
            record.put("event_id", "e1");
            record.put("type", "page_viewed");
            record.put("at", 12);
            record.put("player_id", "");
            byte[] bytes = framed(registry.add(theirs), record);
            assertThat(AvroCodec.of(registry.access()).decodeEvent(bytes))
                    .isEqualTo(PlayerEvent.of("e1", null, "page_viewed", 12, Map.of()));
        }
    }

    @Test
    void theRegistryIsAskedOncePerSchemaAndTopic() throws Exception {
        try (RegistryDouble registry = RegistryDouble.start()) {
            AvroCodec writer = AvroCodec.of(registry.access());
            AvroCodec reader = AvroCodec.of(registry.access());
            for (int i = 0; i < 3; i++) {
                reader.decodeEvent(writer.encode("a", Samples.event()));
            }
            assertThat(registry.asked).containsExactly("POST /subjects/a-value/versions", "GET /schemas/ids/1");
        }
    }

    @Test
    void theRegistrysUserIsSentAndNeverShown() throws Exception {
        try (RegistryDouble registry = RegistryDouble.start()) {
            RegistryAccess access = registry.access("kairos:s3cret", Duration.ofSeconds(10));
            AvroCodec.of(access).encode("a", Samples.event());
            String token = Base64.getEncoder().encodeToString("kairos:s3cret".getBytes(StandardCharsets.UTF_8));
            assertThat(registry.authorizations).containsExactly("Basic " + token);
            assertThat(access.toString()).doesNotContain("s3cret");
        }
    }

    @Test
    void aRegistryThatIsAwayForAMomentIsWaitedFor() throws Exception {
        try (RegistryDouble registry = RegistryDouble.start()) {
            byte[] bytes = AvroCodec.of(registry.access()).encode("a", Samples.event());
            registry.outages = 3;
            assertThat(AvroCodec.of(registry.access()).decodeEvent(bytes)).isEqualTo(Samples.event());
            assertThat(registry.outages).isZero();
        }
    }

    @Test
    void aRegistryThatStaysAwayIsNotTheRecordsFault() throws Exception {
        try (RegistryDouble registry = RegistryDouble.start()) {
            byte[] bytes = AvroCodec.of(registry.access()).encode("a", Samples.event());
            registry.outages = Integer.MAX_VALUE;
            AvroCodec codec = AvroCodec.of(registry.access("", Duration.ofMillis(300)));
            assertThatThrownBy(() -> codec.decodeEvent(bytes))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("has not answered GET /schemas/ids/1")
                    .hasMessageContaining("503");
            registry.outages = 0;
            assertThat(codec.decodeEvent(bytes)).isEqualTo(Samples.event());
        }
    }

    @Test
    void anIdTheRegistryDoesNotKnowIsTheRecordsFaultAndAskedForOnce() throws Exception {
        try (RegistryDouble registry = RegistryDouble.start()) {
            AvroCodec codec = AvroCodec.of(registry.access());
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> codec.decodeEvent(new byte[] {0, 0, 0, 0, 77, 1, 2}))
                        .isInstanceOf(UndecodableException.class)
                        .hasMessage("the schema registry knows no schema with the id 77");
            }
            assertThat(registry.asked).containsExactly("GET /schemas/ids/77");
        }
    }

    @Test
    void aSchemaThatIsNoEventIsTheRecordsFault() throws Exception {
        Schema other =
                SchemaBuilder.record("Invoice").fields().requiredLong("total").endRecord();
        try (RegistryDouble registry = RegistryDouble.start()) {
            GenericRecord record = new GenericData.Record(other);
            record.put("total", 4L);
            byte[] bytes = framed(registry.add(other), record);
            byte[] number = {0, 0, 0, 0, (byte) registry.add(Schema.create(Schema.Type.LONG)), 2};
            AvroCodec codec = AvroCodec.of(registry.access());
            assertThatThrownBy(() -> codec.decodeEvent(bytes)).isInstanceOf(UndecodableException.class);
            assertThatThrownBy(() -> codec.decodeEvent(number))
                    .isInstanceOf(UndecodableException.class)
                    .hasMessageContaining("a long, not a record");
        }
    }

    @Test
    void whatIsNoRecordOfOursIsToldApart() {
        undecodable(new byte[0], "the record is empty");
        undecodable("{\"event_id\":1}".getBytes(StandardCharsets.UTF_8), "begins with 7B 22 65 76");
        undecodable(new byte[] {0, 0, 0, 0, 1, 9}, "read when schema.registry.url is set");
        undecodable(single.encode("t", Samples.offer().output()), "no release of player-event has it");
        byte[] event = single.encode("t", Samples.event());
        undecodable(Arrays.copyOf(event, event.length - 1), "not a player-event");
        undecodable(Arrays.copyOf(event, event.length + 1), "1 bytes follow the end");
    }

    private void undecodable(byte[] bytes, String why) {
        assertThatThrownBy(() -> single.decodeEvent(bytes))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining(why);
    }

    /** A length of two gigabytes in a damaged record must not be allocated: with 20,000 of them that would show. */
    @Test
    void noDamageToARecordDoesMoreThanMakeItUndecodable() {
        byte[] whole = single.encode("t", Samples.deadLetter().output());
        Random random = new Random(42);
        int readable = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrays.copyOf(whole, whole.length - random.nextInt(3));
            for (int j = 0; j <= random.nextInt(4); j++) {
                damaged[10 + random.nextInt(damaged.length - 10)] = (byte) random.nextInt();
            }
            try {
                single.decode(Contract.DEAD_LETTER, damaged);
                readable++;
            } catch (UndecodableException e) {
                assertThat(e).hasMessageStartingWith("not a dead-letter: ");
            }
        }
        assertThat(readable).isPositive().isLessThan(19_000);
    }

    @Test
    void listsAndMapsInBlocksWithSizesAreReadAndSkipped() throws Exception {
        Schema theirs = SchemaBuilder.record("PlayerEvent")
                .namespace("io.kairos")
                .fields()
                .requiredString("event_id")
                .name("skipped")
                .type()
                .array()
                .items()
                .map()
                .values()
                .floatType()
                .noDefault()
                .requiredString("type")
                .requiredLong("at")
                .name("attributes")
                .type()
                .map()
                .values()
                .stringType()
                .noDefault()
                .endRecord();
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < 500; i++) {
            attributes.put("attribute-" + i, "v" + i);
        }
        GenericRecord record = new GenericData.Record(theirs);
        record.put("event_id", "e1");
        record.put("skipped", List.of(Map.of("a", 1f), Map.of("b", 2f)));
        record.put("type", "t");
        record.put("at", 9L);
        record.put("attributes", attributes);
        try (RegistryDouble registry = RegistryDouble.start()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(new byte[] {0, 0, 0, 0, (byte) registry.add(theirs)});
            BinaryEncoder blocks = new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(out, null);
            new GenericDatumWriter<GenericRecord>(theirs).write(record, blocks);
            blocks.flush();
            PlayerEvent event = AvroCodec.of(registry.access()).decodeEvent(out.toByteArray());
            assertThat(event.type()).isEqualTo("t");
            assertThat(event.attributes()).isEqualTo(attributes);
        }
    }

    @Test
    void aTreeThatDoesNotFitSaysWhere() {
        Map<String, Object> offer = Samples.offer().fields();
        offer.put("at", "noon");
        assertThatThrownBy(() -> single.encode(Contract.OFFER, "t", offer))
                .hasMessageContaining("the schema says at is")
                .hasMessageContaining("java.lang.String");
        offer.put("at", 1L);
        offer.put("colour", "red");
        assertThatThrownBy(() -> single.encode(Contract.OFFER, "t", offer)).hasMessageContaining("no field [colour]");
        offer.remove("colour");
        offer.remove("offer_id");
        assertThatThrownBy(() -> single.encode(Contract.OFFER, "t", offer))
                .hasMessageContaining("offer has no offer_id");
    }

    private static byte[] framed(int id, GenericRecord record) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
