package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.cli.LocalProcess.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path temporary;

    private Path folder;
    private LocalProcess process;

    /** Says its argument, and stays if asked to. */
    static final class Talker {
        public static void main(String[] args) throws InterruptedException {
            System.out.println(args[0]);
            Thread.sleep(Long.parseLong(args[1]));
        }
    }

    @BeforeEach
    void inAFolderWithASpace() {
        folder = temporary.resolve("a folder");
        process = new LocalProcess(folder, "talker");
    }

    @AfterEach
    void stop() {
        process.stop();
    }

    @Test
    void itIsFoundAgainByItsFolderAndStopped() {
        talk("hello", Duration.ofMinutes(5));

        ProcessHandle found = new LocalProcess(folder, "talker").running().orElseThrow();
        process.stop();

        assertThat(found.isAlive()).isFalse();
        assertThat(process.running()).isEmpty();
        assertThat(process.wanted()).isFalse();
        assertThat(process.temporary()).doesNotExist();
    }

    @Test
    void anotherProcessWithItsNumberIsNotTakenForIt() throws IOException {
        talk("hello", Duration.ofMinutes(5));
        LocalProcess other = new LocalProcess(folder, "other");
        Files.copy(folder.resolve("run/talker.pid"), folder.resolve("run/other.pid"));

        assertThat(other.running()).isEmpty();
        other.stop();
        assertThat(process.running()).isPresent();
    }

    @Test
    void oneThatDiedIsStillWantedAndItsLastWordsAreKept() {
        talk("back\\slash and \"quotes\"", Duration.ZERO);

        assertThat(Wait.until(PATIENCE, () -> process.running().isEmpty())).isTrue();
        assertThat(process.wanted()).isTrue();
        assertThat(process.lastWords()).contains("back\\slash and \"quotes\"");
    }

    private void talk(String words, Duration stays) {
        process.start(new Program(
                List.of("-Xmx16m"),
                Path.of("target/test-classes").toAbsolutePath().toString(),
                Talker.class.getName(),
                List.of(words, Long.toString(stays.toMillis()))));
    }
}
