package io.kairos.offer;

import io.kairos.offer.Decision.Reason;
import io.kairos.offer.Shortlist.Listed;
import io.kairos.playbook.Expression;
import io.kairos.playbook.OfferClass;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Ranking;
import io.kairos.playbook.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Which of the offers that may be sent is: eligible (he may have it), applicable (it makes sense now), suitable (it is
 * right for him); what is no better than silence falls out, then what he saw last time, and of the rest the highest rank
 * wins. Care is ranked like the others, but no formula and no rotation to another class silences it.
 */
final class Choice {
    private static final int MOST_ALTERNATIVES = 3;

    private final Shortlist shortlist;
    private final Moment moment;
    private final Situation situation;
    private final Ranking ranking;
    private final SeenOffers seen;

    private Choice(Shortlist shortlist, Moment moment, Situation situation) {
        this.shortlist = shortlist;
        this.moment = moment;
        this.situation = situation;
        this.ranking = situation.playbook().policy().ranking();
        this.seen = situation.relationship().seen();
    }

    /**
     * {@code OFFERED} with what was chosen, or that nothing was.
     *
     * @param allowed what the guards leave of an offer that the pattern does not list; null if they say no
     */
    static Verdict among(
            Shortlist shortlist, Moment moment, Situation situation, UnaryOperator<OfferTemplate> allowed) {
        return new Choice(shortlist, moment, situation).verdict(allowed);
    }

    private Verdict verdict(UnaryOperator<OfferTemplate> allowed) {
        strikeWhatDoesNotFit();
        rank();
        String silence = strikeWhatIsNoBetterThanSilence();
        strikeWhatHeSawLast();
        Listed best = best();
        if (best == null) {
            Reason reason = silence == null ? Reason.NOTHING_FITS : Reason.SAID_NOTHING;
            return new Verdict(reason, silence, shortlist.candidates(), null);
        }
        Chosen chosen = new Chosen(
                best.offer(),
                channel(best.offer()),
                alternatives(best, allowed),
                Arms.of(moment.pattern(), best.offer()));
        for (Listed other : shortlist.standing()) {
            other.verdict(other == best ? "CHOSEN" : ranksLike(other, best) ? "LISTED_LATER" : "OUTRANKED");
        }
        return new Verdict(Reason.OFFERED, null, shortlist.candidates(), chosen);
    }

    private void strikeWhatDoesNotFit() {
        for (Listed listed : shortlist.standing()) {
            String refusal = refusal(listed.offer(), listed.when());
            if (refusal != null) {
                listed.verdict(refusal);
            }
        }
    }

    private String refusal(OfferTemplate offer, Expression when) {
        if (fails(offer.eligible())) {
            return "NOT_ELIGIBLE " + offer.eligible().source();
        }
        if (fails(when)) {
            return "NOT_WHEN " + when.source();
        }
        if (fails(offer.applicable())) {
            return "NOT_APPLICABLE " + offer.applicable().source();
        }
        if (fails(offer.suitable())) {
            return "NOT_SUITABLE " + offer.suitable().source();
        }
        for (String needed : offer.needs()) {
            if (moment.facts().get(needed) == null) {
                return "NEEDS " + needed;
            }
        }
        if (!offer.channels().isEmpty()
                && Channels.reaching(offer, situation.scope()).isEmpty()) {
            return "NO_CHANNEL " + String.join(", ", offer.channels()) + ": he is not here";
        }
        return null;
    }

    private boolean fails(Expression condition) {
        return condition != null && !condition.holds(situation.scope());
    }

    private String channel(OfferTemplate offer) {
        return Channels.choose(
                Channels.reaching(offer, situation.scope()),
                ranking.prefer() == null ? null : ranking.prefer().value(situation.scope()),
                seen.acceptedOn(moment.time()));
    }

    /** An offer whose rank is unknown is not sent; care is, if nothing else can be. */
    private void rank() {
        if (ranking.rank() == null) {
            return;
        }
        for (Listed listed : shortlist.standing()) {
            Scope scope = new Considered(situation.scope(), listed.contender(seen, moment.time()));
            double rank = ranking.rank().number(scope);
            if (!Double.isNaN(rank)) {
                listed.rank(rank);
                continue;
            }
            scope.unknown(ranking.rank().source());
            if (!isCare(listed)) {
                listed.verdict("NO_RANK");
            }
        }
    }

