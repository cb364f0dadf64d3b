package io.kairos.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what runs. */
@Command(
        name = "status",
        description =
                "Say what runs, how the job is and when its last checkpoint was. Exit code 1 if something that was "
                        + "started does not run.")
final class ClusterStatusCommand implements Runnable {
    @Mixin
    private ClusterFolder folder;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        LocalSetup setup = folder.setup();
        PrintWriter out = spec.commandLine().getOut();
        List<LocalProcess> processes = setup.wanted();
        if (processes.isEmpty()) {
            throw Stop.wrongInput("the cluster in %s is down; scripts/cluster up starts it", setup.folder());
        }
        Collections.reverse(processes);
        int dead = 0;
        for (LocalProcess process : processes) {
            Optional<ProcessHandle> running = process.running();
            dead += running.isEmpty() ? 1 : 0;
            line(
                    process.name(),
                    running.map(found -> "runs, process " + found.pid())
                            .orElse("DOES NOT RUN; its log: " + process.log()));
        }
        line("Kafka", setup.kafkaAddress());
        flink(new FlinkRest(setup.uiAddress()), setup);
        out.flush();
        if (dead > 0) {
            throw Stop.wrongInput(
                    "%d of %d processes do not run; scripts/cluster up starts them again", dead, processes.size());
        }
    }

    private void flink(FlinkRest flink, LocalSetup setup) {
        Optional<JsonNode> overview = flink.overview();
        if (overview.isEmpty()) {
            line("Flink UI", setup.uiAddress() + " does not answer");
            return;
        }
        int slots = overview.get().path("slots-total").asInt();
        int free = overview.get().path("slots-available").asInt();
        line("Flink UI", "%s, %d of %d slots in use".formatted(setup.uiAddress(), slots - free, slots));
        try {
            Optional<FlinkRest.Job> found = flink.job();
            if (found.isEmpty()) {
                line("job", "none; scripts/cluster submit puts one on the cluster");
                return;
            }
            FlinkRest.Job job = found.get();
            line("job", "%s %s, %s since %s".formatted(job.name(), job.id(), flink.state(job.id()), time(job.since())));
            flink.failure(job.id())
                    .ifPresent(failure -> line("last failure", time(failure.at()) + " " + failure.line()));
            line(
                    "checkpoint",
                    flink.lastCheckpoint(job.id())
                            .map(last -> String.format(
                                    Locale.ROOT,
                                    "%d at %s, %,d bytes, %s",
                                    last.id(),
                                    time(last.completed()),
                                    last.bytes(),
                                    last.path()))
                            .orElse("none yet"));
        } catch (IOException e) {
            throw Stop.couldNotRun(e, "cannot ask Flink about its job: %s", e.getMessage());
        }
    }

    private static Instant time(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
    }

    private void line(String name, String value) {
        spec.commandLine().getOut().printf("%-14s %s%n", name, value);
    }
}
