package io.kairos.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventJsonTest {
    private static final String LINE =
            "{\"event_id\":\"e1\",\"player_id\":\"ada\",\"type\":\"bet_placed\",\"at\":1767736680815,\"zone\":\"Europe/Malta\","
                    + "\"attributes\":{\"bet_id\":\"12637501\",\"stake\":9.0,\"legs\":3,\"free\":false,\"slip\":null}}";

    @Test
    void aLineIsAnEventAndTheEventIsTheLine() throws Exception {
        PlayerEvent event = EventJson.read(LINE);
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("bet_id", "12637501");
        attributes.put("stake", 9.0);
        attributes.put("legs", 3L);
        attributes.put("free", false);
        attributes.put("slip", null);
        assertThat(event)
                .isEqualTo(new PlayerEvent(
                        "e1",
                        "ada",
                        null,
                        "bet_placed",
                        1767736680815L,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        "Europe/Malta",
                        null,
                        attributes));
        assertThat(EventJson.write(event)).isEqualTo(LINE);
    }

    @Test
    void whatIsNotSaidIsNullAndAnEmptyPlayerIsNobody() throws Exception {
        assertThat(EventJson.read(" {\"at\":1,\"type\":\"t\",\"event_id\":\"e\",\"player_id\":\"\",\"brand\":null} "))
                .isEqualTo(PlayerEvent.of("e", null, "t", 1, Map.of()));
    }

    @Test
    void anUnknownKeyOfTheEnvelopeIsAnError() {
        refused(
                "{\"event_id\":\"e\",\"playr_id\":\"ada\"}",
                "unknown key playr_id; an event has event_id, player_id, anonymous_id, type, at,");
    }

    @Test
    void whatIsMissingIsNamed() {
        refused("{\"event_id\":\"e\",\"type\":\"t\"}", "at is missing");
        refused("{\"type\":\"t\",\"at\":1}", "event_id is missing");
        refused("{\"event_id\":\"e\",\"at\":1}", "type is missing");
        refused("{\"event_id\":\"\",\"type\":\"t\",\"at\":1}", "event_id is empty");
        refused("{\"event_id\":\"e\",\"type\":\"t\",\"at\":0}", "at must be later than 0");
    }

    @Test
    void aValueOfTheWrongKindIsNamedWithWhatItIs() {
        refused("{\"event_id\":7}", "event_id must be text, but is 7");
        refused("{\"brand\":[1]}", "brand must be text, but is a list");
        refused("{\"at\":\"2026-01-01\"}", "at must be a whole number", "but is the text \"2026-01-01\"");
        refused("{\"at\":1.5}", "at must be a whole number", "but is 1.5");
        refused("{\"at\":99999999999999999999}", "at is too large for a whole number: 99999999999999999999");
        refused("{\"attributes\":3}", "attributes must be an object, but is 3");
        refused("{\"attributes\":{\"legs\":[]}}", "attribute legs must be null, a boolean, a number or text", "a list");
        refused("{\"attributes\":{\"slip\":{}}}", "attribute slip must be", "but is an object");
    }

    @Test
    void whatIsNoObjectIsNoEvent() {
        refused("", "an event is a JSON object, but this begins with nothing");
        refused("[1]", "an event is a JSON object, but this begins with [1]");
        refused("event_id,player_id", "not JSON: ");
        refused("{\"event_id\":\"e\"", "not JSON: ");
        refused("{\"event_id\":\"e\",\"event_id\":\"f\"}", "not JSON: Duplicate");
        refused("{\"event_id\":\"e\",\"type\":\"t\",\"at\":1}{", "after it comes {");
    }

    @Test
    void aTreeIsWrittenInItsOrder() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("z", List.of(1L, 2.5, "a\"b"));
        tree.put("a", null);
        tree.put("bytes", new byte[] {1, 2, 3});
        tree.put("in", Map.of("yes", true));
        assertThat(EventJson.write(tree))
                .isEqualTo("{\"z\":[1,2.5,\"a\\\"b\"],\"a\":null,\"bytes\":\"AQID\",\"in\":{\"yes\":true}}");
        assertThat(EventJson.write((Map<String, Object>) null)).isEqualTo("null");
    }

    private static void refused(String line, String... message) {
        assertThatThrownBy(() -> EventJson.read(line))
                .isInstanceOf(EventJson.NoEventException.class)
                .hasMessageContainingAll(message);
    }
}
