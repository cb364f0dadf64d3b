package io.kairos.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One thing that happened to one player, with its own time.
 *
 * <p>The envelope is the same for everything; what belongs to the type stands in {@code attributes}, whose values are
 * {@code null}, {@link Boolean}, {@link Long}, {@link Double} or {@link String}. Every field but {@code eventId},
 * {@code type} and {@code at} may be null.
 *
 * @param at when it happened, in milliseconds of the epoch, as the producer says
 */
public record PlayerEvent(
        String eventId,
        String playerId,
        String anonymousId,
        String type,
        long at,
        String sessionId,
        String brand,
        String licence,
        String device,
        String channel,
        String country,
        String zone,
        String currency,
        Map<String, Object> attributes) {

    /** The type that asks to forget a player. A word of Kairos, not of the vocabulary: no playbook can take it away. */
    public static final String ERASED = "player_erased";

    private static final int LONGEST_ID = 1_024;

    /** The last millisecond of the year 9999: beyond it deadlines overflow. */
    private static final long LATEST = 253_402_300_799_999L;

    public PlayerEvent {
        Objects.requireNonNull(eventId, "event_id");
        Objects.requireNonNull(type, "type");
        attributes = Attributes.of(attributes);
    }

    /** An event with nothing in its envelope but what it must have. */
    public static PlayerEvent of(
            String eventId, String playerId, String type, long at, Map<String, Object> attributes) {
        return new PlayerEvent(
                eventId, playerId, null, type, at, null, null, null, null, null, null, null, null, attributes);
    }

    /** The same at another time. */
    public PlayerEvent movedTo(long time) {
        return new PlayerEvent(
                eventId,
                playerId,
                anonymousId,
                type,
                time,
                sessionId,
                brand,
                licence,
                device,
                channel,
                country,
                zone,
                currency,
                attributes);
    }

    /** The same as an event of a player. */
    public PlayerEvent of(String player) {
        return new PlayerEvent(
                eventId,
                player,
                anonymousId,
                type,
                at,
                sessionId,
                brand,
                licence,
                device,
                channel,
                country,
                zone,
                currency,
                attributes);
    }

    /** Whether it says from whom it is when nobody has logged in. */
    public boolean hasAnonymousId() {
        return anonymousId != null && !anonymousId.isEmpty();
    }

    /** Whether it asks to forget the player. */
    public boolean erases() {
        return type.equals(ERASED);
    }

    /** Whether it says that who has its {@code anonymousId} is the player. */
    public boolean links() {
        return playerId != null && hasAnonymousId() && !erases();
    }

    /** What is wrong with the envelope, in words; null if nothing is. */
    public String flaw() {
        if (eventId.isEmpty()) {
            return "event_id is empty; an event needs an id of its own";
        }
        if (eventId.length() > LONGEST_ID
                || type.length() > LONGEST_ID
                || length(playerId) > LONGEST_ID
                || length(anonymousId) > LONGEST_ID) {
            return "event_id, player_id, anonymous_id and type have at most " + LONGEST_ID
                    + " characters, but here they have " + eventId.length() + ", " + length(playerId) + ", "
                    + length(anonymousId) + " and " + type.length();
        }
        if (type.isEmpty()) {
            return "type is empty; an event needs a type (event_id " + eventId + ")";
        }
        if (at <= 0) {
            return "at must be later than 0 milliseconds of the epoch, but is " + at + " (event_id " + eventId + ")";
        }
        if (at > LATEST) {
            return "at must be before the year 10000, but is " + at + " (event_id " + eventId + ")";
        }
        return null;
    }

    private static int length(String text) {
        return text == null ? 0 : text.length();
    }

    /** The value of a text field of the envelope by its name on the wire; null if it has none. */
    public String envelope(String field) {
        return switch (field) {
            case "event_id" -> eventId;
            case "player_id" -> playerId;
            case "anonymous_id" -> anonymousId;
            case "type" -> type;
            case "session_id" -> sessionId;
            case "brand" -> brand;
            case "licence" -> licence;
            case "device" -> device;
            case "channel" -> channel;
            case "country" -> country;
            case "zone" -> zone;
            case "currency" -> currency;
            default -> throw new IllegalArgumentException("no text field of the envelope: " + field);
        };
    }

    /** The event by the names of its fields on the wire. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event_id", eventId);
        fields.put("player_id", playerId);
        fields.put("anonymous_id", anonymousId);
        fields.put("type", type);
        fields.put("at", at);
        fields.put("session_id", sessionId);
        fields.put("brand", brand);
        fields.put("licence", licence);
        fields.put("device", device);
        fields.put("channel", channel);
        fields.put("country", country);
        fields.put("zone", zone);
        fields.put("currency", currency);
        fields.put("attributes", attributes);
        return fields;
    }
}
