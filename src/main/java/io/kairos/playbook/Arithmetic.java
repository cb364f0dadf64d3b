package io.kairos.playbook;

/**
 * Reckoning with the unknown: NaN is an unknown number, {@link #UNKNOWN} an unknown time or duration. What overflows or
 * is divided by zero is unknown. {@link #FOREVER} is longer than any duration and can be compared, not reckoned with.
 */
final class Arithmetic {
    static final long UNKNOWN = Long.MIN_VALUE;
    static final long FOREVER = Long.MAX_VALUE;

    private Arithmetic() {}

    static Truth truth(boolean value) {
        return value ? Truth.TRUE : Truth.FALSE;
    }

    static double finite(double value) {
        return Double.isFinite(value) ? value : Double.NaN;
    }

    static long plus(long a, long b) {
        if (beyond(a) || beyond(b)) {
            return UNKNOWN;
        }
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? UNKNOWN : sum;
    }

    static long minus(long a, long b) {
        return beyond(b) ? UNKNOWN : plus(a, -b);
    }

    static long times(double factor, long millis) {
        if (beyond(millis)) {
            return UNKNOWN;
        }
        double product = factor * millis;
        return Math.abs(product) < 0x1p62 ? Math.round(product) : UNKNOWN;
    }

    private static boolean beyond(long millis) {
        return millis == UNKNOWN || millis == FOREVER;
    }
}
