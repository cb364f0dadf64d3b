package io.kairos.bench;

import io.kairos.event.PlayerEvent;
import io.kairos.flink.KairosJob.Ends;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.PlaybookFolder;
import io.kairos.player.Core;
import io.kairos.player.RowSections;
import io.kairos.player.RowSections.Section;
import io.kairos.player.RowSections.Weight;
import io.kairos.player.RowSections.Weights;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What remembering a million players costs: bytes of their rows, and time of each event. */
@Command(
        name = "memory",
        description = {
            "A million players on RocksDB with 30 features and 20 patterns: events per CPU-second, beside the same run with a "
                    + "constant wherever a feature is read, and what the rows weigh.",
            "",
            "The rows are those the core makes of the same events, without Flink."
        },
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true)
final class MemoryCommand implements Callable<Integer> {
    private static final String TABLE = "memory";
    private static final String WITH = "30 features";
    private static final String WITHOUT = "constants";
    private static final double DEARER = 1.25;

    /** None in between: they would count more often for whoever takes longer. */
    private static final Duration CHECKPOINTS = Duration.ofDays(1);

    @Option(names = "--players", paramLabel = "N", description = "How many players (default: ${DEFAULT-VALUE}).")
    private int players = 1_000_000;

    @Option(
            names = "--visit",
            paramLabel = "N",
            description =
                    "Events of each player at the beginning, so that each has been seen (default: ${DEFAULT-VALUE}).")
    private int visit = 5;

