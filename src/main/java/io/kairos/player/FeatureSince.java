package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.Values;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The time since the newest event. While an event is at hand the one before it is looked at, which is the caller's part. */
final class FeatureSince extends FeatureCell {
    private long newest = NONE;
    private long before = NONE;

    FeatureSince(FeatureIndex.Entry entry) {
        super(entry);
    }

    @Override
    void count(PlayerEvent event, long time, boolean matched, Object value) {
        before = newest;
        newest = Math.max(newest, position(event, time, matched));
    }

    @Override
    double number(long time) {
        return since(newest, time);
    }

    @Override
    double numberBefore(long time) {
        return since(before, time);
    }

    private static long since(long then, long time) {
        return then == NONE ? Long.MAX_VALUE : time - then;
    }

    @Override
    void write(DataOutput out) throws IOException {
        Values.writeLong(newest, out);
    }

    @Override
    void read(DataInput in) throws IOException {
        newest = Values.readLong(in);
    }
}
