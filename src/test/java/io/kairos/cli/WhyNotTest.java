package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Arms;
import io.kairos.offer.Decision.Reason;
import io.kairos.playbook.PlaybookFolder;
import io.kairos.playbook.PlaybookReader;
import io.kairos.playbook.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each reason as somebody finds it who asks why a pattern said nothing. */
class WhyNotTest {
    /** 2026-01-01T12:00:00Z. */
    private static final long NOON = 1_767_268_800_000L;

    private static final String LOOK = """
            pattern: look
            sequence: [{ on: seen, as: it }]
            offers: [hint]
            because: You were here.
            """;

    @TempDir
    private Path folder;

    private final StringBuilder events = new StringBuilder();
    private int happened;

    /**
     * How to come to a reason.
     *
     * @param pattern added to the pattern, or the whole of it
     * @param file of the playbook with {@code text} in it; null for none
     * @param play events with the seconds after noon; the one asked about is the last moment
     * @param said what stands behind the reason
     */
    private record Way(Reason reason, String pattern, String file, String text, String play, String said) {
        @Override
        public String toString() {
            return reason.name();
        }
    }

    static Stream<Way> ways() {
        return Stream.of(
                way(Reason.NOT_IN_ROLLOUT, "audience: { rollout: 0% }", "seen 0", "he is not among them."),
                way(Reason.GATED, "unless: \"it.size > 5\"", "seen 0 size 6", "kept it back: unless: it.size > 5."),
                way(
                        Reason.GATED,
                        "audience: { when: \"it.size > 5\" }",
                        "seen 0 size 5",
                        "kept it back: audience.when: it.size > 5."),
                way(Reason.OVER, "not_after: it.ends", "seen 0 ends " + NOON, "over already: not_after: it.ends."),
                way(Reason.OVER, "after: 3s\nuntil: closed", "seen 0, closed 1", "was over already: until: closed."),
                way(
                        Reason.NO_OFFERS,
                        "pattern: look\nsequence: [{ on: seen }]\n",
                        "seen 0",
                        "it gives a tag, or others build on it."),
                with(Reason.KILLED, "kill: { patterns: [look] }", "seen 0", "stops it: pattern look."),
                way(Reason.ACTED_FIRST, "after: 3s", "seen 0, went 2", "before it was due: went."),
                way(Reason.PROTECTED, "", "rg_self_excluded 0, seen 1", "be sent to him: self-excluded."),
                new Way(
                        Reason.FORBIDDEN,
                        "",
                        "licences/GB.yaml",
                        "licence: GB\nforbids: [information]\n",
                        "seen 0",
                        "do not allow it: GB: "),
                with(
                        Reason.NO_CONSENT,
                        "consent: { from: consent_changed, needs: { information: [profiling] } }",
                        "seen 0",
                        "or at all: profiling for "),
                way(Reason.SNOOZED, "", "player_preferences 0 snooze all, seen 1", "for a while: all."),
                way(Reason.STOPPED, "", "player_preferences 0 no_nudge true, seen 1", "any more: no_nudge."),
                way(Reason.CAPPED, "caps: [1 per 10m]", "seen 0, seen 5", "as a cap allows: 1 per 10m."),
                with(Reason.GAP, "restraint: { gap: 30s }", "seen 0, seen 5", "time ago: policy gap of 30s."),
                with(
                        Reason.QUIET_HOURS,
                        "restraint: { quiet_hours: { from: \"22:00\", to: \"08:00\", channels: [in_app] } }",
                        "seen 0",
                        "nobody is spoken to: policy "),
                with(
                        Reason.BACKED_OFF,
                        "restraint: { back_off: { after: [1 ignored per 24h], for: 24h } }",
                        "seen 0, seen 5",
                        "for a while: until 12:00:01.000 on 2 January 2026."),
                with(
                        Reason.OVER_BUDGET,
                        "budgets: [{ at_most: 5.5, per: 24h }]",
                        "seen 0, seen 5",
                        "is spent: 5.5 per 1d, spent 5."),
                way(Reason.OFFER_OPEN, "", "seen 0, seen 0", "open to him: hint of look."),
                way(
                        Reason.NOTHING_FITS,
                        "offers: [{ offer: hint, when: \"it.size > 5\" }]",
                        "seen 0 size 5",
                        "None of the pattern's offers fitted."),
                with(
                        Reason.SAID_NOTHING,
                        "choice: { rank: \"1\", nothing: \"2\" }",
                        "seen 0",
                        "than every offer: nothing ranks 2.0."),
                way(Reason.HELD_OUT, "audience: { holdout: 100% }", "seen 0", "would have been sent: holdout of look."),
                way(Reason.REVIEW, "offers: [strong]", "seen 0", "a person decides."),
                way(Reason.SHADOW, "mode: shadow", "seen 0", "The pattern only pretends"),
                way(Reason.OFFERED, "", "seen 0", "and it was sent."));
    }

