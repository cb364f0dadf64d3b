package io.kairos.playbook;

/**
 * What may never be sent after some events.
 *
 * @param requires offers that require this; null if {@code offerClass} says which
 * @param licence where it binds; null for everywhere
 */
record Never(Selector after, String requires, OfferClass offerClass, String because, String licence) {
    boolean forbids(OfferTemplate offer) {
        return requires != null ? requires.equals(offer.requires()) : offerClass == offer.offerClass();
    }

    /** Whether it binds a pattern with this audience and this offer: neither of them excludes the licence. */
    boolean binds(Pattern.Audience audience, OfferTemplate offer) {
        return licence == null || !(excluded(audience.when()) || excluded(offer.eligible()));
    }

    /** Who forbids it, and what can be done. */
    String whose() {
        return licence == null
                ? "the policy's `never` forbids it"
                : "the licence's `never` forbids it; where it may be sent all the same, say eligible: \"licence != '"
                        + licence + "'\"";
    }

    private boolean excluded(Expression condition) {
        return condition != null && condition.test(LittleKnown.ofLicence(licence)) == Truth.FALSE;
    }
}
