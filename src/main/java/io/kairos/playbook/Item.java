package io.kairos.playbook;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One value of a YAML file and where it stands. {@link Shape} marks the ones that are not what belongs there. */
final class Item {
    /** What YAML 1.2 takes it for. */
    enum Kind {
        TEXT("text"),
        NUMBER("a number"),
        BOOLEAN("a boolean"),
        NOTHING("nothing"),
        LIST("a list"),
        MAP("a mapping");

        final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private final Spot spot;
    private final Kind kind;
    private final String text;
    private final int[] places;
    private final List<Item> list;
    private final Map<String, Item> entries = new LinkedHashMap<>();
    private final Map<String, Spot> keys = new LinkedHashMap<>();
    private boolean bad;

    private Item(Spot spot, Kind kind, String text, int[] places, List<Item> list) {
        this.spot = spot;
        this.kind = kind;
        this.text = text;
        this.places = places;
        this.list = list;
    }

    /** @param places line and column of each character of the text, two numbers each */
    static Item scalar(Spot spot, Kind kind, String text, int[] places) {
        return new Item(spot, kind, text, places, List.of());
    }

    static Item list(Spot spot, List<Item> list) {
        return new Item(spot, Kind.LIST, null, null, list);
    }

    static Item map(Spot spot) {
        return new Item(spot, Kind.MAP, null, null, List.of());
    }

    void put(String key, Spot at, Item value) {
        entries.put(key, value);
        keys.put(key, at);
    }

    /** This mapping with the entries of another in place of its own, and without some of both. */
    Item with(Item other, Set<String> without) {
        Item both = map(spot);
        for (Item each : List.of(this, other)) {
            each.entries.forEach((key, value) -> {
                if (!without.contains(key)) {
                    both.put(key, each.keys.get(key), value);
                }
            });
        }
        return both;
    }

    Spot spot() {
        return spot;
    }

    Kind kind() {
        return kind;
    }

    boolean isScalar() {
        return kind != Kind.LIST && kind != Kind.MAP;
    }

    String text() {
        return text;
    }

    /** Where the character at {@code offset} of the text stands in the file. */
    Spot spotOf(int offset) {
        if (places == null || places.length == 0) {
            return spot;
        }
        int i = Math.max(0, Math.min(offset, places.length / 2 - 1));
        int beyond = Math.max(0, offset - i);
        return new Spot(spot.file(), places[2 * i], places[2 * i + 1] + beyond);
    }

    List<Item> list() {
        return list;
    }

    /** The elements of a list, or the value itself. */
    List<Item> each() {
        return kind == Kind.LIST ? list : List.of(this);
    }

    Map<String, Item> entries() {
        return entries;
    }

    /** Where a key of this mapping stands. */
    Spot key(String key) {
        return keys.get(key);
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** The value of a key, null if it is not there or was already found wrong. */
    Item get(String key) {
        Item value = entries.get(key);
        return value == null || value.bad ? null : value;
    }

    String text(String key) {
        Item value = get(key);
        return value == null ? null : value.text;
    }

    boolean flag(String key) {
        return "true".equalsIgnoreCase(text(key));
    }

    /** A duration in milliseconds; null if the key is not there. */
    Long millis(String key) {
        String written = text(key);
        return written == null ? null : Long.valueOf(Durations.parse(written).getAsLong());
    }

    void spoil() {
        bad = true;
    }

    boolean isBad() {
        return bad;
    }

    /** Whether anything in it was found wrong. */
    boolean isSpoiled() {
        if (bad) {
            return true;
        }
        for (Iterator<Item> inside = (kind == Kind.MAP ? entries.values() : list).iterator(); inside.hasNext(); ) {
            if (inside.next().isSpoiled()) {
                return true;
            }
        }
        return false;
    }
}
