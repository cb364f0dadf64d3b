package io.kairos.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What never follows from some events is refused whatever way leads from them to the offer. */
class NeverGrowsTest {
    private static final String EVENTS = """
            events:
              round:  { actor: player, attributes: { kind: [WIN, LOSS, BET], stake: number } }
              settled: { actor: system, fact: true, attributes: { outcome: [WIN, LOSS], stake: number } }
              bet:    { actor: player }
              withdrawal_requested: { actor: player, fact: true }
            names:
              loss: { round: "kind == 'LOSS'", settled: "outcome == 'LOSS'" }
              win:  { round: "kind == 'WIN'", settled: "outcome == 'WIN'" }
              result: [round, settled]
              bad_luck: { settled: "outcome == 'LOSS' && stake > 5" }
            """;
    private static final String FEATURES = """
            features:
              losses: { count: loss, over: 10m }
              since_loss: { since: loss }
              row: { streak: loss, broken_by: win }
              lost: { sum: stake, of: loss, over: 1h }
              net: { sum: stake, of: result, over: 1h }
              rounds: { count: round, over: 10m }
            """;
    private static final String TAGS = """
            tags:
              lost: { about: he lost }
              calm: { about: he bets }
            """;
    private static final String OFFERS = """
            offers:
              reload: { class: inducement, requires: deposit, lasts: 3m, message: A bonus. }
              pause:  { class: care, lasts: 3m, message: A pause. }
              losing: { class: inducement, requires: deposit, lasts: 3m, message: A bonus., applicable: "losses > 2" }
            """;
    private static final String POLICY =
            "never:\n  - { after: loss, send: { requires: deposit }, because: no chasing }\n";

    private final Map<String, String> files = new TreeMap<>(Map.of(
            "events.yaml",
            EVENTS,
            "features.yaml",
            FEATURES,
            "tags.yaml",
            TAGS,
            "offers.yaml",
            OFFERS,
            "policy.yaml",
            POLICY,
            "patterns/block.yaml",
            "pattern: block\nsequence: [{ on: loss, times: 3 }]\ntag: { name: lost, for: 5m }\n",
            "patterns/block-of-block.yaml",
            "pattern: block-of-block\nsequence: [{ on: block }]\n",
            "patterns/calm-block.yaml",
            "pattern: calm-block\nsequence: [{ on: bet }, { no: loss, for: 5s }]\ntag: { name: calm, for: 5m }\n"));

