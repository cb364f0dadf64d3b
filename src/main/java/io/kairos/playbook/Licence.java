package io.kairos.playbook;

import java.util.Set;

/**
 * The rules of one jurisdiction; they come on top of the policy's.
 *
 * @param id as in the envelope
 * @param forbids classes that are not sent there
 */
public record Licence(String id, Set<OfferClass> forbids, Restraint restraint, Consent consent) {}
