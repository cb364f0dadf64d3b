package io.kairos.pattern.match;

import io.kairos.event.Attributes;
import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The occurrences a row refers to, each held once whatever the number of patterns that matched it, and each word they
 * have in common once as well. An occurrence is itself and no other: an id may come twice, where a producer repeats an
 * event long after.
 *
 * <p>It lives as long as its player's memory: an occurrence is turned into bytes once, however often the row is written,
 * and out of them when somebody asks for it. To write a row: {@link #begin}, then everything that refers to occurrences,
 * then {@link #write}; what nobody referred to is gone.
 */
public final class EventPool {
    private static final int ID_IS_UUID = 1;
    private static final int OTHER_PLAYER = 2;
    private static final int ANONYMOUS = 4;
    private static final int OTHER_TIME = 8;

    private static final int TEXT = 100;
    private static final int WHOLE = 101;

    private static final int UUID_LENGTH = 36;

    /** Room is made for so many attributes before one of them is read. */
    private static final int MANY = 64;

    private final String playerId;

    /** In the order of their numbers: those of the row that was read, later those of the row written last. */
    private List<Slot> slots = new ArrayList<>(0);

    private final Map<Occurrence, Slot> known = new IdentityHashMap<>(4);
    private Words words;

    /** Null once it has been read; as long as it is not, there are no words. */
    private RowReader unread;

    /** Something that it holds is not needed any more. */
    private boolean stale;

    /** Those referred to since {@link #begin}. */
    private List<Slot> referred = new ArrayList<>(0);

    private int round;

    /** @param playerId whose events they are */
    public EventPool(String playerId) {
        this(playerId, new Words(), null);
    }

    private EventPool(String playerId, Words words, RowReader unread) {
        this.playerId = playerId;
        this.words = words;
        this.unread = unread;
    }

    /** The pool that {@link #write} wrote. */
    public static EventPool read(String playerId, RowReader in) throws IOException {
        return new EventPool(playerId, null, in.slice(Values.readLength(in)));
    }

    /** One occurrence: as it is, as bytes, or both. Whoever has it holds the event without looking at it. */
    public static final class Slot {
        private Occurrence occurrence;
        private byte[] bytes;
        private int number;
        private int round;

        /** The part that was the last to refer to it, and how it calls it. */
        private Part part;

        private int numberInPart;

        private Slot() {}
    }

    /** Whether it can be written as the bytes it was: nobody has asked it since it was read, or let go of anything. */
    public boolean isUnread() {
        return unread != null && !stale;
    }

    /** A row is written from here on: references are numbered anew. */
    public void begin() throws IOException {
        open();
        round++;
        referred.clear();
    }

    /** The reference of an occurrence in the row that is written. */
    public int reference(Occurrence occurrence) {
        return number(slotOf(occurrence));
    }

    /** The reference of a slot in the row that is written. */
    public int reference(Slot slot) {
        return number(slot);
    }

    /** Holds an occurrence; whoever else holds it shares the slot. */
    public Slot slotOf(Occurrence occurrence) {
        Slot slot = known.get(occurrence);
        if (slot == null) {
            slot = new Slot();
            slot.occurrence = occurrence;
            known.put(occurrence, slot);
        }
        return slot;
    }

    private int number(Slot slot) {
        if (slot.round != round) {
            slot.round = round;
            slot.number = referred.size();
            referred.add(slot);
        }
        return slot.number;
    }

    /** Of the row that was read. */
    public Occurrence get(int reference) throws IOException {
        return occurrence(slot(reference));
    }

    /** Of the row that was read. */
    public Slot slot(int reference) throws IOException {
        open();
        if (reference >= slots.size()) {
            throw new IOException("event " + reference + " of " + slots.size());
        }
        return slots.get(reference);
    }

    /** What a slot holds. */
    public Occurrence occurrence(Slot slot) throws IOException {
        if (slot.occurrence == null) {
            try {
                slot.occurrence = decoded(new RowReader(slot.bytes));
            } catch (RuntimeException e) {
                throw new IOException("an event is none: " + e.getMessage(), e);
            }
            known.put(slot.occurrence, slot);
        }
        return slot.occurrence;
    }

    /** What one pattern refers to: it has numbers of its own, and stays valid where the pool's change. */
    public static final class Part {
        private final EventPool pool;
        private Slot[] slots;
        private int size;

        /** As they were read; null once the pool has been asked for them. */
        private int[] references;

        public Part(EventPool pool) {
            this(pool, new Slot[4], 0, null);
        }

        private Part(EventPool pool, Slot[] slots, int size, int[] references) {
            this.pool = pool;
            this.slots = slots;
            this.size = size;
            this.references = references;
        }

        public int reference(Occurrence occurrence) {
            Slot slot = pool.slotOf(occurrence);
            if (slot.part != this) {
                if (size == slots.length) {
                    slots = Arrays.copyOf(slots, 2 * size);
                }
                slot.part = this;
                slot.numberInPart = size;
                slots[size++] = slot;
            }
            return slot.numberInPart;
        }

        Occurrence get(int reference) throws IOException {
            if (reference >= size) {
                throw new IOException("event " + reference + " of a pattern's " + size);
            }
            resolve();
            return pool.occurrence(slots[reference]);
        }

        /** Nobody needs it any more: what only it referred to has no place in the next row. */
        public void letGo() {
            pool.stale = true;
        }

        /**
         * The same, for whoever read the part long ago.
         *
         * @throws IllegalStateException if the row was torn
         */
        public Occurrence occurrence(int reference) {
            try {
                return get(reference);
            } catch (IOException e) {
                throw new IllegalStateException(
                        "the row of player " + pool.playerId + " is torn: " + e.getMessage(), e);
            }
        }

        private void resolve() throws IOException {
            if (references != null) {
                slots = new Slot[size];
                for (int i = 0; i < size; i++) {
                    slots[i] = pool.slot(references[i]);
                }
                references = null;
            }
        }

        public void write(RowWriter out) throws IOException {
            Values.writeLength(size, out);
            if (!pool.isUnread()) {
                resolve();
            }
            for (int i = 0; i < size; i++) {
                Values.writeLength(references == null ? pool.number(slots[i]) : references[i], out);
            }
        }

        public static Part read(EventPool pool, RowReader in) throws IOException {
            int size = Values.readLength(in);
            in.require(size);
            int[] references = new int[size];
            for (int i = 0; i < size; i++) {
                references[i] = Values.readLength(in);
            }
            return new Part(pool, null, size, references);
        }
    }

    /** Ends what {@link #begin} began; of a pool that is unread, writes the bytes it was. */
    public void write(RowWriter out) throws IOException {
        if (unread != null) {
            Values.writeLength(unread.left(), out);
            unread.copyTo(out);
            return;
        }
        known.values().removeIf(this::isGone);
        List<Slot> before = slots;
        slots = referred;
        referred = before;
        boolean anew = words.isFull();
        if (anew) {
            for (Slot slot : slots) {
                occurrence(slot);
            }
            words = new Words();
        }
        for (Slot slot : slots) {
            if (anew || slot.bytes == null) {
                encode(slot);
            }
        }
        if (anew) {
            words.areAllNeeded();
        }
        int section = out.open();
        words.write(out);
        Values.writeLength(slots.size(), out);
        for (Slot slot : slots) {
            Values.writeLength(slot.bytes.length, out);
            out.write(slot.bytes);
        }
        out.close(section);
    }

    private boolean isGone(Slot slot) {
        boolean gone = slot.round != round;
        if (gone) {
            slot.part = null; // or what is gone would hold what went before it
        }
        return gone;
    }

    private void open() throws IOException {
        if (unread == null) {
            return;
        }
        RowReader in = unread;
        unread = null;
        words = Words.read(in);
        for (int left = Values.readLength(in); left > 0; left--) {
            Slot slot = new Slot();
            int length = Values.readLength(in);
            in.require(length);
            slot.bytes = new byte[length];
            in.readFully(slot.bytes);
            slots.add(slot);
        }
        if (in.left() > 0) {
            throw new IOException(in.left() + " bytes are left after " + slots.size() + " events");
        }
    }

    private void encode(Slot slot) throws IOException {
        RowWriter out = new RowWriter(128);
        Occurrence occurrence = slot.occurrence;
        PlayerEvent event = occurrence.event();
        boolean uuid = isUuid(event.eventId());
        out.writeByte((uuid ? ID_IS_UUID : 0)
                | (playerId.equals(event.playerId()) ? 0 : OTHER_PLAYER)
                | (event.anonymousId() == null ? 0 : ANONYMOUS)
                | (event.at() == occurrence.time() ? 0 : OTHER_TIME));
        if (uuid) {
            writeHex(event.eventId(), out);
        } else {
            Values.writeText(event.eventId(), out);
        }
        if (!playerId.equals(event.playerId())) {
            Values.writeOptional(event.playerId(), out);
        }
        if (event.anonymousId() != null) {
            Values.writeText(event.anonymousId(), out);
        }
        Values.writeLong(occurrence.time() - words.since(occurrence.time()), out);
        Values.writeLength(occurrence.arrival(), out);
        if (event.at() != occurrence.time()) {
            Values.writeLong(event.at() - occurrence.time(), out);
        }
        Values.writeLength(words.number(event.type()), out);
        Values.writeLength(words.envelope(event), out);
        Values.writeLength(event.attributes().size(), out);
        for (Map.Entry<String, Object> attribute : event.attributes().entrySet()) {
            Values.writeLength(words.number(attribute.getKey()), out);
            write(attribute.getValue(), out);
        }
        slot.bytes = out.toByteArray();
    }

    private static void writeHex(String uuid, RowWriter out) {
        for (int i = 0; i < uuid.length(); i += 2) {
            if (uuid.charAt(i) == '-') {
                i++;
            }
            out.writeByte(Character.digit(uuid.charAt(i), 16) << 4 | Character.digit(uuid.charAt(i + 1), 16));
        }
    }

    private void write(Object value, RowWriter out) throws IOException {
        if (value instanceof String text && Words.isWord(text)) {
            out.writeByte(TEXT);
            Values.writeLength(words.number(text), out);
        } else if (value instanceof Double number && isWhole(number)) {
            out.writeByte(WHOLE);
            Values.writeLong((long) (double) number, out);
        } else {
            Values.write(value, out);
        }
    }

    private Occurrence decoded(RowReader in) throws IOException {
        int flags = in.readUnsignedByte();
        String id = (flags & ID_IS_UUID) == 0 ? Values.readText(in) : new UUID(in.readLong(), in.readLong()).toString();
        String player = (flags & OTHER_PLAYER) == 0 ? playerId : Values.readOptional(in);
        String anonymous = (flags & ANONYMOUS) == 0 ? null : Values.readText(in);
        long time = words.since() + Values.readLong(in);
        int arrival = Values.readLength(in);
        long at = (flags & OTHER_TIME) == 0 ? time : time + Values.readLong(in);
        String type = words.text(Values.readLength(in));
        int[] e = words.envelope(Values.readLength(in));
        int size = Values.readLength(in);
        Attributes.Builder attributes = new Attributes.Builder(Math.min(size, MANY));
        for (int i = 0; i < size; i++) {
            attributes.put(words.text(Values.readLength(in)), value(in));
        }
        if (in.left() > 0) {
            throw new IOException(in.left() + " bytes are left after an event");
        }
        PlayerEvent event = new PlayerEvent(
                id,
                player,
                anonymous,
                type,
                at,
                words.text(e[0]),
                words.text(e[1]),
                words.text(e[2]),
                words.text(e[3]),
                words.text(e[4]),
                words.text(e[5]),
                words.text(e[6]),
                words.text(e[7]),
                attributes.build());
        return new Occurrence(event, time, arrival);
    }

    private Object value(RowReader in) throws IOException {
        int tag = in.readUnsignedByte();
        return switch (tag) {
            case TEXT -> words.text(Values.readLength(in));
            case WHOLE -> (double) Values.readLong(in);
            default -> Values.read(tag, in);
        };
    }

    /** Whether it is a UUID as everybody writes them: in lower case, with dashes. */
    private static boolean isUuid(String id) {
        if (id.length() != UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = id.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : (c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWhole(double number) {
        return number == Math.rint(number)
                && Math.abs(number) < 1L << 53
                && Double.doubleToRawLongBits(number) != Double.doubleToRawLongBits(-0.0);
    }
}
