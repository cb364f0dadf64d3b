package io.kairos.playbook;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * At most so much value is issued in each window. Values are counted in hundredths.
 *
 * @param cents at most, in hundredths
 */
public record Budget(long cents, Pot pot) {
    /**
     * What is spent out of: budgets of the same pot are the same budget, whatever their amount.
     *
     * @param per the length of its windows, milliseconds; they follow one another from the epoch
     * @param offer the only one that counts; null for all
     * @param brand the only one whose offers count; null for all
     */
    public record Pot(long per, String offer, String brand) {
        /** When the window of a time begins. */
        public long window(long at) {
            return Math.floorDiv(at, per) * per;
        }

        @Override
        public String toString() {
            String whose = offer != null ? " for offer " + offer : brand != null ? " for brand " + brand : "";
            return "per " + Durations.text(per) + whose;
        }
    }

    static Budget of(double atMost, Pot pot) {
        return new Budget(inCents(atMost, RoundingMode.FLOOR), pot);
    }

    /** A value in hundredths; what is less than one counts as one. */
    public static long cents(double value) {
        return inCents(value, RoundingMode.CEILING);
    }

    private static long inCents(double value, RoundingMode rounding) {
        return BigDecimal.valueOf(value).movePointRight(2).setScale(0, rounding).longValueExact();
    }

    /** As analysts write it. */
    public static String text(long cents) {
        return BigDecimal.valueOf(cents, 2).stripTrailingZeros().toPlainString();
    }

    /** @param brand the player's; null if that is not known */
    public boolean covers(String offer, String brand) {
        return (pot.offer() == null || pot.offer().equals(offer))
                && (pot.brand() == null || pot.brand().equals(brand));
    }

    @Override
    public String toString() {
        return text(cents) + " " + pot;
    }
}
