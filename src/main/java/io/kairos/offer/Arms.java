package io.kairos.offer;

import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Variant;
import java.util.List;

/**
 * Which variant a player gets: always the same one as long as the shares stay, whatever else changes. Shares are taken in
 * the order they are written, so that a greater share of the last variant moves nobody who is in another.
 */
public final class Arms {
    private Arms() {}

    /** The pattern as this player has it. */
    public static Pattern own(Pattern pattern, String playerId) {
        Variant<Pattern> variant = own(pattern.variants(), pattern.id() + "/variant", playerId);
        return variant == null ? pattern : variant.what();
    }

    /** The offer as this player gets it. */
    static OfferTemplate own(OfferTemplate offer, String playerId) {
        Variant<OfferTemplate> variant = own(offer.variants(), "offer/" + offer.id() + "/variant", playerId);
        return variant == null ? offer : variant.what();
    }

    private static <T> Variant<T> own(List<Variant<T>> variants, String experiment, String playerId) {
        if (variants.isEmpty()) {
            return null;
        }
        double stands = Moment.share(playerId, experiment);
        double bound = 0;
        for (Variant<T> variant : variants) {
            bound += variant.share();
            if (stands < bound) {
                return variant;
            }
        }
        return null;
    }

    /** The arm of the pattern, then that of the offer; of the one that has an experiment; null if neither has. */
    static String of(Pattern pattern, OfferTemplate offer) {
        if (pattern.arm() == null || offer.arm() == null) {
            return pattern.arm() == null ? offer.arm() : pattern.arm();
        }
        return pattern.arm() + "/" + offer.arm();
    }
}
