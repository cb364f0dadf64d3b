package io.kairos.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reference playbooks beside the repository; skipped where they are not. */
class SharedPlaybookTest {
    private static final Path SHARED = Path.of("..", "shared");

    @Test
    void theReferencePlaybookIsReadWithoutAProblemAndAllOfItRuns() throws IOException {
        assumeTrue(Files.isDirectory(SHARED.resolve("playbook")), "no reference playbook here");
        Bundle files = PlaybookFolder.read(SHARED.resolve("playbook"));

        Reading reading = PlaybookReader.read(files);

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.playbook().refused()).isEmpty();
        assertThat(reading.playbook().patterns())
                .extracting(io.kairos.playbook.Pattern::id)
                .containsExactlyInAnyOrderElementsOf(patternsIn(files))
                .containsSubsequence("chase-deposit", "chase-risk")
                .containsSubsequence("player-idle", "kyc-stalled");
        assertThat(reading.playbook().policy().protections().standing())
                .extracting(Protections.Protection::id)
                .containsExactlyInAnyOrder(
                        "self-excluded", "timed-out", "blocked", "high-risk", "withdrawing", "near-limit");
        assertThat(reading.playbook().policy().protections().feeds())
                .extracting(Protections.Feed::id)
                .containsExactly("feed-silent");
    }

    @Test
    void everyFeatureTagAndOfferOfTheReferencePlaybookIsThere() throws IOException {
        assumeTrue(Files.isDirectory(SHARED.resolve("playbook")), "no reference playbook here");
        Bundle files = PlaybookFolder.read(SHARED.resolve("playbook"));

        Playbook playbook = PlaybookReader.read(files).playbook();

        assertThat(playbook.features().keySet()).containsExactlyInAnyOrderElementsOf(ids(files, "features.yaml"));
        assertThat(playbook.tags().keySet()).containsExactlyInAnyOrderElementsOf(ids(files, "tags.yaml"));
        assertThat(playbook.tags().get("high-roller").rule()).isNotNull();
        assertThat(playbook.tags().get("long-session").rule()).isNotNull();
        assertThat(playbook.offers().keySet()).containsExactlyInAnyOrderElementsOf(ids(files, "offers.yaml"));
    }

    private static List<String> patternsIn(Bundle files) {
        return files.files().keySet().stream()
                .filter(file -> file.startsWith("patterns/"))
                .map(file -> file.substring("patterns/".length(), file.length() - ".yaml".length()))
                .toList();
    }

    /** The ids as they are written: one a line, indented by two. */
    private static List<String> ids(Bundle files, String file) {
        List<String> ids = Pattern.compile("^  ([a-z0-9_-]+):", Pattern.MULTILINE)
                .matcher(files.files().get(file))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(ids).hasSizeGreaterThan(20);
        return ids;
    }

    @Test
    void thePlaybookOfTheRealDataIsReadWithoutAProblemOrARefusal() throws IOException {
        Path readme = SHARED.resolve("data").resolve("README.md");
        assumeTrue(Files.isRegularFile(readme), "no real data here");

        Reading reading = PlaybookReader.read(inReadme(Files.readString(readme)));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.playbook().refused()).isEmpty();
        assertThat(reading.playbook().patterns()).hasSize(6);
        assertThat(reading.playbook().offers()).isEmpty();
        assertThat(reading.playbook().policy()).isEqualTo(Policy.NONE);
    }

    private static Bundle inReadme(String readme) {
        Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(readme);
        assertThat(block.find()).isTrue();
        Map<String, String> files = new LinkedHashMap<>();
        for (String document : block.group(1).split("(?m)^---\n")) {
            Matcher pattern =
                    Pattern.compile("^pattern: (\\S+)", Pattern.MULTILINE).matcher(document);
            String file =
                    pattern.find() ? "patterns/" + pattern.group(1) : document.substring(0, document.indexOf(':'));
            files.put(file + ".yaml", document);
        }
        return new Bundle(0, null, null, files);
    }
}
