package io.kairos.offer;

import io.kairos.offer.Decision.Reason;
import io.kairos.playbook.Budget;
import io.kairos.playbook.OfferTemplate;
import java.util.List;

/** What may be issued in all. What is worth nothing costs nothing. */
final class BudgetGuard implements Guard {
    @Override
    public No against(OfferTemplate offer, Moment moment, Situation situation) {
        for (Budget budget : budgets(offer, situation)) {
            String detail = situation.purse().against(budget, situation.decidedAt(), Budget.cents(offer.value()));
            if (detail != null) {
                return new No(Reason.OVER_BUDGET, detail);
            }
        }
        return null;
    }

    /** The purse after the offer is issued; the same if that costs nothing. */
    static Purse after(OfferTemplate offer, Situation situation) {
        List<Budget> budgets = budgets(offer, situation);
        return budgets.isEmpty()
                ? situation.purse()
                : situation.purse().without(budgets, situation.decidedAt(), Budget.cents(offer.value()));
    }

    private static List<Budget> budgets(OfferTemplate offer, Situation situation) {
        List<Budget> budgets = situation.playbook().policy().budgets();
        if (budgets.isEmpty() || offer.value() <= 0) {
            return List.of();
        }
        String brand = situation.scope().envelope("brand");
        return budgets.stream()
                .filter(budget -> budget.covers(offer.id(), brand))
                .toList();
    }
}
