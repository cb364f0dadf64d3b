package io.kairos.player;

import io.kairos.event.Values;
import io.kairos.playbook.Feature;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The arithmetic that windows, totals and lists of features share, and the short form of their numbers. */
final class Totals {
    private static final int AS_THEY_ARE = 0;
    private static final int WHOLE = 1;
    private static final int HUNDREDTHS = 2;
    private static final int NEAR_HUNDREDTHS = 3;

    /** Further from the hundredth than so many doubles a sum of money does not come. */
    private static final int NEAR = 1 << 20;

    private Totals() {}

    /** One number more; sums are added for a mean too. */
    static double add(Feature.Kind kind, double total, double number) {
        return switch (kind) {
            case COUNT, SUM, MEAN -> total + number;
            case MIN -> Math.min(total, number);
            case MAX -> Math.max(total, number);
            case DISTINCT, MEDIAN, LAST, GAP, SINCE, LATEST, STREAK, RUN, STATE, RATIO ->
                throw new IllegalArgumentException("no total of " + kind);
        };
    }

    /** What so many numbers with this total come to. */
    static double result(Feature.Kind kind, long count, double total) {
        return switch (kind) {
            case COUNT -> count;
            case SUM -> count == 0 ? 0 : total;
            case MIN, MAX -> count == 0 ? Double.NaN : total;
            case MEAN -> count == 0 ? Double.NaN : total / count;
            case DISTINCT, MEDIAN, LAST, GAP, SINCE, LATEST, STREAK, RUN, STATE, RATIO ->
                throw new IllegalArgumentException("no total of " + kind);
        };
    }

    /** Whether one of so many numbers can be taken out of their total: of the least it is not known what comes next. */
    static boolean canTakeOut(Feature.Kind kind, long count, double total, double number) {
        return switch (kind) {
            case COUNT, SUM, MEAN -> true;
            case MIN -> count == 1 ? number == total : number > total;
            case MAX -> count == 1 ? number == total : number < total;
            case DISTINCT, MEDIAN, LAST, GAP, SINCE, LATEST, STREAK, RUN, STATE, RATIO ->
                throw new IllegalArgumentException("no total of " + kind);
        };
    }

    /** The total of the {@code left} that are left. */
    static double without(Feature.Kind kind, long left, double total, double number) {
        if (left == 0) {
            return 0;
        }
        return kind == Feature.Kind.SUM || kind == Feature.Kind.MEAN ? total - number : total;
    }

    /**
     * Money is mostly whole cents and gaps are whole milliseconds: two or three bytes each, where a double has eight. Sums of
     * cents are near whole cents, and how near takes one byte more. All come back to the last bit.
     */
    static void writeNumbers(double[] numbers, int size, DataOutput out) throws IOException {
        int form = form(numbers, size);
        out.writeByte(form);
        for (int i = 0; i < size; i++) {
            switch (form) {
                case WHOLE -> Values.writeLong((long) numbers[i], out);
                case HUNDREDTHS -> Values.writeLong(Math.round(numbers[i] * 100), out);
                case NEAR_HUNDREDTHS -> {
                    Values.writeLong(Math.round(numbers[i] * 100), out);
                    Values.writeLong(fromHundredth(numbers[i]), out);
                }
                default -> out.writeDouble(numbers[i]);
            }
        }
    }

    static void readNumbers(double[] numbers, int size, DataInput in) throws IOException {
        int form = in.readByte();
        for (int i = 0; i < size; i++) {
            numbers[i] = switch (form) {
                case AS_THEY_ARE -> in.readDouble();
                case WHOLE -> Values.readLong(in);
                case HUNDREDTHS -> Values.readLong(in) / 100.0;
                case NEAR_HUNDREDTHS ->
                    Double.longBitsToDouble(
                            Double.doubleToRawLongBits(Values.readLong(in) / 100.0) + Values.readLong(in));
                default -> throw new IOException("no form of numbers begins with the byte " + form);
            };
        }
    }

    /** The shortest in which all of them come back. */
    private static int form(double[] numbers, int size) {
        int whole = 0;
        while (whole < size && isWhole(numbers[whole])) {
            whole++;
        }
        if (whole == size) {
            return WHOLE;
        }
        int form = HUNDREDTHS;
        for (int i = 0; i < size; i++) {
            long from = fromHundredth(numbers[i]);
            if (from < -NEAR || from > NEAR) {
                return AS_THEY_ARE;
            }
            form = from == 0 ? form : NEAR_HUNDREDTHS;
        }
        return form;
    }

    private static boolean isWhole(double number) {
        return Double.doubleToRawLongBits((double) (long) number) == Double.doubleToRawLongBits(number);
    }

    /** How many doubles lie between a number and the nearest hundredth. */
    private static long fromHundredth(double number) {
        return Double.doubleToRawLongBits(number) - Double.doubleToRawLongBits(Math.round(number * 100) / 100.0);
    }
}
