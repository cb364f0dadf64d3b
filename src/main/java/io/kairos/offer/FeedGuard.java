package io.kairos.offer;

import io.kairos.offer.Decision.Reason;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Protections.Feed;

/**
 * Whether a feed of facts has fallen silent: who has excluded himself since is then not known. What is open stays: it
 * was issued on what was known, and ends within minutes.
 */
final class FeedGuard implements Guard {
    @Override
    public No against(OfferTemplate offer, Moment moment, Situation situation) {
        if (offer.terms().mandated()) {
            return null;
        }
        Feed silent = situation
                .playbook()
                .policy()
                .protections()
                .silent(
                        offer.offerClass(),
                        situation.now(moment),
                        situation.scope().envelope("licence"),
                        situation.scope());
        return silent == null ? null : new No(Reason.PROTECTED, silent.id());
    }
}
