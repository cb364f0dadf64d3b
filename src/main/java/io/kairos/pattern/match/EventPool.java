package io.kairos.pattern.match;

import io.kairos.event.EventCodec;
import io.kairos.event.Occurrence;
import io.kairos.event.Values;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The occurrences a row refers to, each held once whatever the number of patterns that matched it. An occurrence is itself
 * and no other: an id may come twice, where a producer repeats an event long after.
 */
public final class EventPool {
    private final List<Occurrence> occurrences = new ArrayList<>();
    private final Map<Occurrence, Integer> indices = new IdentityHashMap<>();

    /** The reference of an occurrence, which is added if it is new. */
    public int reference(Occurrence occurrence) {
        return indices.computeIfAbsent(occurrence, added -> {
            occurrences.add(added);
            return occurrences.size() - 1;
        });
    }

    public Occurrence get(int reference) throws IOException {
        if (reference < 0 || reference >= occurrences.size()) {
            throw new IOException("event " + reference + " of " + occurrences.size());
        }
        return occurrences.get(reference);
    }

    public void write(DataOutput out) throws IOException {
        Values.writeLength(occurrences.size(), out);
        for (Occurrence occurrence : occurrences) {
            Values.writeLong(occurrence.time(), out);
            Values.writeLength(occurrence.arrival(), out);
            EventCodec.write(occurrence.event(), out);
        }
    }

    public static EventPool read(DataInput in) throws IOException {
        EventPool pool = new EventPool();
        int size = Values.readLength(in);
        for (int i = 0; i < size; i++) {
            long time = Values.readLong(in);
            int arrival = Values.readLength(in);
            pool.reference(new Occurrence(EventCodec.read(in), time, arrival));
        }
        return pool;
    }
}
