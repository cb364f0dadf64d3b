package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.PlayerEvent;
import io.kairos.player.ForAll;
import java.util.Map;

/**
 * One step of the core over one player, with all it depends on besides the player's memory and the rules: taken again, it
 * does the same again.
 *
 * @param arrival null of a deadline
 * @param time of a deadline, in milliseconds of the epoch; 0 otherwise
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
