package io.kairos.playbook;

import java.util.List;

/**
 * What a name in an expression stands for. A value of another type than declared is unknown, and so is a number that is
 * not finite.
 *
 * @param listed the only values there are; empty if any
 * @param reader the value as it is on the wire or in memory
 * @param definition tells apart two variables that mean different things under one name
 * @param use what it reads beside the event
 */
record Variable(ValueType type, List<String> listed, Reader reader, String definition, Use use) {

    /** Reads a value; null if unknown. */
    interface Reader {
        Object read(Scope scope);
    }

    /** The feature, tag or alias behind it; null each if it is none. */
    record Use(String feature, String tag, String alias) {
        static final Use NONE = new Use(null, null, null);
    }

    /** The number; NaN if unknown. */
    double number(Scope scope) {
        Object value = reader.read(scope);
        if (value instanceof Double number) {
            return Double.isFinite(number) ? number : Double.NaN;
        }
        return value instanceof Long whole ? whole.doubleValue() : Double.NaN;
    }

    /** The time or duration in milliseconds; {@link Arithmetic#UNKNOWN} if unknown. */
    long millis(Scope scope) {
        return reader.read(scope) instanceof Long millis ? millis : Arithmetic.UNKNOWN;
    }

    /** The text; null if unknown. */
    String text(Scope scope) {
        return reader.read(scope) instanceof String text ? text : null;
    }

    Truth truth(Scope scope) {
        return reader.read(scope) instanceof Boolean yes ? Arithmetic.truth(yes) : Truth.UNKNOWN;
    }
}
