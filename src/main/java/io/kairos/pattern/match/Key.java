package io.kairos.pattern.match;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Vocabulary;
import java.util.List;

/**
 * The fields of which a match follows one value. They are looked at one by one: an event whose type does not declare a
 * field counts for every value of it, and one that declares it and has none counts for nothing.
 */
record Key(List<String> fields, Vocabulary vocabulary) {
    /** Whether an event concerns what has been taken: it has the value of each earlier event that declares the field. */
    boolean holds(List<Path.Taken> taken, PlayerEvent event) {
        for (String field : fields) {
            if (vocabulary.declares(event.type(), field)) {
                Object value = Vocabulary.value(event, field);
                Object followed = followed(taken, field);
                if (value == null || followed != null && !Vocabulary.same(value, followed)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether two matches may be of the same value: they differ in no field that both know. */
    boolean compatible(Path one, Path other) {
        for (String field : fields) {
            Object value = followed(one.taken(), field);
            Object followed = followed(other.taken(), field);
            if (value != null && followed != null && !Vocabulary.same(value, followed)) {
                return false;
            }
        }
        return true;
    }

    private Object followed(List<Path.Taken> taken, String field) {
        for (Path.Taken earlier : taken) {
            PlayerEvent event = earlier.occurrence().event();
            if (vocabulary.declares(event.type(), field)) {
                return Vocabulary.value(event, field);
            }
        }
        return null;
    }
}
