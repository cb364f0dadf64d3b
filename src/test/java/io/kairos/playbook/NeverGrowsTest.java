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
              round:  { actor: player, attributes: { kind: [WIN, LOSS, BET], stake: number, payout: number } }
              settled: { actor: system, fact: true, attributes: { outcome: [WIN, LOSS, VOID], stake: number, payout: number } }
              bet:    { actor: player, attributes: { amount: number } }
              withdrawal_requested: { actor: player, fact: true, attributes: { amount: number } }
            names:
              loss: { round: "kind == 'LOSS'", settled: "outcome == 'LOSS'" }
              win:  { round: "kind == 'WIN'", settled: "outcome == 'WIN'" }
              result: [round, settled]
              unpaid: { settled: "payout == 0" }
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
              balance: { sum: "payout - stake", of: result, over: 10m }
              gone: { sum: "stake - payout", of: result, over: 10m }
              paid: { sum: payout, of: result, over: 10m }
              staked: { sum: stake, of: round, over: 10m }
              not_won: { count: settled, where: "outcome != 'WIN'", over: 10m }
              only_losses: { count: round, where: "kind in ['LOSS']", over: 10m }
              big_rounds: { count: round, where: "stake > 5", over: 10m }
              since_not_won: { since: settled, where: "outcome != 'WIN'" }
              not_winning: { run: settled, where: "outcome != 'WIN'", gap: 5m }
              unwon: { from: { on: settled, where: "outcome != 'WIN'" }, to: win }
              withdrawn: { sum: amount, of: withdrawal_requested, over: 1h }
              asked: { count: any, where: "type == 'withdrawal_requested'", over: 1h }
              biggest_lost_round: { max: stake, of: round, where: "kind in ['LOSS']", over: 1h }
              unpaid_10m: { count: unpaid, over: 10m }
              moved: { max: amount, of: [withdrawal_requested, bet], over: 1h }
              in_blocks: { sum: n, of: block, over: 1h }
              setbacks: { count: [loss, withdrawal_requested], over: 10m }
              since_any: { since: any }
              last_outcome: { latest: outcome, of: settled }
              biggest_loss: { max: stake, of: loss, over: 10m }
              worst: { min: "payout - stake", of: result, over: 10m }
              losing: { run: loss, gap: 5m }
              unlucky: { from: loss, to: win }
              loss_share: { ratio: losses, to: rounds }
              rounds_per_loss: { ratio: rounds, to: losses }
              raised: { count: bet, where: "before.losses > 2", over: 10m }
              most_losses: { max: losses, of: bet, over: 1h }
              blocks: { count: block, over: 1h }
              calm_blocks: { count: calm-block, over: 1h }
            """;
    private static final String TAGS = """
            tags:
              lost: { about: he lost }
              calm: { about: he bets }
              down: { about: he is losing, when: "balance < -50", for: 5m }
              up: { about: he is winning, when: "balance > 50", for: 5m }
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
            "pattern: block\nsequence: [{ on: loss, times: 3 }]\ntag: { name: lost, for: 5m }\nfacts: { n: rounds }\n",
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
                "sequence: [{ on: bet }, { no: win, for: 5s, or_until: loss }]      # round",
                "sequence: [{ on: bet, where: \"staked > 5 || losses > 2\" }]        # losses",
                "sequence: [{ on: bet, where: \"losses > rounds - losses\" }]        # losses",
                "sequence: [{ on: bet, where: \"since_not_won < 5m\" }]              # since_not_won",
                "sequence: [{ on: bet, where: \"not_winning > 5m\" }]                # not_winning",
                "sequence: [{ on: bet, where: \"biggest_lost_round < 50\" }]         # biggest_lost_round",
                "sequence: [{ on: bet }]\\nunless: \"biggest_loss > 50\"             # biggest_loss",
                "sequence: [{ on: bet, where: unwon }]                               # unwon",
                "sequence: [{ on: bet, where: \"in_blocks > 5\" }]                   # in_blocks",
                "sequence: [{ on: bet, where: \"in_blocks < -5\" }]                  # in_blocks",
                "sequence: [{ on: bet, where: \"rounds > 5 && rounds < 7 && losses > 2\" }] # losses",
                "sequence: [{ on: bet, where: \"tagged('calm') && losses > 2\" }]    # losses",
                "sequence: [{ on: win, where: \"stake > 5 || losses > 2\" }]         # losses",
                "sequence: [{ on: win, where: \"stake > 5 && losses > 2\" }]         # losses",
                "sequence: [{ on: bet }]\\nunless: [\"!tagged('lost')\", \"net > 5\"] # lost",
                "sequence: [{ on: bet, where: \"balance < 0\" }]                     # balance",
                "sequence: [{ on: bet, where: \"since_loss > 5m && since_loss < 10m\" }] # since_loss",
                "sequence: [{ on: bet, where: \"losses > 4 && losses < 6\" }]        # losses",
                "sequence: [{ on: bet, where: \"balance < -10 && balance > -99\" }]  # balance",
                "sequence: [{ on: bet, where: \"gone > 50 && in_session\" }]         # gone",
                "sequence: [{ on: bet, where: \"not_won > 2\" }]                     # not_won",
                "sequence: [{ on: bet, where: \"only_losses > 2\" }]                 # only_losses",
                "sequence: [{ on: bet, where: \"setbacks > 2\" }]                    # setbacks",
                "sequence: [{ on: bet, where: \"last_outcome == 'LOSS'\" }]          # last_outcome",
                "sequence: [{ on: bet, where: \"last_outcome != 'WIN'\" }]           # last_outcome",
                "sequence: [{ on: bet, where: \"biggest_loss > 50\" }]               # biggest_loss",
                "sequence: [{ on: bet, where: \"worst < -20\" }]                     # worst",
                "sequence: [{ on: bet, where: \"losing > 5m\" }]                     # losing",
                "sequence: [{ on: bet, where: unlucky }]                             # unlucky",
                "sequence: [{ on: bet, where: \"loss_share > 0.5\" }]                # loss_share",
                "sequence: [{ on: bet, where: \"rounds_per_loss < 3\" }]             # rounds_per_loss",
                "sequence: [{ on: bet, where: \"raised > 0\" }]                      # raised",
                "sequence: [{ on: bet, where: \"most_losses > 3\" }]                 # most_losses",
                "sequence: [{ on: bet, where: \"blocks > 1\" }]                      # blocks",
                "sequence: [{ on: bet, where: \"tagged('down')\" }]                  # down",
                "sequence: [{ on: bet }]\\nunless: \"balance >= 0\"                  # balance",
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
                "sequence: [{ on: bet, where: \"rounds > 5 && net >= 0\" }]",
                "sequence: [{ on: bet, where: \"net > 5 || losses < 2\" }]",
                "sequence: [{ on: bet, where: \"rounds > 2 * losses\" }]",
                "sequence: [{ on: bet, where: \"balance >= 0\" }]",
                "sequence: [{ on: bet, where: \"balance > 50\" }]",
                "sequence: [{ on: bet, where: \"gone <= 0\" }]",
                "sequence: [{ on: bet, where: \"gone < -50\" }]",
                "sequence: [{ on: bet, where: \"paid > 50\" }]",
                "sequence: [{ on: bet, where: \"staked > 50 && big_rounds > 3\" }]",
                "sequence: [{ on: bet, where: \"since_any < 30s\" }]",
                "sequence: [{ on: bet, where: \"last_outcome == 'WIN'\" }]",
                "sequence: [{ on: bet, where: \"worst > -20\" }]",
                "sequence: [{ on: bet, where: \"!unlucky\" }]",
                "sequence: [{ on: bet, where: \"loss_share < 0.3\" }]",
                "sequence: [{ on: bet, where: \"rounds_per_loss > 3\" }]",
                "sequence: [{ on: bet, where: \"raised == 0 && blocks < 2\" }]",
                "sequence: [{ on: bet, where: \"calm_blocks > 1\" }]",
                "sequence: [{ on: bet, where: \"tagged('up') && !tagged('down')\" }]",
                "sequence: [{ on: bet }]\\nunless: \"balance < 0\"",
                "sequence: [{ on: bet }, { no: win, for: 5s, or_until: bet }]",
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
        for (String when : List.of("eligible", "applicable", "suitable")) {
            files.put("offers.yaml", OFFERS.replace("applicable", when));
            assertThat(sends("sequence: [{ on: bet }]", "[losing]"))
                    .as(when)
                    .singleElement()
                    .asString()
                    .contains("p grows from losses and may not send `losing`");
        }
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
                "pattern: calm-block\nsequence: [{ on: bet }]\ntag: { name: calm, for: 5m }\nvariants: { v: { share: 1%, sequence: [{ on: loss }] } }\n");
        assertThat(sends("sequence: [{ on: calm-block }]", "[reload]"))
                .singleElement()
                .asString()
                .contains("p grows from round");
        assertThat(sends("sequence: [{ on: bet, where: \"tagged('calm')\" }]", "[reload]"))
                .singleElement()
                .asString()
                .contains("p grows from calm");
    }

    @Test
    void aTagThatIsGivenToWhoHasItGrowsFromWhatElseGivesIt() {
        files.put(
                "patterns/again.yaml",
                "pattern: again\nsequence: [{ on: bet, where: \"tagged('calm')\" }]\ntag: { name: calm, for: 5m }\n");
        assertThat(sends("sequence: [{ on: bet, where: \"tagged('calm')\" }]", "[reload]"))
                .isEmpty();
        files.put(
                "patterns/calm-block.yaml",
                "pattern: calm-block\nsequence: [{ on: loss }]\ntag: { name: calm, for: 5m }\n");
        assertThat(sends("sequence: [{ on: bet, where: \"tagged('calm')\" }]", "[reload]"))
                .hasSize(1);
    }

    @Test
    void whatIsToldOfOneFeatureIsStillTrueOfTheNext() {
        assertThat(sends("sequence: [{ on: bet, where: \"blocks == 0\" }, { on: block }]", "[reload]"))
                .hasSize(1);
    }

    @Test
    void whatNoListedAttributeTellsIsKnownByItsName() {
        files.put("policy.yaml", POLICY.replace("after: loss", "after: unpaid"));
        assertThat(sends("sequence: [{ on: bet, where: \"unpaid_10m > 2\" }]", "[reload]"))
                .hasSize(1);
        assertThat(sends("sequence: [{ on: bet, where: \"unpaid_10m < 2\" }]", "[reload]"))
                .isEmpty();
    }

    @Test
    void afterAWithdrawalNoInducementIsSentThroughTagsEither() {
        files.put(
                "policy.yaml",
                "never:\n  - { after: [withdrawal_requested], send: { class: inducement }, because: RTS 14B }\n");
        files.put(
                "patterns/block.yaml",
                "pattern: block\nsequence: [{ on: withdrawal_requested }]\ntag: { name: lost, for: 5m }\nfacts: { n: rounds }\n");
        assertThat(sends("sequence: [{ on: bet, where: \"tagged('lost')\" }]", "[reload]"))
                .singleElement()
                .asString()
                .contains("p grows from lost and may not send `reload`: RTS 14B");
        assertThat(sends("sequence: [{ on: bet }]", "[reload]")).isEmpty();
        assertThat(sends("sequence: [{ on: bet, where: \"setbacks > 0\" }]", "[reload]"))
                .singleElement()
                .asString()
                .contains("p grows from setbacks and may not send `reload`: RTS 14B");
        for (String grown : List.of("withdrawn > 50", "moved > 50", "asked > 0")) {
            assertThat(sends("sequence: [{ on: bet, where: \"" + grown + "\" }]", "[reload]"))
                    .as(grown)
                    .hasSize(1);
        }
        assertThat(sends("sequence: [{ on: bet, where: \"moved < 50\" }]", "[reload]"))
                .isEmpty();
        assertThat(sends("sequence: [{ on: bet, where: \"since_any < 30s\" }]", "[reload]"))
                .as("a withdrawal is one of all the things he does")
                .isEmpty();
    }
}
