package io.kairos.player;

import io.kairos.event.Values;
import io.kairos.offer.TagChange;
import io.kairos.pattern.match.EventPool;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tags a player has, by name. */
final class TagShelf {
    /**
     * A tag he has.
     *
     * @param pattern which pattern gave it last
     * @param witness the events of that moment
     */
    record Worn(String tag, long since, long until, String pattern, Witness witness) {}

    private final Map<String, Worn> worn = new TreeMap<>();

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
        worn.put(tag.tag(), tag);
    }

    void take(String tag) {
        worn.remove(tag);
    }

    List<String> names() {
        return List.copyOf(worn.keySet());
    }

    List<TagChange.Held> current() {
        return worn.values().stream()
                .map(tag -> new TagChange.Held(tag.tag(), tag.since(), tag.until()))
                .toList();
    }

    /** The tag that ends first, of equals the first by name; null if he has none. */
    Worn firstToEnd() {
        Worn first = null;
        for (Worn tag : worn.values()) {
            if (first == null || tag.until() < first.until()) {
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

    void write(EventPool pool, DataOutput out) throws IOException {
        Values.writeLength(worn.size(), out);
        for (Worn tag : worn.values()) {
            Values.writeText(tag.tag(), out);
            Values.writeLong(tag.since(), out);
            Values.writeLong(tag.until(), out);
            Values.writeText(tag.pattern(), out);
            tag.witness().write(pool, out);
        }
    }

    static TagShelf read(EventPool pool, DataInput in) throws IOException {
        TagShelf shelf = new TagShelf();
        int size = Values.readLength(in);
        for (int i = 0; i < size; i++) {
            shelf.put(new Worn(
                    Values.readText(in),
                    Values.readLong(in),
                    Values.readLong(in),
                    Values.readText(in),
                    Witness.read(pool, in)));
        }
        return shelf;
    }
}
