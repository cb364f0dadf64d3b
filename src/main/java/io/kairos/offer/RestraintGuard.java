package io.kairos.offer;

import io.kairos.offer.Decision.Reason;
import io.kairos.playbook.Cap;
import io.kairos.playbook.OfferTemplate;

/** How often we speak: the caps of the pattern and of the offer, and one open offer at a time. */
final class RestraintGuard implements Guard {
    @Override
    public No against(Moment moment, Situation situation) {
        Cap full = situation.relationship().fullCap(moment.pattern(), moment.time(), situation.sessionSince());
        if (full != null) {
            return new No(Reason.CAPPED, full.toString());
        }
        for (OpenOffer open : situation.relationship().open()) {
            if (open.issued().priority() >= moment.pattern().priority()) {
                return new No(
                        Reason.OFFER_OPEN,
                        open.issued().offer() + " of " + open.issued().pattern());
            }
        }
        return null;
    }

    @Override
    public No against(OfferTemplate offer, Moment moment, Situation situation) {
        Cap full = situation.relationship().fullCap(moment.pattern(), offer, moment.time(), situation.sessionSince());
        return full == null ? null : new No(Reason.CAPPED, full.toString());
    }
}
