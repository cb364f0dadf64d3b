package io.kairos.player;

import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.offer.TagChange;
import io.kairos.pattern.match.EventPool;
import io.kairos.playbook.Tag.Refresh;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tags a player has, by name. */
final class TagShelf {
    /** More levels than a playbook can ask for. */
    private static final int MOST_LEVELS = 1_000;

    /**
     * What a player is to have for a time.
     *
     * @param lasts milliseconds
     * @param limit the time it does not outlive; {@link PlayerMemory#NEVER} if there is none
     * @param pattern which pattern gives it; null if its own rule does
     * @param witness the events of that moment
     */
    record Gain(String tag, long time, long lasts, long limit, String pattern, Witness witness) {
        /** Its end, if it is the first. */
        private long end() {
            return Math.min(time + lasts, limit);
        }

        Gain notAfter(long time) {
            return new Gain(tag, this.time, lasts, Math.min(limit, time), pattern, witness);
        }

        private Worn plain(long since, long until) {
            return new Worn(tag, since, until, 1, until, 0, pattern, witness);
        }

        /**
         * The tag as he has it from now on.
         *
         * @param known as he has it already; null if he has not
         * @return null if it is over already, and nothing changes
         */
        Worn over(Worn known, Refresh refresh) {
            if (limit <= time) {
                return null;
            }
            long since = known == null ? time : known.since();
            long before = known == null ? Long.MIN_VALUE : known.until();
            if (refresh instanceof Refresh.Extend extend) {
                long added = Math.min(Math.max(before, time) + lasts, time + extend.atMost());
                return plain(since, Math.max(before, Math.min(added, limit)));
            } else if (refresh instanceof Refresh.Strengthen strengthen) {
                return stronger(since, known, strengthen);
            }
            return end() >= before ? plain(since, end()) : known.asGivenBefore();
        }

        private Worn stronger(long since, Worn known, Refresh.Strengthen strengthen) {
            int level = known == null ? 1 : Math.min(known.level() + 1, strengthen.levels());
            long decay = strengthen.decay() == 0 ? lasts : strengthen.decay();
            long falls = known == null ? time + lasts : Math.max(time + lasts, known.nextChange());
            long until = Math.min(falls + (level - 1) * decay, limit);
            return new Worn(
                    tag,
                    since,
                    known == null ? until : Math.max(known.until(), until),
                    level,
                    falls,
                    decay,
                    pattern,
                    witness);
        }
    }

    /**
     * A tag he has.
     *
     * @param until when it is lost if nothing else happens
     * @param level from 1
     * @param falls when the level falls by one; above level 1 only
     * @param decay how long each lower level lasts, milliseconds
     * @param pattern which pattern set its end; null if its own rule did
     * @param witness the events of that moment
     */
    record Worn(
            String tag, long since, long until, int level, long falls, long decay, String pattern, Witness witness) {

        /** When it weakens or ends. */
        long nextChange() {
            return level > 1 ? Math.min(falls, until) : until;
        }

        private Worn asGivenBefore() {
            return new Worn(tag, since, until, 1, until, 0, pattern, witness);
        }

        Worn weaker() {
            return new Worn(tag, since, until, level - 1, falls + decay, decay, pattern, witness);
        }
    }

    private final Map<String, Worn> worn = new TreeMap<>();

    /** The one that changes first; null if it is to be looked for, or if there is none. */
    private Worn first;

    boolean has(String tag) {
        return worn.containsKey(tag);
    }

    boolean isEmpty() {
        return worn.isEmpty();
    }

    List<Worn> all() {
        return new ArrayList<>(worn.values());
    }

    Worn get(String tag) {
        return worn.get(tag);
    }

    void put(Worn tag) {
        first = null;
        Worn before = worn.put(tag.tag(), tag);
        if (before != null && before.witness() != tag.witness()) {
            before.witness().letGo();
        }
    }

    void take(String tag) {
        first = null;
        worn.remove(tag).witness().letGo();
    }

    /** Whether a row with it can be written without asking its pool for an event. */
    boolean isUnread() {
        for (Worn tag : worn.values()) {
            if (!tag.witness().isUnread()) {
                return false;
            }
        }
        return true;
    }

    List<String> names() {
        return List.copyOf(worn.keySet());
    }

    List<TagChange.Held> current() {
        return worn.values().stream()
                .map(tag -> new TagChange.Held(tag.tag(), tag.since(), tag.until(), tag.level()))
                .toList();
    }

    /** The tag that weakens or ends first, of equals the first by name; null if he has none. */
    Worn firstToChange() {
        if (first != null || worn.isEmpty()) {
            return first;
        }
        for (Worn tag : worn.values()) {
            if (first == null || tag.nextChange() < first.nextChange()) {
                first = tag;
            }
        }
        return first;
    }

    /** When the last tag ends; {@link Long#MIN_VALUE} if he has none. */
    long lastEnd() {
        long last = Long.MIN_VALUE;
        for (Worn tag : worn.values()) {
            last = Math.max(last, tag.until());
        }
        return last;
    }

    void write(EventPool pool, RowWriter out) throws IOException {
        Values.writeLength(worn.size(), out);
        for (Worn tag : worn.values()) {
            Values.writeText(tag.tag(), out);
            Values.writeLong(tag.since(), out);
            Values.writeLong(tag.until(), out);
            Values.writeLength(tag.level(), out);
            if (tag.level() > 1) {
                Values.writeLong(tag.falls(), out);
                Values.writeLong(tag.decay(), out);
            }
            Values.writeOptional(tag.pattern(), out);
            tag.witness().write(pool, out);
        }
    }

    static TagShelf read(EventPool pool, RowReader in) throws IOException {
        TagShelf shelf = new TagShelf();
        int size = Values.readLength(in);
        for (int i = 0; i < size; i++) {
            String tag = Values.readWord(in);
            long since = Values.readLong(in);
            long until = Values.readLong(in);
            int level = Values.readLength(in);
            if (level < 1 || level > MOST_LEVELS) {
                throw new IOException("the tag " + tag + " has level " + level + ", but there are 1 to " + MOST_LEVELS);
            }
            long falls = level > 1 ? Values.readLong(in) : until;
            long decay = level > 1 ? Values.readLong(in) : 0;
            shelf.put(new Worn(
                    tag, since, until, level, falls, decay, Values.readOptionalWord(in), Witness.read(pool, in)));
        }
        return shelf;
    }
}
