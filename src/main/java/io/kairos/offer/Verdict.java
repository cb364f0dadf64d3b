package io.kairos.offer;

import io.kairos.offer.Decision.Candidate;
import io.kairos.offer.Decision.Reason;
import java.util.List;

/**
 * What a moment comes to.
 *
 * @param detail what the guard looked at; null if there is nothing to add
 * @param candidates the offers that were looked at
 * @param chosen the offer made, held back or withdrawn at once; null if it did not come to a choice
 */
public record Verdict(Reason reason, String detail, List<Candidate> candidates, Chosen chosen) {

    static Verdict no(Guard.No no, List<Candidate> candidates) {
        return new Verdict(no.reason(), no.detail(), candidates, null);
    }

    /** Nothing is said, for a reason that no guard looks at. */
    public static Verdict no(Reason reason, String detail) {
        return new Verdict(reason, detail, List.of(), null);
    }

    /** The same choice, but it is not sent. */
    Verdict butNot(Reason why) {
        return butNot(why, detail);
    }

    Verdict butNot(Reason why, String because) {
        return new Verdict(why, because, candidates, chosen);
    }

    /** A pattern's tags are gained by every moment that its audience and its {@code unless} let pass. */
    public boolean givesTags() {
        return switch (reason) {
            case NOT_IN_ROLLOUT, GATED, OVER -> false;
            case KILLED,
                    NO_OFFERS,
                    STALE,
                    RECOVERED,
                    ACTED_FIRST,
                    PROTECTED,
                    FORBIDDEN,
                    NO_CONSENT,
                    SNOOZED,
                    STOPPED,
                    CAPPED,
                    GAP,
                    QUIET_HOURS,
                    BACKED_OFF,
                    OVER_BUDGET,
                    OFFER_OPEN,
                    NOTHING_FITS,
                    SAID_NOTHING,
                    HELD_OUT,
                    REVIEW,
                    SHADOW,
                    OFFERED -> true;
        };
    }
}