    private static Way way(Reason reason, String pattern, String play, String said) {
        return new Way(reason, pattern, null, "", play, said);
    }

    private static Way with(Reason reason, String policy, String play, String said) {
        return new Way(reason, "", "policy.yaml", policy + "\n", play, said);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theReasonWhatItsGuardLookedAtAndWhatToDoAreSaid(Way way) throws IOException {
        playbook(way);
        play("ada", way.play());

        CommandLineRun run = whyNot("ada", "look");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().filter(line -> line.startsWith("  12:0")).toList())
                .last()
                .asString()
                .contains("  " + way.reason() + ": ", way.said());
        assertThat(run.out()).contains("What to do: " + ReasonWords.advice(way.reason()));
    }

    /** A backtest decides at once: these come of a job's clock, and are found in its records. */
    @Test
    void whatOnlyAJobDecidesIsToldFromItsRecords() throws IOException {
        assertThat(recorded(Reason.STALE, "decided 6000 ms after the moment, fresh is 5000 ms"))
                .contains("STALE: It was decided too late after the moment to be fresh: decided 6000 ms after")
                .contains("What to do: Look at the job's lag");
        assertThat(recorded(Reason.RECOVERED, "OFFERED"))
                .contains("RECOVERED: It was decided after a crash", "but for the crash it would be OFFERED.");
    }

    @Test
    void noReasonIsLeftOut() {
        Set<Reason> seen = ways().map(Way::reason).collect(Collectors.toCollection(() -> EnumSet.noneOf(Reason.class)));
        seen.addAll(List.of(Reason.STALE, Reason.RECOVERED));
        assertThat(seen).containsExactly(Reason.values());
    }

    @Test
    void whatStoodBesideItIsShown() throws IOException {
        playbook(with(Reason.OVER_BUDGET, "budgets: [{ at_most: 5.5, per: 24h }]", "", ""));
        play("ada", "seen 0, seen 5");

        assertThat(whyNot("ada", "look").out())
                .contains(
                        "left of the budgets: 5.5 of 5.5 per 1d",
                        "left of the budgets: 0.5 of 5.5 per 1d",
                        "offer hint: the budget for it is spent: 5.5 per 1d, spent 5");
    }

    @Test
    void ofManyMomentsTheLastAreShown() throws IOException {
        playbook(way(Reason.OFFERED, "", "", ""));
        play("ada", IntStream.range(0, 21).mapToObj(i -> "seen " + 2 * i).collect(Collectors.joining(", ")));

        String said = whyNot("ada", "look").out();

        assertThat(said).contains("came to 21 moments, of which these are the last 20:");
        assertThat(said.lines().filter(line -> line.contains("  OFFERED: "))).hasSize(20);
        assertThat(said)
                .doesNotContain("12:00:00.000 on 1 January 2026  OFFERED")
                .contains("12:00:40.000");
    }

