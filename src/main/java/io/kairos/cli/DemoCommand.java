package io.kairos.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the whole of Kairos on one machine. */
@Command(
        name = "demo",
        description = {
            "A whole Kairos in one JVM: a real Kafka broker, a Flink cluster with its web UI, the job, and a simulated "
                    + "evening in real time. Prints each offer as it is issued and as it ends.",
            "",
            "Until Ctrl-C, or for as long as --for says."
        })
final class DemoCommand implements Runnable {
    private static final int FEWEST_PLAYERS = Evening.Habit.values().length;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = Millis.class,
            description = "How long the evening lasts, as in 60s (default: until Ctrl-C).")
    private Long lasts;

    @Option(
            names = "--players",
            paramLabel = "N",
            defaultValue = "30",
            description = "How many players there are (default: ${DEFAULT-VALUE}).")
    private int players;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed gives the same evening (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--playbook",
            paramLabel = "DIR",
            description = "The playbook's folder (default: the one that comes with Kairos, flink-conf/playbook).")
    private Path playbook;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        if (players < FEWEST_PLAYERS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--players must be at least %d, one for each habit, but is %d".formatted(FEWEST_PLAYERS, players));
        }
        Path folder = playbook != null
                ? playbook
                : Path.of(System.getProperty("kairos.home", ".")).resolve("flink-conf/playbook");
        PrintWriter out = spec.commandLine().getOut();
        new Demo(new Folder(folder), players, seed, out).play(lasts == null ? Long.MAX_VALUE : lasts);
    }
}
