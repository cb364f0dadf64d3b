package io.kairos.cli;

import io.kairos.event.DeadLetter;
import io.kairos.event.EventJson;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.offer.Erasure;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.TagChange;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a backtest found: files in order of time, and the numbers for a table. */
final class BacktestResults extends Backtest.Log implements AutoCloseable {
    private static final long CHARS_IN_MEMORY = 64 << 20;
    private static final int SHOWN_BAD_LINES = 20;
    private static final Set<String> IN_OTHER_TABLES = Set.of("matched", "decisions", "offers");

    private final SortedFile moments;
    private final SortedFile offers;
    private final SortedFile decisions;
    private final SortedFile tags;
    private final SortedFile deadLetters;
    private final Map<String, Long> momentsOf = new TreeMap<>();
    private final Map<String, Long> decisionsOf = new TreeMap<>();
    private final Map<String, Long> offersOf = new TreeMap<>();
    private final Map<String, Long> refusals = new TreeMap<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final PrintWriter err;
    private PlayerEvent atHand;
    private String where;
    private long latest;
    private long badLines;

    BacktestResults(Path folder, PrintWriter err) throws IOException {
        this.err = err;
        Files.createDirectories(folder);
        moments = new SortedFile(folder.resolve("moments.csv"), "pattern,player,at,events", CHARS_IN_MEMORY);
        offers = new SortedFile(folder.resolve("offers.jsonl"), null, CHARS_IN_MEMORY);
        decisions = new SortedFile(folder.resolve("decisions.jsonl"), null, CHARS_IN_MEMORY);
        tags = new SortedFile(folder.resolve("tags.jsonl"), null, CHARS_IN_MEMORY);
        deadLetters = new SortedFile(folder.resolve("dead-letters.jsonl"), null, CHARS_IN_MEMORY);
    }

    @Override
    public void moment(Decision decision) {
        momentsOf.merge(decision.pattern(), 1L, Long::sum);
        String events =
                decision.matched().stream().map(Decision.MatchedEvent::eventId).collect(Collectors.joining("+"));
        String player = cell(decision.playerId());
        add(moments, decision.at(), decision.pattern() + "," + player + "," + decision.at() + "," + cell(events));
    }

    /** A value of a CSV line. */
    private static String cell(String text) {
        return text.matches("[^,\"\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    @Override
    public void decision(Decision decision) {
        decisionsOf.merge(decision.reason().name(), 1L, Long::sum);
        add(decisions, decision.at(), EventJson.write(decision.fields()));
    }

    @Override
    public void offer(OfferRecord offer) {
        offersOf.merge(offer.status().name(), 1L, Long::sum);
        add(offers, offer.at(), EventJson.write(offer.fields()));
    }

    @Override
    public void tag(TagChange change) {
        add(tags, change.at(), EventJson.write(change.fields()));
    }

    @Override
    public void erased(Erasure erasure) {
        add(decisions, erasure.at(), EventJson.write(erasure.record().fields()));
    }

    @Override
    public void atHand(PlayerEvent event, EventFiles.Line line) {
        atHand = event;
        where = line.where();
        latest = Math.max(latest, event.at());
    }

    @Override
    public void refuse(DeadLetter.Reason reason, String detail) {
        deadLetter(new DeadLetter(reason, where + ": " + detail, null, -1, -1, null, atHand, atHand.at()), null);
    }

    /** A line has no time, so it stands where the file was in time. */
    @Override
    public void refuse(DeadLetter.Reason reason, String detail, EventFiles.Line line) {
        String said = line.where() + ": " + detail;
        deadLetter(new DeadLetter(reason, said, null, -1, -1, null, null, latest), line.text());
        badLines++;
        if (badLines <= SHOWN_BAD_LINES) {
            err.println(said);
        } else if (badLines == SHOWN_BAD_LINES + 1) {
            err.println("... the other bad lines are in dead-letters.jsonl");
        }
    }

    private void deadLetter(DeadLetter letter, String line) {
        refusals.merge(letter.reason().name(), 1L, Long::sum);
        Map<String, Object> fields = letter.output().fields();
        fields.put("original", line);
        add(deadLetters, letter.time(), EventJson.write(fields));
    }

    @Override
    public void count(String counter, String of) {
        if (IN_OTHER_TABLES.contains(counter)) {
            return;
        }
        counts.merge(of.isEmpty() ? counter : counter + " " + of, 1L, Long::sum);
    }

    private static void add(SortedFile file, long time, String text) {
        try {
            file.add(time, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbers, for reading. */
    void summary(PrintWriter out) {
        table(out, "moments", momentsOf);
        table(out, "decisions", decisionsOf);
        table(out, "offers", offersOf);
        table(out, "refused", refusals);
        table(out, "counted", counts);
    }

    private static void table(PrintWriter out, String title, Map<String, Long> numbers) {
        long sum = numbers.values().stream().mapToLong(Long::longValue).sum();
        out.printf(Locale.ROOT, "%-42s %,12d%n", title, sum);
        numbers.forEach((of, number) -> out.printf(Locale.ROOT, "  %-40s %,12d%n", of, number));
    }

    @Override
    public void close() throws IOException {
        moments.close();
        offers.close();
        decisions.close();
        tags.close();
        deadLetters.close();
    }
}