    /** Everybody is told of the steps of the variant he has, and how far he came with these. */
    @Test
    void whoHasAVariantIsToldOfItsSteps() throws IOException {
        playbook(new Way(Reason.OFFERED, """
                pattern: look
                sequence: [{ on: seen, times: 3, within: 10s }]
                offers: [hint]
                because: You were here.
                variants:
                  patient: { share: 50%, sequence: [{ on: seen }, { no: gone, for: 20s }, { on: seen, where: "size > 2" }] }
                """, null, "", "", ""));
        Map<String, String> byArm = new TreeMap<>();
        var look = PlaybookReader.read(PlaybookFolder.read(folder.resolve("playbook")))
                .playbook()
                .patterns()
                .get(0);
        for (int i = 0; byArm.size() < 2; i++) {
            byArm.putIfAbsent(Arms.own(look, "p" + i).arm(), "p" + i);
        }
        byArm.values().forEach(player -> play(player, "seen 0, went 5, closed 6"));

        assertThat(whyNot(byArm.get("patient"), "look").out())
                .containsSubsequence(
                        "He has its variant `patient`.",
                        "It looks for:",
                        "1. seen",
                        "2. no gone for 20s",
                        "3. seen where `size > 2`",
                        "1 of its 3 steps done with seen at 12:00:00.000",
                        "Then went at 12:00:05.000 is a `gone` and came before step 3 (seen), where there was to be no gone for 20s.");
        assertThat(whyNot(byArm.get(Variant.BASE), "look").out())
                .containsSubsequence(
                        "There are variants of it; he has none of them.",
                        "1. seen, 3 times, within 10s",
                        "0 of its 1 steps done with seen at 12:00:00.000",
                        "It needed next: step 1 (seen), number 2 of 3.");
    }

    @Test
    void aMomentSaysWhichVariantHeHad() throws IOException {
        playbook(new Way(Reason.OFFERED, "variants: { quick: { share: 100%, fresh: 1s } }", null, "", "", ""));
        play("ada", "seen 0");

        assertThat(whyNot("ada", "look").out()).contains("experiment: he has the variant `quick`");
    }

    /** `gone` is what the playbook calls it, `went` or `closed` what the producers send. */
    @Test
    void eventsAreCalledAsThePlaybookCallsThem() throws IOException {
        playbook(new Way(
                Reason.OFFERED,
                "pattern: look\nsequence: [{ on: gone, as: off, times: 2 }, { no: any, for: 20s }]\n",
                null,
                "",
                "",
                ""));
        play("ada", "went 0, closed 1, seen 2");

        assertThat(whyNot("ada", "look").out())
                .contains(
                        "1. gone, 2 times",
                        "2. nothing from him for 20s",
                        "done with gone (went) at 12:00:00.000, gone (closed) at 12:00:01.000.",
                        "Then seen at 12:00:02.000 came where there was to be nothing from him for 20s.");
        play("bea", "seen 0");
        assertThat(whyNot("bea", "look").out()).contains("It never began: it begins with gone, and there was none.");
    }

    @Test
    void aWordCutShortIsCompleted() throws IOException {
        playbook(way(Reason.OFFERED, "", "", ""));
        Files.move(
                folder.resolve("playbook/patterns/look.yaml"),
                folder.resolve("playbook/patterns/look-around-once.yaml"));
        write("patterns/look-around-once.yaml", LOOK.replace("pattern: look", "pattern: look-around-once"));
        play("ada", "seen 0");

        CommandLineRun run = whyNot("ada", "look-around");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("there is no pattern `look-around` in the playbook; did you mean `look-around-once`?");
        assertThat(whyNot("ada", "loo").err()).contains("; known: look-around-once");
    }

    @Test
    void aPatternNobodyHasARecordOfIsMetWithTheNamesThereAre() throws IOException {
        assertThat(CommandLineRun.of(
                                "explain",
                                "--player",
                                "ada",
                                "--decisions",
                                records(Reason.STALE, "x"),
                                "--why-not",
                                "lock")
                        .out())
                .contains("No moment of `lock` is recorded of him here.", "did you mean `look`? known: look");
    }

