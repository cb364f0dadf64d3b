package io.kairos.playbook;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules of one jurisdiction; they come on top of the policy's.
 *
 * @param id as in the envelope
 * @param forbids classes that are not sent there
 * @param hours when some are not
 * @param mixesProducts whether one incentive may be for several products
 * @param wageringAtMost how often what is given may have to be staked
 */
public record Licence(
        String id,
        Set<OfferClass> forbids,
        List<Hours> hours,
        boolean mixesProducts,
        double wageringAtMost,
        Restraint restraint,
        Consent consent) {

    /** The rule that forbids an offer at {@code time} in the player's zone (null if unknown); null if none does. */
    public String against(OfferTemplate offer, long time, String zone) {
        OfferClass offerClass = offer.offerClass();
        Terms terms = offer.terms();
        boolean gives = offerClass == OfferClass.INDUCEMENT || offer.value() > 0;
        if (forbids.contains(offerClass)) {
            return "no " + offerClass.name().toLowerCase(Locale.ROOT);
        }
        if (gives && !mixesProducts && terms.products().size() > 1) {
            return "one incentive for " + String.join(" and ", new TreeSet<>(terms.products()));
        }
        if (terms.wagering() > wageringAtMost) {
            return "wagering " + plain(terms.wagering()) + " is more than " + plain(wageringAtMost);
        }
        for (Hours each : hours) {
            if (each.forbids().contains(offerClass) && each.cover(time, zone)) {
                return each + (zone == null ? ", and his zone is not known" : "");
            }
        }
        return null;
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
