package io.kairos.playbook;

import io.kairos.event.PlayerEvent;
import java.util.List;

/** All that an expression may look at, about one player at one moment. */
public interface Scope {
    /** The event under test; null at a deadline. */
    PlayerEvent event();

    /** The player's clock, milliseconds of the epoch. */
    long time();

    /** A text field of the envelope: the event's own; at a deadline the last one known. Null if unknown. */
    String envelope(String field);

    /** A feature's value with the event at hand counted, as {@link ValueType} says; null if unknown. */
    Object feature(String id);

    /** A feature's value without the event at hand. */
    Object before(String id);

    /** A feature's value as a number, with the event at hand counted; NaN if it is unknown or none. */
    default double number(String feature) {
        return feature(feature) instanceof Number known ? known.doubleValue() : Double.NaN;
    }

    /** The same without the event at hand. */
    default double numberBefore(String feature) {
        return before(feature) instanceof Number known ? known.doubleValue() : Double.NaN;
    }

    /** How many values stand behind a feature over the last values. */
    int valuesOf(String feature);

    /** A duration feature in milliseconds, fractions included; NaN if unknown. */
    default double millis(String feature) {
        return feature(feature) instanceof Number known ? known.doubleValue() : Double.NaN;
    }

    boolean tagged(String tag);

    /** How strongly he has a tag: 1 of one that has no levels, 0 if he has it not. */
    int tagLevel(String tag);

    /** He is there: he did something less than 30 minutes ago, and has not ended his session since. */
    boolean inSession();

    /** He himself has done nothing yet: whether he is there is not known. */
    default boolean neverThere() {
        return false;
    }

    /** The latest event of a type that concerns everybody; null if none came, or if it has expired. */
    PlayerEvent forAll(String type);

    /**
     * When an event that concerns everybody was last heard that names this licence or none, however long ago;
     * {@link Long#MIN_VALUE} if never.
     */
    default long heardAt(String type, String licence) {
        return Long.MIN_VALUE;
    }

    /** The offer that is being ranked; null where none is. */
    default Contender contender() {
        return null;
    }

    /** Told of a condition, as it was written, that met something unknown. */
    default void unknown(String condition) {}

    /** The events matched so far as {@code alias}, in order; empty if there are none. */
    List<PlayerEvent> matched(String alias);

    /** The first of {@link #matched}; null if there is none. */
    default PlayerEvent firstMatched(String alias) {
        List<PlayerEvent> events = matched(alias);
        return events.isEmpty() ? null : events.get(0);
    }

    /** The last of {@link #matched}; null if there is none. */
    default PlayerEvent lastMatched(String alias) {
        List<PlayerEvent> events = matched(alias);
        return events.isEmpty() ? null : events.get(events.size() - 1);
    }

    /** How many {@link #matched} has. */
    default int countMatched(String alias) {
        return matched(alias).size();
    }
}
