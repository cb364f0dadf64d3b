package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import java.io.IOException;

/** The time since the newest event. While an event is at hand the one before it is looked at, which is the caller's part. */
final class FeatureSince extends FeatureCell {
    private long newest = NONE;
    private long before = NONE;

    FeatureSince(FeatureIndex.Entry entry) {
        super(entry);
    }

    @Override
    void remember(long time) {
        before = newest;
    }

    @Override
    void count(PlayerEvent event, long time, boolean matched, double number, Object value) {
        newest = Math.max(newest, position(event, time, matched));
    }

    /** The one before the newest is not kept. */
    @Override
    boolean undo(long position, long time, double number, Object value) {
        return position < newest;
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
    void write(RowWriter out) throws IOException {
        Values.writeLong(newest, out);
    }

    @Override
    void read(RowReader in) throws IOException {
        newest = Values.readLong(in);
    }
}
