package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.event.DeadLetter;
import io.kairos.event.PlayerEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventLineTest {

    @Test
    void anEventIsReadWithItsWholeEnvelope() throws EventLine.Refused {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("stake", 9.5);
        attributes.put("selections", 2L);
        attributes.put("is_live", true);
        attributes.put("slip_id", "s1");
        attributes.put("sport", null);
        assertThat(EventLine.parse("""
                {"event_id":"e1","player_id":"ada","anonymous_id":"x","type":"bet_placed","at":5,"session_id":"s",\
                "brand":"b","licence":"MGA","device":"d","channel":"c","country":"MT","zone":"Europe/Malta",\
                "currency":"EUR","attributes":{"stake":9.5,"selections":2,"is_live":true,"slip_id":"s1","sport":null}}"""))
                .isEqualTo(new PlayerEvent(
                        "e1",
                        "ada",
                        "x",
                        "bet_placed",
                        5,
                        "s",
                        "b",
                        "MGA",
                        "d",
                        "c",
                        "MT",
                        "Europe/Malta",
                        "EUR",
                        attributes));
    }

    @Test
    void whatMayBeMissingMayBeMissing() throws EventLine.Refused {
        assertThat(EventLine.parse("{\"event_id\":\"e1\",\"type\":\"rg_heartbeat\",\"at\":5}"))
                .isEqualTo(PlayerEvent.of("e1", null, "rg_heartbeat", 5, Map.of()));
    }

    @Test
    void whatIsNoJsonObjectIsUnreadable() {
        refused("nonsense", DeadLetter.Reason.UNREADABLE, "not JSON");
        refused("[1]", DeadLetter.Reason.UNREADABLE, "not a JSON object but a list");
        refused("{\"event_id\":\"e1\"} {}", DeadLetter.Reason.UNREADABLE, "not JSON");
        refused("{\"type\":\"a\",\"type\":\"b\"}", DeadLetter.Reason.UNREADABLE, "type");
    }

    @Test
    void anEnvelopeThatIsNotInOrderIsRefusedAndTheMessageSaysWhatWasFound() {
        refused("{\"type\":\"x\",\"at\":5}", DeadLetter.Reason.INVALID_ENVELOPE, "`event_id` is missing");
        refused(line("\"at\":\"noon\""), DeadLetter.Reason.INVALID_ENVELOPE, "`at` must be a whole number");
        refused(line("\"at\":5,\"brand\":7"), DeadLetter.Reason.INVALID_ENVELOPE, "`brand` must be text, but is 7");
        refused(line("\"at\":5,\"player\":\"ada\""), DeadLetter.Reason.INVALID_ENVELOPE, "unknown field `player`");
        refused(
                line("\"at\":5,\"attributes\":{\"legs\":[]}"),
                DeadLetter.Reason.INVALID_ENVELOPE,
                "attribute `legs` must be text, a number, true, false or null, but is a list");
    }

    private static String line(String rest) {
        return "{\"event_id\":\"e1\",\"type\":\"x\"," + rest + "}";
    }

    private static void refused(String line, DeadLetter.Reason reason, String said) {
        assertThatThrownBy(() -> EventLine.parse(line))
                .isInstanceOfSatisfying(
                        EventLine.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason))
                .hasMessageContaining(said);
    }
}
