package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Candidate;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is issued to all players together: to the last cent, and to the last millisecond of a window. */
class BudgetTest {
    private static final long HOUR = 3_600_000;
    private static final String EVENTS =
            "events: { seen: { actor: system }, heard: { actor: system }, both: { actor: system } }";

    private Rig rig;
    private int players;

    @AfterEach
    void close() {
        rig.close();
    }

    private static String offers(String value) {
        return """
                offers:
                  gift:  { class: help, lasts: 1s, value: %s, message: "A gift." }
                  prize: { class: help, lasts: 1s, value: 5, message: "A prize." }
                  word:  { class: information, lasts: 1s, message: "A word." }
                """.formatted(value);
    }

    private static String[] files(String value, String policy, String offered) {
        return new String[] {
            "events.yaml",
            EVENTS,
            "offers.yaml",
            offers(value),
            "policy.yaml",
            policy,
            "patterns/gives.yaml",
            "pattern: gives\nsequence: [{ on: [seen, both] }]\noffers: [" + offered
                    + "]\nbecause: You were here.\npriority: 60\n",
            "patterns/wins.yaml",
            "pattern: wins\nsequence: [{ on: [heard, both] }]\noffers: [prize]\nbecause: You were here.\n"
        };
    }

    private Rig with(String value, String policy) {
        rig = Rig.of(files(value, policy, "gift"));
        return rig;
    }

    /** Somebody else every time: nothing but a budget is shared. */
    private BudgetTest happens(String type, long at, String brand) {
        rig.play(Play.player("p" + ++players).in("brand", brand).at(at, type));
        return this;
    }

    private BudgetTest seen(int times) {
        for (int i = 0; i < times; i++) {
            happens("seen", NOON + i, "red");
        }
        return this;
    }

    private List<Reason> reasons() {
        return rig.moments.stream().map(Decision::reason).toList();
    }

    private long issued() {
        return rig.offers.stream()
                .filter(offer -> offer.status() == OfferRecord.Status.ISSUED)
                .count();
    }

    @ParameterizedTest
    @CsvSource({
        "10,    5,      2",
        "10,    5.01,   1",
        "9.99,  5,      1",
        "10,    10,     1",
        "10,    10.01,  0",
        "0.3,   0.1,    3",
        "0.29,  0.1,    2",
        "0.03,  0.001,  3",
        "0,     0.01,   0",
        "0,     0,      9",
    })
    void soMuchIsIssuedAndNotACentMore(String atMost, String value, int times) {
        with(value, "budgets: [{ at_most: " + atMost + ", per: 24h }]");

        seen(9);

        assertThat(issued()).isEqualTo(times);
        assertThat(reasons().subList(times, 9)).allMatch(Reason.OVER_BUDGET::equals);
    }

    @ParameterizedTest
    @CsvSource({
        "24h, -43200001, -43200000, OFFERED",
        "24h, -43200000, 43199999,  OVER_BUDGET",
        "24h, -43200000, 43200000,  OFFERED",
        "1h,  0,         3599999,   OVER_BUDGET",
        "1h,  0,         3600000,   OFFERED",
        "1h,  3600000,   3599999,   OFFERED",
    })
    void aWindowEndsWhenTheNextBegins(String per, long first, long second, Reason reason) {
        with("5", "budgets: [{ at_most: 5, per: " + per + " }]");

        happens("seen", NOON + first, "red").happens("seen", NOON + second, "red");

        assertThat(reasons()).containsExactly(Reason.OFFERED, reason);
    }

