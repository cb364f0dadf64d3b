package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KairosTest {
    @TempDir
    private Path folder;

    @Test
    void everyCommandHelps() {
        Set<String> commands = Kairos.commandLine().getSubcommands().keySet();

        assertThat(commands).contains("validate", "publish", "backtest", "replay", "offers", "schema", "run", "demo");
        for (String command : commands) {
            CommandLineRun run = CommandLineRun.of(command, "--help");
            assertThat(run.exitCode()).as(command).isZero();
            assertThat(run.out()).as(command).startsWith("Usage: kairos " + command);
        }
    }

    @Test
    void withoutACommandItSaysWhatThereIs() {
        CommandLineRun run = CommandLineRun.of();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("validate", "backtest", "replay");
    }

    @Test
    void anUnknownOptionIsWrongUsageAndASimilarOneIsSuggested() {
        CommandLineRun run = CommandLineRun.of("backtest", "--playbok", "x");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("--playbok", "See: kairos backtest --help")
                .doesNotContain("Exception");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void anUnknownCommandIsWrongUsage() {
        CommandLineRun run = CommandLineRun.of("backtset");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("there is no command `backtset`", "Did you mean", "kairos backtest");
        assertThat(CommandLineRun.of("cluster", "upp").err())
                .contains("there is no command `upp`", "Did you mean: cluster up", "Commands: up, submit");
    }

    @Test
    void aFolderThatIsNotThereIsNamedWithoutAStackTrace() {
        CommandLineRun run = CommandLineRun.of("validate", folder.resolve("nowhere"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("nowhere is no folder").doesNotContain("\tat ");
    }

    @Test
    void aStackTraceIsShownToWhoAsksForIt() {
        assertThat(CommandLineRun.of("validate", "--stacktrace", folder.resolve("nowhere"))
                        .err())
                .contains("nowhere is no folder", "\tat io.kairos.cli");
    }

    @Test
    void aFolderWithoutAPlaybookIsWrongInput() {
        CommandLineRun run = CommandLineRun.of("validate", folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("events.yaml", "the file is missing");
    }

    @Test
    void aPlaybookThatIsNoTextIsWrongInput() throws Exception {
        Files.write(folder.resolve("events.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0xc3});

        CommandLineRun run = CommandLineRun.of("validate", folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("events.yaml is not a text in UTF-8");
    }

    @Test
    void aFileThatCannotBeUsedIsNamedWithWhatIsWrongInWords() throws Exception {
        Path file = Files.writeString(folder.resolve("a.txt"), "a");
        Path missing = folder.resolve("missing");

        assertThat(CommandLineRun.of("settings", "--settings", missing).err()).contains("there is no " + missing);
        assertThat(CommandLineRun.of("offers", "--kafka-properties", missing).err())
                .contains("there is no " + missing)
                .doesNotContain("Exception");
        assertThat(CommandLineRun.of("schema", "--out", file).err())
                .contains("a.txt is a file, not a folder")
                .doesNotContain("Exception");
    }

    @Test
    void topicsNeedAPartition() {
        CommandLineRun run = CommandLineRun.of("topics", "--partitions", "0");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--partitions must be at least 1, but is 0");
    }
}
