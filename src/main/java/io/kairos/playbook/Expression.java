package io.kairos.playbook;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A condition or a value an analyst wrote, compiled. It holds no state and may be shared by threads. */
public interface Expression {
    /** As it was written. */
    String source();

    /**
     * Its source and the definitions of all it names: two expressions of the same text come to the same in the same scope.
     * Steps are named by their aliases, which mean something within one pattern only.
     */
    String canonical();

    ValueType type();

    /** Of a boolean expression; of any other, {@code UNKNOWN}. */
    Truth test(Scope scope);

    /** The value as {@link ValueType} says; null if it meets something unknown. */
    Object value(Scope scope);

    /** The value of a number, a time or a duration; NaN if it meets something unknown, or is none of these. */
    default double number(Scope scope) {
        return value(scope) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** For people to read: by the names it uses, in the order it names them, what each is; null what is not known. */
    default Map<String, Object> operands(Scope scope) {
        return Map.of();
    }

    /** The features it reads, {@code before.x} included. */
    Set<String> features();

    /** The tags it asks for. */
    Set<String> tags();

    /** The aliases of steps it reads. */
    Set<String> aliases();

    /** Conditions on attributes of the event without which it cannot hold; there may be others. */
    default List<Necessary> necessary() {
        return List.of();
    }

    default boolean holds(Scope scope) {
        return test(scope) == Truth.TRUE;
    }
}
