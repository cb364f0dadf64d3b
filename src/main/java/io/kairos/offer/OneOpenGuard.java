package io.kairos.offer;

import io.kairos.offer.Decision.Reason;

/** One open offer at a time: only a higher priority takes its place. */
final class OneOpenGuard implements Guard {
    @Override
    public No against(Moment moment, Situation situation) {
        for (OpenOffer open : situation.relationship().open()) {
            if (open.issued().priority() >= moment.pattern().priority()) {
                return new No(
                        Reason.OFFER_OPEN,
                        open.issued().offer() + " of " + open.issued().pattern());
            }
        }
        return null;
    }
}
