package io.kairos.offer;

import io.kairos.event.Values;
import io.kairos.playbook.BackOff;
import io.kairos.playbook.BackOff.Kind;
import io.kairos.playbook.BackOff.Strikes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How weary the player is of us: what he did not want lately, and how long we are silent for it. Care apart. */
final class Weariness {
    private static final long NOT = Long.MIN_VALUE;

    private final Map<Kind, long[]> unwanted = new EnumMap<>(Kind.class);

    /** How often in a row we had to be silent. */
    private int silences;

    private long until = NOT;

    /** Until when what he did not want may count. */
    private long countedUntil = NOT;

    /** How an offer ended, at {@code time}. */
    void ended(OfferRecord.Status end, long time, BackOff backOff) {
        switch (end) {
            case ACCEPTED -> {
                if (backOff.forgiven()) {
                    unwanted.clear();
                    silences = 0;
                    until = NOT;
                }
            }
            case DISMISSED -> strike(Kind.DISMISSED, time, backOff);
            case EXPIRED -> strike(Kind.IGNORED, time, backOff);
            case ISSUED, WITHDRAWN -> {}
        }
    }

    private void strike(Kind kind, long time, BackOff backOff) {
        int keep = 0;
        boolean enough = false;
        for (Strikes strikes : backOff.after()) {
            if (strikes.kind() == kind) {
                keep = Math.max(keep, strikes.times());
                countedUntil = Math.max(countedUntil, time + strikes.per());
                enough |= counted(kind, time - strikes.per()) + 1 >= strikes.times();
            }
        }
        if (enough) {
            until = time + backOff.lasting(silences);
            silences++;
            unwanted.clear();
        } else if (keep > 0) {
            long[] before = unwanted.getOrDefault(kind, new long[0]);
            int from = Math.max(0, before.length + 1 - keep);
            long[] next = Arrays.copyOfRange(before, from, before.length + 1);
            next[next.length - 1] = time;
            unwanted.put(kind, next);
        }
    }

    private int counted(Kind kind, long after) {
        int counted = 0;
        for (long time : unwanted.getOrDefault(kind, new long[0])) {
            if (time > after) {
                counted++;
            }
        }
        return counted;
    }

    /** Until when we are silent, if we are at {@code time}; else {@link Long#MIN_VALUE}. */
    long silentUntil(long time) {
        return time < until ? until : NOT;
    }

    /** How often each count that brings silence stands, by how it is written. */
    Map<String, Object> counters(BackOff backOff, long time) {
        Map<String, Object> counters = new LinkedHashMap<>();
        for (Strikes strikes : backOff.after()) {
            counters.put(strikes.toString(), (long) counted(strikes.kind(), time - strikes.per()));
        }
        return counters;
    }

    /** When nothing of it holds any more, but that the next silence may be longer. */
    long diesAt() {
        return Math.max(until, countedUntil);
    }

    /** Whether we were silent before and are not forgiven yet: the next silence is longer. */
    boolean grows() {
        return silences > 0;
    }

    boolean isEmpty() {
        return until == NOT && silences == 0 && unwanted.isEmpty();
    }

    /** For people to read. */
    Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("silent_until", until == NOT ? null : until);
        shown.put("silences", (long) silences);
        shown.put("counted_until", countedUntil == NOT ? null : countedUntil);
        unwanted.forEach((kind, times) -> shown.put(
                kind.name().toLowerCase(Locale.ROOT),
                Arrays.stream(times).boxed().toList()));
        return shown;
    }

    void write(DataOutput out) throws IOException {
        Values.writeLong(until, out);
        Values.writeLong(countedUntil, out);
        Values.writeLength(silences, out);
        for (Kind kind : Kind.values()) {
            long[] times = unwanted.getOrDefault(kind, new long[0]);
            Values.writeLength(times.length, out);
            for (long time : times) {
                Values.writeLong(time, out);
            }
        }
    }

    static Weariness read(DataInput in) throws IOException {
        Weariness weariness = new Weariness();
        weariness.until = Values.readLong(in);
        weariness.countedUntil = Values.readLong(in);
        weariness.silences = Values.readLength(in);
        for (Kind kind : Kind.values()) {
            int size = Values.readLength(in);
            long[] times = {};
            for (int i = 0; i < size; i++) {
                times = Arrays.copyOf(times, i + 1);
                times[i] = Values.readLong(in);
            }
            if (size > 0) {
                weariness.unwanted.put(kind, times);
            }
        }
        return weariness;
    }
}
