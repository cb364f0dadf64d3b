package io.kairos.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Broker, JobManager and TaskManagers as separate processes of this machine. */
@Command(
        name = "cluster",
        description = {
            "A broker, a JobManager and TaskManagers on this machine, each a process of its own, as they are in production. "
                    + "Flink's class path is a stock Flink's, its configuration flink-conf/config.yaml.",
            "",
            "All they keep lies in one folder: logs, process ids, the broker's log, checkpoints, savepoints."
        },
        subcommands = {
            ClusterUpCommand.class,
            ClusterSubmitCommand.class,
            ClusterStatusCommand.class,
            ClusterSavepointCommand.class,
            ClusterDownCommand.class
        })
final class ClusterCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
