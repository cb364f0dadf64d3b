package io.kairos.pattern.match;

import io.kairos.event.Attributes;
import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * The occurrences a row refers to, each held once whatever the number of patterns that matched it, and each word they
 * have in common once as well. An occurrence is itself and no other: an id may come twice, where a producer repeats an
 * event long after. A pool that nobody asks stays as the bytes it was.
 */
public final class EventPool {
    private static final int ID_IS_UUID = 1;
    private static final int OTHER_PLAYER = 2;
    private static final int ANONYMOUS = 4;
    private static final int OTHER_TIME = 8;
    private static final int OTHER_ENVELOPE = 16;

    private static final int TEXT = 100;
    private static final int WHOLE = 101;

    /** A longer text is no word: nobody repeats it. */
    private static final int LONGEST_WORD = 48;

    private static final int UUID_LENGTH = 36;

    /** Room is made for so many attributes before one of them is read. */
    private static final int MANY = 64;

    private final String playerId;
    private final List<Occurrence> occurrences = new ArrayList<>();
    private final Map<Occurrence, Integer> references = new IdentityHashMap<>();

    /** Null once it has been read. */
    private RowReader unread;

    /** @param playerId whose events they are */
    public EventPool(String playerId) {
        this.playerId = playerId;
    }

    /** The pool that {@link #write} wrote. */
    public static EventPool read(String playerId, RowReader in) throws IOException {
        EventPool pool = new EventPool(playerId);
        pool.unread = in.slice(Values.readLength(in));
        return pool;
    }

    /** Whether nobody has asked it since it was read: then it can be written as the bytes it was. */
    public boolean isUnread() {
        return unread != null;
    }

    /** The reference of an occurrence, which is added if it is new. */
    public int reference(Occurrence occurrence) {
        Integer known = references.get(occurrence);
        if (known == null) {
            known = occurrences.size();
            occurrences.add(occurrence);
            references.put(occurrence, known);
        }
        return known;
    }

    public Occurrence get(int reference) throws IOException {
        open();
        if (reference >= occurrences.size()) {
            throw new IOException("event " + reference + " of " + occurrences.size());
        }
        return occurrences.get(reference);
    }

    /** What one pattern refers to: it has numbers of its own, and stays valid where the pool's change. */
    public static final class Part {
        private final EventPool pool;
        private int[] references = new int[4];
        private int size;

        /** By reference of the pool, the one of here and 1 more; 0 where there is none. */
        private int[] own = {};

        public Part(EventPool pool) {
            this.pool = pool;
        }

        int reference(Occurrence occurrence) {
            int reference = pool.reference(occurrence);
            if (reference >= own.length) {
                own = Arrays.copyOf(own, 2 * reference + 8);
            }
            if (own[reference] == 0) {
                add(reference);
                own[reference] = size;
            }
            return own[reference] - 1;
        }

        private void add(int reference) {
            if (size == references.length) {
                references = Arrays.copyOf(references, 2 * size);
            }
            references[size++] = reference;
        }

        Occurrence get(int reference) throws IOException {
            if (reference >= size) {
                throw new IOException("event " + reference + " of a pattern's " + size);
            }
            return pool.get(references[reference]);
        }

        /** The same for another pool. */
        public Part movedTo(EventPool other) throws IOException {
            Part moved = new Part(other);
            for (int i = 0; i < size; i++) {
                moved.add(other.reference(pool.get(references[i])));
            }
            return moved;
        }

        public void write(DataOutput out) throws IOException {
            Values.writeLength(size, out);
            for (int i = 0; i < size; i++) {
                Values.writeLength(references[i], out);
            }
        }

        public static Part read(EventPool pool, DataInput in) throws IOException {
            Part part = new Part(pool);
            for (int left = Values.readLength(in); left > 0; left--) {
                part.add(Values.readLength(in));
            }
            return part;
        }
    }

    public void write(RowWriter out) throws IOException {
        if (unread != null) {
            Values.writeLength(unread.left(), out);
            unread.copyTo(out);
            return;
        }
        RowWriter events = new RowWriter(64 * occurrences.size() + 16);
        Values.writeLength(occurrences.size(), events);
        Writing writing = new Writing(events);
        for (Occurrence occurrence : occurrences) {
            writing.write(occurrence);
        }
        Values.writeLength(events.size(), out);
        events.writeTo(out);
    }

    private void open() throws IOException {
        if (unread == null) {
            return;
        }
        RowReader in = unread;
        unread = null;
        int size = Values.readLength(in);
        Reading reading = new Reading(in);
        for (int i = 0; i < size; i++) {
            try {
                reference(reading.read());
            } catch (RuntimeException e) {
                throw new IOException("event " + i + " of " + size + " is none: " + e.getMessage(), e);
            }
        }
        if (in.left() > 0) {
            throw new IOException(in.left() + " bytes are left after " + size + " events");
        }
    }

    /** One event after the other; what is as it was with the one before it is not written again. */
    private final class Writing {
        private final RowWriter out;
        private final Map<String, Integer> words = new HashMap<>();
        private PlayerEvent before;
        private long time;

        Writing(RowWriter out) {
            this.out = out;
        }

