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
    private static final int BUCKETS = FeatureBuckets.BUCKETS;
    private static final long EMPTY = NONE;

    private final Feature.Kind kind;
    private final FeatureBuckets buckets;

    /** Null as long as nothing was counted or read. */
    private int[] counts;

    private double[] numbers;
    private long newest = EMPTY;
    private double before = Double.NaN;

    /** The bucket whose predecessors in the window come to {@code earlier}, and how many values those are. */
    private long earlierThan = EMPTY;

    private double earlier;
    private long earlierCount;

    FeatureWindow(FeatureIndex.Entry entry) {
        super(entry);
        this.kind = entry.feature().kind();
        this.buckets = entry.buckets();
    }

    @Override
    void remember(long time) {
        before = number(time);
    }

    @Override
    void count(PlayerEvent event, long time, boolean matched, double number, Object value) {
        long position = position(event, time, matched);
        long bucket = buckets.of(position);
        if (position != time && bucket <= buckets.of(time) - BUCKETS) {
            return;
        }
        if (counts == null) {
            begin();
        }
        if (bucket > newest) {
            turnTo(bucket);
        }
        changes(bucket);
        int slot = FeatureBuckets.slot(bucket);
        numbers[slot] = counts[slot] == 0 ? number : Totals.add(kind, numbers[slot], number);
        counts[slot]++;
    }

    private void begin() {
        counts = new int[BUCKETS];
        numbers = new double[BUCKETS];
    }

    @Override
    boolean undo(long position, long time, double number, Object value) {
        long bucket = buckets.of(position);
        if (bucket < oldest(buckets.of(time))) {
            return true;
        }
        int slot = FeatureBuckets.slot(bucket);
        if (bucket > newest || counts[slot] == 0 || !Totals.canTakeOut(kind, counts[slot], numbers[slot], number)) {
            return false;
        }
        changes(bucket);
        counts[slot]--;
        numbers[slot] = Totals.without(kind, counts[slot], numbers[slot], number);
        return true;
    }

    @Override
    double number(long time) {
        long current = Math.max(newest, buckets.of(time));
        if (current != earlierThan) {
            sumUpBefore(current);
        }
        int slot = FeatureBuckets.slot(current);
        if (newest < current || counts[slot] == 0) {
            return Totals.result(kind, earlierCount, earlier);
        }
        return Totals.result(
                kind,
                earlierCount + counts[slot],
                earlierCount == 0 ? numbers[slot] : Totals.add(kind, earlier, numbers[slot]));
    }

    private void sumUpBefore(long current) {
        earlierThan = current;
        earlierCount = 0;
        earlier = 0;
        if (newest == EMPTY) {
            return;
        }
        long to = Math.min(newest, current - 1);
        for (long bucket = current - BUCKETS + 1; bucket <= to; bucket++) {
            int slot = FeatureBuckets.slot(bucket);
            if (counts[slot] > 0) {
                earlier = earlierCount == 0 ? numbers[slot] : Totals.add(kind, earlier, numbers[slot]);
                earlierCount += counts[slot];
            }
        }
    }

    /** What was summed up before another bucket may have been with this one. */
    private void changes(long bucket) {
        if (bucket != earlierThan) {
            earlierThan = EMPTY;
        }
    }

    @Override
    double numberBefore(long time) {
        return before;
    }

    @Override
    long anchor() {
        return newest;
    }

    @Override
    void write(RowWriter out) throws IOException {
        Values.writeLong(newest, out);
        int filled = 0;
        int slots = 0;
        double[] kept = new double[BUCKETS];
        for (int slot = 0; slot < BUCKETS; slot++) {
            if (counts[slot] > 0) {
                slots |= 1 << slot;
                kept[filled++] = numbers[slot];
            }
        }
        out.writeShort(slots);
        for (int slot = 0; slot < BUCKETS; slot++) {
            if (counts[slot] > 0) {
                Values.writeLength(counts[slot], out);
            }
        }
        if (kind != Feature.Kind.COUNT) {
            Totals.writeNumbers(kept, filled, out);
        }
    }

    @Override
    void read(RowReader in) throws IOException {
        newest = Values.readLong(in);
        begin();
        int slots = in.readShort();
        if (slots >> BUCKETS != 0) {
            throw new IOException("it has " + BUCKETS + " buckets, but the row says they are " + slots);
        }
        int filled = 0;
        for (int slot = 0; slot < BUCKETS; slot++) {
            if ((slots >> slot & 1) != 0) {
                counts[slot] = Values.readLength(in);
                filled++;
            }
        }
        if (kind == Feature.Kind.COUNT) {
            return;
        }
        double[] kept = new double[BUCKETS];
        Totals.readNumbers(kept, filled, in);
        int next = 0;
        for (int slot = 0; slot < BUCKETS; slot++) {
            if ((slots >> slot & 1) != 0) {
                numbers[slot] = kept[next++];
            }
        }
    }

    private void turnTo(long bucket) {
        long from = newest == EMPTY ? bucket - BUCKETS : Math.max(newest, bucket - BUCKETS);
        for (long gone = from + 1; gone <= bucket; gone++) {
            counts[FeatureBuckets.slot(gone)] = 0;
        }
        newest = bucket;
    }

    /** The oldest bucket that counts in this one's time, of those the ring still has; past the newest if none does. */
    private long oldest(long current) {
        return newest == EMPTY ? Long.MAX_VALUE : Math.max(newest, current) - BUCKETS + 1;
    }
}
