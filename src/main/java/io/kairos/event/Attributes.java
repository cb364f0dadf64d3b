package io.kairos.event;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What belongs to the type of an event: an unmodifiable map, in the order the attributes came. The values are
 * {@code null}, {@link Boolean}, {@link Long}, {@link Double} or {@link String}.
 */
public final class Attributes extends AbstractMap<String, Object> {
    public static final Attributes NONE = new Attributes(Shape.unshared(new String[0]), new Object[0]);

    private final Shape shape;
    private final Object[] values;

    private Attributes(Shape shape, Object[] values) {
        this.shape = shape;
        this.values = values;
    }

    public static Attributes of(Map<String, ?> map) {
        if (map instanceof Attributes already) {
            return already;
        }
        Builder builder = new Builder(map.size());
        map.forEach(builder::put);
        return builder.build();
    }

    /** Takes attributes one by one, once. Of one name the last value counts, at the place of the first. */
    public static final class Builder {
        private Shape shape = Shape.empty();
        private Object[] values;
        private int size;

        /** What has come so far, once its names are not to be shared; else null. */
        private Map<String, Object> unshared;

        /** @param expected how many will come; a guess is enough */
        public Builder(int expected) {
            values = new Object[Math.min(expected, Shape.MOST_NAMES)];
        }

        public Builder put(String name, Object value) {
            if (unshared != null) {
                unshared.put(Objects.requireNonNull(name, "the name of an attribute"), value);
                return this;
            }
            Shape longer = shape.known(name);
            if (longer == null) {
                int place = shape.place(name);
                if (place >= 0) {
                    values[place] = value;
                    return this;
                }
                longer = shape.with(name);
                if (longer == null) {
                    unshared = new LinkedHashMap<>(new Attributes(shape, values));
                    unshared.put(name, value);
                    return this;
                }
            }
            if (size == values.length) {
                values = Arrays.copyOf(values, Math.max(4, 2 * size));
            }
            values[size++] = value;
            shape = longer;
            return this;
        }

        public Attributes build() {
            if (unshared != null) {
                return new Attributes(
                        Shape.unshared(unshared.keySet().toArray(String[]::new)),
                        unshared.values().toArray());
            }
            return size == 0
                    ? NONE
                    : new Attributes(shape, size == values.length ? values : Arrays.copyOf(values, size));
        }
    }

    /** Reads one attribute, of event after event: it remembers where the name is in each shape. May be shared by threads. */
    public static final class Reader {
        private static final Place[] NONE = {};

        private final String name;

        /** By number of the shape. Written without a lock: whichever thread's it is, what it says is right. */
        private Place[] known = NONE;

        /** Where the name is in a shape. */
        private record Place(Shape shape, int index) {}

        public Reader(String name) {
            this.name = name;
        }

        public String name() {
            return name;
        }

        /** The value; null if the event has none. */
        public Object of(PlayerEvent event) {
            Attributes attributes = (Attributes) event.attributes();
            Shape shape = attributes.shape;
            Place[] places = known;
            Place place = shape.number() < places.length ? places[shape.number()] : null;
            int index = place != null && place.shape == shape ? place.index : index(shape, places);
            return index < 0 ? null : attributes.values[index];
        }

        private int index(Shape shape, Place[] places) {
            int index = shape.place(name);
            if (shape.isShared()) {
                Place[] more = Arrays.copyOf(places, Math.max(places.length, shape.number() + 1));
                more[shape.number()] = new Place(shape, index);
                known = more;
            }
            return index;
        }
    }

    @Override
    public int size() {
        return shape.size();
    }

    @Override
    public Object get(Object name) {
        int place = shape.place(name);
        return place < 0 ? null : values[place];
    }

    @Override
    public boolean containsKey(Object name) {
        return shape.place(name) >= 0;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super Object> action) {
        for (int i = 0; i < shape.size(); i++) {
            action.accept(shape.name(i), values[i]);
        }
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return new Entries();
    }

    private final class Entries extends AbstractSet<Entry<String, Object>> {
        @Override
        public int size() {
            return shape.size();
        }

        @Override
        public Iterator<Entry<String, Object>> iterator() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < shape.size();
                }

                @Override
                public Entry<String, Object> next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException();
                    }
                    return new SimpleImmutableEntry<>(shape.name(next), values[next++]);
                }
            };
        }
    }
}
