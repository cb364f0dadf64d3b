package io.kairos.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.playbook.Budget.Pot;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetReaderTest {
    private static final Map<String, String> FILES = Map.of(
            "events.yaml", "events: { seen: { actor: player } }",
            "offers.yaml", """
                    offers:
                      boost: { class: inducement, lasts: 60s, value: 5, message: "A boost." }
                      hint:  { class: information, lasts: 60s, message: "A hint." }
                    """,
            "patterns/look.yaml",
                    "pattern: look\nsequence: [{ on: seen }]\noffers: [hint]\nbecause: You were here.\nmode: paused\n");

    private static Reading read(String policy) {
        Map<String, String> files = new HashMap<>(FILES);
        files.put("policy.yaml", policy);
        return PlaybookReader.read(new Bundle(1, "test", "", files));
    }

    @Test
    void everyBudgetIsWhatItSays() {
        assertThat(read("""
                        budgets:
                          - { at_most: 10000, per: 24h, offer: boost }
                          - { at_most: 0.5, per: 24h, brand: red }
                          - { at_most: 7.25, per: 1h }
                        """).playbook().policy().budgets())
                .containsExactly(
                        new Budget(1_000_000, new Pot(86_400_000, "boost", null)),
                        new Budget(50, new Pot(86_400_000, null, "red")),
                        new Budget(725, new Pot(3_600_000, null, null)))
                .extracting(Budget::toString)
                .containsExactly("10000 per 1d for offer boost", "0.5 per 1d for brand red", "7.25 per 1h");
    }

    @Test
    void aPolicyWithoutBudgetsHasNone() {
        assertThat(read("fresh: 3s").playbook().policy().budgets()).isEmpty();
        assertThat(read("budgets: []").playbook().policy().budgets()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ at_most: 1, per: 24h, offer: bost }             | 43 | unknown offer `bost`; the budget would limit nothing | did you mean `boost`?",
                "{ at_most: 1, per: 24h, offer: hint }             | 43 | the offer hint has no `value`; the budget would limit nothing | what it is worth",
                "{ at_most: 1, per: 24h, offer: boost, brand: red } | 50 | a budget is of an offer or of a brand, and this one is of both | write two",
                "{ at_most: 1, per: 0s }                           | 31 | `0s` is not a duration | ",
                "{ at_most: 1, per: 24h }, { per: 24h, at_most: 2 } | 38 | there is another budget per 1d | keep the one",
                "{ at_most: 1, per: 24h, ofer: boost }             | 36 | unknown key `ofer` of a budget | did you mean `offer`?",
                "{ at_most: -1, per: 24h }                         | 23 | `-1` is not | ",
                "{ at_most: 1 }                                    | 12 | `per` is missing | ",
                "{ at_most: 1, per: session }                      | 31 | `session` is not | ",
            })
    void whatIsWrongIsSaidWithItsPlaceAndASuggestion(String budgets, int column, String message, String hint) {
        assertThat(read("budgets: [ " + budgets + " ]").problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.file()).isEqualTo("policy.yaml");
                    assertThat(problem.line()).isEqualTo(1);
                    assertThat(problem.message()).contains(message);
                    assertThat(problem.hint() == null ? "" : problem.hint()).contains(hint == null ? "" : hint);
                    assertThat(problem.column()).isEqualTo(column);
                });
    }
}
