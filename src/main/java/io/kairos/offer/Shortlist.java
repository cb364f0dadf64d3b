package io.kairos.offer;

import io.kairos.offer.Decision.Candidate;
import io.kairos.playbook.Contender;
import io.kairos.playbook.Expression;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Pattern.OfferEntry;
import java.util.ArrayList;
import java.util.List;

/** The offers a pattern lists, in that order; the guards strike from it what may not be sent. */
final class Shortlist {
    /** One of them, with the verdict so far; null while it stands. */
    static final class Listed {
        private OfferTemplate offer;
        private final Expression when;
        private final double weight;
        private final int place;
        private String verdict;
        private Double rank;

        private Listed(OfferTemplate offer, OfferEntry entry, int place) {
            this.offer = offer;
            this.when = entry.when();
            this.weight = entry.weight() == null ? offer.weight() : entry.weight();
            this.place = place;
        }

        OfferTemplate offer() {
            return offer;
        }

        /** The condition the pattern lists it under; null for always. */
        Expression when() {
            return when;
        }

        /** It may be shown on these channels only. */
        void on(List<String> channels) {
            if (!channels.equals(offer.channels())) {
                offer = offer.on(channels);
            }
        }

        boolean stands() {
            return verdict == null;
        }

        void verdict(String text) {
            verdict = text;
        }

        /** As the policy's rank sees it. */
        Contender contender(SeenOffers seen, long time) {
            return new Contender(offer, weight, place, seen.times(offer.id(), time), seen.acceptance(offer.id(), time));
        }

        void rank(double value) {
            rank = value;
        }

        /** Null if it has none. */
        Double rank() {
            return rank;
        }
    }

    private final List<Listed> all = new ArrayList<>();

    Shortlist(Moment moment, Situation situation) {
        for (OfferEntry entry : moment.pattern().offers()) {
            OfferTemplate offer = situation.playbook().offers().get(entry.offer());
            all.add(new Listed(Arms.own(offer, moment.playerId()), entry, all.size() + 1));
        }
    }

    List<Listed> standing() {
        return all.stream().filter(Listed::stands).toList();
    }

    /** What the decision says of each; one that stands was not looked at to the end. */
    List<Candidate> candidates() {
        return all.stream()
                .map(listed ->
                        new Candidate(listed.offer.id(), listed.stands() ? "NOT_REACHED" : listed.verdict, listed.rank))
                .toList();
    }
}
