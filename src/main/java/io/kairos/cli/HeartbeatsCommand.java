package io.kairos.cli;

import io.kairos.kafka.Heartbeats;
import io.kairos.kafka.KafkaSettings;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes heartbeats where neither the job nor the producers do. */
@Command(
        name = "heartbeats",
        description = "Write a heartbeat to every partition of the event topics every 100 ms, until Ctrl-C. For where "
                + "the job may not write them itself (heartbeats=false).")
final class HeartbeatsCommand implements Runnable {
    @Mixin
    private Connection connection;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "player-events",
            description = "The event topics, several with commas (default: ${DEFAULT-VALUE}).")
    private String topics;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = Millis.class,
            description = "Stop after so long (default: at Ctrl-C).")
    private Long lasts;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        KafkaSettings settings = connection.settings(Map.of("topics.events", topics));
        PrintWriter out = spec.commandLine().getOut();
        Heartbeats heartbeats = Heartbeats.start(settings);
        try {
            out.printf(
                    "writing heartbeats to %s; if one cannot be written, %s says why%n",
                    topics, System.getProperty("kairos.log", "the log"));
            out.flush();
            Thread.sleep(lasts == null ? Long.MAX_VALUE : lasts);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            heartbeats.close();
        }
    }
}
