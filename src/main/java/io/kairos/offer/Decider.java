package io.kairos.offer;

import io.kairos.offer.Decision.Candidate;
import io.kairos.offer.Decision.Reason;
import io.kairos.playbook.Cap;
import io.kairos.playbook.Expression;
import io.kairos.playbook.OfferClass;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Pattern.Audience;
import io.kairos.playbook.Pattern.OfferEntry;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Truth;
import java.util.ArrayList;
import java.util.List;

/** Whether a moment becomes an offer, and which. The guards stand in their order; the first that says no decides. */
public final class Decider {
    private Decider() {}

    public static Verdict decide(Moment moment, Situation situation) {
        Pattern pattern = moment.pattern();
        Verdict audience = audience(moment, situation.scope());
        if (audience != null) {
            return audience;
        }
        if (over(moment, situation.scope())) {
            return Verdict.no(Reason.OVER, pattern.notAfter().source());
        }
        if (pattern.offers().isEmpty()) {
            return Verdict.no(Reason.NO_OFFERS, null);
        }
        long age = situation.decidedAt() - moment.time();
        boolean stale = age > pattern.fresh();
        if (stale && !situation.recovered()) {
            return Verdict.no(
                    Reason.STALE, "decided " + age + " ms after the moment, fresh is " + pattern.fresh() + " ms");
        }
        Verdict verdict = restrainedChoice(moment, situation);
        return stale
                ? new Verdict(Reason.RECOVERED, verdict.reason().name(), verdict.candidates(), sent(verdict))
                : verdict;
    }

    private static OfferTemplate sent(Verdict verdict) {
        return verdict.reason() == Reason.OFFERED ? verdict.chosen() : null;
    }

    private static Verdict audience(Moment moment, Scope scope) {
        Audience audience = moment.pattern().audience();
        if (Moment.share(moment.playerId(), moment.pattern().id() + "/rollout") >= audience.rollout()) {
            return Verdict.no(Reason.NOT_IN_ROLLOUT, null);
        }
        if (audience.when() != null && !audience.when().holds(scope)) {
            return Verdict.no(Reason.GATED, "audience.when: " + audience.when().source());
        }
        for (Expression unless : moment.pattern().unless()) {
            if (unless.test(scope) != Truth.FALSE) {
                return Verdict.no(Reason.GATED, "unless: " + unless.source());
            }
        }
        return null;
    }

    private static boolean over(Moment moment, Scope scope) {
        long end = notAfter(moment.pattern(), scope);
        return end <= moment.time();
    }

    /** The time that neither tag nor offer of this pattern outlives; {@link Relationship#NEVER} if there is none. */
    public static long notAfter(Pattern pattern, Scope scope) {
        Object end = pattern.notAfter() == null ? null : pattern.notAfter().value(scope);
        return end instanceof Long time ? time : Relationship.NEVER;
    }

    private static Verdict restrainedChoice(Moment moment, Situation situation) {
        Pattern pattern = moment.pattern();
        String forbidden = null;
        boolean anyAllowed = false;
        for (OfferEntry entry : pattern.offers()) {
            String by = forbiddenBy(template(entry, situation).offerClass(), moment, situation);
            anyAllowed |= by == null;
            forbidden = by == null ? forbidden : by;
        }
        if (!anyAllowed) {
            return Verdict.no(Reason.PROTECTED, forbidden);
        }
        Cap full = situation.relationship().fullCap(pattern, moment.time(), situation.sessionSince());
        if (full != null) {
            return Verdict.no(Reason.CAPPED, full.toString());
        }
        for (OpenOffer open : situation.relationship().open()) {
            if (open.issued().priority() >= pattern.priority()) {
                return Verdict.no(
                        Reason.OFFER_OPEN,
                        open.issued().offer() + " of " + open.issued().pattern());
            }
        }
        return choice(moment, situation);
    }

    private static Verdict choice(Moment moment, Situation situation) {
        Pattern pattern = moment.pattern();
        List<Candidate> candidates = new ArrayList<>();
        OfferTemplate chosen = null;
        for (OfferEntry entry : pattern.offers()) {
            OfferTemplate template = template(entry, situation);
            String refusal = refusal(entry, template, moment, situation);
            if (refusal == null && chosen == null) {
                chosen = template;
                candidates.add(new Candidate(template.id(), "CHOSEN"));
            } else {
                candidates.add(new Candidate(template.id(), refusal == null ? "LISTED_LATER" : refusal));
            }
        }
        if (chosen == null) {
            return new Verdict(Reason.NOTHING_FITS, null, candidates, null);
        }
        if (Moment.share(moment.playerId(), pattern.id() + "/holdout")
                < pattern.audience().holdout()) {
            return new Verdict(Reason.HELD_OUT, null, candidates, chosen);
        }
        if (pattern.mode() == Pattern.Mode.SHADOW) {
            return new Verdict(Reason.SHADOW, null, candidates, chosen);
        }
        return new Verdict(Reason.OFFERED, null, candidates, chosen);
    }

    /** Why an offer is not the one; null if it may be. */
    private static String refusal(OfferEntry entry, OfferTemplate template, Moment moment, Situation situation) {
        String by = forbiddenBy(template.offerClass(), moment, situation);
        if (by != null) {
            return "PROTECTED " + by;
        }
        Cap full =
                situation.relationship().fullCap(moment.pattern(), template, moment.time(), situation.sessionSince());
        if (full != null) {
            return "CAPPED " + full;
        }
        Scope scope = situation.scope();
        if (fails(template.eligible(), scope)) {
            return "NOT_ELIGIBLE " + template.eligible().source();
        }
        if (fails(entry.when(), scope)) {
            return "NOT_WHEN " + entry.when().source();
        }
        if (fails(template.applicable(), scope)) {
            return "NOT_APPLICABLE " + template.applicable().source();
        }
        if (fails(template.suitable(), scope)) {
            return "NOT_SUITABLE " + template.suitable().source();
        }
        for (String needed : template.needs()) {
            if (moment.facts().get(needed) == null) {
                return "NEEDS " + needed;
            }
        }
        return null;
    }

    private static boolean fails(Expression condition, Scope scope) {
        return condition != null && !condition.holds(scope);
    }

    private static String forbiddenBy(OfferClass offerClass, Moment moment, Situation situation) {
        String protection = situation
                .relationship()
                .protectionAgainst(offerClass, situation.playbook().policy(), moment.time());
        if (protection != null) {
            return protection;
        }
        String tag = situation.suppressedBy().apply(offerClass);
        return tag == null ? null : "tag " + tag;
    }

    private static OfferTemplate template(OfferEntry entry, Situation situation) {
        return situation.playbook().offers().get(entry.offer());
    }
}
