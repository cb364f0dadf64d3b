package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import java.io.IOException;

/**
 * From the first to the last event of an unbroken run. When nothing came for the length of the gap, the run is over and
 * nothing is known, until the next begins. A fact that comes too late to be matched leaves it as it is.
 */
final class FeatureRun extends FeatureCell {
    private final long gap;
    private long first = NONE;
    private long last = NONE;
    private double before;

    FeatureRun(FeatureIndex.Entry entry) {
        super(entry);
        this.gap = entry.feature().gap();
    }

    @Override
    void remember(long time) {
        before = number(time);
    }

    @Override
    void count(PlayerEvent event, long time, boolean matched, double number, Object value) {
        if (!matched) {
            return;
        }
        if (isOver(time)) {
            first = time;
        }
        last = time;
    }

    /** What the run would be without an event in it is not kept. */
    @Override
    boolean undo(long position, long time, double number, Object value) {
        return position < first;
    }

    private boolean isOver(long time) {
        return last == NONE || time - last >= gap;
    }

    @Override
    double number(long time) {
        return isOver(time) ? Double.NaN : last - first;
    }

    @Override
    double numberBefore(long time) {
        return before;
    }

    @Override
    long anchor() {
        return last;
    }

    @Override
    void write(RowWriter out) throws IOException {
        Values.writeLong(last, out);
        Values.writeLong(last - first, out);
    }

    @Override
    void read(RowReader in) throws IOException {
        last = Values.readLong(in);
        first = last - Values.readLong(in);
    }
}
