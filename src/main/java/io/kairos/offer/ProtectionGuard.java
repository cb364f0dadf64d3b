package io.kairos.offer;

import io.kairos.offer.Decision.Reason;
import io.kairos.playbook.OfferTemplate;

/** What protects the player: facts that stand, and tags that suppress. */
final class ProtectionGuard implements Guard {
    @Override
    public No against(OfferTemplate offer, Moment moment, Situation situation) {
        String protection = situation
                .relationship()
                .protectionAgainst(offer, situation.playbook().policy(), moment.time());
        if (protection != null) {
            return new No(Reason.PROTECTED, protection);
        }
        if (offer.terms().mandated()) {
            return null;
        }
        String tag = situation.suppressedBy().apply(offer.offerClass());
        return tag == null ? null : new No(Reason.PROTECTED, "tag " + tag);
    }
}
