package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.Carried;
import io.kairos.event.DeadLetter;
import io.kairos.event.EventCodec;
import io.kairos.event.Origin;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.event.Values;
import io.kairos.offer.OfferStats;
import io.kairos.offer.Tally;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.PlaybookArrival;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** The types of ours that travel between operators or rest in their state, and how each is written. */
public final class InFlight {
    public static final TypeInformation<Arrival> ARRIVAL = new CodecTypeInfo<>(Arrival.class, new ArrivalSerializer());
    public static final TypeInformation<PlaybookArrival> PLAYBOOK =
            new CodecTypeInfo<>(PlaybookArrival.class, new PlaybookSerializer());
    static final TypeInformation<Control> CONTROL = new CodecTypeInfo<>(Control.class, new ControlSerializer());
    static final TypeInformation<Output> OUTPUT = new CodecTypeInfo<>(Output.class, new OutputSerializer());
    static final TypeInformation<PlayerEvent> EVENT = new CodecTypeInfo<>(PlayerEvent.class, new EventSerializer());
    static final TypeInformation<Tally> TALLY = new CodecTypeInfo<>(Tally.class, new TallySerializer());
    static final TypeInformation<OfferStats> OFFER_STATS =
            new CodecTypeInfo<>(OfferStats.class, new OfferStatsSerializer());
    static final TypeInformation<CurrentPlaybook.InForce> IN_FORCE =
            new CodecTypeInfo<>(CurrentPlaybook.InForce.class, new InForceSerializer());

    private static final int IS_EVENT = 0;
    private static final int IS_REFUSED = 1;
    private static final int IS_HEARTBEAT = 2;
    private static final int IS_PLAYBOOK = 3;
    private static final int IS_UNREADABLE = 4;
    private static final int IS_CARRIED = 5;

    private InFlight() {}

    static void write(Arrival arrival, DataOutput out) throws IOException {
        if (arrival.event() != null) {
            out.writeByte(IS_EVENT);
            write(arrival.origin(), out);
            EventCodec.write(arrival.event(), out);
        } else if (arrival.refused() != null) {
            out.writeByte(IS_REFUSED);
            write(arrival.origin(), out);
            write(arrival.refused(), out);
        } else if (arrival.carried() != null) {
            out.writeByte(IS_CARRIED);
            write(arrival.origin(), out);
            write(arrival.carried(), out);
        } else {
            out.writeByte(IS_HEARTBEAT);
            write(arrival.origin(), out);
            Values.writeLong(arrival.heartbeat(), out);
        }
    }

    static Arrival readArrival(DataInput in) throws IOException {
        return readArrival(in.readByte(), in);
    }

    private static Arrival readArrival(int kind, DataInput in) throws IOException {
        Origin origin = readOrigin(in);
        return switch (kind) {
            case IS_EVENT -> Arrival.of(origin, EventCodec.read(in));
            case IS_REFUSED -> Arrival.refused(origin, readDeadLetter(in));
            case IS_CARRIED -> Arrival.carried(origin, readCarried(in));
            case IS_HEARTBEAT -> Arrival.heartbeat(origin, Values.readLong(in));
            default -> throw new IOException("no arrival begins with the byte " + kind);
        };
    }

    private static void write(Carried carried, DataOutput out) throws IOException {
        Values.writeText(carried.playerId(), out);
        Values.writeOptional(carried.linkedBy(), out);
        Values.writeLength(carried.events().size(), out);
        for (PlayerEvent event : carried.events()) {
            EventCodec.write(event, out);
        }
    }

    private static Carried readCarried(DataInput in) throws IOException {
        String player = Values.readText(in);
        String linkedBy = Values.readOptional(in);
        List<PlayerEvent> events = new ArrayList<>();
        for (int left = Values.readLength(in); left > 0; left--) {
            events.add(EventCodec.read(in));
        }
        return new Carried(player, linkedBy, events);
    }

    static void write(Bundle bundle, DataOutput out) throws IOException {
        Values.writeLong(bundle.version(), out);
        Values.writeOptional(bundle.author(), out);
        Values.writeOptional(bundle.note(), out);
        Values.writeMap(bundle.files(), out);
    }

    static Bundle readBundle(DataInput in) throws IOException {
        return new Bundle(Values.readLong(in), Values.readOptional(in), Values.readOptional(in), readTexts(in));
    }

