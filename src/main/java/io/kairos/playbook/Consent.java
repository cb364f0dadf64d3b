package io.kairos.playbook;

import java.util.Map;
import java.util.Set;

/**
 * What is sent only with the player's consent.
 *
 * @param from the events that change consent; null if they are those of the policy, or nothing needs it
 * @param needs by class, to what he must have consented
 * @param given the channels of the envelope on which he must have said so; empty for any
 */
public record Consent(Selector from, Map<OfferClass, Set<Need>> needs, Set<String> given) {
    public static final Consent NONE = new Consent(null, Map.of(), Set.of());

    /** To what he consents. */
    public enum Need {
        PRODUCT,
        CHANNEL,
        PROFILING
    }

    public Set<Need> needs(OfferClass offerClass) {
        return needs.getOrDefault(offerClass, Set.of());
    }
}
