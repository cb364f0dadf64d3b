package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.playbook.Feature;
import java.io.IOException;
import java.util.Arrays;

/**
 * A sliding window: a ring of twelve buckets aligned to the epoch. A value counts until the bucket it fell into is
 * twelve buckets old, which is for more than 11/12 and at most the whole of the window.
 */
final class FeatureWindow extends FeatureCell {
    private static final int BUCKETS = FeatureBuckets.BUCKETS;
    private static final long EMPTY = NONE;
    private static final int FEW = 2;
    private static final int[] NO_COUNTS = {};
    private static final double[] NO_NUMBERS = {};

    private final Feature.Kind kind;
    private final FeatureBuckets buckets;

    /** The places in the ring with something in them: most windows of most players have few. */
    private int slots;

    /** How many values fell into each of these, and what they come to; in the order of the places. */
    private int[] counts = NO_COUNTS;

    private double[] numbers = NO_NUMBERS;
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
        if (bucket > newest) {
            turnTo(bucket);
        }
        changes(bucket);
        int slot = FeatureBuckets.slot(bucket);
        int at = index(slot);
        if (isFilled(slot)) {
            numbers[at] = Totals.add(kind, numbers[at], number);
            counts[at]++;
        } else {
            insert(slot, at, number);
        }
    }

    private boolean isFilled(int slot) {
        return (slots >>> slot & 1) != 0;
    }

    private int filled() {
        return Integer.bitCount(slots);
    }

    /** Where in the lists a place is, or belongs. */
    private int index(int slot) {
        return Integer.bitCount(slots & (1 << slot) - 1);
    }

    private void insert(int slot, int at, double number) {
        int filled = filled();
        if (filled == counts.length) {
            int length = Math.min(BUCKETS, Math.max(FEW, 2 * filled));
            counts = Arrays.copyOf(counts, length);
            numbers = Arrays.copyOf(numbers, length);
        }
        System.arraycopy(counts, at, counts, at + 1, filled - at);
        System.arraycopy(numbers, at, numbers, at + 1, filled - at);
        counts[at] = 1;
        numbers[at] = number;
        slots |= 1 << slot;
    }

    private void empty(int slot) {
        int at = index(slot);
        slots &= ~(1 << slot);
        int left = filled() - at;
        System.arraycopy(counts, at + 1, counts, at, left);
        System.arraycopy(numbers, at + 1, numbers, at, left);
    }

    @Override
    boolean undo(long position, long time, double number, Object value) {
        long bucket = buckets.of(position);
        if (bucket < oldest(buckets.of(time))) {
            return true;
        }
        int slot = FeatureBuckets.slot(bucket);
        int at = index(slot);
        if (bucket > newest || !isFilled(slot) || !Totals.canTakeOut(kind, counts[at], numbers[at], number)) {
            return false;
        }
        changes(bucket);
        counts[at]--;
        if (counts[at] == 0) {
            empty(slot);
        } else {
            numbers[at] = Totals.without(kind, counts[at], numbers[at], number);
        }
        return true;
    }

    @Override
    double number(long time) {
        long current = Math.max(newest, buckets.of(time));
        if (current != earlierThan) {
            sumUpBefore(current);
        }
        int slot = FeatureBuckets.slot(current);
        if (newest < current || !isFilled(slot)) {
            return Totals.result(kind, earlierCount, earlier);
        }
        int at = index(slot);
        return Totals.result(
                kind,
                earlierCount + counts[at],
                earlierCount == 0 ? numbers[at] : Totals.add(kind, earlier, numbers[at]));
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
            if (isFilled(slot)) {
                int at = index(slot);
                earlier = earlierCount == 0 ? numbers[at] : Totals.add(kind, earlier, numbers[at]);
                earlierCount += counts[at];
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
        out.writeShort(slots);
        int filled = filled();
        for (int i = 0; i < filled; i++) {
            Values.writeLength(counts[i], out);
        }
        if (kind != Feature.Kind.COUNT) {
            Totals.writeNumbers(numbers, filled, out);
        }
    }

    @Override
    void read(RowReader in) throws IOException {
        newest = Values.readLong(in);
        slots = in.readShort();
        if (slots >> BUCKETS != 0) {
            throw new IOException("it has " + BUCKETS + " buckets, but the row says they are " + slots);
        }
        int filled = filled();
        counts = new int[Math.min(BUCKETS, filled + 1)];
        numbers = new double[counts.length];
        for (int i = 0; i < filled; i++) {
            counts[i] = Values.readLength(in);
        }
        if (kind != Feature.Kind.COUNT) {
            Totals.readNumbers(numbers, filled, in);
        }
    }

    private void turnTo(long bucket) {
        long from = newest == EMPTY ? bucket - BUCKETS : Math.max(newest, bucket - BUCKETS);
        for (long gone = from + 1; gone <= bucket; gone++) {
            if (isFilled(FeatureBuckets.slot(gone))) {
                empty(FeatureBuckets.slot(gone));
            }
        }
        newest = bucket;
    }

    /** The oldest bucket that counts in this one's time, of those the ring still has; past the newest if none does. */
    private long oldest(long current) {
        return newest == EMPTY ? Long.MAX_VALUE : Math.max(newest, current) - BUCKETS + 1;
    }
}
