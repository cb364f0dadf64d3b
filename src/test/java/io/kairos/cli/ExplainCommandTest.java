package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kairos.offer.Decision.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplainCommandTest {
    /** 2026-01-01T12:00:00Z, in Malta an hour later. */
    private static final long NOON = 1_767_268_800_000L;

    @TempDir
    private Path folder;

    private Path playbook;
    private Path events;
    private Path results;

    @BeforeEach
    void anAfternoonOfTwoPlayers() throws IOException {
        playbook = Files.createDirectories(folder.resolve("playbook"));
        results = folder.resolve("results");
        events = folder.resolve("events.jsonl");
        write("events.yaml", """
                events:
                  bet:  { actor: player, attributes: { stake: number } }
                  lost: { actor: player, fact: true, attributes: { stake: number } }
                  offer_feedback: { actor: player, fact: true, attributes: { offer_id: string, stage: [SHOWN, ACCEPTED, DISMISSED] } }
                """);
        write("tags.yaml", """
                tags:
                  cooling: { about: slowed down after losing }
                """);
        write("offers.yaml", """
                offers:
                  break: { class: care, lasts: 2m, channels: [in_app], message: "A break?" }
                  story: { class: help, lasts: 1m, channels: [in_app], message: "A story?" }
                """);
        write("patterns/two-losses.yaml", """
                pattern: two-losses
                title: Two losses and then nothing
                sequence:
                  - { on: lost, as: losses, times: 2 }
                  - { no: bet, for: 20s }
                tag: { name: cooling, for: 10m }
                offers: [{ offer: story, when: "losses.count > 2" }, break]
                because: You lost {count} in a row.
                facts: { count: losses.count }
                caps: [1 per 10m]
                """);
        write("patterns/big-bet.yaml", """
                pattern: big-bet
                sequence:
                  - { on: lost, as: earlier }
                  - { on: bet, where: "stake >= 2 * earlier.stake", within: 60s }
                """);
        write("patterns/dormant.yaml", """
                pattern: dormant
                mode: paused
                sequence: [{ on: bet }]
                """);
        Files.writeString(
                events,
                event("ada", "lost", 0, "\"stake\":5.0")
                        + event("ada", "lost", 5_000, "\"stake\":5.0")
                        + event("bea", "bet", 6_000, "\"stake\":1.0")
                        + event("ada", "lost", 40_000, "\"stake\":5.0")
                        + event("ada", "bet", 50_000, "\"stake\":9.5")
                        + event("ada", "lost", 100_000, "\"stake\":5.0")
                        + event("bea", "bet", 400_000, "\"stake\":1.0"));
        CommandLineRun run =
                CommandLineRun.of("backtest", "--playbook", playbook, "--events", events, "--out", results);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    @Test
    void whatABacktestWroteIsAStoryInOrderOfTime() {
        CommandLineRun run = explain("ada", "--results", results);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().map(String::strip))
                .containsSubsequence(
                        "Player ada, times in UTC",
                        "2 moments (1 capped, 1 offered), offers: 1 expired, 1 issued",
                        "1 January 2026",
                        "12:00:00.000  event      lost",
                        "12:00:05.000  event      lost",
                        "12:00:25.000  moment     two-losses",
                        "OFFERED: Nothing spoke against it, and it was sent.",
                        "made of 2 lost (losses), 12:00:00.000 to 12:00:05.000",
                        "facts: count 2",
                        "offer story: the pattern sends it only when losses.count > 2",
                        "offer break: chosen",
                        "counted before: nothing towards any cap",
                        "12:00:25.000  offer      break is sent, good until 12:02:25.000",
                        "says: \"A break?\"",
                        "because: \"You lost 2 in a row.\"",
                        "12:00:25.000  tag        + cooling until 12:10:25.000, from two-losses",
                        "12:02:00.000  moment     two-losses",
                        "CAPPED: It has been said as often as a cap allows: 1 per 10m.",
                        "tags he had: cooling",
                        "counted before: 1 towards `1 per 10m`",
                        "12:02:00.000  tag        + cooling again, until 12:12:00.000, from two-losses",
                        "12:02:25.000  offer      break has expired without an answer, 2 min after it was sent",
                        "12:12:00.000  tag        - cooling, its time is up");
    }

    @Test
    void eventsAndAPlaybookAloneTellTheSameStory() {
        CommandLineRun told = explain("ada", "--results", results, "--events", events, "--playbook", playbook);
        CommandLineRun retold = explain("ada", "--events", events, "--playbook", playbook, "--to", "2026-01-01T12:06");

        assertThat(told.out())
                .contains("lost  stake 5", "two-losses: Two losses and then nothing", "5 events, 2 moments");
        assertThat(retold.exitCode()).as(retold.err()).isZero();
        assertThat(retold.out()).contains("Note: His events begin at 12:00:00.000 on 1 January 2026.");
        assertThat(retold.out().lines().filter(line -> line.startsWith("  12:0")))
                .containsExactlyElementsOf(told.out()
                        .lines()
                        .filter(line -> line.startsWith("  12:0"))
                        .toList());
    }

    /** What it was about is over: the story says by what, and not what else came in the same millisecond. */
    @Test
    void whatHeSaidOfAnOfferAndWhatEndedItStandsBesideIt() throws IOException {
        write(
                "patterns/two-losses.yaml",
                Files.readString(playbook.resolve("patterns/two-losses.yaml")) + "until: bet\n");
        Files.writeString(
                events,
                event("ada", "lost", 0, "\"stake\":5.0")
                        + event("ada", "lost", 5_000, "\"stake\":5.0")
                        + event("ada", "bet", 40_000, "\"stake\":1.0")
                        + event("ada", "lost", 40_000, "\"stake\":7.0").replace("ada-40000", "twin"));
        String offer = explain("ada", "--events", events, "--playbook", playbook, "--json")
                .out();
        String id = offer.substring(offer.indexOf("offer_id\":\"") + 11, offer.indexOf("offer_id\":\"") + 43);
        Files.writeString(
                events,
                Files.readString(events)
                        + event("ada", "offer_feedback", 39_000, "\"offer_id\":\"" + id + "\",\"stage\":\"SHOWN\""));

        String story =
                explain("ada", "--events", events, "--playbook", playbook).out();

        assertThat(story)
                .contains(
                        "12:00:39.000  event      offer_feedback  offer break, stage SHOWN",
                        "12:00:40.000  event      bet  stake 1",
                        "12:00:40.000  offer      break is withdrawn: what it was about is over",
                        "12:00:40.000  tag        - cooling (slowed down after losing), what it was about is over")
                .doesNotContain("stake 7");
    }

    /** Of two moments at a time it is plain which of them it was that was sent. */
    @Test
    void anOfferStandsBelowTheMomentItCameOf() throws IOException {
        for (String id : List.of("a-bet", "b-bet", "c-bet")) {
            write(
                    "patterns/" + id + ".yaml",
                    "pattern: " + id + "\nsequence: [{ on: bet }]\noffers: [story]\nbecause: You bet.\n"
                            + (id.startsWith("b") ? "priority: 60\n" : ""));
        }
        Files.writeString(events, event("bea", "bet", 0, "\"stake\":1.0"));

        assertThat(explain("bea", "--events", events, "--playbook", playbook)
                        .out()
                        .lines()
                        .filter(line -> line.startsWith("  12:00"))
                        .map(line -> line.substring(16)))
                .containsExactly(
                        "event      bet  stake 1",
                        "moment     b-bet",
                        "offer      story is sent, good until 12:01:00.000",
                        "moment     a-bet",
                        "moment     c-bet");
    }

    @Test
    void whatHeDidBeforeHeLoggedInIsPartOfTheStoryThatIsToldAgain() throws IOException {
        Files.writeString(
                events,
                event("ada", "lost", 0, "\"stake\":5.0").replace("player_id\":\"ada", "anonymous_id\":\"cookie")
                        + event("ada", "lost", 5_000, "\"stake\":5.0")
                                .replace("\"type\"", "\"anonymous_id\":\"cookie\",\"type\"")
                        + event("bea", "bet", 60_000, "\"stake\":1.0"));

        assertThat(explain("ada", "--events", events, "--playbook", playbook).out())
                .contains(
                        "12:00:25.000  moment     two-losses", "made of 2 lost (losses), 12:00:00.000 to 12:00:05.000");
    }

    @Test
    void aFeedThatWasSilentWhenTheStepsWereTakenAgainIsNoted() throws IOException {
        write(
                "events.yaml",
                Files.readString(playbook.resolve("events.yaml"))
                        + "  feed: { actor: system, scope: all, fact: true, expires: 60s, attributes: {} }\n");
        write("policy.yaml", "protection:\n  feed-silent: { no: feed, for: 60s, sends: [care] }\n");

        assertThat(explain("ada", "--events", events, "--playbook", playbook).out())
                .contains("Note: No feed is among the events, so `feed-silent` protected everybody");
        Files.writeString(
                events,
                "{\"event_id\":\"f\",\"type\":\"feed\",\"at\":%d}%n".formatted(NOON) + Files.readString(events));
        assertThat(explain("ada", "--events", events, "--playbook", playbook).out())
                .contains("two-losses")
                .doesNotContain("protected everybody");
    }

    @Test
    void timesAreThoseOfTheZoneAskedForOrOfThePlayersOwn() throws IOException {
        assertThat(explain("ada", "--results", results, "--zone", "Europe/Malta")
                        .out())
                .contains("times in Europe/Malta", "13:00:25.000  moment");
        Files.writeString(events, Files.readString(events).replace("\"type\"", "\"zone\":\"Asia/Tokyo\",\"type\""));
        assertThat(explain("ada", "--results", results, "--events", events).out())
                .contains("times in Asia/Tokyo", "21:00:25.000  moment");
        CommandLineRun unknown = explain("ada", "--results", results, "--zone", "Malta");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("`Malta` is no time zone; write it as Europe/Malta");
    }

    @Test
    void aWindowShowsWhatHappenedInIt() {
        assertThat(explain("ada", "--results", results, "--from", "2026-01-01T12:00:25Z", "--to", "2026-01-01T12:02:00")
                        .out()
                        .lines()
                        .filter(line -> line.startsWith("  12:")))
                .hasSize(5)
                .first()
                .asString()
                .startsWith("  12:00:25.000  moment");
        CommandLineRun empty = explain("ada", "--results", results, "--from", "2026-01-02");
        assertThat(empty.exitCode()).isEqualTo(1);
        assertThat(empty.err())
                .contains(
                        "nothing happened to the player `ada` in this window; what is known of him is from 12:00:25.000"
                                + " on 1 January 2026 to 12:12:00.000 on 1 January 2026");
        assertThat(explain("ada", "--results", results, "--from", "yesterday").err())
                .contains("--from: `yesterday` is no time; write it as 2026-01-31");
        assertThat(explain("ada", "--results", results, "--from", "2026-01-02", "--to", "2026-01-01")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void aPlayerOfWhomNothingIsRecordedIsAnErrorThatSaysWhoThereIs() {
        CommandLineRun run = explain("adda", "--results", results, "--events", events);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("nothing is recorded of the player `adda` here; did you mean `ada`? known: ada, bea");
    }

    @Test
    void whatCannotBeReadIsNamed() throws IOException {
        assertThat(explain("ada", "--results", playbook).err())
                .contains("there is no decisions.jsonl in " + playbook + "; --results is what a backtest wrote");
        assertThat(explain("ada", "--events", events).exitCode()).isEqualTo(2);
        assertThat(explain("ada", "--events", events).err()).contains("give --playbook DIR");
        Path broken = Files.writeString(folder.resolve("broken.jsonl"), "{\"player_id\":\"ada\"}\n{oops}\n");
        CommandLineRun run = explain("ada", "--tags", broken);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(broken + ":2 is no record");
    }

    @Test
    void whyNotNamesTheGuardThatStoppedIt() {
        CommandLineRun run =
                explain("ada", "--results", results, "--why-not", "two-losses", "--from", "2026-01-01T12:01");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "Why not two-losses?",
                        "`two-losses` came to 1 moment:",
                        "12:02:00.000 on 1 January 2026  CAPPED: It has been said as often as a cap allows: 1 per 10m.",
                        "What to do: See `caps` and the counters");
    }

    @Test
    void whyNotSaysHowFarAPatternCameThatCameToNoMoment() {
        CommandLineRun run = explain(
                "ada", "--results", results, "--why-not", "big-bet", "--events", events, "--playbook", playbook);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "`big-bet` came to no moment in 5 events of his",
                        "It began 4 times. It came furthest here:",
                        "1 of its 2 steps done with lost at 12:00:40.000.",
                        "It needed next: step 2 (bet).",
                        "bet at 12:00:50.000 was not taken by step 2 (bet): `stake >= 2 * earlier.stake` does not hold:"
                                + " stake is 9.5, earlier.stake is 5.",
                        "That did not come in time: at 12:01:40.000 `within: 1m` of step 2 (bet) had passed.");
    }

    @Test
    void whyNotOfAPlayerWhoDidNothingOfTheKindSaysThatItNeverBegan() {
        assertThat(explain("bea", "--events", events, "--playbook", playbook, "--why-not", "two-losses")
                        .out())
                .contains("It never began: it begins with lost, and there was none.");
    }

    @Test
    void whyNotOfAPatternThatDoesNotRunOrIsNotThereSaysSo() {
        assertThat(explain("ada", "--results", results, "--playbook", playbook, "--why-not", "dormant")
                        .out())
                .contains("`dormant` is in the playbook and does not run: its `mode` is paused");
        CommandLineRun unknown = explain("ada", "--results", results, "--playbook", playbook, "--why-not", "big-bett");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err())
                .contains("there is no pattern `big-bett` in the playbook; did you mean `big-bet`? known: big-bet");
        assertThat(explain("ada", "--results", results, "--why-not", "big-bet").out())
                .contains("give --playbook DIR and --events FILE");
        assertThat(explain("ada", "--results", results, "--playbook", playbook, "--why-not", "big-bet")
                        .out())
                .contains("give --events FILE");
    }

    @Test
    void aMomentThatIsInNoRecordIsToldFromTheEvents() throws IOException {
        Path none = Files.writeString(folder.resolve("none.jsonl"), "");
        assertThat(explain(
                                "ada",
                                "--decisions",
                                none,
                                "--events",
                                events,
                                "--playbook",
                                playbook,
                                "--why-not",
                                "two-losses")
                        .out())
                .contains(
                        "`two-losses` comes to 2 moments when this playbook looks at his events again, though none is"
                                + " recorded",
                        "OFFERED");
    }

    @Test
    void forMachinesAllOfItIsOneObjectWithTheRecords() throws IOException {
        CommandLineRun run = explain("ada", "--results", results, "--why-not", "two-losses", "--json");

        JsonNode tree = new ObjectMapper().readTree(run.out());
        assertThat(tree.get("player_id").asText()).isEqualTo("ada");
        assertThat(tree.get("timeline")).hasSize(11);
        assertThat(tree.at("/timeline/2/record/reason").asText()).isEqualTo("OFFERED");
        assertThat(tree.at("/why_not/answer/0").asText()).isEqualTo("`two-losses` came to 2 moments:");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonIsASentenceAndTakesWhatItsGuardLookedAt(Reason reason) {
        assertThat(ReasonWords.means(reason)).matches("[A-Z][^\\n]+\\.");
        assertThat(ReasonWords.advice(reason)).matches("[A-Z][^\\n]+\\.");
        assertThat(ReasonWords.sentence(reason.name(), "1 per 10m")).endsWith(": 1 per 10m.");
        assertThat(ReasonWords.verdict(reason + " 1 per 10m")).matches("[a-z].*: 1 per 10m");
    }

    /** They are words in the records, not constants: whoever adds one in the code is reminded here. */
    @Test
    void everyVerdictAndEveryWithdrawalOfTheCoreHasItsWords() throws IOException {
        String choice = Files.readString(Path.of("src/main/java/io/kairos/offer/Choice.java"));
        String step = Files.readString(Path.of("src/main/java/io/kairos/player/Step.java"));

        assertThat(words("\"([A-Z_]{4,}) ?\"", choice))
                .hasSizeGreaterThan(10)
                .allSatisfy(word -> assertThat(ReasonWords.VERDICTS).containsKey(word));
        assertThat(words("WITHDRAWN,\\s*\"([A-Z_]+)\"", step))
                .contains("UNTIL", "HIGHER_PRIORITY")
                .allSatisfy(word -> assertThat(ReasonWords.WITHDRAWALS).containsKey(word));
    }

    private static List<String> words(String form, String source) {
        return Pattern.compile(form)
                .matcher(source)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void numbersAreShownAsPeopleWriteThem() {
        assertThat(List.of(5.0, 1.7, 0.12345, 123456.7))
                .extracting(DecisionLines::shown)
                .containsExactly("5", "1.7", "0.123", "123456.7");
        assertThat(DecisionLines.shown((Object) null)).isEqualTo("not known");
    }

    @Test
    void aReasonOfALaterVersionIsNotGuessed() {
        assertThat(ReasonWords.sentence("MOON_IS_FULL", null)).contains("does not know");
        assertThat(ReasonWords.verdict("MOON_IS_FULL tonight")).isEqualTo("MOON_IS_FULL tonight");
    }

    private CommandLineRun explain(String player, Object... more) {
        Object[] args = new Object[more.length + 3];
        List<Object> head = List.of("explain", "--player", player);
        for (int i = 0; i < args.length; i++) {
            args[i] = i < 3 ? head.get(i) : more[i - 3];
        }
        return CommandLineRun.of(args);
    }

    private void write(String file, String text) throws IOException {
        Path path = playbook.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static String event(String player, String type, long at, String attributes) {
        return "{\"event_id\":\"%s-%d\",\"player_id\":\"%s\",\"type\":\"%s\",\"at\":%d,\"attributes\":{%s}}%n"
                .formatted(player, at, player, type, NOON + at, attributes);
    }
}
