package io.kairos.playbook;

import java.util.Map;
import java.util.Set;

/**
 * What is sent only with the player's consent.
 *
 * @param from the event that changes consent; null if nothing needs it
 * @param needs by class, to what he must have consented
 */
public record Consent(String from, Map<OfferClass, Set<Need>> needs) {
    public static final Consent NONE = new Consent(null, Map.of());

    /** To what he consents. */
    public enum Need {
        PRODUCT,
        CHANNEL,
        PROFILING
    }
}
