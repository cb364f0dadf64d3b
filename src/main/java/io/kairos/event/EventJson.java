package io.kairos.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An event as one line of JSON, the form of event files, and any record as a line to be read by people and scripts. */
public final class EventJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final List<String> KEYS =
            List.copyOf(PlayerEvent.of("", null, "", 0, Map.of()).fields().keySet());

    private EventJson() {}

    /** A line that is no event. The message is one readable sentence. */
    public static final class NoEventException extends Exception {
        private static final long serialVersionUID = 1;

        NoEventException(String message) {
            super(message);
        }
    }

    /**
     * Reads one event. The envelope is strict: an unknown key is an error, and so is a value of the wrong kind. Whole
     * numbers among the attributes become Long, others Double. An empty id of a player is no id.
     *
     * @throws NoEventException if the line is no event
     */
    public static PlayerEvent read(String line) throws NoEventException {
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new NoEventException("an event is a JSON object, but this begins with " + begin(line));
            }
            Map<String, String> texts = new HashMap<>();
            Attributes attributes = Attributes.NONE;
            long at = 0;
            boolean hasAt = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                switch (key) {
                    case "at" -> {
                        at = at(parser);
                        hasAt = true;
                    }
                    case "attributes" -> attributes = attributes(parser);
                    default -> texts.put(key, text(parser, key));
                }
            }
            if (parser.nextToken() != null) {
                throw new NoEventException("a line holds one event, but after it comes " + parser.getText());
            }
            if (!hasAt) {
                throw new NoEventException("at is missing; an event needs the time it happened at");
            }
            return event(texts, at, attributes);
        } catch (JsonParseException e) {
            throw new NoEventException("not JSON: " + e.getOriginalMessage() + " (column "
                    + e.getLocation().getColumnNr() + ")");
        } catch (IOException e) {
            throw new NoEventException("not JSON: " + e.getMessage());
        }
    }

    private static PlayerEvent event(Map<String, String> texts, long at, Attributes attributes)
            throws NoEventException {
        PlayerEvent event = new PlayerEvent(
                needed(texts, "event_id"),
                id(texts, "player_id"),
                id(texts, "anonymous_id"),
                needed(texts, "type"),
                at,
                texts.get("session_id"),
                texts.get("brand"),
                texts.get("licence"),
                texts.get("device"),
                texts.get("channel"),
                texts.get("country"),
                texts.get("zone"),
                texts.get("currency"),
                attributes);
        String flaw = event.flaw();
        if (flaw != null) {
            throw new NoEventException(flaw);
        }
        return event;
    }

    private static String needed(Map<String, String> texts, String key) throws NoEventException {
        String text = texts.get(key);
        if (text == null) {
            throw new NoEventException(key + " is missing; an event needs event_id, type and at");
        }
        return text;
    }

    private static String id(Map<String, String> texts, String key) {
        String text = texts.get(key);
        return text == null || text.isEmpty() ? null : text;
    }

    private static long at(JsonParser parser) throws IOException, NoEventException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw new NoEventException(
                    "at must be a whole number of milliseconds since the epoch, but is " + found(parser));
        }
        return number(parser, "at");
    }

    private static String text(JsonParser parser, String key) throws IOException, NoEventException {
        if (!KEYS.contains(key)) {
            throw new NoEventException("unknown key " + key + "; an event has " + String.join(", ", KEYS)
                    + " (what belongs to the type goes into attributes)");
        }
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new NoEventException(key + " must be text, but is " + found(parser));
        }
        return parser.getText();
    }

    private static Attributes attributes(JsonParser parser) throws IOException, NoEventException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return Attributes.NONE;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new NoEventException("attributes must be an object, but is " + found(parser));
        }
        Attributes.Builder attributes = new Attributes.Builder(8);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            Object value = switch (parser.nextToken()) {
                case VALUE_NULL -> null;
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_STRING -> parser.getText();
                case VALUE_NUMBER_INT -> number(parser, "attribute " + name);
                case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
                default ->
                    throw new NoEventException("attribute " + name
                            + " must be null, a boolean, a number or text, but is " + found(parser));
            };
            attributes.put(name, value);
        }
        return attributes.build();
    }

    private static long number(JsonParser parser, String what) throws IOException, NoEventException {
        try {
            return parser.getLongValue();
        } catch (InputCoercionException e) {
            throw new NoEventException(what + " is too large for a whole number: " + parser.getText());
        }
    }

    private static String found(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "the text \"" + begin(parser.getText()) + "\"";
            default -> parser.getText();
        };
    }

    private static String begin(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text.isEmpty() ? "nothing" : text;
    }

    /** The event as a line, without a line's end; fields that are null are left out. */
    public static String write(PlayerEvent event) {
        Map<String, Object> fields = event.fields();
        fields.values().removeIf(value -> value == null);
        return write(fields);
    }

    /**
     * A tree as a line, without a line's end, fields in their order; bytes as base64. Null, a tombstone's value, is
     * written as null.
     */
    public static String write(Map<String, Object> fields) {
        StringWriter line = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            write(fields, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
    }

    private static void write(Object value, JsonGenerator json) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName((String) entry.getKey());
                write(entry.getValue(), json);
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                write(item, json);
            }
            json.writeEndArray();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean yes) {
            json.writeBoolean(yes);
        } else if (value instanceof byte[] bytes) {
            json.writeBinary(bytes);
        } else {
            throw new IllegalArgumentException("not a plain value: " + value.getClass());
        }
    }
}
