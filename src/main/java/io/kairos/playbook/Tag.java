package io.kairos.playbook;

import java.util.Set;

/**
 * A declared tag.
 *
 * @param suppress classes of offer not sent while a player has it
 * @param tells who is told of each change; null for nobody
 * @param rule it is gained while this holds; null if only patterns give it
 * @param lasts how long a tag gained by its rule lasts, milliseconds; 0 without a rule
 */
public record Tag(String id, String about, Set<OfferClass> suppress, String tells, Expression rule, long lasts) {}
