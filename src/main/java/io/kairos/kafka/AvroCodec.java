package io.kairos.kafka;

import io.kairos.event.Attributes;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Trees of plain values to bytes and back, by the schemas of {@link Contract}.
 *
 * <p>With a schema registry records are written in Confluent's framing (a zero, the schema's id in four bytes), without
 * one in Avro's single-object encoding (C3 01 and the schema's fingerprint). A record says itself which it is, so with
 * a registry both are read. Whoever wrote a record, it is read as our schema of today.
 *
 * <p>Not for use by several threads: readers and buffers are kept from record to record.
 */
public final class AvroCodec {
    private static final byte CONFLUENT = 0;
    private static final byte[] SINGLE_OBJECT = {(byte) 0xC3, 1};
    private static final int CONFLUENT_HEADER = 1 + Integer.BYTES;
    private static final int SINGLE_OBJECT_HEADER = 2 + Long.BYTES;

    private final SchemaRegistry registry;
    private final Map<Contract, Known> known = new HashMap<>();
    private final BoundedDecoder decoder = new BoundedDecoder();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
    private BinaryEncoder encoder;

    /** What is needed again and again for one contract. */
    private static final class Known {
        final boolean events;
        final Schema schema;
        final Schema ours;
        final byte[] header;
        final Map<String, byte[]> headers = new HashMap<>();
        final GenericDatumWriter<Object> writer;
        final Map<Long, GenericDatumReader<GenericRecord>> byFingerprint = new HashMap<>();
        final Map<Integer, GenericDatumReader<GenericRecord>> byId = new HashMap<>();
        GenericRecord reused;

        Known(Contract contract) {
            events = contract == Contract.PLAYER_EVENT;
            schema = contract.schema();
            ours = withStrings(schema);
            writer = new GenericDatumWriter<>(schema);
            header = ByteBuffer.allocate(SINGLE_OBJECT_HEADER)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(SINGLE_OBJECT)
                    .putLong(SchemaNormalization.parsingFingerprint64(schema))
                    .array();
            for (Schema earlier : contract.released()) {
                byFingerprint.put(SchemaNormalization.parsingFingerprint64(earlier), reader(earlier));
            }
            byFingerprint.put(SchemaNormalization.parsingFingerprint64(schema), reader(schema));
        }

        GenericDatumReader<GenericRecord> reader(Schema writtenWith) {
            return events ? new EventReader(writtenWith, ours) : new GenericDatumReader<>(writtenWith, ours);
        }

        /** The same schema, whose texts are read as String instead of Avro's own class. */
        private static Schema withStrings(Schema schema) {
            Schema copy = new Schema.Parser().parse(schema.toString());
            markStrings(copy, new IdentityHashMap<>());
            return copy;
        }

        private static void markStrings(Schema schema, Map<Schema, Boolean> seen) {
            if (seen.put(schema, true) != null) {
                return;
            }
            if (schema.getType() == Schema.Type.STRING || schema.getType() == Schema.Type.MAP) {
                GenericData.setStringType(schema, GenericData.StringType.String);
            }
            if (schema.getType() == Schema.Type.RECORD) {
                schema.getFields().forEach(field -> markStrings(field.schema(), seen));
            } else if (schema.getType() == Schema.Type.UNION) {
                schema.getTypes().forEach(branch -> markStrings(branch, seen));
            } else if (schema.getType() == Schema.Type.MAP) {
                markStrings(schema.getValueType(), seen);
            } else if (schema.getType() == Schema.Type.ARRAY) {
                markStrings(schema.getElementType(), seen);
            }
        }
    }

    /** Reads events, whose only map holds the attributes: they come as {@link Attributes.Builder}, with no map between. */
    private static final class EventReader extends GenericDatumReader<GenericRecord> {
        EventReader(Schema writtenWith, Schema readAs) {
            super(writtenWith, readAs);
        }

        @Override
        protected Object newMap(Object old, int size) {
            return new Attributes.Builder(size);
        }

        @Override
        protected void addToMap(Object map, Object key, Object value) {
            ((Attributes.Builder) map).put((String) key, value);
        }
    }

    private AvroCodec(SchemaRegistry registry) {
        this.registry = registry;
    }

    /** The wire format the settings ask for. */
    public static AvroCodec of(RegistryAccess access) {
        return new AvroCodec(access.isGiven() ? new SchemaRegistry(access) : null);
    }

