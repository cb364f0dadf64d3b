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
    void theReferencePlaybookIsReadWithoutAProblem() throws IOException {
        assumeTrue(Files.isDirectory(SHARED.resolve("playbook")), "no reference playbook here");

        Reading reading = PlaybookReader.read(PlaybookFolder.read(SHARED.resolve("playbook")));

        assertThat(reading.problems()).isEmpty();
        Playbook playbook = reading.playbook();
        assertThat(playbook.patterns())
                .extracting(io.kairos.playbook.Pattern::id)
                .contains("chase-risk", "slip-hesitation", "loss-streak-slowdown", "early-exit")
                .containsSubsequence("chase-deposit", "chase-risk")
                .containsSubsequence("player-idle", "kyc-stalled")
                .contains("long-session", "wallet-hesitation");
        assertThat(playbook.policy().protections())
                .extracting(Policy.Protection::id)
                .containsExactlyInAnyOrder("self-excluded", "timed-out", "blocked", "high-risk", "withdrawing");
        assertThat(playbook.refused())
                .extracting(Playbook.Refused::what)
                .noneMatch(what -> what.startsWith("feature ") || what.contains("needs feature"))
                .contains("policy.restraint.caps: caps over everything the player sees are not supported yet");
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
        assertThat(reading.playbook().policy()).isEqualTo(new Policy(Policy.DEFAULT_FRESH, List.of()));
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
