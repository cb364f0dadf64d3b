package io.kairos.event;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The names of an event's attributes, in order. Events whose attributes come under the same names share one shape, so
 * that whoever reads an attribute again and again need not look for its place: what the hidden classes of Self and
 * JavaScript's engines do for objects.
 *
 * <p>A shape grows out of another one by a name. Senders choose names, so the shared ones are bounded: of strange names
 * and of long lists of them nothing is kept, and when there are too many shapes all are given up and grow anew.
 */
final class Shape {
    static final int MOST_SHARED = 4_096;
    static final int MOST_NAMES = 64;
    static final int LONGEST_NAME = 128;

    private static final String[] NONE = {};

    /** How many have grown out of the root. */
    private static final AtomicInteger SHARED = new AtomicInteger();

    private static final AtomicInteger NUMBERED = new AtomicInteger();

    private static volatile Shape root = new Shape(NONE, null, 0);

    private final String[] names;

    /** Below {@link #MOST_SHARED} if it is shared; the next to have the same comes that many shapes later. */
    private final int number;

    /** Where each name is; null if it is shared, whose few names are looked through. */
    private final Map<String, Integer> places;

    /** What has grown out of it; null if it is not shared. */
    private final Map<String, Shape> longer;

    /** The one that grew out of this one last. Several threads may write it; each is right. */
    private Shape likely;

    private Shape(String[] names, Map<String, Integer> places, int number) {
        this.names = names;
        this.number = number;
        this.places = places;
        this.longer = places == null ? new ConcurrentHashMap<>(2) : null;
    }

    static Shape empty() {
        return root;
    }

    /** A shape of its own, for these names, which are all different. */
    static Shape unshared(String[] names) {
        Map<String, Integer> places = new HashMap<>(2 * names.length);
        for (int i = 0; i < names.length; i++) {
            places.put(names[i], i);
        }
        return new Shape(names, places, Integer.MAX_VALUE);
    }

    /** The shape with one more name, if that is known to follow; else null. */
    Shape known(String name) {
        Shape guess = likely;
        if (guess != null && guess.names[names.length].equals(name)) {
            return guess;
        }
        Shape found = longer.get(name);
        if (found != null) {
            likely = found;
        }
        return found;
    }

    /** The shape with one more name, which it does not have yet; null if such a shape is not shared. */
    Shape with(String name) {
        if (names.length == MOST_NAMES || name.length() > LONGEST_NAME) {
            return null;
        }
        String[] more = Arrays.copyOf(names, names.length + 1);
        more[names.length] = name;
        Shape grown = new Shape(more, null, NUMBERED.incrementAndGet() & MOST_SHARED - 1);
        Shape other = longer.putIfAbsent(name, grown);
        if (other != null) {
            return other;
        }
        if (SHARED.incrementAndGet() == MOST_SHARED) {
            SHARED.set(0);
            Shape old = root;
            root = new Shape(NONE, null, 0);
            old.wither();
        }
        return grown;
    }

    /** Lets go of all that grew out of it: an event that is kept for long keeps no more than its own shape. */
    private void wither() {
        likely = null;
        longer.values().forEach(Shape::wither);
        longer.clear();
    }

    boolean isShared() {
        return places == null;
    }

    int number() {
        return number;
    }

    int size() {
        return names.length;
    }

    String name(int place) {
        return names[place];
    }

    /** Where the name is among the names; -1 if it is not. */
    int place(Object name) {
        if (places != null) {
            return places.getOrDefault(name, -1);
        }
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
