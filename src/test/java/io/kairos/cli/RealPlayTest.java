package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded play of real people, whose moments a separate plain program has listed; skipped where it is not at hand. */
class RealPlayTest {
    private static final Path DATA = Path.of("../shared/data");

    @TempDir
    private Path folder;

    @BeforeEach
    void thereIsData() {
        Assumptions.assumeTrue(Files.isDirectory(DATA), "no recorded play at " + DATA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bustabit", "pokernow"})
    void theBacktestFindsEveryMomentOfTheReferenceAndNoOther(String set) throws IOException {
        Path playbook = referencePlaybook(folder.resolve("playbook"));
        Path out = folder.resolve("out");

        CommandLineRun run = CommandLineRun.of(
                "backtest",
                "--playbook",
                playbook,
                "--events",
                DATA.resolve(set).resolve("events.jsonl.gz"),
                "--out",
                out);

        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> found = moments(out.resolve("moments.csv"));
        List<String> expected = moments(DATA.resolve(set).resolve("expected.csv"));
        assertThat(without(expected, found)).as("missing").isEmpty();
        assertThat(without(found, expected)).as("too many").isEmpty();
        assertThat(found).hasSameSizeAs(expected);
        assertThat(found)
                .hasSizeGreaterThan(1_000)
                .extracting(line -> Long.parseLong(line.split(",")[2]))
                .isSorted();
    }

    private static List<String> moments(Path file) throws IOException {
        return Files.readAllLines(file).stream().skip(1).toList();
    }

    private static List<String> without(List<String> these, List<String> those) {
        Set<String> left = new LinkedHashSet<>(these);
        left.removeAll(new HashSet<>(those));
        return List.copyOf(left);
    }

    /** The playbook in the data's description: vocabulary, features and one pattern a document. */
    static Path referencePlaybook(Path folder) throws IOException {
        Matcher block = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(Files.readString(DATA.resolve("README.md")));
        assertThat(block.find()).isTrue();
        Files.createDirectories(folder.resolve("patterns"));
        for (String document : block.group(1).split("(?m)^---\n")) {
            Matcher first = Pattern.compile("^(\\w+): ?(\\S*)").matcher(document);
            assertThat(first.find()).isTrue();
            String file = first.group(1).equals("pattern")
                    ? "patterns/" + first.group(2) + ".yaml"
                    : first.group(1) + ".yaml";
            Files.writeString(folder.resolve(file), document);
        }
        return folder;
    }
}
