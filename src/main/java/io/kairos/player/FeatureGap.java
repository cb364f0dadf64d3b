package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.Values;
import java.io.DataInput;
import java.io.DataOutput;
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
    void count(PlayerEvent event, long time, boolean matched, Object value) {
        addNothing();
        if (!matched) {
            return;
        }
        if (last != NONE && time - last <= ignoreOver) {
            add(time - last);
        }
        last = time;
    }

    @Override
    void write(DataOutput out) throws IOException {
        Values.writeLong(last, out);
        super.write(out);
    }

    @Override
    void read(DataInput in) throws IOException {
        last = Values.readLong(in);
        super.read(in);
    }
}
