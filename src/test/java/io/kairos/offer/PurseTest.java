package io.kairos.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Purse.Spent;
import io.kairos.playbook.Budget;
import io.kairos.playbook.Budget.Pot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PurseTest {
    private static final int GROUPS = 720;
    private static final Pot POT = new Pot(1_000, null, null);

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /** Purses are filled again and again, for another number of those who spend out of them each time. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whatAllSpendIsNeverMoreThanTheBudgetAndNearlyAllOfIt(long seed) {
        Random random = new Random(seed);
        Budget budget = new Budget(random.nextInt(20_000), POT);
        long spent = 0;
        for (int life = 0; life < 5; life++) {
            int parallelism = 1 + random.nextInt(20);
            List<Purse> purses = new ArrayList<>();
            for (int i = 0; i < parallelism; i++) {
                int share = GROUPS * (i + 1) / parallelism - GROUPS * i / parallelism;
                purses.add(Purse.filled(share, GROUPS, Map.of(POT, Map.of(5_000L, spent))));
            }
            boolean last = life == 4;
            for (int i = 0; i < (last ? 100_000 : random.nextInt(100)); i++) {
                int who = last ? i % parallelism : random.nextInt(parallelism);
                long cents = last ? 1 : random.nextInt(300);
                if (purses.get(who).against(budget, 5_999, cents) == null) {
                    purses.set(who, purses.get(who).without(List.of(budget), 5_000, cents));
                    spent += cents;
                }
            }
            long here = purses.stream()
                    .mapToLong(purse -> purse.pots().get(POT).get(5_000L).here())
                    .sum();
            assertThat(purses).allMatch(purse -> purse.pots().get(POT).size() == 1);
            assertThat(spent).isLessThanOrEqualTo(budget.cents()).isGreaterThanOrEqualTo(here);
            if (last) {
                assertThat(budget.cents() - spent).isLessThan(parallelism);
            }
        }
    }

    @Test
    void aNewWindowHasTheShareOfTheWhole() {
        Budget budget = new Budget(900, POT);
        Purse third = Purse.filled(240, GROUPS, Map.of(POT, Map.of(5_000L, 600L)));

        assertThat(third.against(budget, 5_999, 100)).isNull();
        assertThat(third.against(budget, 5_999, 101)).isEqualTo("9 per 1s, spent 0 of the 1 here");
        assertThat(third.against(budget, 6_000, 300)).isNull();
        assertThat(third.against(budget, 6_000, 301)).isEqualTo("9 per 1s, spent 0 of the 3 here");
        assertThat(third.without(List.of(budget), 6_000, 300).against(budget, 6_000, 1))
                .isEqualTo("9 per 1s, spent 3 of the 3 here");
    }

    @Test
    void whatIsSpentOfOthersIsForgotten() {
        Pot other = new Pot(1_000, "gift", null);
        Purse purse = Purse.filled(1, 1, Map.of(POT, Map.of(0L, 5L), other, Map.of(0L, 7L)));

        assertThat(purse.onlyOf(List.of(new Budget(1, other))).pots())
                .isEqualTo(Map.of(other, Map.of(0L, new Spent(7, 0))));
    }

    @Test
    void itHoldsNoMoreThanAFewWindows() {
        Budget budget = new Budget(900, POT);
        Purse purse = Purse.WHOLE;
        for (long at = 0; at < 1_000_000; at += 1_000) {
            purse = purse.without(List.of(budget), at, 1);
        }

        assertThat(purse.pots().get(POT)).containsOnlyKeys(996_000L, 997_000L, 998_000L, 999_000L);
    }
}