    private static Map<String, String> readTexts(DataInput in) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        Values.readMap(in).forEach((name, text) -> texts.put(name, (String) text));
        return texts;
    }

    static byte[] bytes(Bundle bundle) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(bundle, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Bundle bundle(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return readBundle(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(PlaybookArrival playbook, DataOutput out) throws IOException {
        out.writeByte(playbook.bundle() == null ? IS_UNREADABLE : IS_PLAYBOOK);
        write(playbook.origin(), out);
        if (playbook.bundle() == null) {
            Values.writeOptional(playbook.error(), out);
        } else {
            write(playbook.bundle(), out);
        }
    }

    private static PlaybookArrival readPlaybook(int kind, DataInput in) throws IOException {
        Origin origin = readOrigin(in);
        return switch (kind) {
            case IS_PLAYBOOK -> PlaybookArrival.of(readBundle(in), origin);
            case IS_UNREADABLE -> PlaybookArrival.unreadable(Values.readOptional(in), origin);
            default -> throw new IOException("no playbook begins with the byte " + kind);
        };
    }

    private static void write(Origin origin, DataOutput out) throws IOException {
        Values.writeOptional(origin.topic(), out);
        Values.writeLong(origin.partition(), out);
        Values.writeLong(origin.offset(), out);
        Values.writeLong(origin.timestamp(), out);
    }

    private static Origin readOrigin(DataInput in) throws IOException {
        return new Origin(
                Values.readOptionalWord(in), (int) Values.readLong(in), Values.readLong(in), Values.readLong(in));
    }

    private static void write(DeadLetter letter, DataOutput out) throws IOException {
        Values.writeText(letter.reason().name(), out);
        Values.writeOptional(letter.detail(), out);
        Values.writeOptional(letter.topic(), out);
        Values.writeLong(letter.partition(), out);
        Values.writeLong(letter.offset(), out);
        Values.write(letter.original(), out);
        out.writeBoolean(letter.event() != null);
        if (letter.event() != null) {
            EventCodec.write(letter.event(), out);
        }
        Values.writeLong(letter.time(), out);
    }

    private static DeadLetter readDeadLetter(DataInput in) throws IOException {
        return new DeadLetter(
                DeadLetter.Reason.valueOf(Values.readText(in)),
                Values.readOptional(in),
                Values.readOptional(in),
                (int) Values.readLong(in),
                Values.readLong(in),
                (byte[]) Values.read(in),
                in.readBoolean() ? EventCodec.read(in) : null,
                Values.readLong(in));
    }

    /** Of {@link #ARRIVAL}. */
    public static final class ArrivalSerializer extends CodecSerializer<Arrival> {
        private static final long serialVersionUID = 1;

        @Override
        void write(Arrival arrival, DataOutput out) throws IOException {
            InFlight.write(arrival, out);
        }

        @Override
        Arrival read(DataInput in) throws IOException {
            return readArrival(in);
        }

        @Override
        public TypeSerializerSnapshot<Arrival> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Made by Flink when it reads state. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Arrival> {
            public Snapshot() {
                super(ArrivalSerializer::new);
            }
        }
    }

    /** Of {@link #PLAYBOOK}. */
    public static final class PlaybookSerializer extends CodecSerializer<PlaybookArrival> {
        private static final long serialVersionUID = 1;

        @Override
        void write(PlaybookArrival playbook, DataOutput out) throws IOException {
            InFlight.write(playbook, out);
        }

        @Override
        PlaybookArrival read(DataInput in) throws IOException {
            return readPlaybook(in.readByte(), in);
        }

        @Override
        public TypeSerializerSnapshot<PlaybookArrival> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Made by Flink when it reads state. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<PlaybookArrival> {
            public Snapshot() {
                super(PlaybookSerializer::new);
            }
        }
    }

    /** Of {@link #CONTROL}: the first byte tells a playbook from an arrival. */
    public static final class ControlSerializer extends CodecSerializer<Control> {
        private static final long serialVersionUID = 1;

        @Override
        void write(Control control, DataOutput out) throws IOException {
            if (control.playbook() != null) {
                InFlight.write(control.playbook(), out);
            } else {
                InFlight.write(control.event(), out);
            }
        }

        @Override
        Control read(DataInput in) throws IOException {
            int kind = in.readByte();
            return kind == IS_PLAYBOOK || kind == IS_UNREADABLE
                    ? Control.of(readPlaybook(kind, in))
                    : Control.of(readArrival(kind, in));
        }

        @Override
        public TypeSerializerSnapshot<Control> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Made by Flink when it reads state. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Control> {
            public Snapshot() {
                super(ControlSerializer::new);
            }
        }
    }

    /** Of {@link #OUTPUT}. */
    public static final class OutputSerializer extends CodecSerializer<Output> {
        private static final long serialVersionUID = 1;

        @Override
        void write(Output output, DataOutput out) throws IOException {
            Values.writeText(output.kind().name(), out);
            Values.writeOptional(output.key(), out);
            Values.writeLong(output.time(), out);
            Values.writeMap(output.headers(), out);
            Values.write(output.fields(), out);
        }

        @Override
        @SuppressWarnings("unchecked")
        Output read(DataInput in) throws IOException {
            Output.Kind kind = Output.Kind.valueOf(Values.readText(in));
            String key = Values.readOptional(in);
            long time = Values.readLong(in);
            Map<String, String> headers = readTexts(in);
            return new Output(kind, key, time, headers, (Map<String, Object>) Values.read(in));
        }

        @Override
        public TypeSerializerSnapshot<Output> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Made by Flink when it reads state. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Output> {
            public Snapshot() {
                super(OutputSerializer::new);
            }
        }
    }

    /** Of {@link #EVENT}. */
    public static final class EventSerializer extends CodecSerializer<PlayerEvent> {
        private static final long serialVersionUID = 1;

        @Override
        void write(PlayerEvent event, DataOutput out) throws IOException {
            EventCodec.write(event, out);
        }

        @Override
        PlayerEvent read(DataInput in) throws IOException {
            return EventCodec.read(in);
        }

        @Override
        public TypeSerializerSnapshot<PlayerEvent> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Made by Flink when it reads state. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<PlayerEvent> {
            public Snapshot() {
                super(EventSerializer::new);
            }
        }
    }

    /** Of {@link #TALLY}. */
    public static final class TallySerializer extends CodecSerializer<Tally> {
        private static final long serialVersionUID = 1;

        @Override
        void write(Tally tally, DataOutput out) throws IOException {
            Values.writeText(tally.pattern(), out);
            Values.writeText(tally.offer(), out);
            Values.writeOptional(tally.arm(), out);
            Values.writeText(tally.what(), out);
            Values.writeOptional(tally.reason(), out);
            Values.writeLong(tally.at(), out);
        }

        @Override
        Tally read(DataInput in) throws IOException {
            return new Tally(
                    Values.readText(in),
                    Values.readText(in),
                    Values.readOptional(in),
                    Values.readText(in),
                    Values.readOptional(in),
                    Values.readLong(in));
        }

        @Override
        public TypeSerializerSnapshot<Tally> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Made by Flink when it reads state. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Tally> {
            public Snapshot() {
                super(TallySerializer::new);
            }
        }
    }

    /** Of {@link #OFFER_STATS}. */
    public static final class OfferStatsSerializer extends CodecSerializer<OfferStats> {
        private static final long serialVersionUID = 1;
        private static final TallySerializer LAST = new TallySerializer();

        @Override
        void write(OfferStats stats, DataOutput out) throws IOException {
            LAST.write(stats.last(), out);
            Values.writeMap(stats.counts(), out);
        }

        @Override
        OfferStats read(DataInput in) throws IOException {
            Tally last = LAST.read(in);
            Map<String, Long> counts = new HashMap<>();
            Values.readMap(in).forEach((counter, count) -> counts.put(counter, (Long) count));
            return new OfferStats(last, counts);
        }

        @Override
        public TypeSerializerSnapshot<OfferStats> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Made by Flink when it reads state. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<OfferStats> {
            public Snapshot() {
                super(OfferStatsSerializer::new);
            }
        }
    }

    /** Of {@link #IN_FORCE}. */
    public static final class InForceSerializer extends CodecSerializer<CurrentPlaybook.InForce> {
        private static final long serialVersionUID = 1;

        @Override
        void write(CurrentPlaybook.InForce inForce, DataOutput out) throws IOException {
            InFlight.write(inForce.bundle(), out);
            Values.writeMap(inForce.lineages(), out);
        }

        @Override
        CurrentPlaybook.InForce read(DataInput in) throws IOException {
            return new CurrentPlaybook.InForce(readBundle(in), readTexts(in));
        }

        @Override
        public TypeSerializerSnapshot<CurrentPlaybook.InForce> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Made by Flink when it reads state. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<CurrentPlaybook.InForce> {
            public Snapshot() {
                super(InForceSerializer::new);
            }
        }
    }
}
