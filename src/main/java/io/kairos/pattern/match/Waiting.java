package io.kairos.pattern.match;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The partial matches that wait in one state. Where they are many and follow a value, those of one value are found
 * without looking at the others.
 */
final class Waiting {
    /** So many are looked through. */
    private static final int FEW = 16;

    private final Place one = new Place();

    /** By value of the first field that is followed; null as long as there are few. */
    private Map<Object, Place> byValue;

    private int size;

    /** A list in no order. */
    static final class Place {
        private Partial[] partials = new Partial[2];
        private int size;

        private void add(Partial partial) {
            if (size == partials.length) {
                partials = Arrays.copyOf(partials, 2 * size);
            }
            partials[size] = partial;
            partial.place = this;
            partial.position = size++;
        }

        private void remove(Partial partial) {
            Partial last = partials[--size];
            partials[size] = null;
            partials[partial.position] = last;
            last.position = partial.position;
            partial.place = null;
        }
    }

    int size() {
        return size;
    }

    void add(Partial partial) {
        if (byValue == null && size == FEW && partial.path.followed().length > 0) {
            spread();
        }
        placeOf(Key.first(partial.path)).add(partial);
        size++;
    }

    private void spread() {
        byValue = new HashMap<>();
        for (Partial partial : Arrays.copyOf(one.partials, one.size)) {
            Object value = Key.first(partial.path);
            if (value != null) {
                one.remove(partial);
                placeOf(value).add(partial);
            }
        }
    }

    private Place placeOf(Object value) {
        return byValue == null || value == null ? one : byValue.computeIfAbsent(value, none -> new Place());
    }

    void remove(Partial partial) {
        Place place = partial.place;
        place.remove(partial);
        size--;
        if (place.size == 0 && place != one) {
            byValue.remove(Key.first(partial.path));
        }
    }

    void addAllTo(Found found) {
        found.addAll(one);
        if (byValue != null) {
            byValue.values().forEach(found::addAll);
        }
    }

    /**
     * Those that follow this value, and some that do not; all if there is no value.
     */
    void addTo(Found found, Object value) {
        if (value == null) {
            addAllTo(found);
            return;
        }
        found.addAll(one);
        if (byValue != null) {
            Place place = byValue.get(value);
            if (place != null) {
                found.addAll(place);
            }
        }
    }

    /** What was found, before anything of it changes. */
    static final class Found {
        private Partial[] partials = new Partial[16];
        private int size;

        private void addAll(Place place) {
            if (size + place.size > partials.length) {
                partials = Arrays.copyOf(partials, Math.max(2 * partials.length, size + place.size));
            }
            System.arraycopy(place.partials, 0, partials, size, place.size);
            size += place.size;
        }

        int size() {
            return size;
        }

        Partial get(int index) {
            return partials[index];
        }

        void clear() {
            Arrays.fill(partials, 0, size, null);
            size = 0;
        }

        void forEach(Consumer<Partial> each) {
            for (int i = 0; i < size; i++) {
                each.accept(partials[i]);
            }
        }
    }
}
