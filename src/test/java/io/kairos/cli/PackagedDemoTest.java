package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first command, as it stands there. */
class PackagedDemoTest {
    @TempDir
    private Path folder;

    @Test
    void aMinuteOfTheDemoShowsADozenMomentsAndEveryEndOfAnOfferAndTellsHowToAskWhy() throws Exception {
        Path said = folder.resolve("said");
        ProcessBuilder demo = new ProcessBuilder(
                        Path.of("scripts/demo").toAbsolutePath().toString(), "--for", "60s")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        demo.environment().put("KAIROS_LOG", folder.resolve("log").toString());
        Process process = demo.start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroy();
        }

        List<String> lines = Files.readAllLines(said);
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        for (String pattern : List.of(
                "exit-intent",
                "slip-hesitation",
                "loss-streak-slowdown",
                "wallet-hesitation",
                "player-idle",
                "early-exit",
                "lobby-idle",
                "rage-bet",
                "big-win-pause",
                "lost-search",
                "price-watch",
                "funding-strain-methods",
                "withdrawal-requested")) {
            assertThat(lines).anyMatch(line -> line.matches(".* ISSUED +" + pattern + " .*"));
        }
        for (String end : List.of(
                "ACCEPTED .*",
                "DISMISSED .*",
                "EXPIRED .*",
                "WITHDRAWN .*: HIGHER_PRIORITY",
                "WITHDRAWN .*: PROTECTED")) {
            assertThat(lines).as(end).anyMatch(line -> line.matches(".* " + end));
        }
        assertThat(lines).anyMatch(line -> line.contains("Flink UI   http://"));

        String explain = lines.stream()
                .filter(line -> line.contains("kairos explain --player"))
                .findFirst()
                .orElseThrow();
        Process story = new ProcessBuilder(explain.strip().split(" "))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String told = new String(story.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(story.waitFor()).as(told).isZero();
        assertThat(told).contains("  moment     ", "made of ", "  offer      ", "  tag        + ");
    }
}
