package io.kairos.playbook;

import io.kairos.playbook.Budget.Pot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what may be issued at most. A budget that limits nothing would be believed to limit something. */
final class BudgetReader {
    private final Problems problems;
    private final Map<String, Item> offers;

    BudgetReader(Draft draft) {
        this.problems = draft.problems();
        this.offers = draft.entries("offers.yaml", "offers");
    }

    /** @param list null if there is none */
    List<Budget> read(Item list) {
        List<Budget> budgets = new ArrayList<>();
        Set<Pot> pots = new HashSet<>();
        for (Item item : list == null ? List.<Item>of() : list.list()) {
            if (!item.isBad() && item.text("at_most") != null && item.millis("per") != null) {
                Pot pot = new Pot(item.millis("per"), item.text("offer"), item.text("brand"));
                if (isSound(item, pot, pots)) {
                    budgets.add(Budget.of(Double.parseDouble(item.text("at_most")), pot));
                }
            }
        }
        return List.copyOf(budgets);
    }

    private boolean isSound(Item item, Pot pot, Set<Pot> others) {
        int before = problems.size();
        if (pot.offer() != null && pot.brand() != null) {
            problems.add(
                    item.key("brand"),
                    "a budget is of an offer or of a brand, and this one is of both",
                    "write two, or remove one of `offer` and `brand`");
        } else if (pot.offer() != null && !offers.containsKey(pot.offer())) {
            problems.unknown(
                    item.get("offer").spot(),
                    "offer",
                    pot.offer(),
                    "; the budget would limit nothing",
                    offers.keySet());
        } else if (pot.offer() != null && isWorthNothing(offers.get(pot.offer()))) {
            problems.add(
                    item.get("offer"),
                    "the offer " + pot.offer() + " has no `value`; the budget would limit nothing",
                    "say in offers.yaml what it is worth, or limit how often it is sent with `caps`");
        } else if (!others.add(pot)) {
            problems.add(item, "there is another budget " + pot, "keep the one that is meant");
        }
        return problems.size() == before;
    }

    private static boolean isWorthNothing(Item offer) {
        if (offer.isBad() || offer.isSpoiled() || offer.has("variants")) {
            return false;
        }
        return offer.text("value") == null || Double.parseDouble(offer.text("value")) == 0;
    }
}
