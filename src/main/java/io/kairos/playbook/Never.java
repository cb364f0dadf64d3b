package io.kairos.playbook;

/**
 * What may never be sent after some events.
 *
 * @param requires offers that require this; null if {@code offerClass} says which
 */
record Never(Selector after, String requires, OfferClass offerClass, String because) {
    boolean forbids(OfferTemplate offer) {
        return requires != null ? requires.equals(offer.requires()) : offerClass == offer.offerClass();
    }
}