    /** What saying nothing came to, if that struck an offer; else null. What is unknown is better than any offer. */
    private String strikeWhatIsNoBetterThanSilence() {
        Expression nothing = ranking.nothing();
        if (nothing == null) {
            return null;
        }
        double silence = nothing.number(situation.scope());
        String detail = "nothing ranks " + (Double.isNaN(silence) ? "unknown: " + nothing.source() : silence);
        boolean struck = false;
        for (Listed listed : shortlist.standing()) {
            if (!isCare(listed) && !(listed.rank() > silence)) {
                listed.verdict("NOT_ABOVE_NOTHING");
                struck = true;
            }
        }
        if (Double.isNaN(silence)) {
            situation.scope().unknown(nothing.source());
        }
        return struck ? detail : null;
    }

    /** What he saw last, and what this pattern sent last, while there is another; then what is much the same. */
    private void strikeWhatHeSawLast() {
        String last = seen.last(moment.time());
        String lastHere = seen.lastOf(Accounts.of(moment.pattern()), moment.time());
        OfferTemplate known = situation.playbook().offers().get(last);
        String group = known == null ? null : known.group();
        strikeIfThereIsAnother(offer -> offer.id().equals(last));
        strikeIfThereIsAnother(offer -> offer.id().equals(lastHere));
        strikeIfThereIsAnother(offer -> group != null && group.equals(offer.group()));
    }

    /** Where care is the best, only care takes its turn. */
    private void strikeIfThereIsAnother(Predicate<OfferTemplate> seenLast) {
        List<Listed> standing = shortlist.standing();
        Listed best = best();
        boolean careOnly = best != null && isCare(best) && seenLast.test(best.offer());
        if (standing.stream().allMatch(each -> seenLast.test(each.offer()) || careOnly && !isCare(each))) {
            return;
        }
        for (Listed listed : standing) {
            if (seenLast.test(listed.offer())) {
                listed.verdict("SEEN_LAST");
            } else if (careOnly && !isCare(listed)) {
                listed.verdict("CARE_FIRST");
            }
        }
    }

    /** Of equal ones the first listed; without a rank behind all that have one. */
    private Listed best() {
        Listed best = null;
        for (Listed listed : shortlist.standing()) {
            if (best == null || order(listed) > order(best)) {
                best = listed;
            }
        }
        return best;
    }

    private static boolean ranksLike(Listed one, Listed other) {
        return order(one) == order(other);
    }

    private static double order(Listed listed) {
        return listed.rank() == null ? Double.NEGATIVE_INFINITY : listed.rank();
    }

    /**
     * Declared ones that he might be sent now, then the runners-up. None leads to an inducement
     * from what is none, and none past the person who reviews it.
     */
    private List<String> alternatives(Listed best, UnaryOperator<OfferTemplate> allowed) {
        List<OfferTemplate> others = new ArrayList<>();
        for (String id : best.offer().alternatives()) {
            OfferTemplate declared = situation.playbook().offers().get(id);
            OfferTemplate left = declared == null ? null : allowed.apply(declared);
            if (left != null && refusal(left, null) == null) {
                others.add(left);
            }
        }
        shortlist.standing().stream()
                .sorted(Comparator.comparingDouble(listed -> -order(listed)))
                .forEach(listed -> others.add(listed.offer()));
        return others.stream()
                .filter(other ->
                        !other.id().equals(best.offer().id()) && !other.terms().review())
                .filter(other -> other.offerClass() != OfferClass.INDUCEMENT
                        || best.offer().offerClass() == OfferClass.INDUCEMENT)
                .map(OfferTemplate::id)
                .distinct()
                .limit(MOST_ALTERNATIVES)
                .toList();
    }

    private static boolean isCare(Listed listed) {
        return listed.offer().offerClass() == OfferClass.CARE;
    }
}