        void write(Occurrence occurrence) throws IOException {
            PlayerEvent event = occurrence.event();
            boolean uuid = isUuid(event.eventId());
            boolean otherEnvelope = before == null || !sameEnvelope(before, event);
            out.writeByte((uuid ? ID_IS_UUID : 0)
                    | (playerId.equals(event.playerId()) ? 0 : OTHER_PLAYER)
                    | (event.anonymousId() == null ? 0 : ANONYMOUS)
                    | (event.at() == occurrence.time() ? 0 : OTHER_TIME)
                    | (otherEnvelope ? OTHER_ENVELOPE : 0));
            if (uuid) {
                writeHex(event.eventId());
            } else {
                Values.writeText(event.eventId(), out);
            }
            if (!playerId.equals(event.playerId())) {
                Values.writeOptional(event.playerId(), out);
            }
            if (event.anonymousId() != null) {
                Values.writeText(event.anonymousId(), out);
            }
            Values.writeLong(occurrence.time() - time, out);
            time = occurrence.time();
            Values.writeLength(occurrence.arrival(), out);
            if (event.at() != occurrence.time()) {
                Values.writeLong(event.at(), out);
            }
            word(event.type());
            if (otherEnvelope) {
                word(event.sessionId());
                word(event.brand());
                word(event.licence());
                word(event.device());
                word(event.channel());
                word(event.country());
                word(event.zone());
                word(event.currency());
            }
            Values.writeLength(event.attributes().size(), out);
            for (Map.Entry<String, Object> attribute : event.attributes().entrySet()) {
                word(attribute.getKey());
                value(attribute.getValue());
            }
            before = event;
        }

        private void writeHex(String uuid) {
            for (int i = 0; i < uuid.length(); i += 2) {
                if (uuid.charAt(i) == '-') {
                    i++;
                }
                out.writeByte(Character.digit(uuid.charAt(i), 16) << 4 | Character.digit(uuid.charAt(i + 1), 16));
            }
        }

        private void value(Object value) throws IOException {
            if (value instanceof String text && text.length() <= LONGEST_WORD) {
                out.writeByte(TEXT);
                word(text);
            } else if (value instanceof Double number && isWhole(number)) {
                out.writeByte(WHOLE);
                Values.writeLong((long) (double) number, out);
            } else {
                Values.write(value, out);
            }
        }

        /** 0 is null, 1 a new word, and what is higher a word that came before. */
        private void word(String text) throws IOException {
            Integer known = text == null ? null : words.get(text);
            if (known != null) {
                Values.writeLength(known, out);
            } else if (text == null) {
                Values.writeLength(0, out);
            } else {
                words.put(text, words.size() + 2);
                Values.writeLength(1, out);
                Values.writeText(text, out);
            }
        }
    }

    private final class Reading {
        private final RowReader in;
        private final List<String> words = new ArrayList<>();
        private String[] envelope = new String[8];
        private long time;

        Reading(RowReader in) {
            this.in = in;
        }

        Occurrence read() throws IOException {
            int flags = in.readUnsignedByte();
            String id =
                    (flags & ID_IS_UUID) == 0 ? Values.readText(in) : new UUID(in.readLong(), in.readLong()).toString();
            String player = (flags & OTHER_PLAYER) == 0 ? playerId : Values.readOptional(in);
            String anonymous = (flags & ANONYMOUS) == 0 ? null : Values.readText(in);
            time += Values.readLong(in);
            int arrival = Values.readLength(in);
            long at = (flags & OTHER_TIME) == 0 ? time : Values.readLong(in);
            String type = word();
            if ((flags & OTHER_ENVELOPE) != 0) {
                envelope = new String[8];
                for (int i = 0; i < envelope.length; i++) {
                    envelope[i] = word();
                }
            }
            int size = Values.readLength(in);
            Attributes.Builder attributes = new Attributes.Builder(Math.min(size, MANY));
            for (int i = 0; i < size; i++) {
                String name = word();
                attributes.put(name, value());
            }
            String[] e = envelope;
            return new Occurrence(
                    new PlayerEvent(
                            id,
                            player,
                            anonymous,
                            type,
                            at,
                            e[0],
                            e[1],
                            e[2],
                            e[3],
                            e[4],
                            e[5],
                            e[6],
                            e[7],
                            attributes.build()),
                    time,
                    arrival);
        }

        private Object value() throws IOException {
            int tag = in.readUnsignedByte();
            return switch (tag) {
                case TEXT -> word();
                case WHOLE -> (double) Values.readLong(in);
                default -> Values.read(tag, in);
            };
        }

        private String word() throws IOException {
            int reference = Values.readLength(in);
            if (reference == 0) {
                return null;
            }
            if (reference == 1) {
                words.add(Values.readText(in));
                return words.get(words.size() - 1);
            }
            if (reference - 2 >= words.size()) {
                throw new IOException("word " + (reference - 2) + " of " + words.size());
            }
            return words.get(reference - 2);
        }
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

    private static boolean sameEnvelope(PlayerEvent one, PlayerEvent other) {
        return Objects.equals(one.sessionId(), other.sessionId())
                && Objects.equals(one.brand(), other.brand())
                && Objects.equals(one.licence(), other.licence())
                && Objects.equals(one.device(), other.device())
                && Objects.equals(one.channel(), other.channel())
                && Objects.equals(one.country(), other.country())
                && Objects.equals(one.zone(), other.zone())
                && Objects.equals(one.currency(), other.currency());
    }
}
