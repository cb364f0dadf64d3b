package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.playbook.Feature;
import java.io.IOException;

/**
 * A sliding window: a ring of twelve buckets aligned to the epoch. A value counts until the bucket it fell into is
 * twelve buckets old, which is for more than 11/12 and at most the whole of the window.
 */
final class FeatureWindow extends FeatureCell {
    static final int BUCKETS = 12;
    private static final long EMPTY = Long.MIN_VALUE;

    private final Feature.Kind kind;
    private final long over;
    private final int[] counts = new int[BUCKETS];
    private final double[] numbers = new double[BUCKETS];
    private long newest = EMPTY;
    private double before = Double.NaN;

    FeatureWindow(FeatureIndex.Entry entry) {
        super(entry);
        this.kind = entry.feature().kind();
        this.over = entry.feature().over();
    }

    @Override
    void remember(long time) {
        before = number(time);
    }

    @Override
    void count(PlayerEvent event, long time, boolean matched, double number, Object value) {
        long bucket = bucket(position(event, time, matched));
        if (bucket <= bucket(time) - BUCKETS) {
            return;
        }
        if (bucket > newest) {
            turnTo(bucket);
        }
        int slot = slot(bucket);
        numbers[slot] = counts[slot] == 0 ? number : Totals.add(kind, numbers[slot], number);
        counts[slot]++;
    }

    @Override
    boolean undo(long position, long time, double number, Object value) {
        long bucket = bucket(position);
        if (bucket < oldest(bucket(time))) {
            return true;
        }
        int slot = slot(bucket);
        if (bucket > newest || counts[slot] == 0 || !Totals.canTakeOut(kind, counts[slot], numbers[slot], number)) {
            return false;
        }
        counts[slot]--;
        numbers[slot] = Totals.without(kind, counts[slot], numbers[slot], number);
        return true;
    }

    @Override
    double number(long time) {
        long count = 0;
        double number = 0;
        for (long bucket = oldest(bucket(time)); bucket <= newest; bucket++) {
            int slot = slot(bucket);
            if (counts[slot] > 0) {
                number = count == 0 ? numbers[slot] : Totals.add(kind, number, numbers[slot]);
                count += counts[slot];
            }
        }
        return Totals.result(kind, count, number);
    }

    @Override
    double numberBefore(long time) {
        return before;
    }

    @Override
    long endsAt() {
        return newest == EMPTY ? NONE : startOf(newest + BUCKETS);
    }

    @Override
    void readEnd(RowReader in) throws IOException {
        newest = Values.readLong(in);
    }

    @Override
    void write(RowWriter out) throws IOException {
        Values.writeLong(newest, out);
        int filled = 0;
        double[] kept = new double[BUCKETS];
        for (int slot = 0; slot < BUCKETS; slot++) {
            Values.writeLength(counts[slot], out);
            if (counts[slot] > 0) {
                kept[filled++] = numbers[slot];
            }
        }
        if (kind != Feature.Kind.COUNT) {
            Totals.writeNumbers(kept, filled, out);
        }
    }

    @Override
    void read(RowReader in) throws IOException {
        readEnd(in);
        int filled = 0;
        for (int slot = 0; slot < BUCKETS; slot++) {
            counts[slot] = Values.readLength(in);
            filled += counts[slot] > 0 ? 1 : 0;
        }
        if (kind == Feature.Kind.COUNT) {
            return;
        }
        double[] kept = new double[BUCKETS];
        Totals.readNumbers(kept, filled, in);
        int next = 0;
        for (int slot = 0; slot < BUCKETS; slot++) {
            if (counts[slot] > 0) {
                numbers[slot] = kept[next++];
            }
        }
    }

    private void turnTo(long bucket) {
        long from = newest == EMPTY ? bucket - BUCKETS : Math.max(newest, bucket - BUCKETS);
        for (long gone = from + 1; gone <= bucket; gone++) {
            counts[slot(gone)] = 0;
        }
        newest = bucket;
    }

    /** The oldest bucket that counts in this one's time, of those the ring still has; past the newest if none does. */
    private long oldest(long current) {
        return newest == EMPTY ? Long.MAX_VALUE : Math.max(newest, current) - BUCKETS + 1;
    }

    /** The bucket of a time: floor(12 × time / over) without an overflow. */
    private long bucket(long time) {
        return bucket(time, over);
    }

    /** As above, of any window. */
    static long bucket(long time, long over) {
        return Math.floorDiv(time, over) * BUCKETS + Math.floorMod(time, over) * BUCKETS / over;
    }

    /** The first millisecond of a bucket. */
    private long startOf(long bucket) {
        return startOf(bucket, over);
    }

    static long startOf(long bucket, long over) {
        long part = Math.floorMod(bucket, BUCKETS) * over;
        return Math.floorDiv(bucket, BUCKETS) * over + (part + BUCKETS - 1) / BUCKETS;
    }

    private static int slot(long bucket) {
        return Math.floorMod(bucket, BUCKETS);
    }
}
