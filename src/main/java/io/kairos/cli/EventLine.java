package io.kairos.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kairos.event.DeadLetter;
import io.kairos.event.PlayerEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The JSON form of an event: one object on one line, the envelope's fields by their names on the wire. */
final class EventLine {
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);
    private static final Set<String> ENVELOPE =
            PlayerEvent.of("", null, "", 0, Map.of()).fields().keySet();

    private EventLine() {}

    /** What is no event; the message says what was found. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final DeadLetter.Reason reason;

        Refused(DeadLetter.Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        DeadLetter.Reason reason() {
            return reason;
        }
    }

    static PlayerEvent parse(String line) throws Refused {
        JsonNode object = object(line);
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!ENVELOPE.contains(field.getKey())) {
                throw wrong("unknown field `%s`; the envelope has %s, all else belongs into `attributes`"
                        .formatted(field.getKey(), ENVELOPE));
            }
        }
        return new PlayerEvent(
                needed(object, "event_id"),
                text(object, "player_id"),
                text(object, "anonymous_id"),
                needed(object, "type"),
                at(object),
                text(object, "session_id"),
                text(object, "brand"),
                text(object, "licence"),
                text(object, "device"),
                text(object, "channel"),
                text(object, "country"),
                text(object, "zone"),
                text(object, "currency"),
                attributes(object.path("attributes")));
    }

    private static JsonNode object(String line) throws Refused {
        try {
            JsonNode node = JSON.readValue(line);
            if (!node.isObject()) {
                throw new Refused(DeadLetter.Reason.UNREADABLE, "not a JSON object but " + kind(node));
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new Refused(DeadLetter.Reason.UNREADABLE, "not JSON: " + e.getOriginalMessage());
        }
    }

    private static String needed(JsonNode object, String field) throws Refused {
        String text = text(object, field);
        if (text == null || text.isEmpty()) {
            throw wrong("`%s` is missing; every event has one".formatted(field));
        }
        return text;
    }

    private static String text(JsonNode object, String field) throws Refused {
        JsonNode node = object.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw wrong("`%s` must be text, but is %s".formatted(field, kind(node)));
        }
        return node.textValue();
    }

    private static long at(JsonNode object) throws Refused {
        JsonNode node = object.path("at");
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrong("`at` must be a whole number, the milliseconds since 1970, but is " + kind(node));
        }
        return node.longValue();
    }

    private static Map<String, Object> attributes(JsonNode node) throws Refused {
        if (node.isMissingNode() || node.isNull()) {
            return Map.of();
        }
        if (!node.isObject()) {
            throw wrong("`attributes` must be an object, but is " + kind(node));
        }
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            attributes.put(entry.getKey(), value(entry.getKey(), entry.getValue()));
        }
        return attributes;
    }

    private static Object value(String name, JsonNode node) throws Refused {
        if (node.isNull()) {
            return null;
        } else if (node.isTextual()) {
            return node.textValue();
        } else if (node.isBoolean()) {
            return node.booleanValue();
        } else if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        } else if (node.isNumber()) {
            return node.doubleValue();
        }
        throw wrong(
                "attribute `%s` must be text, a number, true, false or null, but is %s".formatted(name, kind(node)));
    }

    private static Refused wrong(String message) {
        return new Refused(DeadLetter.Reason.INVALID_ENVELOPE, message);
    }

    private static String kind(JsonNode node) {
        return node.isMissingNode()
                ? "missing"
                : node.isContainerNode() || node.isNull() ? article(node) : node.toString();
    }

    private static String article(JsonNode node) {
        return node.isNull() ? "null" : node.isArray() ? "a list" : "an object";
    }
}
