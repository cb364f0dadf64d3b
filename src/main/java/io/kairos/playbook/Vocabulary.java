package io.kairos.playbook;

import io.kairos.event.PlayerEvent;
import java.util.Map;
import java.util.Set;

/** What can happen to a player, by event type; moments of patterns and {@code offer_ended} are in it too. */
public record Vocabulary(Map<String, EventType> types) {

    /** The fields of the envelope that expressions and {@code same} may read; {@code at} is a time, the others text. */
    public static final Set<String> ENVELOPE = Set.of(
            "type",
            "at",
            "event_id",
            "session_id",
            "brand",
            "licence",
            "device",
            "channel",
            "country",
            "zone",
            "currency");

    /** The type; null if the vocabulary does not know it. */
    public EventType type(String id) {
        return types.get(id);
    }

    /** Whether events of this type carry a field: one of the envelope, or an attribute they declare. */
    public boolean declares(String type, String field) {
        EventType known = types.get(type);
        return ENVELOPE.contains(field) || known != null && known.attributes().containsKey(field);
    }

    /** The value of a field of the envelope or of an attribute; null if the event does not carry it. */
    public static Object value(PlayerEvent event, String field) {
        if (!ENVELOPE.contains(field)) {
            return event.attributes().get(field);
        }
        return field.equals("at") ? event.at() : event.envelope(field);
    }

    /** A number is a number: on the wire it may be a long here and a double there. */
    public static boolean same(Object one, Object other) {
        if (one instanceof Long || !(one instanceof Number number)) {
            return one.equals(other) || other instanceof Double && same(other, one);
        }
        return other instanceof Number second && number.doubleValue() == second.doubleValue();
    }
}
