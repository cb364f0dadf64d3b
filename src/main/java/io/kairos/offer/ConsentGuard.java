package io.kairos.offer;

import io.kairos.offer.Consents.Wanted;
import io.kairos.offer.Decision.Reason;
import io.kairos.playbook.Channel;
import io.kairos.playbook.Consent;
import io.kairos.playbook.Consent.Need;
import io.kairos.playbook.Licence;
import io.kairos.playbook.OfferClass;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Policy;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether the player wants to be spoken to: what he asked us to leave off, and what needs his consent. */
final class ConsentGuard implements Guard {
    @Override
    public No against(OfferTemplate offer, Moment moment, Situation situation) {
        if (offer.terms().mandated()) {
            return null;
        }
        Disposition disposition = situation.relationship().disposition();
        No wish = disposition
                .wishes()
                .against(offer.offerClass(), offer.id(), moment.pattern().id(), moment.time());
        return wish != null
                ? wish
                : against(offer.offerClass(), offer.channels(), situation.product(), rules(situation), disposition);
    }

    @Override
    public List<String> channels(OfferTemplate offer, Moment moment, Situation situation) {
        return offer.terms().mandated()
                ? offer.channels()
                : consented(
                        offer.offerClass(),
                        offer.channels(),
                        situation.product(),
                        rules(situation),
                        situation.relationship().disposition().consents());
    }

    /**
     * Why an offer that stands may not stand any longer; null if it may. It needs consent for the channel it is shown on.
     *
     * @param product what its moment is about; null if that is not known
     */
    static No againstOpen(OpenOffer open, String product, String licence, Policy policy, Disposition said, long time) {
        OfferRecord offer = open.issued();
        No wish = said.wishes().against(open.offerClass(), offer.offer(), offer.pattern(), time);
        if (wish != null) {
            return wish;
        }
        List<String> channels = offer.channel() == null ? offer.channels() : List.of(offer.channel());
        return against(open.offerClass(), channels, product, Rules.of(policy, licence), said);
    }

    private static No against(
            OfferClass offerClass, List<String> channels, String product, Rules rules, Disposition said) {
        if (offerClass != OfferClass.CARE && said.consents().objectsToProfiling()) {
            return new No(Reason.NO_CONSENT, "objects to profiling");
        }
        Set<Need> needs = rules.needs(offerClass);
        if (needs.contains(Need.PROFILING) && !said.consents().agreesToProfiling(product)) {
            return new No(Reason.NO_CONSENT, "profiling for " + named(product));
        }
        boolean byProduct = needs.contains(Need.PRODUCT);
        boolean allowed = needs.contains(Need.CHANNEL)
                ? !consented(offerClass, channels, product, rules, said.consents())
                        .isEmpty()
                : !byProduct || said.consents().consents(new Wanted(true, product, null, rules.given()));
        return allowed ? null : noConsent(product, channels);
    }

    private static No noConsent(String product, List<String> channels) {
        return new No(Reason.NO_CONSENT, "marketing of " + named(product) + " by " + String.join(", ", channels));
    }

    private static String named(String product) {
        return product == null ? "all products" : product;
    }

    private static List<String> consented(
            OfferClass offerClass, List<String> channels, String product, Rules rules, Consents said) {
        Set<Need> needs = rules.needs(offerClass);
        boolean byProduct = needs.contains(Need.PRODUCT);
        if (!byProduct && !needs.contains(Need.CHANNEL)) {
            return channels;
        }
        return channels.stream()
                .filter(channel -> said.consents(new Wanted(
                        byProduct, product, needs.contains(Need.CHANNEL) ? Channel.of(channel) : null, rules.given())))
                .toList();
    }

    private static Rules rules(Situation situation) {
        return Rules.of(situation.playbook().policy(), situation.scope().envelope("licence"));
    }

    /** What the policy needs and what the licence needs. */
    private record Rules(Consent policy, Consent licence) {
        static Rules of(Policy policy, String licence) {
            Licence known = licence == null ? null : policy.licences().get(licence);
            return new Rules(policy.consent(), known == null ? Consent.NONE : known.consent());
        }

        Set<Need> needs(OfferClass offerClass) {
            Set<Need> needs = EnumSet.noneOf(Need.class);
            needs.addAll(policy.needs(offerClass));
            needs.addAll(licence.needs(offerClass));
            return needs;
        }

        Set<String> given() {
            return licence.given();
        }
    }
}
