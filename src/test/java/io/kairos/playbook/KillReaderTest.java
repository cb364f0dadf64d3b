package io.kairos.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KillReaderTest {
    private static final Map<String, String> FILES = Map.of(
            "events.yaml", "events: { seen: { actor: player } }",
            "offers.yaml", "offers: { hint: { class: information, lasts: 60s, message: \"A hint.\" } }",
            "patterns/look.yaml",
                    "pattern: look\nsequence: [{ on: seen }]\noffers: [hint]\nbecause: You were here.\nmode: paused\n");

    private static Reading read(String policy) {
        Map<String, String> files = new HashMap<>(FILES);
        files.put("policy.yaml", policy);
        return PlaybookReader.read(new Bundle(1, "test", "", files));
    }

    @Test
    void everythingIsWhatItSays() {
        Kill kill = read("kill: { everything: true, brands: [acme, \"7\"], patterns: [look], offers: [hint] }")
                .playbook()
                .policy()
                .kill();
        assertThat(kill).isEqualTo(new Kill(true, Set.of("acme", "7"), Set.of("look"), Set.of("hint")));
    }

    @Test
    void aPolicyThatStopsNothingSaysNothing() {
        assertThat(read("fresh: 3s").playbook().policy().kill().isNothing()).isTrue();
        assertThat(read("kill: {}").playbook().policy().kill().isNothing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kill: { patterns: [lok] }  | 1 | 20 | unknown pattern `lok`; the kill switch would stop nothing | look",
                "kill: { offers: [hunt] }   | 1 | 18 | unknown offer `hunt`; the kill switch would stop nothing  | hint",
                "kill: { pattern: [look] }  | 1 | 9  | unknown key `pattern` of kill | patterns",
            })
    void aNameThatNobodyKnowsIsAnErrorWithASuggestion(
            String policy, int line, int column, String message, String suggestion) {
        assertThat(read(policy).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo("policy.yaml");
            assertThat(problem.line()).isEqualTo(line);
            assertThat(problem.column()).isEqualTo(column);
            assertThat(problem.message()).isEqualTo(message);
            assertThat(problem.hint()).contains("did you mean `" + suggestion + "`?");
        });
    }
}
