package io.kairos.cli;

import io.kairos.kafka.Topics;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes the topics. */
@Command(
        name = "topics",
        description = "Make the topics of the job that are not there; one that is there is left as it is.")
final class TopicsCommand implements Runnable {
    @Mixin
    private SettingsOption settings;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "4",
            description = "Partitions of the event and output topics (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        if (partitions < 1) {
            throw new ParameterException(spec.commandLine(), "--partitions must be at least 1, but is " + partitions);
        }
        List<String> made;
        try {
            made = Topics.create(settings.read().kafka(), partitions);
        } catch (IllegalStateException e) {
            throw Stop.couldNotRun(e, "%s", e.getMessage());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(made.isEmpty() ? "all topics are there" : "made " + String.join(", ", made));
        out.flush();
    }
}
