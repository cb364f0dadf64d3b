package io.kairos.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops everything. */
@Command(
        name = "down",
        description =
                "Stop everything. What is in the broker, the checkpoints and the savepoints is kept; a job that runs "
                        + "is not: scripts/cluster savepoint --stop before it, submit --savepoint after the next up.")
final class ClusterDownCommand implements Runnable {
    /** All that a cluster puts into its folder. */
    private static final List<String> OURS = List.of(
            "run",
            "tmp",
            "logs",
            "kafka",
            "checkpoints",
            "savepoints",
            "server.properties",
            "kafka.properties",
            "ports.properties");

    @Mixin
    private ClusterFolder folder;

    @Option(names = "--purge", description = "Delete everything it keeps, too.")
    private boolean purge;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        LocalSetup setup = folder.setup();
        PrintWriter out = spec.commandLine().getOut();
        List<LocalProcess> processes = setup.wanted();
        for (LocalProcess process : processes) {
            process.stop();
            out.printf("%s stopped%n", process.name());
            out.flush();
        }
        if (purge) {
            purge(setup.folder());
        }
        out.println(purge ? "deleted " + setup.folder() : "what they kept is in " + setup.folder());
        out.flush();
    }

    private static void purge(Path folder) {
        try {
            for (String name : OURS) {
                if (Files.exists(folder.resolve(name))) {
                    LocalBroker.delete(folder.resolve(name));
                }
            }
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            throw Stop.wrongInput("%s holds files that are not the cluster's; they are left alone", folder);
        } catch (IOException e) {
            throw Stop.couldNotRun(e, "cannot delete %s: %s", folder, e);
        }
    }
}
