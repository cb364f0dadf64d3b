package io.kairos.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes a savepoint. */
@Command(name = "savepoint", description = "Take a savepoint of the job; submit --savepoint goes on from it.")
final class ClusterSavepointCommand implements Runnable {
    @Mixin
    private ClusterFolder folder;

    @Option(names = "--stop", description = "Stop the job with it.")
    private boolean stop;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        LocalSetup setup = folder.setup();
        FlinkRest flink = new FlinkRest(setup.uiAddress());
        PrintWriter out = spec.commandLine().getOut();
        try {
            FlinkRest.Job job = flink.job().orElseThrow(() -> Stop.wrongInput("no job runs on %s", setup.uiAddress()));
            long began = System.nanoTime();
            String location =
                    flink.savepoint(job.id(), setup.savepoints().toUri().toString(), stop);
            out.printf(
                    Locale.ROOT,
                    "%s, after %.1f s%n%s%n",
                    stop ? "job stopped with a savepoint" : "savepoint taken, the job goes on",
                    (System.nanoTime() - began) / 1e9,
                    location);
            out.flush();
        } catch (IOException e) {
            throw Stop.couldNotRun(e, "cannot take a savepoint: %s", e);
        }
    }
}
