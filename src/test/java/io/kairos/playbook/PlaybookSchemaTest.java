package io.kairos.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PlaybookSchemaTest {
    @Test
    void anEditorKnowsTheKeysTheReaderKnows() throws IOException {
        JsonNode pattern = new ObjectMapper().readTree(PlaybookSchema.schemas().get("pattern"));

        assertThat(pattern.path("$schema").asText()).contains("2020-12");
        assertThat(pattern.path("additionalProperties").asBoolean(true)).isFalse();
        assertThat(pattern.path("required")).extracting(JsonNode::asText).containsExactly("pattern", "sequence");
        assertThat(pattern.path("properties").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(
                        Grammar.PATTERN.keys().stream().map(Shape.Key::name).toList());
    }

    @Test
    void everyKindOfFileHasASchema() {
        assertThat(PlaybookSchema.schemas())
                .containsOnlyKeys("events", "features", "tags", "offers", "policy", "licence", "pattern");
    }
}
