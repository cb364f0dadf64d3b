package io.kairos.bench;

import io.kairos.bench.Trial.Result;
import io.kairos.playbook.PlaybookReader;
import io.kairos.playbook.Reading;
import io.kairos.player.RowSections;
import io.kairos.player.RowSections.Weights;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Events per CPU-second of one worker, at more and more patterns. */
@Command(
        name = "throughput",
        description = "Events per CPU-second of one worker, beside peers and floors.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true)
final class ThroughputCommand implements Callable<Integer> {
    @Option(names = "--patterns", split = ",", description = "How many patterns (default: ${DEFAULT-VALUE}).")
    private List<Integer> patterns = List.of(1, 10, 100, 1000);

    @Option(names = "--players", description = "How many players (default: ${DEFAULT-VALUE}).")
    private int players = 20_000;

    @Option(names = "--events", description = "Events of a round (default: ${DEFAULT-VALUE}).")
    private long events = 200_000;

    @Option(names = "--seconds", description = "What a round takes at most (default: ${DEFAULT-VALUE}).")
    private int seconds = 10;

    @Option(names = "--only", split = ",", description = "Only contenders whose names begin like this.")
    private List<String> only = List.of();

    @Option(names = "--profile", description = "Show where each contender spends its time.")
    private boolean profile;

    @Spec
    private CommandSpec spec;

    private PrintWriter out;

    @Override
    public Integer call() throws Exception {
        out = spec.commandLine().getOut();
        Feed feed = new Feed(1, players);
        for (int n : patterns) {
            describe(Workload.of(n), feed);
        }
        try (Cluster cluster = Cluster.start()) {
            SameMatches same = new SameMatches(cluster, feed);
            for (Contender c : List.of(Contender.kairos().get(0), Contender.cep("hashmap"), Contender.cep("rocksdb"))) {
                long t = System.nanoTime();
                say(
                        "%s: %d in %d ms",
                        c.name(), same.require(c, Workload.of(20), 20000), (System.nanoTime() - t) / 1000000);
            }
            Trial trial = new Trial(cluster, feed, events, events, seconds);
            for (int n : patterns) {
                for (Contender contender : contenders()) {
                    measure(trial, contender, Workload.of(n));
                }
            }
        }
        return 0;
    }

    private List<Contender> contenders() {
        List<Contender> all = new ArrayList<>(Contender.kairos());
        all.add(Contender.emptyStep());
        all.add(Contender.bareRow());
        all.removeIf(contender -> !only.isEmpty() && only.stream().noneMatch(contender.name()::startsWith));
        return all;
    }

    private void describe(Workload workload, Feed feed) {
        long t = System.nanoTime();
        Simulation simulation = new Simulation(workload.sketches(), match -> {});
        for (long i = 0; i < 2 * events; i++) {
            simulation.on(feed.at(i).event());
        }
        say(
                "%d patterns, %d families, %d conditions: started %.4f matched %.4f live/event %.3f live/player %.3f (%d ms)",
                workload.sketches().size(),
                workload.families(),
                workload.conditions(),
                simulation.startedPerEvent(),
                simulation.matchedPerEvent(),
                simulation.livePerEvent(),
                simulation.livePerPlayer(),
                (System.nanoTime() - t) / 1_000_000);
        Reading reading = PlaybookReader.read(workload.bundle());
        if (reading.playbook() == null) {
            throw new IllegalStateException("the generated playbook is wrong: " + reading.problems());
        }
        try (RowSections sections = new RowSections(reading.playbook())) {
            long until = System.nanoTime() + seconds * 1_000_000_000L;
            long i = 0;
            while (i < 2 * events && (i % 100 != 0 || System.nanoTime() < until)) {
                sections.on(feed.at(i++).event());
            }
            Weights weights = sections.weigh();
            say("  after %d events: %s", i, weights);
        }
    }

    private void measure(Trial trial, Contender contender, Workload workload) {
        Result result = trial.run(contender, workload);
        say(
                "%5d %-20s %,12.0f ev/CPU-s  %8.2f us/event  process %8.2f us/event  records/event %.4f  %d events in %.1f s",
                workload.sketches().size(),
                contender.name(),
                result.median().perCpuSecond(),
                result.median().microsPerEvent(),
                result.median().processCpu() / 1e3 / result.median().events(),
                result.records(),
                result.events(),
                result.wall() / 1e9);
        StringBuilder shares = new StringBuilder();
        for (Shares.Doing doing : Shares.Doing.values()) {
            shares.append(String.format(
                    Locale.ROOT, "  %s %.0f %%", doing, 100 * result.shares().share(doing)));
        }
        say("     %s", shares);
        if (profile) {
            say("%s", result.shares().top());
        }
    }

    private void say(String line, Object... values) {
        out.printf(Locale.ROOT, line + "%n", values);
        out.flush();
    }
}
