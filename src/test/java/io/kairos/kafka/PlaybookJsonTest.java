package io.kairos.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Origin;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.PlaybookArrival;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaybookJsonTest {
    private static final Bundle BUNDLE =
            new Bundle(7, "mia", null, Map.of("events.yaml", "events: {}\n", "patterns/x.yaml", "pattern: \"x\" # ü"));

    @Test
    void aBundleComesBackAsItWas() {
        assertThat(PlaybookJson.read(PlaybookJson.write(BUNDLE), Origin.NOWHERE))
                .isEqualTo(new PlaybookArrival(BUNDLE, null, Origin.NOWHERE));
    }

    @Test
    void aFileChangedByHandIsNoticed() {
        String value = new String(PlaybookJson.write(BUNDLE), StandardCharsets.UTF_8);
        assertThat(error(value.replace("events: {}", "events: {a: {}}")))
                .startsWith("version 7 says its hash is " + BUNDLE.hash() + ", but its files have ");
    }

    @Test
    void whatIsNoBundleSaysWhy() {
        assertThat(PlaybookJson.read(null, Origin.NOWHERE).error()).startsWith("the record has no value");
        assertThat(error("")).startsWith("version must be a whole number, but is not there");
        assertThat(error("pattern: x")).startsWith("not JSON: ");
        assertThat(error("[]")).startsWith("version must be");
        assertThat(error("{\"version\":1.5}")).isEqualTo("version must be a whole number, but is 1.5");
        assertThat(error("{\"version\":1e99}")).startsWith("version must be a whole number, but is ");
        assertThat(error("{\"version\":1}")).isEqualTo("files must be an object of texts by path, but is not there");
        assertThat(error("{\"version\":1,\"files\":{\"a\":[]}}")).isEqualTo("the file a must be text, but is []");
        assertThat(error("{\"version\":1,\"files\":{\"a\":\"\"}}")).startsWith("version 1 says its hash is null");
        assertThat(error("{\"version\":1,\"version\":2,\"files\":{}}")).startsWith("not JSON: Duplicate");
    }

    private static String error(String value) {
        PlaybookArrival arrival = PlaybookJson.read(value.getBytes(StandardCharsets.UTF_8), Origin.NOWHERE);
        assertThat(arrival.bundle()).isNull();
        return arrival.error();
    }
}
