package io.kairos.cli;

import io.kairos.event.EventJson;
import io.kairos.event.PlayerEvent;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Plays recorded events into the topic. */
@Command(
        name = "replay",
        description = {
            "Play recorded events into the topic, for the job to read.",
            "",
            "The first event happens now and the others follow at the distance they had, so that the job sees an evening "
                    + "like the recorded one. With --as-recorded the times stay as they are; the job then needs "
                    + "time.ahead=off, time.quiet=none and time.fresh=event. Heartbeats on every partition carry time "
                    + "on, and for a while after the last event, so that silences complete."
        })
final class ReplayCommand implements Runnable {
    @Mixin
    private Connection connection;

    @Option(
            names = "--events",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Events as JSON lines, plain or gzipped; several files are read one after the other.")
    private List<Path> events;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "player-events",
            description = "The topic written to; it must be there (default: ${DEFAULT-VALUE}).")
    private String topic;

    @Option(
            names = "--as-recorded",
            description = "Keep the recorded times and send as fast as the broker takes it, or at --speed.")
    private boolean asRecorded;

    @Option(
            names = "--speed",
            paramLabel = "N",
            description =
                    "How many times faster than it happened (default: 1; with --as-recorded, as fast as it goes).")
    private Double speed;

    @Option(
            names = "--linger",
            paramLabel = "DURATION",
            defaultValue = "60s",
            converter = Millis.class,
            description = "How long time goes on after the last event (default: ${DEFAULT-VALUE}).")
    private long linger;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        if (speed != null && speed <= 0) {
            throw new ParameterException(spec.commandLine(), "--speed must be more than 0, but is " + speed);
        }
        PrintWriter err = spec.commandLine().getErr();
        EventFiles files = new EventFiles(events);
        try (EventTopic target = EventTopic.open(connection.settings(Map.of("topics.events", topic)))) {
            Replay replay = new Replay(target, err, asRecorded, speed == null ? asRecorded ? 0 : 1 : speed);
            Progress progress = new Progress(err, System.nanoTime());
            files.read(line -> {
                replay.play(line);
                progress.one(files.share());
            });
            if (replay.events() == 0) {
                throw Stop.wrongInput("no event could be read from %s", events);
            }
            replay.linger(linger);
            target.flush();
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    Locale.ROOT,
                    "%,d events written to %s in %.1f s, %,d lines refused%n",
                    replay.events(),
                    topic,
                    progress.seconds(System.nanoTime()),
                    replay.refused());
            out.flush();
        }
    }

    /** One replay: where it is in the recorded time. */
    private static final class Replay {
        private static final long HEARTBEAT_EVERY = 100;
        private final EventTopic target;
        private final PrintWriter err;
        private final boolean asRecorded;
        private final double speed;
        private long began;
        private long first = Long.MIN_VALUE;
        private long latest = Long.MIN_VALUE;
        private long lastHeartbeat;
        private long events;
        private long refused;

        /** @param speed 0 for as fast as it goes */
        Replay(EventTopic target, PrintWriter err, boolean asRecorded, double speed) {
            this.target = target;
            this.err = err;
            this.asRecorded = asRecorded;
            this.speed = speed;
        }

        void play(EventFiles.Line line) {
            PlayerEvent event;
            try {
                event = EventJson.read(line.text());
            } catch (EventJson.NoEventException wrong) {
                refused++;
                err.println(line.where() + ": " + wrong.getMessage());
                return;
            }
            if (first == Long.MIN_VALUE) {
                first = event.at();
                began = System.currentTimeMillis();
            }
            latest = Math.max(latest, event.at());
            waitUntil(latest);
            target.send(asRecorded ? event : event.movedTo(moved(event.at())));
            events++;
        }

        /** Recorded time on the clock of this replay. */
        private long moved(long recorded) {
            return began + Math.round((recorded - first) / (speed == 0 ? 1 : speed));
        }

        private void waitUntil(long recorded) {
            if (speed == 0) {
                return;
            }
            for (long now = System.currentTimeMillis(); now < moved(recorded); now = System.currentTimeMillis()) {
                beat(now);
                pause(Math.min(moved(recorded) - now, 10));
            }
            // never ahead of an event that is still to be sent, however far behind the replay is
            beat(moved(recorded), asRecorded ? recorded : moved(recorded));
        }

        private void beat(long now) {
            beat(now, asRecorded ? first + Math.round((now - began) * speed) : now);
        }

        private void beat(long now, long time) {
            if (now - lastHeartbeat >= HEARTBEAT_EVERY) {
                lastHeartbeat = now;
                target.heartbeat(time);
            }
        }

        void linger(long millis) {
            if (speed == 0) {
                target.heartbeat(latest + millis);
                return;
            }
            long end = System.currentTimeMillis() + millis;
            err.printf("waiting %d s for silences to complete (--linger)%n", millis / 1_000);
            while (System.currentTimeMillis() < end) {
                beat(System.currentTimeMillis());
                pause(10);
            }
        }

        private static void pause(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Stop.couldNotRun(e, "interrupted");
            }
        }

        long events() {
            return events;
        }

        long refused() {
            return refused;
        }
    }
}
