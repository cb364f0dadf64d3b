package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.Values;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How many in a row. What comes too late to be matched is put where it belongs as far as that can be told: a member
 * older than the last break does not count; a break older than the first member breaks nothing, and one between the
 * first and the last leaves the one that surely came after it.
 */
final class FeatureStreak extends FeatureCell {
    private long count;
    private long first = NONE;
    private long last = NONE;
    private long brokenAt = NONE;
    private long before;

    FeatureStreak(FeatureIndex.Entry entry) {
        super(entry);
    }

    @Override
    void count(PlayerEvent event, long time, boolean matched, Object value) {
        before = count;
        long position = position(event, time, matched);
        if (position < brokenAt) {
            return;
        }
        first = count == 0 ? position : Math.min(first, position);
        last = count == 0 ? position : Math.max(last, position);
        count++;
    }

    void breakAt(PlayerEvent event, long time, boolean matched) {
        before = count;
        long position = position(event, time, matched);
        brokenAt = Math.max(brokenAt, position);
        if (count == 0 || position < first) {
            return;
        }
        count = position < last ? 1 : 0;
        first = last;
    }

    @Override
    double number(long time) {
        return count;
    }

    @Override
    double numberBefore(long time) {
        return before;
    }

    @Override
    void write(DataOutput out) throws IOException {
        Values.writeLong(count, out);
        Values.writeLong(brokenAt, out);
        if (count > 0) {
            Values.writeLong(first, out);
            Values.writeLong(last - first, out);
        }
    }

    @Override
    void read(DataInput in) throws IOException {
        count = Values.readLong(in);
        brokenAt = Values.readLong(in);
        if (count > 0) {
            first = Values.readLong(in);
            last = first + Values.readLong(in);
        }
    }
}
