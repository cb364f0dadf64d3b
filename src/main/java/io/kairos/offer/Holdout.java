package io.kairos.offer;

import io.kairos.playbook.OfferClass;

/**
 * Who gets nothing, so that it shows what offers do; always the same players. Care is sent to them as well: nobody is left
 * without help for the sake of a comparison.
 */
final class Holdout {
    private Holdout() {}

    /** Whose holdout the player is in; null if the offer is sent. */
    static String against(Chosen chosen, Moment moment, Situation situation) {
        if (chosen.offer().offerClass() == OfferClass.CARE) {
            return null;
        }
        String pattern = moment.pattern().id();
        if (Moment.share(moment.playerId(), "holdout")
                < situation.playbook().policy().holdout()) {
            return "holdout of the policy";
        }
        return Moment.share(moment.playerId(), pattern + "/holdout")
                        < moment.pattern().audience().holdout()
                ? "holdout of " + pattern
                : null;
    }
}