    @Test
    void nothingIsIssuedInAWindowThatIsForgotten() {
        with("5", "budgets: [{ at_most: 5, per: 1h }]");

        for (int hour = 1; hour <= 4; hour++) {
            happens("seen", NOON + hour * HOUR, "red");
        }
        happens("seen", NOON + HOUR - 1, "red").happens("seen", NOON + 5 * HOUR, "red");

        assertThat(reasons().subList(4, 6)).containsExactly(Reason.OVER_BUDGET, Reason.OFFERED);
        assertThat(rig.moments.get(4).detail()).isEqualTo("5 per 1h, which was over long ago");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "at_most: 5, per: 24h               | heard | red  | OVER_BUDGET",
                "at_most: 5, per: 24h               | heard | blue | OVER_BUDGET",
                "at_most: 5, per: 24h               | seen  |      | OVER_BUDGET",
                "at_most: 5, per: 24h, offer: gift  | seen  | blue | OVER_BUDGET",
                "at_most: 5, per: 24h, offer: gift  | heard | red  | OFFERED",
                "at_most: 5, per: 24h, brand: red   | heard | red  | OVER_BUDGET",
                "at_most: 5, per: 24h, brand: red   | seen  | blue | OFFERED",
                "at_most: 5, per: 24h, brand: red   | seen  |      | OFFERED",
            })
    void aBudgetIsOfAnOfferOrOfABrandOrOfAll(String budget, String next, String brand, Reason reason) {
        with("5", "budgets: [{ " + budget + " }]");

        happens("seen", NOON, "red").happens(next, NOON + 1, brand);

        assertThat(reasons()).containsExactly(Reason.OFFERED, reason);
    }

    @Test
    void everyBudgetThatCoversAnOfferIsSpentAndTheFirstThatIsShortIsTheReason() {
        with("5", """
                budgets:
                  - { at_most: 100, per: 24h }
                  - { at_most: 9.99, per: 24h, offer: gift }
                  - { at_most: 12, per: 24h, brand: red }
                """);

        happens("seen", NOON, "red")
                .happens("seen", NOON + 1, "red")
                .happens("heard", NOON + 2, "red")
                .happens("heard", NOON + 3, "red");

        assertThat(rig.moments)
                .extracting(Decision::detail)
                .containsExactly(
                        null, "9.99 per 1d for offer gift, spent 5", null, "12 per 1d for brand red, spent 10");
    }

    /** Of every budget that one of the pattern's offers would be paid from, before it is. */
    @Test
    void aDecisionSaysWhatWasLeft() {
        rig = Rig.of(files(
                "5",
                "budgets: [{ at_most: 9.99, per: 24h, offer: gift }, { at_most: 12, per: 24h }, { at_most: 7, per: 24h, offer: prize }]",
                "gift, word"));

        happens("seen", NOON, "red").happens("seen", NOON + 1, "red").happens("heard", NOON + 2, "red");

        assertThat(rig.moments)
                .extracting(Decision::counters)
                .containsExactly(
                        Map.of(
                                "hundredths left of 9.99 per 1d for offer gift",
                                999L,
                                "hundredths left of 12 per 1d",
                                1200L),
                        Map.of(
                                "hundredths left of 9.99 per 1d for offer gift",
                                499L,
                                "hundredths left of 12 per 1d",
                                700L),
                        Map.of(
                                "hundredths left of 7 per 1d for offer prize",
                                700L,
                                "hundredths left of 12 per 1d",
                                700L));
    }

    @Test
    void lessThanWasSpentLeavesNothing() {
        with("5", "budgets: [{ at_most: 10, per: 24h }]");
        seen(2);

        rig.changesTo(2, files("5", "budgets: [{ at_most: 7, per: 24h }]", "gift"));
        seen(1);

        assertThat(rig.moments.get(2).counters()).isEqualTo(Map.of("hundredths left of 7 per 1d", 0L));
    }

    @Test
    void whatIsWorthNothingIsSentWhenAllIsSpent() {
        rig = Rig.of(files("5", "budgets: [{ at_most: 5, per: 24h }]", "gift, word"));

        seen(2);

        assertThat(rig.offers).extracting(OfferRecord::offer).contains("gift", "word");
        assertThat(rig.moments.get(1).candidates())
                .contains(new Candidate("gift", "OVER_BUDGET 5 per 1d, spent 5", null));
    }

    @Test
    void theSecondOfferOfAStepSeesWhatTheFirstCost() {
        with("5", "budgets: [{ at_most: 9, per: 24h }]");

        happens("both", NOON, "red");

        assertThat(rig.moments.stream().map(Decision::reason)).contains(Reason.OFFERED);
        assertThat(rig.moments.get(1).reason()).isEqualTo(Reason.OVER_BUDGET);
    }

    @Test
    void whatIsNotSentCostsNothing() {
        rig = Rig.of(files("5", "budgets: [{ at_most: 5, per: 24h }]\nholdout: 100%", "gift"));
        seen(2);
        assertThat(reasons()).containsExactly(Reason.HELD_OUT, Reason.HELD_OUT);
        rig.close();

        String[] shadow = files("5", "budgets: [{ at_most: 5, per: 24h }]", "gift");
        shadow[7] += "mode: shadow\n";
        rig = Rig.of(shadow);
        seen(2);
        assertThat(reasons()).containsExactly(Reason.SHADOW, Reason.SHADOW);
    }

    @Test
    void whatAnAttemptThatDiedMayHaveSentCosts() {
        with("5", "budgets: [{ at_most: 5, per: 24h }]").decidesAt(new Now() {
            @Override
            public long at(long momentTime) {
                return momentTime + 60_000;
            }

            @Override
            public boolean mayHaveBeenDecided(long momentTime, long fresh) {
                return true;
            }
        });

        seen(1);
        rig.decidesAt(Now.OF_THE_MOMENT);
        happens("seen", NOON + 1, "red");

        assertThat(reasons()).containsExactly(Reason.RECOVERED, Reason.OVER_BUDGET);
    }

    /** A player's clock may be anywhere; money is spent when it is spent. */
    @Test
    void itIsSpentWhenItIsDecided() {
        with("5", "budgets: [{ at_most: 5, per: 1h }]\nfresh: 24h").decidesAt(momentTime -> NOON + 2 * HOUR);

        happens("seen", NOON, "red").happens("seen", NOON + HOUR, "red");

        assertThat(reasons()).containsExactly(Reason.OFFERED, Reason.OVER_BUDGET);
    }

    @Test
    void anotherAmountKeepsWhatWasSpent() {
        with("5", "budgets: [{ at_most: 5, per: 24h }]");
        seen(2);

        rig.changesTo(2, files("5", "budgets: [{ at_most: 11, per: 24h }]", "gift"));
        seen(2);

        assertThat(reasons()).containsExactly(Reason.OFFERED, Reason.OVER_BUDGET, Reason.OFFERED, Reason.OVER_BUDGET);
        assertThat(rig.moments.get(3).detail()).isEqualTo("11 per 1d, spent 10");
    }
}
