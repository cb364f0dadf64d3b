package io.kairos.cli;

import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Protections.Feed;
import io.kairos.player.Core;
import io.kairos.player.Rules;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a playbook over recorded events. */
@Command(
        name = "backtest",
        description = {
            "Run a playbook over recorded events with the job's own core: no Kafka, no Flink, one thread.",
            "",
            "Writes moments.csv, offers.jsonl, decisions.jsonl, tags.jsonl and dead-letters.jsonl, each in order of "
                    + "time. Events are taken in the order of the files; after the last one every open silence completes."
        })
final class BacktestCommand implements Runnable {
    @Option(names = "--playbook", required = true, paramLabel = "DIR", description = "The playbook's folder.")
    private Path playbook;

    @Option(
            names = "--events",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Events as JSON lines, plain or gzipped; several files are read one after the other.")
    private List<Path> events;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Where the results go; made if it is not there, files in it are replaced.")
    private Path out;

    @Option(
            names = "--lateness",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = Millis.class,
            description = "A gesture further behind its player's clock is refused (default: ${DEFAULT-VALUE}).")
    private long lateness;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter err = spec.commandLine().getErr();
        Folder folder = new Folder(playbook);
        Playbook read = folder.playbook(folder.bundle(), err);
        EventFiles files = new EventFiles(events);
        Core.Settings defaults = Core.Settings.DEFAULT;
        Core.Settings settings = new Core.Settings(lateness, defaults.maxPartials(), defaults.forgetAfter());
        try (MatcherFactory factory = new CompactMatcherFactory();
                BacktestResults results = new BacktestResults(out, err)) {
            Backtest backtest = new Backtest(Rules.of(read, factory, settings), results);
            Progress progress = new Progress(err, System.nanoTime());
            files.read(line -> {
                backtest.on(line);
                progress.one(files.share());
            });
            backtest.end();
            summary(backtest, results, progress.seconds(System.nanoTime()));
            backtest.unheard().forEach(feed -> warn(err, feed));
            if (backtest.events() == 0) {
                throw Stop.wrongInput(
                        "no event could be read from %s",
                        events.stream().map(Path::toString).collect(Collectors.joining(", ")));
            }
        } catch (IOException e) {
            throw Stop.file("write to", out, e);
        }
    }

    private static void warn(PrintWriter err, Feed feed) {
        err.printf(
                "WARNING: no %s is among the events, so `%s` held throughout: %s was sent.%n",
                feed.type(),
                feed.id(),
                feed.sends().isEmpty()
                        ? "nothing"
                        : feed.sends().stream()
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ", "nothing but ", "")));
        err.printf(
                "  What would have been sent otherwise shows with %s events in the file, at most %s apart.%n",
                feed.type(),
                Duration.ofMillis(feed.lasts()).toString().substring(2).toLowerCase(Locale.ROOT));
        err.flush();
    }

    private void summary(Backtest backtest, BacktestResults results, double seconds) {
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.printf(
                Locale.ROOT,
                "%,d events of %,d players in %.1f s; the results are in %s%n",
                backtest.events(),
                backtest.players(),
                seconds,
                out);
        results.summary(terminal);
        terminal.flush();
    }
}
