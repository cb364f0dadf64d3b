package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void aVocabulary() throws IOException {
        Files.createDirectories(folder.resolve("patterns"));
        Files.writeString(folder.resolve("events.yaml"), """
                events:
                  bet_placed: { actor: player, attributes: { stake: number } }
                """);
    }

    @Test
    void aPlaybookInOrderIsSummedUp() throws IOException {
        pattern("big-bet", "stake > 100");

        CommandLineRun run = CommandLineRun.of("validate", folder);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains(folder + " is a valid playbook", "1 pattern");
    }

    @Test
    void allThatIsWrongIsListedAtOnceWithItsPositionAndASuggestion() throws IOException {
        pattern("big-bet", "stkae > 100");
        pattern("long-bet", "stake > 100\"\n    wihtin: \"5m");

        CommandLineRun run = CommandLineRun.of("validate", folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains(folder.resolve("patterns/big-bet.yaml") + ":", "stkae", "did you mean `stake`")
                .contains(folder.resolve("patterns/long-bet.yaml") + ":", "wihtin", "within")
                .contains("2 problems in " + folder)
                .doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void theDefaultPlaybookIsValid() {
        CommandLineRun run = CommandLineRun.of("validate", "flink-conf/playbook");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).doesNotContain("not supported");
    }

    private void pattern(String id, String where) throws IOException {
        Files.writeString(folder.resolve("patterns/" + id + ".yaml"), """
                pattern: %s
                title: A bet
                intent: risk
                sequence:
                  - on: bet_placed
                    where: "%s"
                """.formatted(id, where));
    }
}
