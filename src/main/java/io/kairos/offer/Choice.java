package io.kairos.offer;

import io.kairos.offer.Decision.Reason;
import io.kairos.offer.Shortlist.Listed;
import io.kairos.playbook.Expression;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Scope;

/** Which of the offers that may be sent is: eligible (he may have it), applicable (it makes sense now), suitable. */
final class Choice {
    private Choice() {}

    /** {@code OFFERED} with what was chosen, or that nothing was. */
    static Verdict among(Shortlist shortlist, Moment moment, Situation situation) {
        OfferTemplate chosen = null;
        for (Listed listed : shortlist.standing()) {
            String refusal = refusal(listed, moment, situation.scope());
            if (refusal == null && chosen == null) {
                chosen = listed.offer();
                listed.verdict("CHOSEN");
            } else {
                listed.verdict(refusal == null ? "LISTED_LATER" : refusal);
            }
        }
        return chosen == null
                ? new Verdict(Reason.NOTHING_FITS, null, shortlist.candidates(), null)
                : new Verdict(
                        Reason.OFFERED,
                        null,
                        shortlist.candidates(),
                        new Chosen(chosen, null, chosen.alternatives(), Arms.of(moment.pattern(), chosen)));
    }

    private static String refusal(Listed listed, Moment moment, Scope scope) {
        OfferTemplate offer = listed.offer();
        if (fails(offer.eligible(), scope)) {
            return "NOT_ELIGIBLE " + offer.eligible().source();
        }
        if (fails(listed.when(), scope)) {
            return "NOT_WHEN " + listed.when().source();
        }
        if (fails(offer.applicable(), scope)) {
            return "NOT_APPLICABLE " + offer.applicable().source();
        }
        if (fails(offer.suitable(), scope)) {
            return "NOT_SUITABLE " + offer.suitable().source();
        }
        for (String needed : offer.needs()) {
            if (moment.facts().get(needed) == null) {
                return "NEEDS " + needed;
            }
        }
        return null;
    }

    private static boolean fails(Expression condition, Scope scope) {
        return condition != null && !condition.holds(scope);
    }
}
