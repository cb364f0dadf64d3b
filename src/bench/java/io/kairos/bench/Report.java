package io.kairos.bench;

import io.kairos.bench.Shares.Doing;
import io.kairos.bench.Trial.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured: on the screen as it comes, and in a file of comma-separated values at the end. */
final class Report {
    private static final String HEAD = "%-8s  %-26s %13s %10s %8s %10s %8s   %-53s %10s %6s";
    private static final String ROW = "%8d  %-26s %,13.0f %10.2f %8s %10.2f %8.4f   %-53s %,10d %6.1f";

    private final PrintWriter out;
    private final boolean profile;
    private final List<Measured> measured = new ArrayList<>();
    private final List<String> csv = new ArrayList<>(
            List.of("table,patterns,contender,events_per_cpu_second,micros_per_event,cost_against_first,"
                    + "process_micros_per_event,records_per_event,state,codec,conditions,matching,features,step,wire,flink,"
                    + "events,seconds"));

    private record Measured(String table, int patterns, String contender, Result result) {
        double micros() {
            return result.median().microsPerEvent();
        }
    }

    Report(PrintWriter out, boolean profile) {
        this.out = out;
        this.profile = profile;
    }

    void say(String line, Object... values) {
        out.printf(Locale.ROOT, line + "%n", values);
        out.flush();
    }

    void loads(List<Load> loads) {
        say("The load, the same for all");
        say(
                "%-8s %9s %11s %14s %14s %12s %12s   %s",
                "patterns",
                "families",
                "conditions",
                "begun/event",
                "matches/event",
                "live/event",
                "live/player",
                "bytes of a player: row mean, p99; of it patterns mean, p99 (events)");
        for (Load load : loads) {
            say(
                    "%8d %9d %11d %14.4f %14.4f %12.3f %12.3f   %.0f, %d; %.0f, %d (%,d)",
                    load.patterns(),
                    load.families(),
                    load.conditions(),
                    load.started(),
                    load.matched(),
                    load.livePerEvent(),
                    load.livePerPlayer(),
                    load.weights().row().mean(),
                    load.weights().row().p99(),
                    load.weights().patterns().mean(),
                    load.weights().patterns().p99(),
                    load.weighed());
        }
        say("");
    }

    void table(String title) {
        say("");
        say("%s", title);
        say(
                HEAD,
                "patterns",
                "contender",
                "events/CPU-s",
                "us/event",
                "x first",
                "process us",
                "records",
                "state codec cond. match feat.  step  wire flink  (%)",
                "events",
                "s");
    }

    void row(String table, int patterns, String contender, Result result) {
        Measured row = new Measured(table, patterns, contender, result);
        measured.add(row);
        double againstFirst = row.micros() / first(table).micros();
        say(
                ROW,
                patterns,
                contender,
                result.median().perCpuSecond(),
                row.micros(),
                ratio(againstFirst),
                result.median().processMicros(),
                result.records(),
                shares(result.shares()),
                result.events(),
                result.wall() / 1e9);
        StringBuilder line = new StringBuilder("%s,%d,\"%s\",%.1f,%.3f,%.3f,%.3f,%.5f"
                .formatted(
                        table,
                        patterns,
                        contender,
                        result.median().perCpuSecond(),
                        row.micros(),
                        againstFirst,
                        result.median().processMicros(),
                        result.records()));
        for (Doing doing : Doing.values()) {
            line.append(",%.3f".formatted(result.shares().share(doing)));
        }
        csv.add(line.append(",%d,%.1f".formatted(result.events(), result.wall() / 1e9))
                .toString());
        if (profile) {
            say("%s%s", result.threads(), result.shares().top());
        }
    }

    private Measured first(String table) {
        return measured.stream()
                .filter(row -> row.table().equals(table))
                .findFirst()
                .orElseThrow();
    }

    private static String shares(Shares shares) {
        StringBuilder all = new StringBuilder();
        for (Doing doing : Doing.values()) {
            all.append("%5.0f ".formatted(100 * shares.share(doing)));
        }
        return all.toString();
    }

    private static String ratio(double ratio) {
        return ratio < 100 ? "%.2f".formatted(ratio) : "%,.0f".formatted(ratio);
    }

    /** A figure beside the targets that has none. */
    void cost(String what, String table, int patterns, String of, int otherPatterns, String other) {
        double found = times(table, patterns, of, otherPatterns, other);
        if (!Double.isNaN(found)) {
            say("  %-78s %12s", what, ratio(found));
        }
    }

    /** How much more expensive one row is than another; no number if one of them was not measured. */
    private double times(String table, int patterns, String contender, int otherPatterns, String other) {
        return micros(table, patterns, contender) / micros(table, otherPatterns, other);
    }

    private double micros(String table, int patterns, String contender) {
        return measured.stream()
                .filter(row -> row.table().equals(table)
                        && row.patterns() == patterns
                        && row.contender().equals(contender))
                .mapToDouble(Measured::micros)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** @param more whether the target is a least, not a most */
    void target(String what, double found, double target, boolean more) {
        if (!Double.isNaN(found)) {
            boolean reached = more ? found >= target : found <= target;
            say(
                    "  %-78s %12s   %s %s   %s",
                    what, ratio(found), more ? ">=" : "<=", ratio(target), reached ? "reached" : "NOT reached");
        }
    }

    void costTarget(
            String what,
            String table,
            int patterns,
            String of,
            int otherPatterns,
            String other,
            double target,
            boolean more) {
        target(what, times(table, patterns, of, otherPatterns, other), target, more);
    }

    double perCpuSecond(String table, int patterns, String contender) {
        return 1e6 / micros(table, patterns, contender);
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, csv);
        say("");
        say("as comma-separated values: %s", file);
    }
}