    /**
     * The bytes of a record.
     *
     * @param topic where it goes; a registry knows the schema as the value of this topic
     * @throws IllegalArgumentException if the tree does not fit the schema
     * @throws UncheckedIOException if the registry is needed and does not answer
     */
    public byte[] encode(Contract contract, String topic, Map<String, Object> fields) {
        Known of = known.computeIfAbsent(contract, Known::new);
        Object value = toAvro(of.schema, fields, contract.toString());
        buffer.reset();
        buffer.writeBytes(registry == null ? of.header : of.headers.computeIfAbsent(topic, to -> registered(of, to)));
        try {
            encoder = EncoderFactory.get().directBinaryEncoder(buffer, encoder);
            of.writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return buffer.toByteArray();
    }

    private byte[] registered(Known of, String topic) {
        int id = registry.register(topic + "-value", of.schema);
        return ByteBuffer.allocate(CONFLUENT_HEADER).put(CONFLUENT).putInt(id).array();
    }

    /** The bytes of what is written; null for a tombstone. */
    public byte[] encode(String topic, Output output) {
        return output.fields() == null ? null : encode(Contract.of(output.kind()), topic, output.fields());
    }

    /** The bytes of an event. */
    public byte[] encode(String topic, PlayerEvent event) {
        return encode(Contract.PLAYER_EVENT, topic, event.fields());
    }

    /**
     * The tree of a record, fields in order of the schema.
     *
     * @throws UndecodableException if these bytes are no such record
     * @throws UncheckedIOException if the registry is needed and does not answer
     */
    public Map<String, Object> decode(Contract contract, byte[] bytes) throws UndecodableException {
        return fromRecord(read(contract, bytes));
    }

    /**
     * The event in a record; its envelope may still be broken, see {@link PlayerEvent#flaw()}. An empty id of a player
     * is no id.
     *
     * @throws UndecodableException if these bytes are no event
     * @throws UncheckedIOException if the registry is needed and does not answer
     */
    public PlayerEvent decodeEvent(byte[] bytes) throws UndecodableException {
        GenericRecord record = read(Contract.PLAYER_EVENT, bytes);
        return new PlayerEvent(
                (String) record.get(0),
                textOrNull((String) record.get(1)),
                textOrNull((String) record.get(2)),
                (String) record.get(3),
                (Long) record.get(4),
                (String) record.get(5),
                (String) record.get(6),
                (String) record.get(7),
                (String) record.get(8),
                (String) record.get(9),
                (String) record.get(10),
                (String) record.get(11),
                (String) record.get(12),
                ((Attributes.Builder) record.get(13)).build());
    }

    private static String textOrNull(String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private GenericRecord read(Contract contract, byte[] bytes) throws UndecodableException {
        Known of = known.computeIfAbsent(contract, Known::new);
        GenericDatumReader<GenericRecord> reader;
        if (bytes.length >= SINGLE_OBJECT_HEADER && bytes[0] == SINGLE_OBJECT[0] && bytes[1] == SINGLE_OBJECT[1]) {
            reader = byFingerprint(of, contract, bytes);
            decoder.on(bytes, SINGLE_OBJECT_HEADER);
        } else if (registry != null && bytes.length >= CONFLUENT_HEADER && bytes[0] == CONFLUENT) {
            reader = byId(of, contract, ByteBuffer.wrap(bytes).getInt(1));
            decoder.on(bytes, CONFLUENT_HEADER);
        } else {
            throw new UndecodableException(strange(bytes));
        }
        GenericRecord record;
        try {
            record = reader.read(of.reused, decoder);
        } catch (IOException | RuntimeException e) {
            // whatever goes wrong in here comes from the bytes: nothing else is asked
            of.reused = null;
            throw new UndecodableException("not a " + contract + ": " + e.getMessage(), e);
        }
        of.reused = record;
        if (decoder.left() > 0) {
            throw new UndecodableException(
                    "not a " + contract + ": " + decoder.left() + " bytes follow the end of the record");
        }
        return record;
    }

    private static GenericDatumReader<GenericRecord> byFingerprint(Known of, Contract contract, byte[] bytes)
            throws UndecodableException {
        long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
        GenericDatumReader<GenericRecord> reader = of.byFingerprint.get(fingerprint);
        if (reader == null) {
            throw new UndecodableException("written with a schema whose fingerprint is "
                    + HexFormat.of().toHexDigits(fingerprint) + "; no release of " + contract
                    + " has it (a producer with a schema of its own needs a schema registry)");
        }
        return reader;
    }

    private GenericDatumReader<GenericRecord> byId(Known of, Contract contract, int id) throws UndecodableException {
        GenericDatumReader<GenericRecord> reader = of.byId.get(id);
        if (reader == null) {
            Schema writtenWith = registry.byId(id);
            if (writtenWith.getType() != Schema.Type.RECORD) {
                throw new UndecodableException("not a " + contract + ": the registry's schema " + id + " is a "
                        + writtenWith.getType().getName() + ", not a record");
            }
            reader = of.reader(writtenWith);
            of.byId.put(id, reader);
        }
        return reader;
    }

    private String strange(byte[] bytes) {
        if (bytes.length == 0) {
            return "the record is empty";
        }
        String found = "the record of " + bytes.length + " bytes begins with "
                + HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes, 0, Math.min(bytes.length, 8));
        if (registry == null) {
            return found + ", not with Avro's C3 01 and a fingerprint"
                    + (bytes[0] == CONFLUENT
                            ? " (it may be Confluent's framing, which is read when schema.registry.url is set)"
                            : "");
        }
        return found + ", neither with Confluent's 00 and a schema id nor with Avro's C3 01 and a fingerprint";
    }

    private static Object toAvro(Schema schema, Object value, String name) {
        switch (schema.getType()) {
            case RECORD:
                if (value instanceof Map<?, ?> fields) {
                    return toRecord(schema, fields, name);
                }
                throw misfit(schema, value, name);
            case ARRAY:
                if (value instanceof List<?> list) {
                    List<Object> items = new ArrayList<>(list.size());
                    list.forEach(item -> items.add(toAvro(schema.getElementType(), item, name)));
                    return items;
                }
                throw misfit(schema, value, name);
            case MAP:
                if (value instanceof Map<?, ?> map) {
                    Map<String, Object> entries = new LinkedHashMap<>();
                    map.forEach((key, item) -> entries.put((String) key, toAvro(schema.getValueType(), item, name)));
                    return entries;
                }
                throw misfit(schema, value, name);
            case UNION:
                for (Schema branch : schema.getTypes()) {
                    if (fits(branch, value)) {
                        return toAvro(branch, value, name);
                    }
                }
                throw misfit(schema, value, name);
            case NULL:
                if (value != null) {
                    throw misfit(schema, value, name);
                }
                return null;
            case BYTES:
                return ByteBuffer.wrap(cast(value, byte[].class, schema, name));
            case INT:
                return Math.toIntExact(cast(value, Long.class, schema, name));
            case LONG:
                return cast(value, Long.class, schema, name);
            case DOUBLE:
                return cast(value, Number.class, schema, name).doubleValue();
            case BOOLEAN:
                return cast(value, Boolean.class, schema, name);
            case STRING:
                return cast(value, String.class, schema, name);
            case ENUM:
            case FIXED:
            case FLOAT:
            default:
                throw misfit(schema, value, name);
        }
    }

    private static GenericRecord toRecord(Schema schema, Map<?, ?> fields, String name) {
        GenericRecord record = new GenericData.Record(schema);
        int used = 0;
        for (Schema.Field field : schema.getFields()) {
            if (fields.containsKey(field.name())) {
                used++;
                record.put(field.pos(), toAvro(field.schema(), fields.get(field.name()), field.name()));
            } else if (field.hasDefaultValue()) {
                record.put(field.pos(), GenericData.get().getDefaultValue(field));
            } else {
                throw new IllegalArgumentException(name + " has no " + field.name() + ", and there is no default");
            }
        }
        if (used < fields.size()) {
            List<Object> strangers = new ArrayList<>(fields.keySet());
            strangers.removeIf(field -> schema.getField((String) field) != null);
            throw new IllegalArgumentException("the schema of " + name + " has no field " + strangers);
        }
        return record;
    }

    private static boolean fits(Schema branch, Object value) {
        return switch (branch.getType()) {
            case NULL -> value == null;
            case RECORD, MAP -> value instanceof Map;
            case ARRAY -> value instanceof List;
            case BYTES -> value instanceof byte[];
            case INT, LONG -> value instanceof Long;
            case DOUBLE -> value instanceof Double;
            case BOOLEAN -> value instanceof Boolean;
            case STRING -> value instanceof String;
            case UNION, ENUM, FIXED, FLOAT -> false;
        };
    }

    private static <T> T cast(Object value, Class<T> type, Schema schema, String name) {
        if (!type.isInstance(value)) {
            throw misfit(schema, value, name);
        }
        return type.cast(value);
    }

    private static IllegalArgumentException misfit(Schema schema, Object value, String name) {
        return new IllegalArgumentException("the schema says " + name + " is " + schema + ", but it is "
                + (value == null ? "null" : value.getClass().getName()));
    }

    private static Map<String, Object> fromRecord(GenericRecord record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Schema.Field field : record.getSchema().getFields()) {
            fields.put(field.name(), fromAvro(record.get(field.pos())));
        }
        return fields;
    }

    private static Object fromAvro(Object value) {
        if (value instanceof GenericRecord record) {
            return fromRecord(record);
        } else if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>(list.size());
            list.forEach(item -> items.add(fromAvro(item)));
            return items;
        } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> entries = new LinkedHashMap<>();
            map.forEach((key, item) -> entries.put((String) key, fromAvro(item)));
            return entries;
        } else if (value instanceof Attributes.Builder attributes) {
            return fromAvro(attributes.build());
        } else if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        } else if (value instanceof Integer number) {
            return number.longValue();
        } else if (value instanceof CharSequence text) {
            return text.toString();
        } else {
            return value;
        }
    }
}
