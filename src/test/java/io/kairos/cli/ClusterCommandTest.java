package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.cli.LocalSetup.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the cluster's commands say when there is nothing to do, or too much. */
class ClusterCommandTest {
    @TempDir
    private Path folder;

    @Test
    void whereNoClusterWasEveryCommandSaysHowToStartOne() {
        for (String command : new String[] {"submit", "status", "savepoint", "down"}) {
            CommandLineRun run = CommandLineRun.of("cluster", command, "--dir", folder);
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("there is no cluster in " + folder, "scripts/cluster up");
        }
    }

    @Test
    void aPortThatIsTakenIsNamedWithTheOptionThatChoosesAnother() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandLineRun run =
                    CommandLineRun.of("cluster", "up", "--dir", folder, "--kafka-port", taken.getLocalPort());
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("port " + taken.getLocalPort(), "--kafka-port");
            assertThat(folder.resolve("run")).doesNotExist();
        }
    }

    @Test
    void aSavepointThatIsNotThereIsSaidBeforeFlinkIsAsked() throws IOException {
        Ports.of(1, 2).write(folder);

        CommandLineRun run = CommandLineRun.of("cluster", "submit", "--savepoint", "/nope", "--dir", folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("there is no savepoint in /nope", "_metadata", "no such folder");
    }

    @Test
    void purgingLeavesAloneWhatIsNotTheClusters() throws IOException {
        Ports.of(1, 2).write(folder);
        Files.createDirectories(folder.resolve("checkpoints/of/a/job"));
        Path mine = Files.writeString(folder.resolve("notes.txt"), "mine");

        CommandLineRun run = CommandLineRun.of("cluster", "down", "--purge", "--dir", folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("files that are not the cluster's");
        assertThat(folder).isDirectoryContaining(mine::equals);
        assertThat(folder.resolve("checkpoints")).doesNotExist();
    }
}
