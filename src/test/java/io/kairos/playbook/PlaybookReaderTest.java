package io.kairos.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kairos.playbook.Step.No;
import io.kairos.playbook.Step.Take;
import io.kairos.playbook.Step.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaybookReaderTest {
    private static final String EVENTS = """
            events:
              bet_placed:  { actor: player, attributes: { slip_id: string, stake: number } }
              bet_settled: { actor: system, fact: true, attributes: { stake: number, payout: number, outcome: [WIN, LOSS, VOID] } }
              deposit_succeeded: { actor: system, fact: true, attributes: { amount: number } }
              incident:    { actor: system, scope: all, fact: true, expires: 60s }
            names:
              loss: { bet_settled: "outcome == 'LOSS'" }
              win:  { bet_settled: "outcome == 'WIN'" }
              play: [bet_placed, bet_settled]
            """;
    private static final String FEATURES = """
            features:
              pace:   { gap: bet_placed, last: 20 }
              staked: { sum: stake, of: bet_placed, over: 1h }
              pages:  { distinct: slip_id, of: bet_placed, over: 1h }
            """;
    private static final String TAGS = "tags:\n  cooling: { about: he slowed down }\n";
    private static final String OFFERS = """
            offers:
              summary: { class: care, lasts: 3m, message: "You staked {staked}, {count} lost." , needs: [count] }
              bonus:   { class: inducement, lasts: 3m, requires: deposit, message: "A bonus." }
              pages:   { class: care, lasts: 3m, message: "{pages} slips." }
            """;

    private final Map<String, String> files = new TreeMap<>(
            Map.of("events.yaml", EVENTS, "features.yaml", FEATURES, "tags.yaml", TAGS, "offers.yaml", OFFERS));

    private PlaybookReaderTest with(String path, String text) {
        files.put(path, text);
        return this;
    }

    private PlaybookReaderTest pattern(String id, String rest) {
        return with("patterns/" + id + ".yaml", "pattern: " + id + "\n" + rest);
    }

    private Reading reading() {
        return PlaybookReader.read(new Bundle(7, "ada", "note", files));
    }

    private List<String> problems() {
        Reading reading = reading();
        assertThat(reading.playbook() == null).isEqualTo(!reading.problems().isEmpty());
        return reading.problems().stream().map(Problem::toString).toList();
    }

    private Playbook playbook() {
        assertThat(problems()).isEmpty();
        return reading().playbook();
    }

    private Pattern only() {
        return playbook().patterns().get(0);
    }

    @Test
    void fourMistakesInFourFilesAreFoundAtOnce() {
        pattern("one", "sequence: [{ on: bet_placed, where: \"stkae > 5\" }]\n");
        pattern("two", "sequnce: []\nsequence: [{ on: bet_placed }]\n");
        pattern("loss", "sequence: [{ on: bet_placed }]\n");
        pattern("four", "sequence:\n  - on: bet_placed\n  - no: bet_placed\n    for: 20 sec\n");

        assertThat(problems())
                .containsExactly(
                        "patterns/four.yaml:5:10: `20 sec` is not a duration or a multiple of a feature; write 20s, or 2.5 x pace",
                        "patterns/loss.yaml:1:1: duplicate id `loss`: events.yaml has an event type or a name of it; patterns, event types and names share one space; choose another",
                        "patterns/one.yaml:2:38: unknown attribute `stkae` of bet_placed; did you mean `stake`? known: slip_id, stake",
                        "patterns/two.yaml:2:1: unknown key `sequnce` of a pattern; did you mean `sequence`? known: after, after_match, audience, because, caps, facts, fresh, intent, mode, not_after, offers, pattern and 10 more");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "sequence: [{ on: bat_placed }]                        # 2:18 # unknown event `bat_placed`; did you mean `bet_placed`?",
                "sequence: [{ on: [loss, wn] }]                        # 2:25 # unknown event `wn`; did you mean `win`?",
                "sequence: [{ on: true }]                              # 2:18 # YAML reads `true` as a boolean, and a word belongs here; put it in quotes",
                "sequence: [{ on: 12 }]                                # 2:18 # YAML reads `12` as a number, and a word belongs here; put it in quotes",
                "sequence: [{ on: loss, where: true }]                 # 2:31 # YAML reads `true` as a boolean, and an expression belongs here",
                "sequence: [{ on: }]                                   # 2:17 # here is nothing, and a word belongs here",
                "sequence: bet_placed                                  # 2:11 # text stands here, and a list belongs here",
                "sequence: []                                          # 2:11 # the sequence is empty",
                "sequence: [{ on: incident }]                          # 2:18 # `incident` has no player (scope: all)",
                "sequence: [{ on: loss, as: my-loss }]                 # 2:28 # `my-loss` is not an identifier",
                "sequence: [{ on: loss, times: 0 }]                    # 2:31 # `0` is not a whole number of at least 1",
                "sequence: [{ on: loss, times: 2.5 }]                  # 2:31 # `2.5` is not a whole number of at least 1",
                "sequence: [{ on: loss, times: { at_least: 3 } }]      # 2:31 # `times` is open-ended and there is no `within`",
                "sequence: [{ on: loss, times: { at_least: 3, at_most: 2 } }] # 2:31 # `at_most` is less than `at_least`",
                "sequence: [{ on: loss, within: 0s }]                  # 2:32 # `0s` is not a duration",
                "sequence: [{ on: loss, optional: true }]              # 2:24 # an optional step is the first",
                "sequence: [{ on: loss }, { on: win, optional: true }] # 2:37 # an optional step is the last",
                "sequence: [{ on: loss }, { on: win, optional: true }, { no: win, for: 5s }] # 2:37 # an optional step is directly before a `no`",
                "sequence: [{ no: loss, for: 5s }]                     # 2:12 # `no` is the only step",
                "sequence: [{ no: loss }, { on: win }]                 # 2:12 # `no` is the first step",
                "sequence: [{ on: loss }, { no: win }]                 # 2:26 # the last `no` has neither `for` nor `by`",
                "sequence: [{ on: loss }, { no: win }, { no: loss, for: 5s }] # 2:39 # two `no` follow each other",
                "sequence: [{ on: loss }, { no: win, for: 3 x pace }]  # 2:42 # `for: 3 x pace` has no `at_most`",
                "sequence: [{ on: loss }, { no: win, for: 3 x pase, at_most: 2m }] # 2:46 # unknown feature `pase`; did you mean `pace`?",
                "sequence: [{ on: loss }, { no: win, for: 3 x staked, at_most: 2m }] # 2:46 # `staked` is no duration",
                "sequence: [{ on: loss }, { no: win, by: staked }]     # 2:41 # this comes to number, and a time belongs here",
                "sequence: [{ on: loss }, { no: win, for: 5s, or_until: lss }] # 2:56 # unknown event `lss`",
                "sequence: [{ on: loss, same: stak }]                  # 2:30 # unknown attribute `stak` of bet_settled; did you mean `stake`?",
                "sequence: [{ on: loss, as: a }, { on: win, as: a }]   # 2:48 # duplicate id `a`: an earlier step is called so",
                "sequence: [{ on: loss, where: 'b.stake > 1' }, { on: win, as: b }] # 2:32 # `b` is used before its step",
                "sequence: [{ on: [loss, bet_placed], where: 'payout > 1' }] # 2:46 # `payout` is not an attribute of every event here: bet_placed without it",
                "sequence: [{ on: loss }, { no: win, for: 5s, for: 6s }] # 2:46 # `for` stands here twice; the first is in line 2",
                "sequence: [{ on: one }]                               # 1:1  # a circle: one needs one",
                "sequence: [{ on: loss }]\\nwithin: 5 m                # 3:9  # `5 m` is not a duration",
                "sequence: [{ on: loss }, { no: win, for: 5m }]\\nwithin: 5m # 2:42 # the silence lasts 5m, and the whole pattern takes less than 5m",
                "sequence: [{ on: loss }]\\nsame: [stack]             # 3:8  # unknown attribute `stack` of these steps; did you mean `stake`?",
                "sequence: [{ on: loss }]\\nmode: of                  # 3:7  # `of` is not one of live, shadow, paused",
                "sequence: [{ on: loss }]\\ntag: { name: coling, for: 5m } # 3:14 # undeclared tag `coling`; did you mean `cooling`?",
                "sequence: [{ on: loss }]\\ntag: { name: cooling }    # 3:6  # `for` is missing in a tag",
                "sequence: [{ on: loss }]\\noffers: [sumary]          # 3:10 # unknown offer `sumary`; did you mean `summary`?",
                "sequence: [{ on: loss }]\\noffers: [summary]\\nbecause: x # 3:10 # `summary` needs the fact `count`, and one does not give it",
                "sequence: [{ on: loss }]\\ncaps: [2 in 5m]          # 3:8  # `2 in 5m` is not a cap; write 1 per 15m, 1 per session, or once",
                "sequence: [{ on: loss }]\\naudience: { holdout: 105% } # 3:22 # `105%` is not a percentage",
                "sequence: [{ on: loss }]\\nbecause: You lost {cuont} # 3:19 # `{cuont}` is neither a fact nor a feature",
                "sequence: [{ on: loss }]\\nunless: stake > 1         # 3:9  # unknown name `stake`: here is no event, only features, steps and the envelope",
                "sequence: [{ on: loss, as: l }]\\nfacts: { a: 'l.stak' } # 3:14 # unknown attribute `stak` of bet_settled, which `l` may be; did you mean `stake`?",
                "sequence: [{ on: loss }]\\nnot_after: 5m             # 3:12 # this comes to duration, and a time belongs here",
                "sequence: [{ on: loss }]\\nuntil: [{ on: win, where: 'payot > 1' }] # 3:28 # unknown attribute `payot` of bet_settled; did you mean `payout`?",
                "sequence: [{ on: loss }]\\nunless: >-\\n  staked > 1\\n  && stakes > 1 # 5:6 # unknown name `stakes`",
            })
    void aMistakeIsToldWithItsPlace(String yaml, String place, String message) {
        pattern("one", yaml.replace("\\n", "\n") + "\n");

        assertThat(problems()).singleElement().asString().startsWith("patterns/one.yaml:" + place + ": " + message);
    }

    @Test
    void aBrokenFileDoesNotMakeNoiseInOthers() {
        with("features.yaml", "features: {\n  pace: { gap: bet_placed, last: 20 }\n");
        with("tags.yaml", "tags: [\n");
        pattern(
                "one",
                "sequence: [{ on: loss, where: 'staked > 1 && tagged(\"cooling\")' }]\nbecause: \"{staked}\"\ntag: { name: cooling, for: 1m }\n");
        with("offers.yaml", "offers: {}\n");

        assertThat(problems()).hasSize(2).allMatch(problem -> problem.contains("this is no YAML"));
    }

    @Test
    void aBrokenAttributeIsOneMistakeHoweverManyConditionsUseIt() {
        with("events.yaml", EVENTS.replace("stake: number }", "stake: nummer }"));
        pattern("one", "sequence: [{ on: bet_placed, where: 'stake > 1' }]\n");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("events.yaml:2:71: `nummer` is not one of string, number, boolean, time, duration");
    }

    @Test
    void aCountryCalledNoIsAWord() {
        with("events.yaml", """
                events:
                  moved: { actor: player, attributes: { to: [NO, SE, off, y] } }
                """);
        files.remove("features.yaml");
        files.remove("offers.yaml");
        pattern("one", "sequence: [{ on: moved, where: \"to == 'NO' || country == 'NO'\" }]\n");

        assertThat(playbook().vocabulary().type("moved").attributes().get("to").listed())
                .containsExactly("NO", "SE", "off", "y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"readme.md", "patterns/deep/one.yaml", "policy.yml"})
    void aFileThatBelongsToNoPlaybookIsAMistake(String path) {
        with(path, "x");
        assertThat(problems()).singleElement().asString().startsWith(path + ": no such file belongs into a playbook");
    }

    @Test
    void withoutAVocabularyThereIsNoPlaybook() {
        files.remove("events.yaml");
        assertThat(problems()).singleElement().asString().startsWith("events.yaml: the file is missing");
    }

    @Test
    void aFolderIsReadWithoutItsHiddenFiles(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("patterns"));
        Files.createDirectories(folder.resolve(".git"));
        Files.writeString(folder.resolve("events.yaml"), EVENTS);
        Files.writeString(folder.resolve("patterns").resolve("one.yaml"), "pattern: one\nsequence: [{ on: loss }]\n");
        Files.writeString(folder.resolve(".git").resolve("config"), "x");
        Files.writeString(folder.resolve(".hidden.yaml"), "x");

        Bundle bundle = PlaybookFolder.read(folder);

        assertThat(bundle.files()).containsOnlyKeys("events.yaml", "patterns/one.yaml");
        assertThat(PlaybookReader.read(bundle).problems()).isEmpty();
    }

    @Test
    void everythingAPatternSaysIsInTheModel() {
        pattern("one", """
                title: A title
                intent: risk
                stage: retention
                mode: shadow
                audience: { rollout: 50%, holdout: 5%, when: "licence != 'ON'" }
                sequence:
                  - { on: loss, as: lost, times: 3, broken_by: win, same: outcome, within: 10m, where: "stake > lost.count" }
                  - { no: [bet_placed, { on: win, where: "stake > lost.stake" }], for: 2.5 x pace, at_least: 20s, at_most: 2m, or_until: win }
                within: 30m
                same: session_id
                after_match: overlap
                unless: ["staked > 5", "tagged('cooling')"]
                tag: { name: cooling, for: 10m }
                offers: [{ offer: summary, when: "staked > 1" }]
                because: You lost {count}.
                facts: { count: lost.count }
                until: [bet_placed, { on: win, where: "stake > lost.stake" }]
                not_after: lost.at + 5m
                caps: [1 per 60m, 2 per session, once]
                fresh: 2s
                priority: 60
                """);
        Pattern pattern = only();

        assertThat(pattern.mode()).isEqualTo(Pattern.Mode.SHADOW);
        assertThat(pattern.audience().rollout()).isEqualTo(0.5);
        assertThat(pattern.audience().holdout()).isEqualTo(0.05);
        assertThat(pattern.within()).isEqualTo(1_800_000);
        assertThat(pattern.same()).containsExactly("session_id");
        assertThat(pattern.afterMatch()).isEqualTo(Pattern.AfterMatch.OVERLAP);
        assertThat(pattern.unless()).hasSize(2);
        assertThat(pattern.tags()).containsExactly(new Pattern.TagGain("cooling", 600_000));
        assertThat(pattern.caps())
                .containsExactly(
                        new Cap(1, Cap.Span.WINDOW, 3_600_000),
                        new Cap(2, Cap.Span.SESSION, 0),
                        new Cap(1, Cap.Span.EVER, 0));
        assertThat(pattern.fresh()).isEqualTo(2_000);
        assertThat(pattern.priority()).isEqualTo(60);
        assertThat(pattern.until().types()).containsExactly("bet_placed", "bet_settled");
        Take take = (Take) pattern.sequence().get(0);
        assertThat(take.atLeast()).isEqualTo(3);
        assertThat(take.atMost()).isEqualTo(3);
        assertThat(take.same()).containsExactly("outcome");
        assertThat(take.on().choices())
                .singleElement()
                .satisfies(choice -> assertThat(choice.conditions())
                        .extracting(Expression::source)
                        .containsExactly("outcome == 'LOSS'", "stake > lost.count"));
        No silence = (No) pattern.sequence().get(1);
        assertThat(silence.lasting()).isEqualTo(new Wait.Relative(2.5, "pace", 20_000, 120_000));
        assertThat(silence.orUntil().types()).containsExactly("bet_settled");
    }

    @Test
    void anyIsEveryEventOfThePlayer() {
        pattern("one", "sequence: [{ on: any }]\n");
        assertThat(((Take) only().sequence().get(0)).on().types()).containsExactly("bet_placed");
    }

    @Test
    void aPatternIsNeverFresherThanThePolicyAllows() {
        pattern("one", "sequence: [{ on: loss }]\nfresh: 9s\n");
        assertThat(only().fresh()).isEqualTo(Policy.DEFAULT_FRESH);
        with("policy.yaml", "fresh: 3s\n");
        assertThat(only().fresh()).isEqualTo(3_000);
    }

    @Test
    void whatAPatternBuildsOnRunsBeforeItAndAPausedOneNotAtAll() {
        pattern("a-last", "sequence: [{ on: loss }]\npriority: 10\n");
        pattern("block", "sequence: [{ on: loss, as: l }]\npriority: 1\nfacts: { lost: l.stake }\n");
        pattern("builds", "sequence: [{ on: block, where: 'lost > 5' }]\npriority: 90\n");
        pattern("first", "sequence: [{ on: loss }]\npriority: 95\n");
        pattern("paused", "sequence: [{ on: loss }]\nmode: paused\n");

        Playbook playbook = playbook();

        assertThat(playbook.patterns()).extracting(Pattern::id).containsExactly("first", "block", "builds", "a-last");
        assertThat(playbook.vocabulary().type("block").attributes())
                .containsEntry("lost", new EventType.Attribute(ValueType.NUMBER, List.of()));
    }

    @Test
    void patternsThatNeedEachOtherAreACircle() {
        pattern("one", "sequence: [{ on: two }]\n");
        pattern("two", "sequence: [{ on: one }]\n");
        assertThat(problems()).singleElement().asString().contains("a circle: one needs two needs one");
    }

    @Test
    void aSilenceInTheMiddleMayLastAMultipleOfAFeatureOrUntilATime() {
        pattern(
                "one",
                "sequence: [{ on: loss, as: lost }, { no: win, for: 2 x pace, at_least: 5s, at_most: 1m }, { on: win },"
                        + " { no: loss, by: \"lost.at + 10m\" }, { on: win }]\n");

        List<Step> sequence = only().sequence();

        assertThat(((No) sequence.get(1)).lasting()).isEqualTo(new Wait.Relative(2, "pace", 5_000, 60_000));
        assertThat(((No) sequence.get(3)).lasting())
                .isInstanceOfSatisfying(
                        Wait.By.class, by -> assertThat(by.time().type()).isEqualTo(ValueType.TIME));
        assertThat(playbook().refused()).extracting(Playbook.Refused::what).noneMatch(what -> what.contains("silence"));
    }

    @Test
    void whatIsNotSupportedIsRefusedWithAllThatNeedsIt() {
        with("features.yaml", FEATURES.replace("distinct: slip_id, of: bet_placed", "count: four"));
        pattern("one", "sequence: [{ on: bet_placed, where: 'pages > 3' }]\n");
        pattern("two", "sequence: [{ on: one }]\n");
        pattern("three", "sequence: [{ on: loss }]\noffers: [pages, bonus]\nbecause: You were here.\n");
        pattern("four", "sequence: [{ on: loss, times: { at_least: 2, at_most: 3 } }, { no: win }, { on: loss }]\n");

        Playbook playbook = playbook();

        assertThat(playbook.refused())
                .extracting(refused -> refused.file() + ":" + refused.line() + " " + refused.what())
                .containsExactly(
                        "features.yaml:4 feature pages: needs pattern four",
                        "offers.yaml:4 offer pages: needs feature pages",
                        "patterns/four.yaml:2 pattern four: a `no` in the middle directly after a step of varying `times` is not supported yet",
                        "patterns/one.yaml:1 pattern one: needs feature pages",
                        "patterns/three.yaml:1 pattern three: the offer pages is left out, since it is refused",
                        "patterns/two.yaml:1 pattern two: needs pattern one");
        assertThat(playbook.patterns())
                .singleElement()
                .satisfies(pattern -> assertThat(pattern.offers())
                        .extracting(Pattern.OfferEntry::offer)
                        .containsExactly("bonus"));
        assertThat(playbook.features()).containsOnlyKeys("pace", "staked");
        assertThat(playbook.offers()).containsOnlyKeys("summary", "bonus");
    }

    @Test
    void noDepositOfferGrowsFromLosses() {
        with("policy.yaml", "never:\n  - { after: loss, send: { requires: deposit }, because: no chasing }\n");
        pattern("block", "sequence: [{ on: bet_settled, where: 'stake > 5' }]\n");
        pattern(
                "direct",
                "sequence: [{ on: bet_settled, where: \"outcome != 'WIN'\" }]\noffers: [bonus]\nbecause: You were here.\n");
        pattern("through", "sequence: [{ on: bet_placed }, { on: block }]\noffers: [bonus]\nbecause: You were here.\n");
        pattern("winner", "sequence: [{ on: win }, { no: loss, for: 5s }]\noffers: [bonus]\nbecause: You were here.\n");

        assertThat(problems())
                .containsExactly(
                        "patterns/direct.yaml:3:10: direct grows from bet_settled and may not send `bonus`: no chasing; the policy's `never` forbids it",
                        "patterns/through.yaml:3:10: through grows from bet_settled and may not send `bonus`: no chasing; the policy's `never` forbids it");
    }

    @Test
    void aRuleOfALicenceBindsWhatItsPlayersMayHave() {
        with(
                "licences/NL.yaml",
                "licence: NL\nnever:\n  - { after: loss, send: { requires: deposit }, because: not here }\n");
        pattern("open", "sequence: [{ on: loss }]\noffers: [bonus]\nbecause: You were here.\n");
        pattern(
                "elsewhere",
                "sequence: [{ on: loss }]\naudience: { when: \"licence == 'GB'\" }\noffers: [bonus]\nbecause: You were here.\n");
        pattern(
                "abroad",
                "sequence: [{ on: loss }]\naudience: { when: \"licence != 'ON'\" }\noffers: [bonus]\nbecause: You were here.\n");
        pattern("other", "sequence: [{ on: win }]\noffers: [bonus]\nbecause: You were here.\n");
        String hint =
                " not here; the licence's `never` forbids it; where it may be sent all the same, say eligible: \"licence != 'NL'\"";

        assertThat(problems())
                .containsExactly(
                        "patterns/abroad.yaml:4:10: abroad grows from bet_settled and may not send `bonus`:" + hint,
                        "patterns/open.yaml:3:10: open grows from bet_settled and may not send `bonus`:" + hint);
        with("offers.yaml", OFFERS.replace("requires: deposit", "requires: deposit, eligible: \"licence != 'NL'\""));
        assertThat(problems()).isEmpty();
    }

    private static final String EXCLUSION = """
              rg_self_excluded: { actor: player, fact: true, attributes: { until: time } }
              block_changed: { actor: system, fact: true, attributes: { active: boolean } }
            names:
            """;

    @Test
    void selfExclusionProtectsWithoutAPolicy() {
        with("events.yaml", EVENTS.replace("names:\n", EXCLUSION));
        assertThat(playbook().policy().protections().standing())
                .extracting(
                        Protections.Protection::id,
                        Protections.Protection::until,
                        Protections.Protection::latest,
                        Protections.Protection::sends)
                .containsExactly(
                        tuple("self-excluded", "until", null, Set.of()), tuple("blocked", null, "active", Set.of()));
    }

    @Test
    void selfExclusionCanNotBeConfiguredAway() {
        with("events.yaml", EVENTS.replace("names:\n", EXCLUSION));
        with(
                "policy.yaml",
                "protection:\n  self-excluded: { from: rg_self_excluded, where: \"false\", sends: [care] }\n");

        assertThat(problems())
                .containsExactly(
                        "policy.yaml:2:3: the protection `blocked` is missing; it can not be configured away; leave out all of `protection`, or name it with sends: []",
                        "policy.yaml:2:44: `self-excluded` holds under every condition, and `where` stands here; this protection can not be configured away: remove `where`",
                        "policy.yaml:2:67: `self-excluded` may send nothing, and [care] stands here; this protection can not be configured away: sends: []; care that the law asks for is `mandated` in offers.yaml");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "self-excluded: { from: rg_self_excluded, to: rg_self_exclusion_ended, until: until, sends: [] } | -",
                "self-excluded: { from: [rg_self_excluded, win], sends: [] } | -",
                "self-excluded: { from: win, sends: [] }                     | begins",
                "self-excluded: { from: { on: rg_self_excluded, where: \"scope == 'NATIONAL'\" }, sends: [] } | begins",
                "self-excluded: { while: { latest: sure, of: rg_self_excluded }, sends: [] } | begins",
                "self-excluded: { from: rg_self_excluded, to: [rg_self_exclusion_ended, win], sends: [] } | ends",
                "self-excluded: { from: rg_self_excluded, until: from, sends: [] } | ends",
                "timed-out: { from: rg_timeout_started, to: back, sends: [] } | -",
                "timed-out: { from: rg_timeout_started, to: seen, sends: [] } | ends",
                "timed-out: { from: rg_timeout_started, to: rg_timeout_started, sends: [] } | ends",
                "blocked: { from: { on: block_changed, where: active }, to: { on: block_changed, where: '!active' }, sends: [] } | -",
                "blocked: { from: { on: block_changed, where: 'active && sure' }, sends: [] } | begins",
                "blocked: { while: { latest: sure, of: block_changed }, sends: [] } | begins",
                "blocked: { from: { on: block_changed, where: active }, to: { on: block_changed, where: sure }, sends: [] } | ends",
                "high-risk: { from: rg_risk_scored, sends: [care, help] } | -",
                "high-risk: { from: rg_risk_scored, sends: [inducement] } | inducement",
                "withdrawing: { from: withdrawal_requested, to: withdrawal_paid, sends: [inducement] } | inducement",
                "odd: { from: look, sends: [] } | hears",
            })
    void whatProtectsCanNotBeConfiguredAwayByOtherEvents(String protection, String refused) {
        with("events.yaml", """
                events:
                  rg_self_excluded: { actor: player, fact: true, attributes: { from: time, until: time, sure: boolean, scope: [BRAND, NATIONAL] } }
                  rg_self_exclusion_ended: { actor: system, fact: true }
                  rg_timeout_started: { actor: player, fact: true }
                  block_changed: { actor: system, fact: true, attributes: { active: boolean, sure: boolean } }
                  rg_risk_scored: { actor: system, fact: true, attributes: { level: number } }
                  withdrawal_requested: { actor: player, fact: true }
                  withdrawal_paid: { actor: system, fact: true }
                  win: { actor: system, fact: true }
                  back: { actor: system, fact: true }
                  seen: { actor: player }
                """);
        files.keySet().removeIf(path -> !path.equals("events.yaml"));
        pattern("look", "sequence: [{ on: seen }]\n");
        Map<String, String> all = new TreeMap<>(Map.of(
                "self-excluded", "self-excluded: { from: rg_self_excluded, sends: [] }",
                "timed-out", "timed-out: { from: rg_timeout_started, sends: [] }",
                "blocked", "blocked: { while: { latest: active, of: block_changed }, sends: [] }"));
        all.put(protection.substring(0, protection.indexOf(':')), protection);
        with("policy.yaml", "protection:\n  " + String.join("\n  ", all.values()) + "\n");

        if (refused == null) {
            assertThat(problems()).isEmpty();
        } else {
            assertThat(problems()).singleElement().asString().contains(refused);
        }
    }

    /** Harm, a limit that is near, and a withdrawal, wherever the vocabulary has them. */
    @Test
    void nobodyIsTemptedInAStateThatThePolicyForgot() {
        with("events.yaml", """
                events:
                  rg_risk_scored: { actor: system, fact: true, attributes: { level: number, valid_until: time } }
                  rg_limit_progress: { actor: system, fact: true, attributes: { kind: [LOSS, DEPOSIT], period: string, percent: number } }
                  withdrawal_requested: { actor: player, fact: true, attributes: { payment_id: string } }
                  withdrawal_paid: { actor: system, fact: true, attributes: { payment_id: string } }
                  win: { actor: system }
                """);
        files.keySet().removeIf(path -> !path.equals("events.yaml"));
        for (String policy : List.of("fresh: 3s\n", "protection: { other: { from: win, sends: [] } }\n")) {
            with("policy.yaml", policy);
            assertThat(playbook().policy().protections().standing())
                    .filteredOn(protection -> !protection.id().equals("other"))
                    .extracting(
                            Protections.Protection::id,
                            Protections.Protection::until,
                            Protections.Protection::kinds,
                            Protections.Protection::sends)
                    .containsExactly(
                            tuple("high-risk", "valid_until", List.of(), NO_INDUCEMENT),
                            tuple("near-limit", null, List.of("kind", "period"), NO_INDUCEMENT),
                            tuple("withdrawing", null, List.of("payment_id"), NO_INDUCEMENT));
        }
    }

    private static final Set<OfferClass> NO_INDUCEMENT =
            Set.of(OfferClass.CARE, OfferClass.HELP, OfferClass.INFORMATION);

    private String fingerprint() {
        return playbook().patterns().stream()
                .filter(pattern -> pattern.id().equals("one"))
                .findFirst()
                .orElseThrow()
                .fingerprint();
    }

    @Test
    void aFingerprintChangesWithWhatPartialMatchesDependOnOnly() {
        String sequence = "sequence: [{ on: loss, where: \"staked > 5 && tagged('cooling')\" }, { on: base }]\n";
        pattern("base", "sequence: [{ on: win }]\n");
        pattern("one", sequence);
        String print = fingerprint();

        pattern(
                "one",
                sequence + "title: x\npriority: 7\nunless: staked > 1\ncaps: [once]\noffers: [bonus]\nbecause: x\n");
        assertThat(fingerprint()).as("what is said and sent").isEqualTo(print);
        pattern("one", sequence + "within: 5m\n");
        assertThat(fingerprint()).as("within").isNotEqualTo(print);
        pattern("one", sequence);
        pattern("base", "sequence: [{ on: loss }]\n");
        assertThat(fingerprint()).as("a building block").isNotEqualTo(print);
        pattern("base", "sequence: [{ on: win }]\n");
        with("features.yaml", FEATURES.replace("over: 1h }\n  pages", "over: 2h }\n  pages"));
        assertThat(fingerprint()).as("a feature").isNotEqualTo(print);
        with("features.yaml", FEATURES);
        with("events.yaml", EVENTS.replace("outcome == 'LOSS'", "outcome == 'VOID'"));
        assertThat(fingerprint()).as("a name").isNotEqualTo(print);
        with("events.yaml", EVENTS.replace("[WIN, LOSS, VOID]", "[WIN, LOSS]"));
        assertThat(fingerprint()).as("an attribute").isNotEqualTo(print);
        with("events.yaml", EVENTS);
        assertThat(fingerprint()).isEqualTo(print);
    }
}
