package io.kairos.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may stand in the files beside the patterns. */
class PlaybookFilesTest {
    private static final String EVENTS = """
            events:
              bet:  { actor: player, attributes: { stake: number, kind: [SINGLE, MULTI], took: duration } }
              win:  { actor: system, fact: true, attributes: { stake: number } }
              risk: { actor: system, fact: true, attributes: { level: number, valid_until: time, active: boolean } }
              beat: { actor: system, scope: all, fact: true, expires: 60s }
            """;

    private final Map<String, String> files = new TreeMap<>(Map.of("events.yaml", EVENTS));

    private List<String> problems() {
        return PlaybookReader.read(new Bundle(0, null, null, files)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    private Playbook playbook() {
        Reading reading = PlaybookReader.read(new Bundle(0, null, null, files));
        assertThat(reading.problems()).isEmpty();
        return reading.playbook();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "x: { cuont: bet, over: 5m }                 # 2:8  # unknown key `cuont` of a feature; did you mean `count`?",
                "x: { over: 5m }                             # 2:6  # the feature `x` does not say what it is",
                "x: { count: bet, sum: stake, over: 5m }     # 2:6  # the feature `x` is count and sum at once",
                "x: { count: bet }                           # 2:6  # `count` needs `over`",
                "x: { sum: stake, over: 5m }                 # 2:6  # `of` is missing beside `sum`",
                "x: { sum: stak, of: bet, over: 5m }         # 2:13 # unknown attribute `stak` of bet; did you mean `stake`?",
                "x: { sum: kind, of: bet, over: 5m }         # 2:13 # this comes to text, and a number belongs here",
                "x: { count: wni, over: 5m }                 # 2:15 # unknown event `wni`; did you mean `win`?",
                "x: { count: bet, over: 5 m }                # 2:26 # `5 m` is not a duration or `session`",
                "x: { median: stake, of: bet, last: 33 }     # 2:38 # `last: 33` is more than 32",
                "x: { streak: bet }                          # 2:6  # `broken_by` is missing beside `streak`",
                "x: { run: bet }                             # 2:6  # `gap` is missing beside `run`",
                "x: { since: bet, over: 5m }                 # 2:20 # `over` does not go with `since`",
                "x: { since: beat }                          # 2:15 # `beat` has no player (scope: all)",
                "x: { count: bet, over: 5m, where: \"kind == 'SNGLE'\" } # 2:46 # 'SNGLE' is not among the values there are; did you mean `SINGLE`?",
                "x: { count: bet, over: 5m, where: \"tagged('a')\" } # 2:46 # a tag can not be asked for here",
                "stake: { since: bet }                       # 2:3  # a feature may not be called `stake`: bet has an attribute of that name",
                "zone: { since: bet }                        # 2:3  # a feature may not be called `zone`",
                "my-pace: { since: bet }                     # 2:3  # `my-pace` is not an identifier",
                "x: { since: bet, where: 'x > 5m' }          # 2:6  # a circle: feature x needs feature x",
            })
    void aMistakeInAFeatureIsToldWithItsPlace(String yaml, String place, String message) {
        files.put("features.yaml", "features:\n  " + yaml + "\n");
        assertThat(problems()).singleElement().asString().startsWith("features.yaml:" + place + ": " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "events.yaml   # events: { a: { actor: playr } }               # 1:23 # `playr` is not one of player, system; did you mean `player`?",
                "events.yaml   # events: { a: { actor: player, attributes: { zone: string } } } # 1:45 # an attribute may not be called `zone`",
                "events.yaml   # events: { a: { actor: player, attributes: { k: [A, true] } } } # 1:52 # YAML reads `true` as a boolean, and a word belongs here",
                "events.yaml   # events: { a: { actor: system, scope: all } }  # 1:14 # `a` is for all and has no `expires`",
                "events.yaml   # events: { a: { actor: system, scope: all, expires: 5s, attributes: { known: string } } } # 1:70 # an attribute of an event for all may not be called `known`",
                "events.yaml   # events: { a: { actor: system, expires: 5s } } # 1:31 # only an event for all expires",
                "events.yaml   # events: { any: { actor: player } }            # 1:11 # `any` is a word of Kairos itself",
                "events.yaml   # events: { a: { actor: player } }\\nnames: { a: a }  # 2:10 # duplicate id `a`",
                "events.yaml   # events: { a: { actor: player } }\\nnames: { b: c }  # 2:13 # unknown event `c`",
                "events.yaml   # events: { a: { actor: player } }\\nnames: { b: { a: true } } # 2:18 # YAML reads `true` as a boolean, and an expression belongs here; put it in quotes",
                "tags.yaml     # tags: { t: { about: x, supress: [care] } }    # 1:24 # unknown key `supress` of a tag; did you mean `suppress`?",
                "tags.yaml     # tags: { t: { about: x, suppress: [cares] } }  # 1:35 # `cares` is not one of inducement, information, help, care; did you mean `care`?",
                "tags.yaml     # tags: { t: { about: x, when: 'stake > 1', for: 5m } } # 1:31 # unknown name `stake`",
                "tags.yaml     # tags: { t: { about: no } }\\ntags: {}     # 2:1  # `tags` stands here twice; the first is in line 1",
                "tags.yaml     # tags: { t: { about: yes, when: 'at > at' } }  # 1:12 # the tag `t` has one of `when` and `for`",
                "offers.yaml   # offers: { o: { class: care, lasts: 3m } }     # 1:14 # `message` is missing in an offer",
                "offers.yaml   # offers: { o: { class: care, lasts: forever, message: x } } # 1:36 # `forever` is not a duration",
                "offers.yaml   # offers: { o: { class: care, lasts: 3m, message: 'a {b}' } } # 1:52 # `{b}` is neither a fact nor a feature",
                "offers.yaml   # offers: { o: { class: care, lasts: 3m, message: x, caps: 1 per 5m } } # 1:58 # text stands here, and a list belongs here; put it in brackets: [1 per 5m]",
                "policy.yaml   # frsh: 3s                                      # 1:1  # unknown key `frsh` of policy.yaml; did you mean `fresh`?",
                "policy.yaml   # restraint: { quiet_hours: { from: \"25:00\", to: \"08:00\" } } # 1:35 # `25:00` is not a time of day",
                "policy.yaml   # protection: { r: { from: risk, until: level, sends: [] } } # 1:39 # `level` of risk is NUMBER, and TIME belongs here",
                "policy.yaml   # protection: { r: { while: { latest: activ, of: risk }, sends: [] } } # 1:37 # unknown attribute `activ` of risk; did you mean `active`?",
                "policy.yaml   # protection: { r: { sends: [] } }              # 1:15 # the protection `r` needs one of `from`, `while` and `no`",
                "policy.yaml   # protection: { r: { no: beatt, for: 60s, sends: [care] } } # 1:24 # unknown event `beatt`; did you mean `beat`?",
                "policy.yaml   # never: [{ after: los, send: { class: care }, because: x }] # 1:18 # unknown event `los`",
                "policy.yaml   # never: [{ after: win, send: {}, because: x }] # 1:29 # `send` needs one of `requires` and `class`",
                "licences/MT.yaml # licence: DE                                # 1:10 # the licence is called `DE` and its file `MT.yaml`",
                "licences/MT.yaml # licence: MT\\nforbids: [gift]             # 2:11 # `gift` is not one of inducement, information, help, care",
                "licences/MT.yaml # licence: MT\\nhours: [{ from: \"22:00\", to: \"22:00\", forbids: [care] }] # 2:30 # from 22:00 to 22:00 is no part of the day",
                "licences/MT.yaml # licence: MT\\nwagering_at_most: ten         # 2:19 # `ten` is not a number",
                "policy.yaml   # protection: { r: { no: risk, for: 60s, sends: [care] } } # 1:24 # `risk` is an event of one player, and one of all belongs here",
                "policy.yaml   # protection: { r: { no: beat, sends: [care] } } # 1:15 # the protection `r` does not say for how long",
                "policy.yaml   # protection: { r: { no: beat, for: 61s, sends: [care] } } # 1:35 # `beat` is kept for 60000 ms, and would be missed after 61000 ms only; in events.yaml let it expire no sooner",
                "policy.yaml   # protection: { r: { no: beat, for: 6s, to: risk, sends: [care] } } # 1:39 # `to` does not go with `no`",
                "policy.yaml   # protection: { r: { from: risk, per: levl, sends: [] } } # 1:37 # unknown attribute `levl` of risk; did you mean `level`?",
                "policy.yaml   # protection: { r: { from: risk, to: win, per: level, sends: [] } } # 1:46 # unknown attribute `level` of win",
                "policy.yaml   # protection: { r: { from: risk, licences: [GB], sends: [] } } # 1:32 # `licences` does not go with `from`",
                "offers.yaml   # offers: { o: { class: help, lasts: 3m, message: x, mandated: true } } # 1:62 # `o` is mandated and its class is help; only care is sent to who is excluded",
                "offers.yaml   # offers: { o: { class: care, lasts: 3m, message: x, review: yes } } # 1:60 # `yes` is neither true nor false; write true or false, without quotes",
                "tags.yaml     # tags: { a: &x { about: y }, b: *x }           # 1:12 # a YAML alias repeats what stands here; write it out in both places",
                "tags.yaml     # tags: { a: { about: 'x }                      # 2:1  # this is no YAML: found unexpected end of stream while scanning a quoted scalar, begun in line 1",
            })
    void aMistakeInAFileIsToldWithItsPlace(String file, String yaml, String place, String message) {
        files.put(file, yaml.replace("\\n", "\n") + "\n");
        assertThat(problems()).isNotEmpty();
        assertThat(problems()).singleElement().asString().startsWith(file + ":" + place + ": " + message);
    }

    @Test
    void aFeatureIsReadAsItIsWritten() {
        files.put("features.yaml", """
                features:
                  pace:   { gap: bet, last: 20, ignore_over: 30m }
                  usual:  { median: "stake * 2", of: bet, last: 10 }
                  many:   { count: bet, where: "kind == 'MULTI'", over: 10m }
                  kinds:  { latest: kind, of: [bet] }
                  row:    { streak: bet, broken_by: win }
                  ago:    { since: any }
                  newest: { last: took, of: bet }
                """);
        Map<String, Feature> features = playbook().features();

        assertThat(playbook().refused()).isEmpty();
        assertThat(features.get("pace"))
                .extracting(Feature::kind, Feature::type, Feature::last, Feature::ignoreOver)
                .containsExactly(Feature.Kind.GAP, ValueType.DURATION, 20, 1_800_000L);
        assertThat(features.get("usual").value().source()).isEqualTo("stake * 2");
        assertThat(features.get("many").over()).isEqualTo(600_000);
        assertThat(features.get("many").of().conditions()).hasSize(1);
        assertThat(features.get("kinds").listed()).containsExactly("SINGLE", "MULTI");
        assertThat(features.get("row").brokenBy().types()).containsExactly("win");
        assertThat(features.get("ago").of().types()).containsExactly("bet");
        assertThat(features.get("newest").type()).isEqualTo(ValueType.DURATION);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{ sum: stake, of: bet, over: session }         # NUMBER",
                "{ sum: stake, of: bet, last: 5 }               # NUMBER",
                "{ distinct: kind, of: bet, over: 1h }          # NUMBER",
                "{ distinct: kind, of: bet, over: session }     # NUMBER",
                "{ median: stake, of: bet, over: session }      # NUMBER",
                "{ gap: bet, over: session }                    # DURATION",
                "{ run: bet, gap: 5m }                          # DURATION",
                "{ from: bet, to: [win, risk], at_most: 5m }    # BOOLEAN",
                "{ from: { on: bet, where: 'stake > 1' }, to: win }   # BOOLEAN",
                "{ ratio: usual, to: longer }                   # NUMBER",
                "{ ratio: ago, to: ago }                        # NUMBER",
                "{ since: bet, where: 'ago > 5m' }              # DURATION",
                "{ median: usual, of: win, last: 5 }            # NUMBER",
                "{ count: bet, where: 'stake > 2 * before.usual', over: 1h }   # NUMBER",
            })
    void everyKindOfFeatureIsRead(String feature, ValueType type) {
        files.put("features.yaml", SOME_FEATURES + "  x: " + feature + "\n");
        assertThat(playbook().refused()).isEmpty();
        assertThat(playbook().features().get("x").type()).isEqualTo(type);
    }

