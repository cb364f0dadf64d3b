package io.kairos.playbook;

import java.util.Set;

/**
 * What an offer is bound to.
 *
 * @param products what it may be used for; empty if it is bound to none
 * @param wagering how often its value must be staked; 0 if not at all
 * @param review a person decides whether it is sent
 * @param mandated the regulator asks for it, whatever the player's state
 */
public record Terms(Set<String> products, double wagering, boolean review, boolean mandated) {
    public static final Terms NONE = new Terms(Set.of(), 0, false, false);
}
