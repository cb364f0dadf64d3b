package io.kairos.playbook;

import io.kairos.event.Attributes;
import io.kairos.event.PlayerEvent;
import java.util.List;

/**
 * What a name in an expression stands for. A value of another type than declared is unknown, and so is a number that is
 * not finite.
 *
 * @param listed the only values there are; empty if any
 * @param definition tells apart two variables that mean different things under one name
 * @param use what it reads beside the event
 */
record Variable(ValueType type, List<String> listed, Source source, String definition, Use use) {

    /** Where values come from: as they are on the wire or in memory, or as one type without boxing. */
    interface Source {
        /** Null if unknown. */
        Object read(Scope scope);

        /** NaN if unknown. */
        default double number(Scope scope) {
            return Variable.number(read(scope));
        }

        /** A time or duration in milliseconds; {@link Arithmetic#UNKNOWN} if unknown. */
        default long millis(Scope scope) {
            return Variable.millis(read(scope));
        }

        /** Null if unknown. */
        default String text(Scope scope) {
            return Variable.text(read(scope));
        }

        default Truth truth(Scope scope) {
            return Variable.truth(read(scope));
        }
    }

    /** A source of numbers. */
    interface Numbers extends Source {
        @Override
        double number(Scope scope);

        @Override
        default Object read(Scope scope) {
            double number = number(scope);
            return number != number ? null : (Object) number;
        }
    }

    /** A source of times or durations. */
    interface Times extends Source {
        @Override
        long millis(Scope scope);

        @Override
        default Object read(Scope scope) {
            long millis = millis(scope);
            return millis == Arithmetic.UNKNOWN ? null : (Object) millis;
        }
    }

    /** What an analyst wrote with a unit. */
    record Constant(long millis) implements Times {
        @Override
        public long millis(Scope scope) {
            return millis;
        }
    }

    /** An attribute of the event at hand. */
    record OfEvent(Attributes.Reader reader) implements Source {
        @Override
        public Object read(Scope scope) {
            PlayerEvent event = scope.event();
            return event == null ? null : reader.of(event);
        }
    }

    /** A feature, with the event at hand counted or without it. */
    record OfFeature(String id, boolean before) implements Source {
        @Override
        public Object read(Scope scope) {
            return before ? scope.before(id) : scope.feature(id);
        }

        @Override
        public double number(Scope scope) {
            return Arithmetic.finite(before ? scope.numberBefore(id) : scope.number(id));
        }
    }

    /** An attribute of the first or the last event matched as a step. */
    record OfStep(String alias, boolean first, Attributes.Reader reader) implements Source {
        @Override
        public Object read(Scope scope) {
            PlayerEvent event = first ? scope.firstMatched(alias) : scope.lastMatched(alias);
            return event == null ? null : reader.of(event);
        }
    }

    /** The feature, tag or alias behind it; null each if it is none. */
    record Use(String feature, String tag, String alias) {
        static final Use NONE = new Use(null, null, null);
    }

    static double number(Object value) {
        if (value instanceof Double number) {
            return Arithmetic.finite(number);
        }
        return value instanceof Long whole ? whole : Double.NaN;
    }

    static long millis(Object value) {
        return value instanceof Long millis ? millis : Arithmetic.UNKNOWN;
    }

    static String text(Object value) {
        return value instanceof String text ? text : null;
    }

    static Truth truth(Object value) {
        return value instanceof Boolean yes ? Arithmetic.truth(yes) : Truth.UNKNOWN;
    }
}
