package io.kairos.offer;

import io.kairos.playbook.Budget;
import io.kairos.playbook.Budget.Pot;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What has been spent of the budgets. Where several decide at a time each has a purse with its share of what was left when
 * it was filled, and of every window that begins later; what all of them spend is never more than the budget. It never
 * changes; what is spent makes another.
 *
 * @param share of {@code of} equal parts, how many are in this purse
 * @param pots by pot and beginning of its window
 */
public record Purse(int share, int of, Map<Pot, SortedMap<Long, Spent>> pots) {
    /** Everything, and nothing is spent. */
    public static final Purse WHOLE = new Purse(1, 1, Map.of());

    /** Windows of a pot that are remembered: nothing is spent any more in one that is older. */
    private static final int MOST_WINDOWS = 4;

    /**
     * In one window, in hundredths.
     *
     * @param before by all together, before this purse was filled
     * @param here out of this purse
     */
    public record Spent(long before, long here) {
        private static final Spent NOTHING = new Spent(0, 0);
    }

    /** Filled when all together have spent what is given, in hundredths by pot and beginning of its window. */
    public static Purse filled(int share, int of, Map<Pot, ? extends Map<Long, Long>> before) {
        Map<Pot, SortedMap<Long, Spent>> pots = new HashMap<>();
        before.forEach((pot, windows) -> {
            SortedMap<Long, Spent> known = new TreeMap<>();
            windows.forEach((window, cents) -> known.put(window, new Spent(cents, 0)));
            pots.put(pot, bounded(known));
        });
        return new Purse(share, of, pots);
    }

    private static SortedMap<Long, Spent> bounded(SortedMap<Long, Spent> windows) {
        while (windows.size() > MOST_WINDOWS) {
            windows.remove(windows.firstKey());
        }
        return windows;
    }

    private SortedMap<Long, Spent> windows(Pot pot) {
        return pots.getOrDefault(pot, Collections.emptySortedMap());
    }

    /** Why so much is not to be had at a time; null if it is. */
    String against(Budget budget, long at, long cents) {
        if (cents <= left(budget, at)) {
            return null;
        }
        if (isLongOver(budget, at)) {
            return budget + ", which was over long ago";
        }
        Spent spent = spent(budget, at);
        long given = given(budget, spent);
        return share == of
                ? budget + ", spent " + Budget.text(spent.before() + spent.here())
                : budget + ", spent " + Budget.text(spent.here()) + " of the " + Budget.text(given) + " here";
    }

    /** What is to be had at a time, in hundredths; less than nothing if there is less than was spent. */
    public long left(Budget budget, long at) {
        Spent spent = spent(budget, at);
        return isLongOver(budget, at) ? 0 : given(budget, spent) - spent.here();
    }

    private boolean isLongOver(Budget budget, long at) {
        SortedMap<Long, Spent> windows = windows(budget.pot());
        return windows.size() == MOST_WINDOWS && budget.pot().window(at) < windows.firstKey();
    }

    private Spent spent(Budget budget, long at) {
        return windows(budget.pot()).getOrDefault(budget.pot().window(at), Spent.NOTHING);
    }

    private long given(Budget budget, Spent spent) {
        return part(Math.max(0, budget.cents() - spent.before()));
    }

    /** The share of an amount, without what cannot be divided. */
    private long part(long cents) {
        return cents / of * share + cents % of * share / of;
    }

    /** After so much was spent at a time out of each of these. */
    Purse without(Collection<Budget> budgets, long at, long cents) {
        Map<Pot, SortedMap<Long, Spent>> next = new HashMap<>(pots);
        for (Budget budget : budgets) {
            SortedMap<Long, Spent> windows = new TreeMap<>(windows(budget.pot()));
            windows.merge(
                    budget.pot().window(at),
                    new Spent(0, cents),
                    (known, more) -> new Spent(known.before(), known.here() + more.here()));
            next.put(budget.pot(), bounded(windows));
        }
        return new Purse(share, of, next);
    }

    /** What is spent of these budgets, and nothing of others. */
    public Purse onlyOf(List<Budget> budgets) {
        Map<Pot, SortedMap<Long, Spent>> known = new HashMap<>();
        for (Budget budget : budgets) {
            SortedMap<Long, Spent> windows = pots.get(budget.pot());
            if (windows != null) {
                known.put(budget.pot(), windows);
            }
        }
        return new Purse(share, of, known);
    }
}
