package io.kairos.offer;

import io.kairos.playbook.OfferClass;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Scope;
import java.util.function.Function;

/**
 * All that a decision may look at beside the moment.
 *
 * @param scope the player at the moment; there is no event under test
 * @param decidedAt when it is decided, milliseconds
 * @param recovered an attempt that died may have decided this moment while it was fresh
 * @param sessionSince when the player's session began, milliseconds
 * @param product what the moment is about; null if that is not known
 * @param purse what is spent of the budgets
 * @param suppressedBy the tag of the player that suppresses a class; null if none does
 */
public record Situation(
        Playbook playbook,
        Scope scope,
        Relationship relationship,
        long decidedAt,
        boolean recovered,
        long sessionSince,
        String product,
        Purse purse,
        Function<OfferClass, String> suppressedBy) {

    /** When the offer would be sent: what may change without a fact of the player's is looked at then. */
    long now(Moment moment) {
        return Math.max(moment.time(), decidedAt);
    }
}