    private static final String SOME_FEATURES = """
            features:
              ago: { since: win }
              usual: { median: stake, of: bet, last: 5 }
              longer: { median: stake, of: bet, last: 32 }
              kinds: { latest: kind, of: bet }
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "{ distinct: kind, of: bet, last: 5 }        # 6:33 # `last` does not go with `distinct`",
                "{ median: stake, of: bet, over: 1h }        # 6:38 # `median` is not kept over a window; write last: 20 for so many values, or over: session",
                "{ from: bet }                               # 6:6  # `to` is missing beside `from`; say what ends the state",
                "{ from: bet, to: wni }                      # 6:23 # unknown event `wni`; did you mean `win`?",
                "{ from: bet, to: win, where: 'stake > 1' }  # 6:28 # `where` does not go with `from`",
                "{ from: bet, to: win, at_most: long }       # 6:37 # `long` is not a duration",
                "{ ratio: usual }                            # 6:6  # `to` is missing beside `ratio`",
                "{ ratio: usual, to: lnoger }                # 6:26 # unknown feature `lnoger`; did you mean `longer`?",
                "{ ratio: usaul, to: longer }                # 6:15 # unknown feature `usaul`; did you mean `usual`?",
                "{ ratio: usual, to: ago }                   # 6:26 # `ago` is a duration and `usual` a number; two numbers can be compared, or two durations",
                "{ ratio: usual, to: kinds }                 # 6:26 # `kinds` is a text, and a ratio is made of amounts",
                "{ ratio: usual, to: [longer] }              # 6:26 # beside `ratio` stands one feature as `to`",
                "{ ratio: [usual], to: longer }              # 6:15 # a list stands here, and a word belongs here",
                "{ ratio: x, to: longer }                    # 6:6  # a circle: feature x needs feature x; a feature may only build on features that do not need it",
                "{ sum: x, of: bet, over: 1h }               # 6:6  # a circle: feature x needs feature x",
                "{ count: bet, where: 'y > 1', over: 1h }    # 6:6  # a circle: feature x needs feature y needs feature x",
                "{ run: bet, gap: session }                  # 6:23 # `session` is not a duration",
            })
    void aWrongFeatureIsToldWithItsPlace(String feature, String place, String message) {
        files.put(
                "features.yaml",
                SOME_FEATURES + "  x: " + feature + "\n  y: { count: bet, where: 'x > 1', over: 1h }\n");
        assertThat(problems())
                .anySatisfy(problem -> assertThat(problem).startsWith("features.yaml:" + place + ": " + message));
    }

    @Test
    void whatAFeatureBuildsOnComesBeforeIt() {
        files.put("features.yaml", """
                features:
                  a: { ratio: c, to: b }
                  b: { sum: d, of: bet, over: 1h }
                  c: { count: bet, where: 'b > 1', over: 1h }
                  d: { since: win }
                """.replace("sum: d", "max: \"d > 1m ? 1 : 0\""));
        assertThat(playbook().features().keySet()).containsSubsequence("d", "b", "c", "a");
    }

    @Test
    void onlyFeaturesThatSomethingReadsAreKept() {
        files.put("features.yaml", """
                features:
                  alone:   { since: win }
                  also:    { max: stake, of: bet, where: 'alone > 1m', over: 1h }
                  ground:  { sum: stake, of: bet, over: 1h }
                  wider:   { sum: stake, of: bet, over: 24h }
                  by_name: { ratio: ground, to: wider }
                  silent:  { gap: bet, last: 5 }
                  told:    { latest: kind, of: bet }
                """);
        files.put(
                "patterns/idle.yaml",
                "pattern: idle\nsequence: [{ on: bet, as: b, where: 'before.by_name > 2' }, { no: bet, for: 3 x silent, at_most: 1m }]\n"
                        + "because: You played {told}.\n");
        assertThat(playbook().featuresRead()).containsExactlyInAnyOrder("by_name", "ground", "wider", "silent", "told");
        assertThat(playbook().featuresReadBefore()).containsExactlyInAnyOrder("by_name", "ground", "wider");
        assertThat(playbook().features()).hasSize(7);
    }

    // ---- corrections

    private static String corrected(String corrects) {
        return """
                events:
                  bet:   { actor: player, attributes: { stake: number, kind: [SINGLE, MULTI] } }
                  ended: { actor: system, fact: true, attributes: { stake: number, how: [WIN, LOSS, VOID], ended_at: time, was: string } }
                  odd:   { actor: system, attributes: { stake: string } }
                  beat:  { actor: system, scope: all, fact: true, expires: 60s, attributes: { stake: number } }
                  other: { actor: system, attributes: { stake: number, how: [VOID], placed_at: time }, corrects: %s }
                """.formatted(corrects);
    }

    @Test
    void aCorrectionSaysWhichEventItUndoesAndWhenThatWas() {
        files.put("events.yaml", corrected("""
                [{ when: "how == 'VOID'", of: ended, at: placed_at, as: { how: "stake > 1 ? 'WIN' : 'LOSS'" } },
                          { at: placed_at }]"""));
        List<Correction> corrections = playbook().vocabulary().type("other").corrections();

        assertThat(corrections).extracting(Correction::of).containsExactly("ended", "other");
        assertThat(corrections).extracting(Correction::at).containsOnly("placed_at");
        assertThat(corrections.get(0).when().source()).isEqualTo("how == 'VOID'");
        assertThat(corrections.get(0).as()).containsOnlyKeys("how");
        assertThat(corrections.get(1).when()).isNull();
        assertThat(playbook().vocabulary().type("ended").corrections()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "{ of: ended }                                      # `at` is missing in a correction",
                "{ of: endde, at: placed_at }                       # unknown event `endde`; a correction undoes one event type; did you mean `ended`?",
                "{ of: beat, at: placed_at }                        # `beat` has no player (scope: all); a correction undoes one event type",
                "{ of: ended, at: plcaed_at }                       # unknown attribute `plcaed_at` of other; did you mean `placed_at`?",
                "{ of: ended, at: stake }                           # `stake` is number, and a time belongs here",
                "{ of: ended, at: placed_at, as: { hwo: \"'WIN'\" } } # unknown attribute `hwo` of ended; did you mean `how`?",
                "{ of: ended, at: placed_at, as: { how: stake } }   # this comes to number, and a text belongs here",
                "{ of: ended, at: placed_at, as: { how: \"'WON'\" } } # 'WON' is not among the values there are; did you mean `WIN`?",
                "{ of: odd, at: placed_at }                         # `stake` is number in other and string in odd; say under `as` what it was",
                "{ when: \"how == 'VIOD'\", at: placed_at }         # 'VIOD' is not among the values there are; did you mean `VOID`?",
                "{ wen: \"how == 'VOID'\", at: placed_at }          # unknown key `wen` of a correction; did you mean `when`?",
            })
    void aWrongCorrectionIsToldWithItsPlace(String corrects, String message) {
        files.put("events.yaml", corrected(corrects));
        assertThat(problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem).matches("events.yaml:6:\\d+: .*").contains(message));
    }

    @Test
    void aFeatureMayCountMomentsAndOffers() {
        files.put("features.yaml", """
                features:
                  idles:     { count: idle, where: "last_stake > 5", over: 1h }
                  dismissed: { count: offer_ended, where: "status == 'DISMISSED'", over: 24h }
                """);
        files.put(
                "patterns/idle.yaml",
                "pattern: idle\nsequence: [{ on: bet, as: b }, { no: bet, for: 30s }]\nfacts: { last_stake: b.stake }\n");
        assertThat(playbook().features().get("idles").of().types()).containsExactly("idle");
    }

    @Test
    void aStateIsReadAsItIsWritten() {
        files.put("policy.yaml", """
                protection:
                  risky: { from: risk, where: "level >= 4", until: valid_until, sends: [care] }
                """);

        assertThat(playbook().refused()).isEmpty();
        assertThat(playbook().policy().protections().standing())
                .singleElement()
                .satisfies(risky -> assertThat(risky.until()).isEqualTo("valid_until"));
    }

    @Test
    void aGarbledPlaybookIsReadToTheEndWhereverItIsCut() throws IOException {
        Bundle whole = PlaybookFolder.read(Path.of("flink-conf", "playbook"));
        assertThat(PlaybookReader.read(whole).problems()).isEmpty();
        for (Map.Entry<String, String> file : whole.files().entrySet()) {
            String text = file.getValue();
            for (int cut : new int[] {text.length() / 3, text.length() / 2, text.length() - 9}) {
                Map<String, String> garbled = new TreeMap<>(whole.files());
                garbled.put(file.getKey(), text.substring(0, cut) + text.substring(cut + 7));

                Reading reading = PlaybookReader.read(new Bundle(1, null, null, garbled));

                assertThat(reading.playbook() == null)
                        .as("%s without 7 characters at %d", file.getKey(), cut)
                        .isEqualTo(!reading.problems().isEmpty());
            }
        }
    }
}
