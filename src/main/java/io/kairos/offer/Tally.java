package io.kairos.offer;

import io.kairos.offer.OfferRecord.Status;

/**
 * One offer more of which something is true: what the statistics are made of. It names no player.
 *
 * @param arm of the experiment the player was in; null if there was none
 * @param what a {@link Status} or a {@link Stage}
 * @param reason why it was withdrawn; null for anything else
 * @param at the player's time, milliseconds
 */
public record Tally(String pattern, String offer, String arm, String what, String reason, long at) {

    /** Of a record of the offers topic. */
    public static Tally of(OfferRecord offer) {
        return new Tally(
                offer.pattern(), offer.offer(), offer.arm(), offer.status().name(), offer.reason(), offer.at());
    }

    /** Whose numbers it belongs to: pattern, offer and arm. */
    public String key() {
        return pattern + "/" + offer + (arm == null ? "" : "/" + arm);
    }
}