    /** What was recorded under a playbook that had it is told, though this one has it no longer. */
    @Test
    void aPatternThatIsGoneIsToldFromItsRecords() throws IOException {
        playbook(way(Reason.OFFERED, "", "", ""));
        Path records = records(Reason.CAPPED, "1 per 10m");
        Files.writeString(records, Files.readString(records).replace("\"look\"", "\"looked-once\""));

        CommandLineRun run = CommandLineRun.of(
                "explain",
                "--player",
                "ada",
                "--decisions",
                records,
                "--playbook",
                folder.resolve("playbook"),
                "--why-not",
                "looked-once");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("CAPPED: It has been said as often as a cap allows: 1 per 10m.");
    }

    private String recorded(Reason reason, String detail) throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "explain", "--player", "ada", "--decisions", records(reason, detail), "--why-not", "look");
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    private Path records(Reason reason, String detail) throws IOException {
        return Files.writeString(folder.resolve("decisions.jsonl"), """
                {"moment_id":"m","player_id":"ada","pattern":"look","at":%d,"decided_at":%d,"reason":"%s","detail":"%s","matched":[]}
                """.formatted(NOON, NOON + 6_000, reason, detail));
    }

    private void playbook(Way way) throws IOException {
        write("events.yaml", """
                events:
                  seen:   { actor: player, attributes: { size: number, ends: time } }
                  went:   { actor: player }
                  closed: { actor: system }
                  rg_self_excluded: { actor: system, fact: true }
                  consent_changed: { actor: system, fact: true, attributes: { by: [SITE], product: [ALL], purpose: [MARKETING, PROFILING], opted_in: boolean } }
                  player_preferences: { actor: system, fact: true, attributes: { snooze: string, snooze_until: time, no_nudge: boolean } }
                names:
                  gone: [went, closed]
                """);
        write("offers.yaml", """
                offers:
                  hint:   { class: information, lasts: 1s, value: 5, channels: [in_app], message: "A hint." }
                  strong: { class: information, lasts: 1s, channels: [in_app], message: "A word.", review: true }
                """);
        String key = way.pattern().split(":")[0];
        write(
                "patterns/look.yaml",
                key.equals("pattern")
                        ? way.pattern()
                        : LOOK.lines()
                                        .filter(line -> key.isEmpty() || !line.startsWith(key + ":"))
                                        .collect(Collectors.joining("\n"))
                                + "\n" + way.pattern() + "\n");
        if (way.file() != null) {
            write(way.file(), way.text());
        }
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve("playbook").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** As {@code type seconds name value}, separated by commas. */
    private void play(String player, String events) {
        for (String event : events.split(", ")) {
            String[] words = event.split(" ");
            String value = words.length < 4 ? "" : words[3].matches("\\d+|true") ? words[3] : '"' + words[3] + '"';
            String attributes = words.length < 4 ? "" : "\"%s\":%s".formatted(words[2], value);
            this.events.append(
                    "{\"event_id\":\"e%d\",\"player_id\":\"%s\",\"type\":\"%s\",\"at\":%d,\"licence\":\"GB\",\"attributes\":{%s}}%n"
                            .formatted(
                                    ++happened, player, words[0], NOON + 1_000 * Long.parseLong(words[1]), attributes));
        }
    }

    private CommandLineRun whyNot(String player, String pattern) throws IOException {
        Path file = Files.writeString(folder.resolve("events.jsonl"), events + """
                {"event_id":"last","player_id":"nobody","type":"went","at":%d,"attributes":{}}
                """.formatted(NOON + 100_000));
        return CommandLineRun.of(
                "explain",
                "--player",
                player,
                "--events",
                file,
                "--playbook",
                folder.resolve("playbook"),
                "--why-not",
                pattern);
    }
}
