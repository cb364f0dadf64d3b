package io.kairos.playbook;

import java.util.List;
import java.util.Map;

/**
 * One entry of the vocabulary.
 *
 * @param byPlayer the player is the actor
 * @param fact it says what is: however late it comes, it counts
 * @param forAll it has no player and concerns everybody
 * @param expires how long an event for all is kept, milliseconds; 0 if not for all
 * @param corrections which earlier events one of this type may undo
 */
public record EventType(
        String id,
        boolean byPlayer,
        boolean fact,
        boolean forAll,
        long expires,
        Map<String, Attribute> attributes,
        List<Correction> corrections) {

    /** What an attribute is; {@code listed} are the only values there are, empty if any. */
    public record Attribute(ValueType type, List<String> listed) {}

    /** One that corrects nothing. */
    public EventType(
            String id,
            boolean byPlayer,
            boolean fact,
            boolean forAll,
            long expires,
            Map<String, Attribute> attributes) {
        this(id, byPlayer, fact, forAll, expires, attributes, List.of());
    }

    EventType correcting(List<Correction> others) {
        return new EventType(id, byPlayer, fact, forAll, expires, attributes, List.copyOf(others));
    }
}
