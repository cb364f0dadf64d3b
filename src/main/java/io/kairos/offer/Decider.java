package io.kairos.offer;

import io.kairos.offer.Decision.Reason;
import io.kairos.offer.Guard.No;
import io.kairos.offer.Shortlist.Listed;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Scope;
import java.util.List;
import java.util.Map;

/** Whether a moment becomes an offer, and which. The guards stand in their order; the first that says no decides. */
public final class Decider {
    /** Whether anything may come of the moment: not even a tag otherwise. */
    private static final List<Guard> MEANT = List.of(new AudienceGuard(), new OverGuard());

    /** Whether an offer may be sent. */
    private static final List<Guard> ALLOWED = List.of(
            new KillGuard(),
            new ProtectionGuard(),
            new FeedGuard(),
            new LicenceGuard(),
            new ConsentGuard(),
            new RestraintGuard(),
            new BudgetGuard(),
            new OneOpenGuard());

    private Decider() {}

    public static Verdict decide(Moment moment, Situation situation) {
        for (Guard guard : MEANT) {
            No no = guard.against(moment, situation);
            if (no != null) {
                return Verdict.no(no, List.of());
            }
        }
        Pattern pattern = moment.pattern();
        if (pattern.offers().isEmpty()) {
            return Verdict.no(new No(Reason.NO_OFFERS, null), List.of());
        }
        long age = situation.decidedAt() - moment.time();
        boolean stale = age > pattern.fresh();
        if (stale && !situation.recovered()) {
            String detail = "decided " + age + " ms after the moment, fresh is " + pattern.fresh() + " ms";
            return Verdict.no(new No(Reason.STALE, detail), List.of());
        }
        Verdict verdict = whatMayBeSent(moment, situation);
        return stale ? asIfSent(verdict) : verdict;
    }

    /** An attempt that died may have sent it; it is taken back. */
    private static Verdict asIfSent(Verdict verdict) {
        if (verdict.reason() == Reason.REVIEW) {
            return verdict; // nothing was sent; whoever reviews knows a moment by its id
        }
        Chosen sent = verdict.reason() == Reason.OFFERED ? verdict.chosen() : null;
        return new Verdict(Reason.RECOVERED, verdict.reason().name(), verdict.candidates(), sent);
    }

    /** A guard that speaks against the moment, or against each offer left, decides; what is left is chosen from. */
    private static Verdict whatMayBeSent(Moment moment, Situation situation) {
        Shortlist shortlist = new Shortlist(moment, situation);
        for (Guard guard : ALLOWED) {
            No no = guard.against(moment, situation);
            if (no != null) {
                return Verdict.no(no, shortlist.candidates());
            }
            for (Listed listed : shortlist.standing()) {
                No against = guard.against(listed.offer(), moment, situation);
                if (against != null) {
                    listed.verdict(against.toString());
                    no = against;
                } else {
                    listed.on(guard.channels(listed.offer(), moment, situation));
                }
            }
            if (shortlist.standing().isEmpty()) {
                return Verdict.no(no, shortlist.candidates());
            }
        }
        Verdict verdict = Choice.among(shortlist, moment, situation, offer -> asAllowed(offer, moment, situation));
        return verdict.reason() == Reason.OFFERED ? unlessHeldBack(verdict, moment, situation) : verdict;
    }

    /** An offer the pattern does not list, on the channels the guards leave it; null if they say no. */
    private static OfferTemplate asAllowed(OfferTemplate offer, Moment moment, Situation situation) {
        OfferTemplate allowed = offer;
        for (Guard guard : ALLOWED) {
            if (guard.against(allowed, moment, situation) != null) {
                return null;
            }
            allowed = allowed.on(guard.channels(allowed, moment, situation));
        }
        return allowed;
    }

    private static Verdict unlessHeldBack(Verdict verdict, Moment moment, Situation situation) {
        String heldOut = Holdout.against(verdict.chosen(), moment, situation);
        if (heldOut != null) {
            return verdict.butNot(Reason.HELD_OUT, heldOut);
        }
        if (moment.pattern().mode() == Pattern.Mode.SHADOW) {
            return verdict.butNot(Reason.SHADOW);
        }
        return verdict.chosen().offer().terms().review() ? verdict.butNot(Reason.REVIEW) : verdict;
    }

    /** What is left after an offer is issued. */
    public static Purse after(Chosen issued, Situation situation) {
        return BudgetGuard.after(issued.offer(), situation);
    }

    /** How often every cap that is looked at has been charged, by the cap as it is written; and what is left of budgets. */
    public static Map<String, Object> counters(Moment moment, Situation situation) {
        Map<String, Object> counters = RestraintGuard.counters(moment, situation);
        counters.putAll(BudgetGuard.counters(moment, situation));
        return counters;
    }

    /** The time that neither tag nor offer of this pattern outlives; {@link Relationship#NEVER} if there is none. */
    public static long notAfter(Pattern pattern, Scope scope) {
        return OverGuard.notAfter(pattern, scope);
    }
}
