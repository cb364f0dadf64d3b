package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.playbook.Feature;
import io.kairos.playbook.Scope;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rolling features of one player. An event is at hand from {@link #on} until {@link #over}, the next event, or a
 * later time, whichever is first: only as long is {@link #before} another value than {@link #value}, and only as long
 * does {@code since} look past the event itself. A feature whose definition changed starts anew.
 */
final class FeatureMemory {
    private static final int FORMAT = 1;

    private final Map<String, FeatureCell> cells = new LinkedHashMap<>();

    /** The features that the last event counted, in the order of the index. */
    private final List<String> changed = new ArrayList<>();

    private FeatureIndex known;
    private int step;
    private long clock = Long.MIN_VALUE;

    private FeatureMemory() {}

    static FeatureMemory none() {
        return new FeatureMemory();
    }

    /**
     * Counts an event. A condition or value that reads a feature sees the ones before it in the index with the event
     * counted, and those after it without.
     *
     * @param time the player's clock
     * @param matched false for a fact that is too late to be matched: it counts at its own time, in a window that still
     *     covers it; everything else counts at the clock
     * @param scope is about this event
     */
    void on(PlayerEvent event, long time, boolean matched, FeatureIndex features, Scope scope) {
        over();
        count(event, time, matched, features, scope);
    }

    /** Counts what Kairos itself noticed at an event or a deadline: the event at hand stays at hand. */
    void noticed(PlayerEvent event, long time, FeatureIndex features, Scope scope) {
        count(event, time, true, features, scope);
    }

    private void count(PlayerEvent event, long time, boolean matched, FeatureIndex features, Scope scope) {
        clock = time;
        changed.clear();
        if (features != known) {
            cells.values().removeIf(cell -> !isKept(cell, features));
            known = features;
        }
        for (FeatureIndex.Watch watch : features.watching(event)) {
            if (watch.breaks(scope)) {
                FeatureStreak streak = (FeatureStreak) touched(watch.entry());
                streak.breakAt(event, time, matched);
            } else if (watch.counts(scope)) {
                Object value = taken(watch.entry().feature(), scope);
                if (value != null) {
                    touched(watch.entry()).count(event, time, matched, value);
                }
            }
        }
    }

    /** The features that what was counted last has changed. */
    List<String> changed() {
        return changed;
    }

    /** The event at hand is over. */
    void over() {
        step++;
    }

    /** Null if it is unknown at that time, which is never before the last event. */
    Object value(Feature feature, long time) {
        FeatureCell cell = cell(feature);
        if (cell == null) {
            return FeatureCell.startingValue(feature);
        }
        return looksBack(cell, time) ? cell.valueBefore(time) : cell.value(time);
    }

    /** Without the event at hand; where that did not count, or none is at hand, the value. */
    Object before(Feature feature, long time) {
        FeatureCell cell = cell(feature);
        if (cell == null) {
            return FeatureCell.startingValue(feature);
        }
        return isAtHand(cell, time) ? cell.valueBefore(time) : cell.value(time);
    }

    /** The value of a number, a time or a duration without rounding: a median may lie between two milliseconds. NaN if unknown. */
    double millis(Feature feature, long time) {
        FeatureCell cell = cell(feature);
        if (cell == null) {
            return FeatureCell.startingNumber(feature);
        }
        return looksBack(cell, time) ? cell.numberBefore(time) : cell.number(time);
    }

    /** How many values stand behind a feature over the last values; 0 for any other. */
    int values(Feature feature) {
        FeatureCell cell = cell(feature);
        return cell == null ? 0 : cell.values();
    }

    /** Nothing is known, or nothing any more by the time of the last event. */
    boolean isEmpty() {
        return diesAt() <= clock;
    }

    /** From then on it is as good as none; {@link PlayerMemory#NEVER} if it holds something that has no end of its own. */
    long diesAt() {
        long diesAt = Long.MIN_VALUE;
        for (FeatureCell cell : cells.values()) {
            diesAt = Math.max(diesAt, cell.endsAt());
        }
        return diesAt;
    }

    /** Between events: what an event at hand would make different is not written. */
    void write(DataOutput out) throws IOException {
        out.writeByte(FORMAT);
        int alive = 0;
        for (FeatureCell cell : cells.values()) {
            alive += cell.endsAt() > clock ? 1 : 0;
        }
        Values.writeLength(alive, out);
        RowWriter payload = new RowWriter();
        for (FeatureCell cell : cells.values()) {
            if (cell.endsAt() > clock) {
                Values.writeText(cell.feature().id(), out);
                out.writeLong(cell.entry().mark());
                payload.clear();
                cell.write(payload);
                Values.writeLength(payload.size(), out);
                payload.writeTo(out);
            }
        }
    }

    /** What the index does not know, or knows under another definition, is left out. */
    static FeatureMemory read(DataInput in, FeatureIndex features) throws IOException {
        int format = in.readByte();
        if (format != FORMAT) {
            throw new IOException("features are written in format " + format + ", but this version reads only " + FORMAT
                    + "; run the version that wrote them");
        }
        FeatureMemory memory = new FeatureMemory();
        memory.known = features;
        for (int left = Values.readLength(in); left > 0; left--) {
            FeatureIndex.Entry entry = features.entry(Values.readText(in));
            long mark = in.readLong();
            int length = Values.readLength(in);
            if (entry != null && entry.mark() == mark) {
                FeatureCell cell = FeatureCell.of(entry);
                cell.read(in);
                memory.cells.put(entry.feature().id(), cell);
            } else if (in.skipBytes(length) != length) {
                throw new IOException("features end in the middle of one");
            }
        }
        return memory;
    }

    private FeatureCell touched(FeatureIndex.Entry entry) {
        String id = entry.feature().id();
        FeatureCell cell = cells.get(id);
        if (cell == null) {
            cell = FeatureCell.of(entry);
            cells.put(id, cell);
        }
        cell.touch(step);
        changed.add(id);
        return cell;
    }

    /** Null if nothing was counted for it in its present definition. */
    private FeatureCell cell(Feature feature) {
        FeatureCell cell = cells.get(feature.id());
        boolean same = cell != null
                && (cell.feature() == feature || cell.feature().fingerprint().equals(feature.fingerprint()));
        return same ? cell : null;
    }

    private boolean isAtHand(FeatureCell cell, long time) {
        return cell.isTouched(step) && time == clock;
    }

    private boolean looksBack(FeatureCell cell, long time) {
        return cell instanceof FeatureSince && isAtHand(cell, time);
    }

    private static boolean isKept(FeatureCell cell, FeatureIndex features) {
        FeatureIndex.Entry entry = features.entry(cell.feature().id());
        return entry != null && entry.mark() == cell.entry().mark();
    }

    /** What a feature takes from the event; null if that is nothing that can be counted. */
    private static Object taken(Feature feature, Scope scope) {
        if (feature.value() == null) {
            return Boolean.TRUE;
        }
        Object value = feature.value().value(scope);
        return value instanceof Double number && !Double.isFinite(number) ? null : value;
    }
}
