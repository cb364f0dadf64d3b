package io.kairos.flink;

import io.kairos.offer.Purse;
import io.kairos.playbook.Budget;
import io.kairos.playbook.Budget.Pot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * What this subtask may still issue of each budget, as a gauge: of all subtasks together it is what is left. A gauge cannot
 * be taken away again; of a budget that the playbook has no longer it shows NaN.
 */
final class BudgetsLeft {
    private final MetricGroup group;
    private final LongSupplier now;
    private final Set<Pot> shown = new HashSet<>();

    /** Gauges are looked at by another thread. */
    private volatile Map<Pot, Budget> budgets = Map.of();

    private volatile Purse purse = Purse.WHOLE;

    BudgetsLeft(MetricGroup group, LongSupplier now) {
        this.group = group;
        this.now = now;
    }

    void is(Purse left) {
        purse = left;
    }

    void under(List<Budget> inForce) {
        Map<Pot, Budget> next = new HashMap<>();
        for (Budget budget : inForce) {
            next.put(budget.pot(), budget);
            if (shown.size() < MetricCounters.MAX_LABELS && shown.add(budget.pot())) {
                Gauge<Double> gauge = () -> left(budget.pot());
                group.addGroup("budgets", budget.pot().toString()).gauge("left", gauge);
            }
        }
        budgets = next;
    }

    private double left(Pot pot) {
        Budget budget = budgets.get(pot);
        return budget == null ? Double.NaN : Math.max(0, purse.left(budget, now.getAsLong())) / 100.0;
    }
}
