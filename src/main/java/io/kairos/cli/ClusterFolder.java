package io.kairos.cli;

import io.kairos.cli.LocalSetup.Ports;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which local cluster a command is about. */
final class ClusterFolder {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "The folder with everything the cluster keeps (default: .cluster where Kairos lies).")
    private Path folder;

    Path path() {
        return folder != null ? folder : Path.of(System.getProperty("kairos.home", ""), ".cluster");
    }

    /** The cluster as `up` left it. */
    LocalSetup setup() {
        if (!Ports.areIn(path())) {
            throw Stop.couldNotRun(null, "there is no cluster in %s; scripts/cluster up starts one", path());
        }
        return LocalSetup.of(path(), Ports.read(path()));
    }
}
