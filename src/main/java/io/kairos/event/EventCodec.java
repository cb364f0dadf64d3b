package io.kairos.event;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The binary form of an event in rows and in flight. */
public final class EventCodec {
    private EventCodec() {}

    public static void write(PlayerEvent event, DataOutput out) throws IOException {
        Values.writeText(event.eventId(), out);
        Values.writeOptional(event.playerId(), out);
        Values.writeOptional(event.anonymousId(), out);
        Values.writeText(event.type(), out);
        Values.writeLong(event.at(), out);
        Values.writeOptional(event.sessionId(), out);
        Values.writeOptional(event.brand(), out);
        Values.writeOptional(event.licence(), out);
        Values.writeOptional(event.device(), out);
        Values.writeOptional(event.channel(), out);
        Values.writeOptional(event.country(), out);
        Values.writeOptional(event.zone(), out);
        Values.writeOptional(event.currency(), out);
        Values.writeMap(event.attributes(), out);
    }

    public static PlayerEvent read(DataInput in) throws IOException {
        return new PlayerEvent(
                Values.readText(in),
                Values.readOptional(in),
                Values.readOptional(in),
                Values.readWord(in),
                Values.readLong(in),
                Values.readOptionalWord(in),
                Values.readOptionalWord(in),
                Values.readOptionalWord(in),
                Values.readOptionalWord(in),
                Values.readOptionalWord(in),
                Values.readOptionalWord(in),
                Values.readOptionalWord(in),
                Values.readOptionalWord(in),
                readAttributes(in));
    }

    private static Attributes readAttributes(DataInput in) throws IOException {
        int size = Values.readLength(in);
        Attributes.Builder attributes = new Attributes.Builder(size);
        for (int i = 0; i < size; i++) {
            String name = Values.readWord(in);
            attributes.put(name, Values.read(in));
        }
        return attributes.build();
    }
}
