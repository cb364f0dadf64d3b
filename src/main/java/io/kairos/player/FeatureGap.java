package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import java.io.IOException;

/** The median of the times between one event and the next. */
final class FeatureGap extends FeatureRecent {
    private final long ignoreOver;
    private long last = NONE;

    FeatureGap(FeatureIndex.Entry entry) {
        super(entry);
        this.ignoreOver =
                entry.feature().ignoreOver() == 0 ? NEVER : entry.feature().ignoreOver();
    }

    /** A fact that came too late to be matched says nothing about a rhythm and leaves it as it is. */
    @Override
    void count(PlayerEvent event, long time, boolean matched, double number, Object value) {
        if (!matched) {
            return;
        }
        if (last != NONE && time - last <= ignoreOver) {
            add(time - last);
        }
        last = time;
    }

    /** Which two gaps an event stood between is not kept. */
    @Override
    boolean undo(long position, long time, double number, Object value) {
        return false;
    }

    @Override
    void write(RowWriter out) throws IOException {
        Values.writeLong(last, out);
        super.write(out);
    }

    @Override
    void read(RowReader in) throws IOException {
        last = Values.readLong(in);
        super.read(in);
    }
}
