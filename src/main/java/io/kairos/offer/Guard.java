package io.kairos.offer;

import io.kairos.offer.Decision.Reason;
import io.kairos.playbook.OfferTemplate;
import java.util.List;

/** What may speak against an offer. Guards stand in an order, and the first that says no is the reason. */
interface Guard {
    /**
     * A no.
     *
     * @param detail what the guard looked at; null if there is nothing to add
     */
    record No(Reason reason, String detail) {
        @Override
        public String toString() {
            return detail == null ? reason.name() : reason + " " + detail;
        }
    }

    /** Why nothing is said of this moment; null if nothing is against it. */
    default No against(Moment moment, Situation situation) {
        return null;
    }

    /** The channels of an offer that this guard leaves; an offer that names none may be shown on any. */
    default List<String> channels(OfferTemplate offer, Moment moment, Situation situation) {
        return offer.channels();
    }

    /** Why this offer is not sent; null if nothing is against it. */
    default No against(OfferTemplate offer, Moment moment, Situation situation) {
        return null;
    }
}
