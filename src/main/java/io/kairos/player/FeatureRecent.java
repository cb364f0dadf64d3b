package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.playbook.Feature;
import java.io.IOException;
import java.util.Arrays;

/** The last values in the order they arrived, whatever their own times say, and what they come to together. */
class FeatureRecent extends FeatureCell {
    /** More values than this are kept of no feature; a feature that does not say how many keeps so many. */
    static final int MOST = 32;

    private static final int FEW = 4;

    private final Feature.Kind kind;
    private final int last;
    private static final double[] NONE_YET = {};

    private double[] values = NONE_YET;
    private int size;
    /** Where the next value goes once the list is full. */
    private int oldest;

    private double known = Double.NaN;
    private boolean isKnown;

    /** The values by size, once somebody has asked for their median; else null. */
    private double[] sorted;

    private double[] before = NONE_YET;
    private int sizeBefore;

    FeatureRecent(FeatureIndex.Entry entry) {
        super(entry);
        this.kind = entry.feature().kind();
        this.last = entry.feature().last() == 0 ? MOST : entry.feature().last();
    }

    @Override
    final void remember(long time) {
        if (before.length < size) {
            before = new double[values.length];
        }
        System.arraycopy(values, 0, before, 0, size);
        sizeBefore = size;
    }

    @Override
    void count(PlayerEvent event, long time, boolean matched, double number, Object value) {
        add(kind == Feature.Kind.COUNT ? 1 : number);
    }

    final void add(double value) {
        isKnown = false;
        if (sorted != null) {
            sortIn(value);
        }
        if (size == last) {
            values[oldest] = value;
            oldest = (oldest + 1) % last;
        } else {
            if (size == values.length) {
                values = Arrays.copyOf(values, Math.min(Math.max(FEW, 2 * size), last));
            }
            values[size++] = value;
        }
    }

    /** In the place of the oldest, if that has to go. */
    private void sortIn(double value) {
        boolean full = size == last;
        int at = size;
        if (full) {
            at = Arrays.binarySearch(sorted, 0, size, values[oldest]);
        } else if (size == sorted.length) {
            sorted = Arrays.copyOf(sorted, last);
        }
        while (at > 0 && Double.compare(sorted[at - 1], value) > 0) {
            sorted[at] = sorted[--at];
        }
        int end = full ? size - 1 : size;
        while (at < end && Double.compare(sorted[at + 1], value) < 0) {
            sorted[at] = sorted[++at];
        }
        sorted[at] = value;
    }

    /** A value that is in the list could be taken out, but not the one brought back that had made room for it. */
    @Override
    boolean undo(long position, long time, double number, Object value) {
        boolean mayBeThere = size < last;
        for (int i = 0; i < size; i++) {
            mayBeThere |= kind == Feature.Kind.COUNT || values[i] == number;
        }
        return !mayBeThere;
    }

    @Override
    final double number(long time) {
        if (!isKnown) {
            known = isMedian() ? median() : total(values, size);
            isKnown = true;
        }
        return known;
    }

    @Override
    final double numberBefore(long time) {
        return isMedian() ? median(sorted(before, sizeBefore), sizeBefore) : total(before, sizeBefore);
    }

    @Override
    final int values() {
        return size;
    }

    @Override
    void write(RowWriter out) throws IOException {
        double[] inOrder = new double[size];
        for (int i = 0; i < size; i++) {
            inOrder[i] = values[(oldest + i) % size];
        }
        Values.writeLength(size, out);
        Totals.writeNumbers(inOrder, size, out);
    }

    @Override
    void read(RowReader in) throws IOException {
        size = Values.readLength(in);
        if (size > last) {
            throw new IOException("feature " + feature().id() + " keeps " + last + " values, but the row has " + size);
        }
        values = new double[size];
        Totals.readNumbers(values, size, in);
        oldest = 0;
        sorted = null;
    }

    private boolean isMedian() {
        return switch (kind) {
            case MEDIAN, GAP -> true;
            case COUNT, SUM, MIN, MAX, MEAN -> false;
            case DISTINCT, LAST, SINCE, LATEST, STREAK, RUN, STATE, RATIO ->
                throw new IllegalArgumentException("no list of values for " + kind);
        };
    }

    private double total(double[] some, int count) {
        double total = count == 0 ? 0 : some[0];
        for (int i = 1; i < count; i++) {
            total = Totals.add(kind, total, some[i]);
        }
        return Totals.result(kind, count, total);
    }

    private double median() {
        if (sorted == null) {
            sorted = sorted(values, size);
        }
        return median(sorted, size);
    }

    private static double[] sorted(double[] some, int count) {
        double[] sorted = Arrays.copyOf(some, Math.max(count, 1));
        Arrays.sort(sorted, 0, count);
        return sorted;
    }

    private static double median(double[] sorted, int count) {
        if (count == 0) {
            return Double.NaN;
        }
        int middle = count / 2;
        return count % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
    }
}