    private List<String> problems() {
        return PlaybookReader.read(new Bundle(1, "ada", "", files)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    private List<String> sends(String pattern, String offers) {
        files.put("patterns/p.yaml", "pattern: p\n" + pattern + "\noffers: " + offers + "\nbecause: You played.\n");
        return problems();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "sequence: [{ on: loss }]                                           # round",
                "sequence: [{ on: bad_luck }]                                       # settled",
                "sequence: [{ on: settled }]                                        # settled",
                "sequence: [{ on: result, where: \"stake > 5\" }]                   # round",
                "sequence: [{ on: any }]                                            # round",
                "sequence: [{ on: [bet, loss] }]                                    # round",
                "sequence: [{ on: [bet, { on: settled, where: \"outcome != 'WIN'\" }] }] # settled",
                "sequence: [{ on: bet }, { on: loss, optional: true }, { on: bet }] # round",
                "sequence: [{ on: bet }, { no: win, for: 5s }, { on: loss }]        # round",
                "sequence: [{ on: block }]                                          # round",
                "sequence: [{ on: bet }, { on: block-of-block }]                    # round",
                "sequence: [{ on: bet, where: \"losses >= 3\" }]                    # losses",
                "sequence: [{ on: bet, where: \"since_loss < 5m\" }]                # since_loss",
                "sequence: [{ on: bet, where: \"before.row > 2 && net > 5\" }]      # row",
                "sequence: [{ on: bet, where: \"in_session && lost > 50\" }]        # lost",
                "sequence: [{ on: bet, where: \"tagged('lost')\" }]                 # lost",
                "sequence: [{ on: bet, where: \"tag_level('lost') > 1 && !tagged('calm')\" }] # lost",
                "sequence: [{ on: bet }]\\naudience: { when: \"losses > 0\" }       # losses",
                "sequence: [{ on: bet }]\\nunless: \"losses == 0\"                  # losses",
                "sequence: [{ on: bet }]\\nunless: [\"net > 5\", \"!tagged('lost')\"] # lost",
            })
    void noWayLeadsFromALossToADepositOffer(String pattern, String by) {
        List<String> problems = sends(pattern.replace("\\n", "\n"), "[pause, reload]");
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("patterns/p.yaml:")
                .contains("p grows from " + by + " and may not send `reload`: no chasing");
        assertThat(sends(pattern.replace("\\n", "\n"), "[pause]")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "sequence: [{ on: bet }]",
                "sequence: [{ on: win }]",
                "sequence: [{ on: [bet, { on: settled, where: \"outcome == 'WIN'\" }] }]",
                "sequence: [{ on: bet }, { no: loss, for: 5s }]",
                "sequence: [{ on: bet, times: 2, broken_by: loss }]",
                "sequence: [{ on: calm-block }]",
                "sequence: [{ on: bet, where: \"losses == 0\" }]",
                "sequence: [{ on: bet, where: \"since_loss > 15m\" }]",
                "sequence: [{ on: bet, where: \"net > 5 || losses > 2\" }]",
                "sequence: [{ on: bet, where: \"rounds > 5 && net >= 0\" }]",
                "sequence: [{ on: bet, where: \"!tagged('lost') && in_session\" }]",
                "sequence: [{ on: bet, where: \"tagged('calm')\" }]",
                "sequence: [{ on: bet }]\\nunless: \"losses > 0\"",
                "sequence: [{ on: bet }]\\nunless: [\"tagged('lost')\", \"net < 0\"]",
                "sequence: [{ on: bet }]\\naudience: { when: \"losses < 3\" }",
            })
    void whatDoesNotGrowFromALossMaySendIt(String pattern) {
        assertThat(sends(pattern.replace("\\n", "\n"), "[reload]")).isEmpty();
    }

    @Test
    void anEntryThatIsSentOnlyAfterALossIsRefusedAndTheOthersAreNot() {
        assertThat(sends(
                        "sequence: [{ on: bet }]",
                        "[{ offer: reload, when: \"tagged('lost')\" }, { offer: reload, when: \"!tagged('lost')\" }]"))
                .isNotEmpty()
                .allMatch(problem -> problem.contains("p grows from lost and may not send `reload`"));
        assertThat(sends("sequence: [{ on: bet }]", "[{ offer: reload, when: \"!tagged('lost')\" }]"))
                .isEmpty();
        assertThat(sends("sequence: [{ on: bet }]", "[losing]"))
                .singleElement()
                .asString()
                .contains("p grows from losses and may not send `losing`");
    }

    @Test
    void aVariantOfThePatternMayNotEither() {
        String variants =
                "variants:\n  bold: { share: 10%, offers: [reload] }\n  early: { share: 10%, sequence: [{ on: loss }] }";
        assertThat(sends("sequence: [{ on: bet }]\n" + variants, "[reload]"))
                .containsExactly(
                        "patterns/p.yaml:6:10: p grows from round and may not send `reload`: no chasing; the policy's `never` forbids it");
        assertThat(sends("sequence: [{ on: loss }]\n" + variants, "[pause]"))
                .containsExactly(
                        "patterns/p.yaml:4:32: p grows from round and may not send `reload`: no chasing; the policy's `never` forbids it");
    }

    @Test
    void aBuildingBlockGrowsAsAnyOfItsVariantsDoes() {
        files.put(
                "patterns/calm-block.yaml",
                "pattern: calm-block\nsequence: [{ on: bet }]\nvariants: { v: { share: 1%, sequence: [{ on: loss }] } }\n");
        assertThat(sends("sequence: [{ on: calm-block }]", "[reload]"))
                .singleElement()
                .asString()
                .contains("p grows from round");
    }

    @Test
    void afterAWithdrawalNoInducementIsSentThroughTagsEither() {
        files.put(
                "policy.yaml",
                "never:\n  - { after: [withdrawal_requested], send: { class: inducement }, because: RTS 14B }\n");
        files.put(
                "patterns/block.yaml",
                "pattern: block\nsequence: [{ on: withdrawal_requested }]\ntag: { name: lost, for: 5m }\n");
        assertThat(sends("sequence: [{ on: bet, where: \"tagged('lost')\" }]", "[reload]"))
                .singleElement()
                .asString()
                .contains("p grows from lost and may not send `reload`: RTS 14B");
        assertThat(sends("sequence: [{ on: bet }]", "[reload]")).isEmpty();
    }
}
