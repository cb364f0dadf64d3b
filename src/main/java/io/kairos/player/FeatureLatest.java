package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import java.io.IOException;

/** The last value there was. What arrives late does not overwrite what happened later; at equal times the later arrival wins. */
final class FeatureLatest extends FeatureCell {
    /** A longer text is kept up to here, so that nobody's row grows with what he sends. */
    static final int LONGEST_TEXT = 256;

    private long at = NONE;
    private Object value;
    private Object before;

    FeatureLatest(FeatureIndex.Entry entry) {
        super(entry);
    }

    @Override
    void remember(long time) {
        before = value;
    }

    @Override
    void count(PlayerEvent event, long time, boolean matched, double number, Object newer) {
        if (event.at() >= at) {
            at = event.at();
            value = bounded(newer);
        }
    }

    /** The one before the last is not kept. */
    @Override
    boolean undo(long position, long time, double number, Object undone) {
        return position < at;
    }

    @Override
    Object value(long time) {
        return value;
    }

    @Override
    Object valueBefore(long time) {
        return before;
    }

    @Override
    double number(long time) {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    @Override
    double numberBefore(long time) {
        return before instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    @Override
    void write(RowWriter out) throws IOException {
        Values.writeLong(at, out);
        Values.write(value, out);
    }

    @Override
    void read(RowReader in) throws IOException {
        at = Values.readLong(in);
        value = Values.read(in);
    }

    static Object bounded(Object value) {
        if (!(value instanceof String text) || text.length() <= LONGEST_TEXT) {
            return value;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1));
        return text.substring(0, splitsPair ? LONGEST_TEXT - 1 : LONGEST_TEXT);
    }
}
