package io.kairos.offer;

import io.kairos.offer.Decision.Reason;
import io.kairos.playbook.Budget;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Pattern.OfferEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /** What could still be issued of every budget that an offer of the pattern would be paid from, in hundredths. */
    static Map<String, Object> counters(Moment moment, Situation situation) {
        if (situation.playbook().policy().budgets().isEmpty()) {
            return Map.of();
        }
        Map<String, Object> left = new LinkedHashMap<>();
        for (OfferEntry entry : moment.pattern().offers()) {
            for (Budget budget : budgets(situation.playbook().offers().get(entry.offer()), situation)) {
                left.put(
                        Decision.LEFT_OF + budget, Math.max(0, situation.purse().left(budget, situation.decidedAt())));
            }
        }
        return left;
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
