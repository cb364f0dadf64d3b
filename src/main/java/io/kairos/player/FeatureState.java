package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import java.io.IOException;

/**
 * Whether something lasts: from one of its first events on, until one that ends it, or until it has lasted for as long as it
 * may. What happened later counts, whatever comes later; at equal times the later arrival.
 */
final class FeatureState extends FeatureCell implements FeatureCell.Breakable {
    /** How long it may last; 0 for ever. */
    private final long atMost;

    private long changedAt = NONE;
    private boolean on;
    private boolean before;

    FeatureState(FeatureIndex.Entry entry) {
        super(entry);
        this.atMost = entry.feature().gap();
    }

    @Override
    void remember(long time) {
        before = lasts(time);
    }

    @Override
    void count(PlayerEvent event, long time, boolean matched, double number, Object value) {
        becomes(true, position(event, time, matched));
    }

    @Override
    public void breakAt(PlayerEvent event, long time, boolean matched) {
        becomes(false, position(event, time, matched));
    }

    private void becomes(boolean now, long position) {
        if (position >= changedAt) {
            changedAt = position;
            on = now;
        }
    }

    /** What was before the last change is not kept. */
    @Override
    boolean undo(long position, long time, double number, Object value) {
        return position < changedAt;
    }

    @Override
    public boolean undoBreak(long position) {
        return position < changedAt;
    }

    private boolean lasts(long time) {
        return on && (atMost == 0 || time - changedAt < atMost);
    }

    @Override
    Object value(long time) {
        return lasts(time);
    }

    @Override
    Object valueBefore(long time) {
        return before;
    }

    @Override
    double number(long time) {
        return Double.NaN;
    }

    @Override
    double numberBefore(long time) {
        return Double.NaN;
    }

    @Override
    long anchor() {
        return changedAt;
    }

    @Override
    void write(RowWriter out) throws IOException {
        Values.writeLong(changedAt, out);
        out.writeBoolean(on);
    }

    @Override
    void read(RowReader in) throws IOException {
        changedAt = Values.readLong(in);
        on = in.readBoolean();
    }
}
