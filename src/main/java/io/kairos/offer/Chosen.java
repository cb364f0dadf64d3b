package io.kairos.offer;

import io.kairos.playbook.OfferTemplate;
import java.util.List;

/**
 * The offer a moment comes to.
 *
 * @param offer as it is to be sent, a variant of it included
 * @param channel where it is to be shown; null for any of its channels
 * @param alternatives other offers to point to
 * @param arm the variants of pattern and offer the player is in; null without an experiment
 */
public record Chosen(OfferTemplate offer, String channel, List<String> alternatives, String arm) {}
