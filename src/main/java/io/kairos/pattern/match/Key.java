package io.kairos.pattern.match;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Vocabulary;
import java.util.List;

/**
 * The fields of which a match follows one value. They are looked at one by one: an event whose type does not declare a
 * field counts for every value of it, and one that declares it and has none counts for nothing.
 */
final class Key {
    static final Object[] NOTHING = {};

    private final String[] fields;
    private final Vocabulary vocabulary;

    Key(List<String> fields, Vocabulary vocabulary) {
        this.fields = fields.toArray(String[]::new);
        this.vocabulary = vocabulary;
    }

    boolean isNone() {
        return fields.length == 0;
    }

    /** Whether an event concerns a path: it has the value of each earlier event that declares the field. */
    boolean holds(Path path, PlayerEvent event) {
        for (int i = 0; i < fields.length; i++) {
            if (!holds(i, path == null ? null : path.followed()[i], event)) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(int field, Object followed, PlayerEvent event) {
        if (!vocabulary.declares(event.type(), fields[field])) {
            return true;
        }
        Object value = Vocabulary.value(event, fields[field]);
        return value != null && (followed == null || Vocabulary.same(value, followed));
    }

    /** The same as {@link #holds}, but looking no further back than the last {@code events} of a path. */
    boolean holdsWithin(Path path, int events, PlayerEvent event) {
        for (int i = 0; i < fields.length; i++) {
            Object followed = null;
            Path earlier = path;
            for (int left = events; left > 0; left--) {
                if (vocabulary.declares(earlier.last().event().type(), fields[i])) {
                    followed = Vocabulary.value(earlier.last().event(), fields[i]);
                }
                earlier = earlier.before();
            }
            if (!holds(i, followed, event)) {
                return false;
            }
        }
        return true;
    }

    /** By field, the value that is followed after an event that a path takes. */
    Object[] followedAfter(Path path, PlayerEvent event) {
        if (fields.length == 0) {
            return NOTHING;
        }
        Object[] before = path == null ? new Object[fields.length] : path.followed();
        Object[] followed = before;
        for (int i = 0; i < fields.length; i++) {
            if (before[i] == null && vocabulary.declares(event.type(), fields[i])) {
                if (followed == before) {
                    followed = before.clone();
                }
                followed[i] = Vocabulary.value(event, fields[i]);
            }
        }
        return followed;
    }

    /** Whether two matches may be of the same value: they differ in no field that both know. */
    static boolean compatible(Path one, Path other) {
        for (int i = 0; i < one.followed().length; i++) {
            Object value = one.followed()[i];
            Object followed = other.followed()[i];
            if (value != null && followed != null && !Vocabulary.same(value, followed)) {
                return false;
            }
        }
        return true;
    }

    /** Whether an event of this type has a value of the first field, by which paths are found. */
    boolean tellsFirst(String type) {
        return fields.length > 0 && vocabulary.declares(type, fields[0]);
    }

    /** The event's value of the first field, alike for all values that are the same; null if it has none. */
    Object first(PlayerEvent event) {
        return alike(Vocabulary.value(event, fields[0]));
    }

    /** The value of the first field a path follows, as {@link #first(PlayerEvent)}; null if it does not know one yet. */
    static Object first(Path path) {
        return path.followed().length == 0 ? null : alike(path.followed()[0]);
    }

    /** A number is the same whether it is a long or a double, and zero whatever its sign. */
    private static Object alike(Object value) {
        return value instanceof Number number ? (Object) (number.doubleValue() + 0.0) : value;
    }
}
