package io.kairos.playbook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON Schemas (draft 2020-12) of the files of a playbook, for editors; from the tables the reader goes by. */
public final class PlaybookSchema {
    private PlaybookSchema() {}

    /** The schema of each kind of file: events, features, tags, offers, policy, licence, pattern. */
    public static Map<String, String> schemas() {
        Map<String, String> schemas = new LinkedHashMap<>();
        schemas.put("events", schema("Kairos: the vocabulary", Grammar.EVENTS));
        schemas.put("features", schema("Kairos: features", Grammar.FEATURES));
        schemas.put("tags", schema("Kairos: tags", Grammar.TAGS));
        schemas.put("offers", schema("Kairos: offers", Grammar.OFFERS));
        schemas.put("policy", schema("Kairos: the policy", Grammar.POLICY));
        schemas.put("licence", schema("Kairos: a licence", Grammar.LICENCE));
        schemas.put("pattern", schema("Kairos: a pattern", Grammar.PATTERN));
        return schemas;
    }

    private static String schema(String title, Shape shape) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", title);
        schema.putAll(shape.schema());
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(schema);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of plain values can be written", e);
        }
    }
}
