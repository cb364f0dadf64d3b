package io.kairos.kafka;

import io.kairos.event.Arrival;
import io.kairos.event.DeadLetter;
import io.kairos.event.DeadLetter.Reason;
import io.kairos.event.Origin;
import io.kairos.event.PlayerEvent;
import java.time.Duration;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record of an event topic becomes an arrival: an event, a heartbeat, or a refusal that keeps the bytes. No bytes make
 * it throw; only a schema registry that stays away does.
 */
public final class ArrivalDeserializer implements KafkaRecordDeserializationSchema<Arrival> {
    /** The header that makes a record a heartbeat, whatever else it holds. */
    static final String HEARTBEAT = "heartbeat";

    /** Rows hold events and outputs quote them: nobody's row or record may grow with what he sends. */
    static final int LARGEST = 64 << 10;

    private static final long serialVersionUID = 1;

    private final TypeInformation<Arrival> type;
    private final RegistryAccess registry;
    private final long aheadMs;
    private transient AvroCodec codec;

    /**
     * An arrival's reader.
     *
     * @param ahead how much later than its record's time an event may be; zero or less: any
     */
    public ArrivalDeserializer(TypeInformation<Arrival> type, RegistryAccess registry, Duration ahead) {
        this.type = type;
        this.registry = registry;
        this.aheadMs = ahead.toMillis();
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        codec = AvroCodec.of(registry);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Arrival> out) {
        out.collect(arrival(record));
    }

    private Arrival arrival(ConsumerRecord<byte[], byte[]> record) {
        Origin origin = new Origin(record.topic(), record.partition(), record.offset(), record.timestamp());
        if (record.headers().lastHeader(HEARTBEAT) != null) {
            return Arrival.heartbeat(origin, record.timestamp());
        }
        byte[] value = record.value();
        if (value == null) {
            return refused(
                    origin, Reason.NULL_VALUE, "the record has no value; an event is never a tombstone", null, null);
        }
        if (value.length > LARGEST) {
            return refused(
                    origin,
                    Reason.TOO_LARGE,
                    "the record has " + value.length + " bytes; an event has at most " + LARGEST,
                    value,
                    null);
        }
        PlayerEvent event;
        try {
            event = codec.decodeEvent(value);
        } catch (UndecodableException e) {
            return refused(origin, Reason.UNREADABLE, e.getMessage(), value, null);
        }
        String flaw = event.flaw();
        if (flaw != null) {
            return refused(origin, Reason.INVALID_ENVELOPE, flaw, value, event);
        }
        if (aheadMs > 0 && event.at() - aheadMs > record.timestamp()) {
            String detail = "at is " + event.at() + ", " + (event.at() - record.timestamp())
                    + " ms later than the record's time " + record.timestamp() + "; " + aheadMs + " ms are allowed";
            return refused(origin, Reason.FROM_THE_FUTURE, detail, null, event);
        }
        return Arrival.of(origin, event);
    }

    private static Arrival refused(Origin origin, Reason reason, String detail, byte[] original, PlayerEvent event) {
        return Arrival.refused(
                origin,
                new DeadLetter(
                        reason,
                        detail,
                        origin.topic(),
                        origin.partition(),
                        origin.offset(),
                        original,
                        event,
                        origin.timestamp()));
    }

    @Override
    public TypeInformation<Arrival> getProducedType() {
        return type;
    }
}
