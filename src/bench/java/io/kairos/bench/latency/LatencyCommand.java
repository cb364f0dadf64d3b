package io.kairos.bench.latency;

import io.kairos.bench.latency.Session.Stretch;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From an event's intended time to the moment its offer can be read. */
@Command(
        name = "latency",
        description = {
            "How long after an event was to be sent its offer can be read, and how long after a silence was over.",
            "",
            "Open loop: events are sent at their times, whatever becomes of those before, and late is late. A broker, a "
                    + "JobManager and a TaskManager run as processes of their own, sender and reader in this one; they "
                    + "share this machine, so the sustainable rate is that of all of them together."
        },
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true)
public final class LatencyCommand implements Callable<Integer> {
    private static final int COULD_NOT_RUN = 2;
    private static final int WARM_UP_RATE = 4_000;
    private static final int SETTLE_SECONDS = 2;
    private static final int HUSH_SECONDS = 15;
    private static final int HUSHED_PLAYERS = 20;
    private static final int HALF = 50;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "The sustainable rate in events a second (default: it is looked for, with the first subject).")
    private int rate;

    @Option(
            names = "--loads",
            split = ",",
            description = "Percent of the sustainable rate (default: ${DEFAULT-VALUE}).")
    private List<Integer> loads = List.of(HALF, 80);

    @Option(names = "--seconds", description = "How long each run is measured (default: ${DEFAULT-VALUE}).")
    private int seconds = 30;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description =
                    "How long each subject plays before anything is measured; the compiler takes over a minute to "
                            + "have done with it (default: ${DEFAULT-VALUE}).")
    private int warmUp = 90;

    @Option(names = "--runs", description = "How many runs of each (default: ${DEFAULT-VALUE}).")
    private int runs = 3;

    @Option(names = "--players", description = "How many players there are (default: ${DEFAULT-VALUE}).")
    private int players = 20_000;

    @Option(
            names = "--subjects",
            split = ",",
            description = "What is measured: ${COMPLETION-CANDIDATES} (default: all of them).")
    private List<Subject> subjects = List.of(Subject.values());

    private final PrintStream progress = System.err;
    private final Report report = new Report();

    @Override
    public Integer call() throws Exception {
        try {
            measure();
            return 0;
        } catch (IllegalStateException e) {
            progress.println("bench: " + e.getMessage());
            return COULD_NOT_RUN;
        }
    }

    private void measure() throws Exception {
        Path home = Path.of(System.getProperty("kairos.home", "")).toAbsolutePath();
        Path bench = home.resolve("target").resolve("bench");
        Path playbook = home.resolve("src/bench/playbooks/latency");
        try (Cluster cluster = Cluster.up(
                home, bench.resolve("cluster-" + ProcessHandle.current().pid()))) {
            for (Subject subject : subjects) {
                progress.printf("%s: deployed, and warmed up for %d s%n", subject.title(), warmUp);
                try (Session session = new Session(cluster, subject, playbook, players, progress)) {
                    session.crowd(rate > 0 ? rate / 2 : WARM_UP_RATE, warmUp, 1);
                    if (rate == 0) {
                        progress.println("the sustainable rate is looked for");
                        rate = new Search(session, progress).sustainable();
                    }
                    measure(session, subject);
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "sustainable by sender, broker, job and reader together, on %d processors: %,d events a second%n",
                Runtime.getRuntime().availableProcessors(),
                rate);
        report.print(System.out);
        report.write(bench.resolve("latency.csv"));
        System.out.printf("%n%s%n", bench.resolve("latency.csv"));
    }

    private void measure(Session session, Subject subject) throws Exception {
        for (int run = 1; run <= runs; run++) {
            for (int load : subject.atEveryLoad() ? loads : loads.subList(0, 1)) {
                int perSecond = rate * load / 100;
                progress.printf(
                        Locale.ROOT,
                        "%s, run %d of %d: %d %%, %,d events a second, %d s%n",
                        subject.title(),
                        run,
                        runs,
                        load,
                        perSecond,
                        seconds);
                Stretch stretch = session.crowd(perSecond, SETTLE_SECONDS, seconds);
                add(subject, Measure.GESTURE, load, perSecond, run, stretch);
                if (subject.notices().contains(Moment.SILENCE)) {
                    add(subject, Measure.SILENCE, load, perSecond, run, stretch);
                }
                progress.println("  " + stretch.use());
            }
            if (subject == Subject.KAIROS) {
                progress.printf("%s, run %d of %d: silences only, %d s%n", subject.title(), run, runs, HUSH_SECONDS);
                add(subject, Measure.HUSH, 0, 0, run, session.hush(HUSHED_PLAYERS, HUSH_SECONDS));
            }
        }
    }

    private void add(Subject subject, Measure measure, int load, int perSecond, int run, Stretch stretch) {
        Result result = new Result(
                subject,
                measure,
                load,
                perSecond,
                run,
                stretch.due().get(measure.moment()),
                stretch.offers().get(measure.moment()),
                stretch.checkpoints(),
                stretch.use().others());
        report.add(result);
        progress.printf("  %-10s %s%n", measure, Report.line(result));
    }
}
