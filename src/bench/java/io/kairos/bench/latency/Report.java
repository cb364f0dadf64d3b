package io.kairos.bench.latency;

import io.kairos.bench.latency.Result.Group;
import io.kairos.bench.latency.Result.Percentiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The results as a table and as a file. */
final class Report {
    private static final int HALF = 50;
    private static final String COLUMNS = "%9s %6s %9s %9s %9s %9s %9s %7s";
    private static final String FIGURES = "%,9d %6s %9.2f %9.2f %9.2f %9.2f %9.2f";

    private final List<Result> results = new ArrayList<>();

    void add(Result result) {
        results.add(result);
    }

    /** What a run came to, in one line. */
    static String line(Result result) {
        Percentiles all = result.all();
        return String.format(
                Locale.ROOT,
                "%,d offers%s, p50 %.1f, p99 %.1f, p99.9 %.1f ms",
                all.count(),
                result.lost() == 0 ? "" : ", " + result.lost() + " LOST",
                all.at(50),
                all.at(99),
                all.at(99.9));
    }

    void print(PrintStream out) {
        for (Measure measure : Measure.values()) {
            out.printf(
                    "%n%s%n(ms; * the best by p99; others: processors used by what is no part of this)%n",
                    measure.title());
            out.printf(
                    "  %-34s %4s  " + COLUMNS + "%n",
                    "",
                    "run",
                    "offers",
                    "lost",
                    "p50",
                    "p90",
                    "p99",
                    "p99.9",
                    "max",
                    "others");
            groups().forEach((group, runs) -> {
                if (group.measure() == measure) {
                    print(group, runs, out);
                }
            });
        }
        out.printf(
                "%noffers whose event was sent from a checkpoint's start to 500 ms after its end, all runs together%n");
        groups().forEach((group, runs) -> {
            if (group.measure() == Measure.GESTURE) {
                printCheckpoints(group, runs, out);
            }
        });
    }

    private Map<Group, List<Result>> groups() {
        Map<Group, List<Result>> groups = new LinkedHashMap<>();
        results.stream()
                .sorted(Comparator.comparing(Result::measure)
                        .thenComparing(Result::load)
                        .thenComparing(Result::subject)
                        .thenComparing(Result::run))
                .forEach(result -> groups.computeIfAbsent(result.group(), group -> new ArrayList<>())
                        .add(result));
        return groups;
    }

    private static void print(Group group, List<Result> runs, PrintStream out) {
        Result best = best(runs);
        for (Result result : runs) {
            out.printf(
                    Locale.ROOT,
                    "  %-34s %3d%s  %s %7.2f%s%n",
                    result == runs.get(0) ? title(group) : "",
                    result.run(),
                    result == best ? "*" : " ",
                    figures(result.all(), Long.toString(result.lost())),
                    result.others(),
                    result == best ? verdict(group, result.all()) : "");
        }
    }

    private static Result best(List<Result> runs) {
        return runs.stream()
                .min(Comparator.comparing(Result::lost)
                        .thenComparing(result -> result.all().at(99)))
                .orElseThrow();
    }

    private static String title(Group group) {
        return group.load() == 0
                ? group.subject().title()
                : String.format(Locale.ROOT, "%s, %d %%: %,d/s", group.subject().title(), group.load(), group.rate());
    }

    private static String figures(Percentiles figures, String lost) {
        return String.format(
                Locale.ROOT,
                FIGURES,
                figures.count(),
                lost,
                figures.at(50),
                figures.at(90),
                figures.at(99),
                figures.at(99.9),
                figures.max());
    }

    /** Targets are for Kairos, at half load or where there is none. */
    private static String verdict(Group group, Percentiles figures) {
        if (group.subject() == Subject.PASS_THROUGH || group.load() > HALF) {
            return "";
        }
        return group.measure().targets().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(target -> String.format(
                        Locale.ROOT,
                        "p%s ≤ %d: %s",
                        number(target.getKey()),
                        target.getValue(),
                        figures.at(target.getKey()) <= target.getValue() ? "yes" : "NO"))
                .collect(Collectors.joining(", ", "   ", ""));
    }

    private static String number(double percentile) {
        return percentile == Math.rint(percentile) ? Long.toString((long) percentile) : Double.toString(percentile);
    }

    private static void printCheckpoints(Group group, List<Result> runs, PrintStream out) {
        long made = runs.stream().mapToLong(run -> run.checkpoints().size()).sum();
        double took = runs.stream()
                .flatMap(run -> run.checkpoints().stream())
                .mapToLong(checkpoint -> checkpoint.ended() - checkpoint.began())
                .average()
                .orElse(0);
        out.printf(
                Locale.ROOT,
                "  %-34s near    %s   %d checkpoints of %.0f ms%n",
                title(group),
                figures(sum(runs, true), ""),
                made,
                took / 1e3);
        out.printf(Locale.ROOT, "  %-34s others  %s%n", "", figures(sum(runs, false), ""));
    }

    private static Percentiles sum(List<Result> runs, boolean near) {
        return runs.stream()
                .map(run -> run.of(offer -> run.nearCheckpoint(offer) == near))
                .reduce(Percentiles::plus)
                .orElseThrow();
    }

    /** One line for each run and set of offers: all of them, those near a checkpoint, the others. */
    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(
                "measure,subject,load_percent,events_per_second,run,best,offers,due,count,p50_ms,p90_ms,p99_ms,p99_9_ms,"
                        + "max_ms");
        groups().forEach((group, runs) -> {
            Result best = best(runs);
            for (Result result : runs) {
                lines.add(csv(result, best, "all", offer -> true));
                lines.add(csv(result, best, "near_checkpoint", result::nearCheckpoint));
                lines.add(csv(result, best, "apart", offer -> !result.nearCheckpoint(offer)));
            }
        });
        Files.createDirectories(file.getParent());
        Files.write(file, lines);
    }

    private static String csv(Result result, Result best, String name, Predicate<Reader.Offer> some) {
        Percentiles figures = result.of(some);
        return String.format(
                Locale.ROOT,
                "%s,%s,%d,%d,%d,%b,%s,%d,%d,%.3f,%.3f,%.3f,%.3f,%.3f,%.2f",
                result.measure(),
                result.subject(),
                result.load(),
                result.rate(),
                result.run(),
                result == best,
                name,
                result.due(),
                figures.count(),
                figures.at(50),
                figures.at(90),
                figures.at(99),
                figures.at(99.9),
                figures.max(),
                result.others());
    }
}
