package io.kairos.playbook;

/**
 * An offer among those that may be sent, as {@code choice.rank} sees it.
 *
 * @param weight what the pattern's entry says, else the offer
 * @param listed its place among the pattern's offers, from 1
 * @param seen how often he was offered it lately
 * @param acceptance how he took to it lately: 0.5 while nothing is known, towards 1 the more he accepted it, towards 0
 *     the more he dismissed it or let it pass
 */
public record Contender(OfferTemplate offer, double weight, int listed, int seen, double acceptance) {}
