package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import java.io.IOException;

/**
 * How many in a row. What comes too late to be matched is put where it belongs as far as that can be told: a member
 * older than the last break does not count; a break older than the first member breaks nothing, and one between the
 * first and the last leaves the one that surely came after it. The row before the last break is kept too, for a break
 * that is undone.
 */
final class FeatureStreak extends FeatureCell implements FeatureCell.Breakable {
    private static final long UNKNOWN = -1;

    private static final int HAS_ROW = 1;
    private static final int WAS_BROKEN = 2;
    private static final int HAD_ROW = 4;
    private static final int THEN_IS_KNOWN = 8;
    private static final int WAS_BROKEN_THEN = 16;

    private long count;
    private long first = NONE;
    private long last = NONE;
    private long brokenAt = NONE;

    /** How many were in the row that the last break ended, and where that row began; unknown if it cannot be told. */
    private long countThen = UNKNOWN;

    private long firstThen = NONE;
    private long brokenThen = NONE;

    private long before;

    FeatureStreak(FeatureIndex.Entry entry) {
        super(entry);
    }

    @Override
    void remember(long time) {
        before = count;
    }

    @Override
    void count(PlayerEvent event, long time, boolean matched, double number, Object value) {
        long position = position(event, time, matched);
        if (position < brokenAt) {
            countThen = UNKNOWN;
            return;
        }
        first = count == 0 ? position : Math.min(first, position);
        last = count == 0 ? position : Math.max(last, position);
        count++;
    }

    @Override
    public void breakAt(PlayerEvent event, long time, boolean matched) {
        long position = position(event, time, matched);
        if (position < brokenAt || count > 0 && position < last) {
            countThen = UNKNOWN;
        } else {
            countThen = count;
            firstThen = first;
            brokenThen = brokenAt;
        }
        brokenAt = Math.max(brokenAt, position);
        if (count == 0 || position < first) {
            return;
        }
        count = position < last ? 1 : 0;
        first = last;
    }

    /** One that may as well stand before the last break, at the same millisecond, is left. */
    @Override
    boolean undo(long position, long time, double number, Object value) {
        if (position < brokenAt) {
            if (position >= brokenThen) {
                countThen = countThen > 0 && position > brokenThen ? countThen - 1 : UNKNOWN;
            }
            return true;
        }
        if (position == brokenAt || count == 0 || position < first || position > last) {
            return false;
        }
        count--;
        return true;
    }

    @Override
    public boolean undoBreak(long position) {
        if (position < brokenAt) {
            countThen = UNKNOWN;
            return true;
        }
        boolean whichOfTwo = position == brokenThen && countThen > 0;
        if (position > brokenAt || countThen == UNKNOWN || whichOfTwo) {
            return false;
        }
        if (countThen > 0) {
            last = count == 0 ? brokenAt : last;
            first = firstThen;
            count += countThen;
        }
        brokenAt = brokenThen;
        countThen = UNKNOWN;
        return true;
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
    void write(RowWriter out) throws IOException {
        int known = (count > 0 ? HAS_ROW : 0)
                | (brokenAt != NONE ? WAS_BROKEN : 0)
                | (countThen > 0 ? HAD_ROW : 0)
                | (countThen != UNKNOWN ? THEN_IS_KNOWN : 0)
                | (countThen != UNKNOWN && brokenThen != NONE ? WAS_BROKEN_THEN : 0);
        out.writeByte(known);
        if (count > 0) {
            Values.writeLong(count, out);
            Values.writeLong(first, out);
            Values.writeLong(last - first, out);
        }
        if ((known & WAS_BROKEN) != 0) {
            Values.writeLong(brokenAt, out);
        }
        if ((known & HAD_ROW) != 0) {
            Values.writeLong(countThen, out);
            Values.writeLong(brokenAt - firstThen, out);
        }
        if ((known & WAS_BROKEN_THEN) != 0) {
            Values.writeLong(brokenAt - brokenThen, out);
        }
    }

    @Override
    void read(RowReader in) throws IOException {
        int known = in.readByte();
        if ((known & HAS_ROW) != 0) {
            count = Values.readLong(in);
            first = Values.readLong(in);
            last = first + Values.readLong(in);
        }
        if ((known & WAS_BROKEN) != 0) {
            brokenAt = Values.readLong(in);
        }
        countThen = (known & THEN_IS_KNOWN) == 0 ? UNKNOWN : 0;
        if ((known & HAD_ROW) != 0) {
            countThen = Values.readLong(in);
            firstThen = brokenAt - Values.readLong(in);
        }
        if ((known & WAS_BROKEN_THEN) != 0) {
            brokenThen = brokenAt - Values.readLong(in);
        }
    }
}
