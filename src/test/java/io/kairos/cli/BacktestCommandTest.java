package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestCommandTest {
    private static final long NOON = 1_767_268_800_000L;

    @TempDir
    private Path folder;

    private Path playbook;
    private Path out;

    @BeforeEach
    void aPlaybookOfOneMoment() throws IOException {
        playbook = Files.createDirectories(folder.resolve("playbook"));
        out = folder.resolve("results/of/today");
        write("events.yaml", """
                events:
                  bet_lost: { actor: player, attributes: { stake: number } }
                  bet_won:  { actor: player, attributes: { stake: number } }
                  feed:     { actor: system, scope: all, fact: true, expires: 60s, attributes: {} }
                """);
        write("tags.yaml", """
                tags:
                  cooling: { about: slowed down after losing }
                """);
        write("offers.yaml", """
                offers:
                  break: { class: care, lasts: 2m, channels: [in_app], message: "A break?" }
                """);
        write("patterns/two-losses.yaml", """
                pattern: two-losses
                title: Two losses and then nothing
                intent: risk
                sequence:
                  - { on: bet_lost, as: losses, times: 2, in_a_row: true }
                  - { no: [bet_lost, bet_won], for: 20s }
                tag: { name: cooling, for: 10m }
                offers: [break]
                because: You lost {count} in a row.
                facts: { count: losses.count }
                """);
    }

    /** As the job does: the same rules, and the same order. */
    @Test
    void whoLosesBeforeHeLogsInIsOnePlayerWithOneHistory() throws IOException {
        CommandLineRun run = backtest(
                events("""
                {"event_id":"e1","anonymous_id":"cookie","type":"bet_lost","at":%d,"attributes":{"stake":1.0}}
                """.formatted(NOON).strip(), """
                {"event_id":"e2","player_id":"ada","anonymous_id":"cookie","type":"bet_lost","at":%d,"attributes":{"stake":1.0}}
                """.formatted(NOON + 5_000).strip(), """
                {"event_id":"e3","anonymous_id":"other","type":"bet_lost","at":%d,"attributes":{"stake":1.0}}
                """.formatted(NOON + 6_000)
                        .strip()));

        assertThat(run.exitCode()).isZero();
        assertThat(out.resolve("moments.csv"))
                .hasContent("pattern,player,at,events\ntwo-losses,ada," + (NOON + 25_000) + ",e1+e2\n");
        assertThat(run.out()).contains("anonymous carried", "anonymous held");
        assertThat(out.resolve("dead-letters.jsonl")).isEmptyFile();
    }

    @Test
    void whoIsErasedBeginsAnewAndARequestIsRecorded() throws IOException {
        backtest(events(
                line("e1", "ada", "bet_lost", 0),
                line("e2", "ada", "player_erased", 1_000),
                line("e3", "ada", "bet_lost", 2_000)));

        assertThat(out.resolve("moments.csv")).hasContent("pattern,player,at,events\n");
        assertThat(Files.readString(out.resolve("decisions.jsonl")))
                .contains("\"reason\":\"ERASED\"")
                .doesNotContain("ada");
    }

    @Test
    void aFileWithoutTheHeartbeatOfAFeedIsWarnedOf() throws IOException {
        write("policy.yaml", "protection: { silent: { no: feed, for: 60s, sends: [help] } }\n");
        Path losses = events(line("e1", "ada", "bet_lost", 0), line("e2", "ada", "bet_lost", 5_000));

        CommandLineRun run = backtest(losses);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .contains(
                        "WARNING: no feed is among the events, so `silent` held throughout: nothing but help was sent")
                .contains("with feed events in the file, at most 1m apart");
        assertThat(Files.readString(out.resolve("decisions.jsonl")))
                .contains("\"reason\":\"PROTECTED\",\"detail\":\"silent\"");

        Path heard = events(
                "{\"event_id\":\"f\",\"type\":\"feed\",\"at\":" + NOON + "}",
                line("e1", "ada", "bet_lost", 0),
                line("e2", "ada", "bet_lost", 5_000));
        assertThat(backtest(heard).err()).isEmpty();
        assertThat(Files.readString(out.resolve("decisions.jsonl"))).contains("\"reason\":\"OFFERED\"");
    }

    @Test
    void aSilenceAtTheEndOfTheFileCompletes() throws IOException {
        CommandLineRun run = backtest(events(line("e1", "ada", "bet_lost", 0), line("e2", "ada", "bet_lost", 5_000)));

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(out.resolve("moments.csv"))
                .hasContent("pattern,player,at,events\ntwo-losses,ada," + (NOON + 25_000) + ",e1+e2\n");
        assertThat(Files.readString(out.resolve("decisions.jsonl")))
                .contains("\"reason\":\"OFFERED\"")
                .hasLineCount(1);
        assertThat(Files.readAllLines(out.resolve("offers.jsonl")))
                .satisfiesExactly(
                        issued -> assertThat(issued).contains("\"status\":\"ISSUED\"", "You lost 2 in a row."),
                        expired -> assertThat(expired)
                                .contains("\"status\":\"EXPIRED\"", "\"at\":" + (NOON + 25_000 + 120_000)));
        assertThat(Files.readAllLines(out.resolve("tags.jsonl")))
                .satisfiesExactly(
                        gained -> assertThat(gained).contains("\"change\":\"GAINED\"", "\"tag\":\"cooling\""),
                        lost -> assertThat(lost).contains("\"change\":\"LOST\""));
        assertThat(out.resolve("dead-letters.jsonl")).isEmptyFile();
        assertThat(run.out())
                .contains("2 events of 1 players")
                .containsPattern("two-losses +1\n")
                .containsPattern("OFFERED +1\n")
                .containsPattern("EXPIRED +1\n");
    }

    @Test
    void aSilenceSeesWhatConcernedEverybodyAtItsOwnTimeAndNothingLater() throws IOException {
        write("patterns/two-losses.yaml", """
                pattern: two-losses
                sequence:
                  - { on: bet_lost, times: 2, within: 10m }
                  - { no: [bet_lost, bet_won], for: 20s }
                unless: "all.feed.state == 'DOWN'"
                """);
        write("events.yaml", """
                events:
                  bet_lost: { actor: player, attributes: { stake: number } }
                  bet_won:  { actor: player, attributes: { stake: number } }
                  feed:     { actor: system, scope: all, expires: 60s, attributes: { state: [UP, DOWN] } }
                """);
        backtest(events(
                feed(0, "UP"),
                line("a1", "ada", "bet_lost", 1_000),
                line("a2", "ada", "bet_lost", 2_000),
                line("b1", "ben", "bet_lost", 4_000),
                line("b2", "ben", "bet_lost", 5_000),
                feed(23_000, "DOWN"),
                feed(26_000, "UP"),
                line("c1", "cat", "bet_lost", 70_000),
                line("c2", "cat", "bet_lost", 71_000)));

        assertThat(Files.readAllLines(out.resolve("decisions.jsonl")))
                .satisfiesExactly(
                        ada -> assertThat(ada).contains("\"player_id\":\"ada\"", "NO_OFFERS"),
                        ben -> assertThat(ben).contains("\"player_id\":\"ben\"", "GATED"),
                        cat -> assertThat(cat).contains("\"player_id\":\"cat\"", "GATED"));
    }

    private static String feed(long after, String state) {
        return "{\"event_id\":\"f%d\",\"type\":\"feed\",\"at\":%d,\"attributes\":{\"state\":\"%s\"}}"
                .formatted(after, NOON + after, state);
    }

    @Test
    void resultsStandInOrderOfTimeAcrossPlayers() throws IOException {
        backtest(events(
                line("a1", "ada", "bet_lost", 0),
                line("a2", "ada", "bet_lost", 60_000),
                line("b1", "ben", "bet_lost", 61_000 - 60_000),
                line("b2", "ben", "bet_lost", 2_000)));

        assertThat(Files.readAllLines(out.resolve("moments.csv")).subList(1, 3))
                .containsExactly(
                        "two-losses,ben," + (NOON + 22_000) + ",b1+b2", "two-losses,ada," + (NOON + 80_000) + ",a1+a2");
    }

    @Test
    void badLinesAreNamedCountedAndKeptAndTheRunGoesOn() throws IOException {
        Path events = events(
                "nonsense",
                line("e1", "ada", "bet_lost", 0),
                "",
                "{\"event_id\":\"x\",\"type\":\"bet_lost\",\"at\":\"noon\"}",
                "{\"event_id\":\"y\",\"type\":\"bet_lost\",\"at\":5}",
                "{\"event_id\":\"z\",\"type\":\"feed\",\"at\":5}",
                line("e2", "ada", "bet_lost", 5_000));

        CommandLineRun run = backtest(events);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err().lines())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith(events + ":1: not JSON"),
                        second -> assertThat(second).startsWith(events + ":4: at must be a whole number"),
                        third -> assertThat(third).startsWith(events + ":5: player_id is missing"));
        assertThat(Files.readAllLines(out.resolve("dead-letters.jsonl")))
                .hasSize(3)
                .anySatisfy(letter -> assertThat(letter).contains("UNREADABLE", ":1: ", "\"original\":\"nonsense\""))
                .anySatisfy(letter -> assertThat(letter).contains("NO_PLAYER"));
        assertThat(run.out()).containsPattern("refused +3\n");
        assertThat(Files.readAllLines(out.resolve("moments.csv"))).hasSize(2);
    }

    @Test
    void aGestureThatComesTooLateIsADeadLetterAndLatenessIsASetting() throws IOException {
        Path events = events(line("e1", "ada", "bet_lost", 30_000), line("e2", "ada", "bet_lost", 0));

        backtest(events);
        assertThat(Files.readString(out.resolve("dead-letters.jsonl"))).contains("TOO_LATE", "\"event_id\":\"e2\"");
        backtest(events, "--lateness", "1m");
        assertThat(out.resolve("dead-letters.jsonl")).isEmptyFile();
    }

    @Test
    void zippedFilesReadAsPlainOnesDoAndSeveralFollowOneAnother() throws IOException {
        Path zipped = folder.resolve("first.jsonl.gz");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write((line("e1", "ada", "bet_lost", 0) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        Files.write(zipped, bytes.toByteArray());

        CommandLineRun run = CommandLineRun.of(
                "backtest",
                "--playbook",
                playbook,
                "--out",
                out,
                "--events",
                zipped,
                events(line("e2", "ada", "bet_lost", 5_000)));

        assertThat(run.exitCode()).isZero();
        assertThat(Files.readAllLines(out.resolve("moments.csv"))).hasSize(2);
    }

    @Test
    void whereNothingCouldBeReadTheInputIsWrong() throws IOException {
        CommandLineRun run = backtest(events("nonsense"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("no event could be read from");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        CommandLineRun run = backtest(folder.resolve("nowhere.jsonl"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("there is no file " + folder.resolve("nowhere.jsonl"));
    }

    @Test
    void aFileThatIsCutOffOrAFolderIsNamedWithWhatIsWrong() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(zipped)) {
            out.write("{}".repeat(1_000).getBytes(StandardCharsets.UTF_8));
        }
        Path cut = folder.resolve("cut.gz");
        Files.write(cut, Arrays.copyOf(zipped.toByteArray(), 15));

        assertThat(backtest(cut).err()).contains("cannot read " + cut + ": the file is cut off");
        assertThat(backtest(folder).err()).contains(folder + " is a folder; name the files in it");
    }

    @Test
    void aDurationMustBeOne() throws IOException {
        CommandLineRun run = backtest(events(line("e1", "ada", "bet_lost", 0)), "--lateness", "soon");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("`soon` is no duration");
    }

    @Test
    void aWrongPlaybookStopsItWithItsPositions() throws IOException {
        write("patterns/wrong.yaml", "pattern: wrong\nsequence:\n  - { on: bet_lots }\n");

        CommandLineRun run = backtest(events(line("e1", "ada", "bet_lost", 0)));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(playbook.resolve("patterns/wrong.yaml") + ":3:", "bet_lots", "bet_lost");
        assertThat(out).doesNotExist();
    }

    /** All players spend the same budget, in the order of time: also what comes of a silence. */
    @Test
    void aBudgetIsSpentToItsLastCentByWhoComesFirst() throws IOException {
        write("offers.yaml", """
                offers:
                  break: { class: help, lasts: 2m, value: 4, channels: [in_app], message: "A break?" }
                """);
        write("policy.yaml", "budgets: [{ at_most: 11.99, per: 24h }]\n");

        CommandLineRun run = backtest(events(
                line("e1", "ada", "bet_lost", 0),
                line("e2", "ada", "bet_lost", 1),
                line("e3", "bea", "bet_lost", 40_000),
                line("e4", "bea", "bet_lost", 40_001),
                line("e5", "cid", "bet_lost", 80_000),
                line("e6", "cid", "bet_lost", 80_001),
                line("e7", "cid", "bet_lost", 200_000),
                line("e8", "bea", "bet_lost", 200_001),
                line("e9", "ada", "bet_lost", 200_002)));

        assertThat(run.exitCode()).isZero();
        assertThat(Files.readAllLines(out.resolve("decisions.jsonl")))
                .satisfiesExactly(
                        ada -> assertThat(ada).contains("\"ada\"", "OFFERED"),
                        bea -> assertThat(bea).contains("\"bea\"", "OFFERED"),
                        cid -> assertThat(cid).contains("\"cid\"", "OVER_BUDGET", "11.99 per 1d, spent 8"));
    }

    private CommandLineRun backtest(Path events, Object... more) {
        Object[] args = new Object[7 + more.length];
        System.arraycopy(
                new Object[] {"backtest", "--playbook", playbook, "--events", events, "--out", out}, 0, args, 0, 7);
        System.arraycopy(more, 0, args, 7, more.length);
        return CommandLineRun.of(args);
    }

    private Path events(String... lines) throws IOException {
        return Files.writeString(folder.resolve("events.jsonl"), String.join("\n", lines) + "\n");
    }

    private static String line(String id, String player, String type, long after) {
        return "{\"event_id\":\"%s\",\"player_id\":\"%s\",\"type\":\"%s\",\"at\":%d,\"attributes\":{\"stake\":5}}"
                .formatted(id, player, type, NOON + after);
    }

    private void write(String file, String text) throws IOException {
        Path path = playbook.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
