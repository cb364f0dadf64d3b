package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the README says of settings and commands is so. */
class ReadmeTest {
    private final String readme = read();

    @Test
    void theTableOfSettingsIsThatOfTheJob() {
        List<String> rows = JobSettings.KEYS.stream()
                .map(key -> "| `%s` | %s | %s |"
                        .formatted(
                                key.name(),
                                key.defaultValue().isEmpty() ? "" : "`" + key.defaultValue() + "`",
                                key.description()))
                .toList();
        String table = readme.substring(readme.indexOf("| setting | default |"), readme.indexOf("## Operations"));
        assertThat(table.strip().lines().skip(2)).containsExactlyElementsOf(rows);
    }

    @Test
    void theTableOfReasonsIsWhatExplainSays() {
        List<String> rows = Arrays.stream(Reason.values())
                .map(reason ->
                        "| `%s` | %s | %s |".formatted(reason, ReasonWords.means(reason), ReasonWords.advice(reason)))
                .toList();
        String table = readme.substring(readme.indexOf("| reason | what it means |"), readme.indexOf("## Why did he"));
        assertThat(table.strip().lines().skip(2)).containsExactlyElementsOf(rows);
    }

    @Test
    void everyCommandItNamesExists() {
        List<String> named = Pattern.compile("scripts/kairos ([a-z]+)")
                .matcher(readme)
                .results()
                .map(MatchResult::group)
                .map(call -> call.substring("scripts/kairos ".length()))
                .distinct()
                .toList();
        assertThat(named).isNotEmpty();
        assertThat(new CommandLine(new Kairos()).getSubcommands().keySet()).containsAll(named);
    }

    @Test
    void everyFileItSendsTheReaderToIsThere() {
        List<String> named = Pattern.compile("`((?:flink|player|offer|pattern|playbook|kafka)/[\\w/]+\\.java)`")
                .matcher(readme)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(named)
                .hasSizeGreaterThan(5)
                .allSatisfy(file ->
                        assertThat(Path.of("src/main/java/io/kairos", file)).exists());
    }

    private static String read() {
        try {
            return Files.readString(Path.of("README.md"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
