package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import java.io.IOException;
import java.util.Arrays;

/**
 * How many different values, up to {@link #MOST}: of more, those seen last are kept, so that the number is right again as
 * soon as no more than so many are left. Values are told apart by a hash of 64 bits.
 */
final class FeatureDistinct extends FeatureCell {
    static final int MOST = 32;

    /** Null for the session, where a value stays as long as that lasts. */
    private final FeatureBuckets buckets;

    private long[] values = new long[4];
    /** By value, in which bucket it was seen last. */
    private long[] seen = new long[4];

    private int size;
    private long newest = NONE;
    private double before;

    FeatureDistinct(FeatureIndex.Entry entry) {
        super(entry);
        this.buckets = entry.buckets();
    }

    @Override
    void remember(long time) {
        before = number(time);
    }

    @Override
    void count(PlayerEvent event, long time, boolean matched, double number, Object value) {
        long bucket = bucket(position(event, time, matched));
        if (bucket < oldest(time)) {
            return;
        }
        newest = Math.max(newest, bucket);
        forgetBefore(oldest(time));
        long hash = hash(value);
        int at = find(hash);
        if (at >= 0) {
            seen[at] = Math.max(seen[at], bucket);
        } else if (size < MOST) {
            add(hash, bucket);
        } else {
            int first = 0;
            for (int i = 1; i < size; i++) {
                first = seen[i] < seen[first] ? i : first;
            }
            if (seen[first] <= bucket) {
                values[first] = hash;
                seen[first] = bucket;
            }
        }
    }

    private void add(long hash, long bucket) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
            seen = Arrays.copyOf(seen, 2 * size);
        }
        values[size] = hash;
        seen[size++] = bucket;
    }

    private void forgetBefore(long oldest) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (seen[i] >= oldest) {
                values[kept] = values[i];
                seen[kept++] = seen[i];
            }
        }
        size = kept;
    }

    /** A value seen again later still counts; whether it was seen twice in one bucket is not kept. */
    @Override
    boolean undo(long position, long time, double number, Object value) {
        long bucket = bucket(position);
        if (bucket < oldest(time)) {
            return true;
        }
        int at = find(hash(value));
        return at < 0 ? size == MOST : bucket < seen[at];
    }

    private int find(long hash) {
        for (int i = 0; i < size; i++) {
            if (values[i] == hash) {
                return i;
            }
        }
        return -1;
    }

    @Override
    double number(long time) {
        long oldest = oldest(time);
        int count = 0;
        for (int i = 0; i < size; i++) {
            count += seen[i] >= oldest ? 1 : 0;
        }
        return count;
    }

    @Override
    double numberBefore(long time) {
        return before;
    }

    private long bucket(long time) {
        return buckets == null ? 0 : buckets.of(time);
    }

    /** The oldest bucket that counts at this time. */
    private long oldest(long time) {
        return buckets == null ? 0 : buckets.of(time) - FeatureBuckets.BUCKETS + 1;
    }

    @Override
    long anchor() {
        return newest;
    }

    @Override
    void write(RowWriter out) throws IOException {
        Values.writeLong(newest, out);
        forgetBefore(newest - FeatureBuckets.BUCKETS + 1);
        Values.writeLength(size, out);
        for (int i = 0; i < size; i++) {
            out.writeByte((int) (newest - seen[i]));
            out.writeLong(values[i]);
        }
    }

    @Override
    void read(RowReader in) throws IOException {
        newest = Values.readLong(in);
        size = Values.readLength(in);
        if (size > MOST) {
            throw new IOException("it keeps " + MOST + " values, but the row has " + size);
        }
        values = new long[Math.max(size, 1)];
        seen = new long[Math.max(size, 1)];
        for (int i = 0; i < size; i++) {
            seen[i] = newest - in.readByte();
            values[i] = in.readLong();
        }
    }

    /** A number is a number, whole or not. */
    private static long hash(Object value) {
        if (value instanceof String text) {
            return Mark.of(text);
        }
        if (value instanceof Boolean yes) {
            return yes ? 1 : 0;
        }
        return Double.doubleToLongBits(((Number) value).doubleValue() + 0.0);
    }
}
