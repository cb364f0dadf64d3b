package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.PlayerEvent;
import io.kairos.player.ForAll;
import java.util.Map;

/**
 * One step of the core over one player, with all it depends on besides the player's memory and the rules: taken again, it
 * does the same again.
 *
 * @param arrival null where no event happens
 * @param time of a deadline and of what is carried over, in milliseconds of the epoch; 0 otherwise
 * @param wall what the wall clock showed during the step, in milliseconds of the epoch
 * @param forAll what was known during the step of what concerns everybody
 */
record StepTaken(Kind kind, Arrival arrival, long time, long wall, ForAll forAll) {
    /** Rough heap of an event, its arrival, this step, and what the memory grows by, in bytes; an attribute adds its own. */
    private static final int EVENT_WEIGHT = 650;

    private static final int ATTRIBUTE_WEIGHT = 64;
    private static final int DEADLINE_WEIGHT = 40;

    enum Kind {
        EVENT,
        /** An event that was not known to be this player's before {@code time}. */
        CARRIED_OVER,
        /** All that was carried over until {@code time} is told. */
        CAUGHT_UP,
        /** Of an event over which the step failed, only what it says of the player's protection. */
        PROTECTION,
        DEADLINE
    }

    static StepTaken on(Arrival arrival, long wall, ForAll forAll) {
        return new StepTaken(Kind.EVENT, arrival, 0, wall, forAll);
    }

    static StepTaken at(long time, long wall, ForAll forAll) {
        return new StepTaken(Kind.DEADLINE, null, time, wall, forAll);
    }

    static StepTaken carriedOver(Arrival arrival, long knownAt, long wall, ForAll forAll) {
        return new StepTaken(Kind.CARRIED_OVER, arrival, knownAt, wall, forAll);
    }

    static StepTaken caughtUp(long knownAt, long wall, ForAll forAll) {
        return new StepTaken(Kind.CAUGHT_UP, null, knownAt, wall, forAll);
    }

    /** Whether something happens in it that may protect the player. */
    boolean isEvent() {
        return switch (kind) {
            case EVENT, CARRIED_OVER -> true;
            case CAUGHT_UP, PROTECTION, DEADLINE -> false;
        };
    }

    StepTaken asProtection() {
        return new StepTaken(Kind.PROTECTION, arrival, 0, wall, forAll);
    }

    /** About how much heap it holds while it is remembered, in bytes. */
    long weight() {
        return arrival == null ? DEADLINE_WEIGHT : weight(arrival.event());
    }

    private static long weight(PlayerEvent event) {
        long weight = EVENT_WEIGHT;
        for (Map.Entry<String, Object> attribute : event.attributes().entrySet()) {
            weight += ATTRIBUTE_WEIGHT;
            if (attribute.getValue() instanceof String text) {
                weight += text.length();
            }
        }
        return weight;
    }
}
