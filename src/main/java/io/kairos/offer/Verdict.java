package io.kairos.offer;

import io.kairos.offer.Decision.Candidate;
import io.kairos.offer.Decision.Reason;
import io.kairos.playbook.OfferTemplate;
import java.util.List;

/**
 * What a moment comes to.
 *
 * @param detail what the guard looked at; null if there is nothing to add
 * @param candidates the offers that were looked at
 * @param chosen the offer made, held back or withdrawn at once; null if it did not come to a choice
 */
public record Verdict(Reason reason, String detail, List<Candidate> candidates, OfferTemplate chosen) {

    static Verdict no(Reason reason, String detail) {
        return new Verdict(reason, detail, List.of(), null);
    }

    /** A pattern's tags are gained by every moment that its audience and its {@code unless} let pass. */
    public boolean givesTags() {
        return switch (reason) {
            case NOT_IN_ROLLOUT, GATED, OVER -> false;
            case NO_OFFERS, STALE, RECOVERED, PROTECTED, CAPPED, OFFER_OPEN, NOTHING_FITS, HELD_OUT, SHADOW, OFFERED ->
                true;
        };
    }
}