    @Option(
            names = "--events",
            paramLabel = "N",
            description =
                    "Events of a round, drawn by Zipf after the visits; there are five rounds (default: ${DEFAULT-VALUE}).")
    private long events = 500_000;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "What a round takes at most, and the visits as much per round (default: ${DEFAULT-VALUE}).")
    private int seconds = 120;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "Runs of each, taken in turns; the cheapest counts (default: ${DEFAULT-VALUE}).")
    private int runs = 2;

    @Option(names = "--no-rows", description = "Leave out what the rows weigh and how many moments there are.")
    private boolean noRows;

    @Option(names = "--profile", description = "Show which code the time is spent in.")
    private boolean profile;

    @Spec
    private CommandSpec spec;

    private final List<String> csv = new ArrayList<>(List.of("run,section,mean,p50,p90,p99,max"));
    private Report report;
    private PrintWriter progress;
    private Feed feed;

    @Override
    public Integer call() throws Exception {
        requirePositive("--players", players);
        requirePositive("--visit", visit);
        requirePositive("--events", events);
        requirePositive("--seconds", seconds);
        requirePositive("--runs", runs);
        Path home = Path.of(System.getProperty("kairos.home", "."));
        Path playbooks = home.resolve("src/bench/playbooks");
        Bundle with = PlaybookFolder.read(playbooks.resolve("memory"));
        Bundle without = WithoutFeatures.of(with, playbooks.resolve("memory-constants.properties"));
        Playbook playbook = Workload.read(with);
        report = new Report(spec.commandLine().getOut(), profile);
        progress = spec.commandLine().getErr();
        feed = new Feed(1, players, visit);
        report.say(
                "%,d players; each pays a visit of %d events, then they are drawn by Zipf %.1f, the busiest with %.0f %% of the"
                        + " events; %d features, %d patterns, %d tags by rules",
                players,
                visit,
                Feed.EXPONENT,
                100 * feed.busiest(),
                playbook.featuresRead().size(),
                playbook.patterns().size(),
                playbook.tags().values().stream()
                        .filter(tag -> tag.rule() != null)
                        .count());
        costs(with, without);
        Path target = home.resolve("target").resolve("bench");
        if (!noRows) {
            rows(with, without);
            Files.createDirectories(target);
            Files.write(target.resolve("memory-rows.csv"), csv);
        }
        report.write(target.resolve("memory.csv"));
        return 0;
    }

    private void requirePositive(String option, long value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), option + " must be at least 1, but is " + value);
        }
    }

    private void costs(Bundle with, Bundle without) throws Exception {
        report.table("After the visits: CPU time of the task around the step");
        try (Cluster cluster = Cluster.start()) {
            Trial trial = new Trial(cluster, feed, feed.visits() + events, events, 10 * seconds, seconds);
            Trial.Result cheapest = null;
            Trial.Result cheapestWithout = null;
            for (int run = 1; run <= runs; run++) {
                // whoever comes second finds RocksDB's memory in pieces
                if (run % 2 == 1) {
                    cheapestWithout = cheaper(cheapestWithout, measured(WITHOUT, without, trial, run));
                }
                cheapest = cheaper(cheapest, measured(WITH, with, trial, run));
                if (run % 2 == 0) {
                    cheapestWithout = cheaper(cheapestWithout, measured(WITHOUT, without, trial, run));
                }
            }
            report.row(TABLE, 20, WITHOUT, cheapestWithout);
            report.row(TABLE, 20, WITH, cheapest);
            report.say("");
            report.say(
                    "RocksDB on disk: %,d bytes a player without features, %,d with them",
                    cheapestWithout.onDisk() / players, cheapest.onDisk() / players);
            report.say("Target");
            report.costTarget(
                    "cost of an event with 30 features, against constants",
                    TABLE,
                    20,
                    WITH,
                    20,
                    WITHOUT,
                    DEARER,
                    false);
        }
    }

    private Trial.Result measured(String name, Bundle playbook, Trial trial, int run) {
        progress.printf(
                "bench: run %d of %d with %s: %,d visits and 5 rounds of %,d events ...%n",
                run, runs, name, feed.visits(), events);
        progress.flush();
        Ends ends = new Ends(feed.source(Long.MAX_VALUE), 1, null, Watched.byNobody());
        Trial.Result result = trial.run("rocksdb", thread -> thread.startsWith("players"), "players", env -> {
            env.configure(new Configuration().set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINTS));
            Contender.job(playbook, ends, Map.of()).build(env);
        });
        progress.printf(
                "bench: ... %.2f us per event, %,d in %.0f s%n",
                result.median().microsPerEvent(), result.events(), result.wall() / 1e9);
        progress.flush();
        return result;
    }

    private static Trial.Result cheaper(Trial.Result one, Trial.Result other) {
        return one == null || other.median().microsPerEvent() < one.median().microsPerEvent() ? other : one;
    }

    private void rows(Bundle with, Bundle without) {
        Played plain = played(WITHOUT, without);
        Played all = played(WITH, with);
        report.say("");
        report.say("Moments of %,d events", all.events());
        report.say("%-26s %12s %12s", "pattern", WITHOUT, WITH);
        TreeSet<String> patterns = new TreeSet<>(plain.moments().keySet());
        patterns.addAll(all.moments().keySet());
        for (String pattern : patterns) {
            report.say(
                    "%-26s %,12d %,12d",
                    pattern,
                    plain.moments().getOrDefault(pattern, 0L),
                    all.moments().getOrDefault(pattern, 0L));
        }
        report.say("%-26s %,12d %,12d", "all", plain.allMoments(), all.allMoments());
        report.say("%-26s %,12d %,12d", "changes of tags", plain.tagChanges(), all.tagChanges());
        weights(WITHOUT, plain.weights());
        weights(WITH, all.weights());
    }

    /** What the core makes of the events. */
    private record Played(long events, Map<String, Long> moments, long tagChanges, Weights weights) {
        long allMoments() {
            return moments.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private Played played(String name, Bundle playbook) {
        long all = feed.visits() + 5 * events;
        progress.printf("bench: the rows with %s, of %,d events ...%n", name, all);
        progress.flush();
        try (RowSections rows = new RowSections(Workload.read(playbook), Core.Settings.DEFAULT)) {
            PlayerEvent last = null;
            for (long i = 0; i < all; i++) {
                last = feed.at(i).event();
                rows.on(last);
            }
            Weights weights = rows.weighAt(last.at());
            return new Played(all, rows.moments(), rows.tagChanges(), weights);
        }
    }

    private void weights(String name, Weights weights) {
        report.say("");
        report.say("Bytes of a row with %s, %,d players", name, weights.players());
        report.say("%-26s %10s %8s %8s %8s %8s", "section", "mean", "p50", "p90", "p99", "max");
        for (Section section : Section.values()) {
            weight(name, section.words(), weights.sections().get(section));
        }
        weight(name, "row", weights.row());
    }

    private void weight(String name, String section, Weight weight) {
        report.say(
                "%-26s %,10.1f %,8d %,8d %,8d %,8d",
                section, weight.mean(), weight.p50(), weight.p90(), weight.p99(), weight.max());
        csv.add("\"%s\",\"%s\",%.1f,%d,%d,%d,%d"
                .formatted(name, section, weight.mean(), weight.p50(), weight.p90(), weight.p99(), weight.max()));
    }
}
