package io.kairos.offer;

import io.kairos.offer.Decision.Reason;
import io.kairos.playbook.Cap;
import io.kairos.playbook.Durations;
import io.kairos.playbook.Licence;
import io.kairos.playbook.OfferClass;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Pattern.OfferEntry;
import io.kairos.playbook.Policy;
import io.kairos.playbook.QuietHours;
import io.kairos.playbook.Restraint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How often and when we speak: the caps of the pattern and of the offer, those over everything he sees, the gap, quiet
 * hours, and silence after what he did not want. Care has caps of its own and is not subject to the rest.
 */
final class RestraintGuard implements Guard {
    /**
     * What there is no room for.
     *
     * @param until for how long, milliseconds; {@link CapLog#NEVER} if that has no end, or ends with the session
     */
    record Full(Reason reason, String what, long until, boolean ofSession) {
        private No no() {
            return new No(reason, what);
        }
    }

    private static final String POLICY = "policy";

    /** A restraint, and who demands it. */
    private record Demand(String by, Restraint restraint) {}

    @Override
    public No against(Moment moment, Situation situation) {
        Full full = full(moment, situation);
        return full == null ? null : full.no();
    }

    @Override
    public No against(OfferTemplate offer, Moment moment, Situation situation) {
        Full full = full(offer, moment, situation);
        if (full != null) {
            return full.no();
        }
        String quiet = quietBy(offer, moment, situation);
        return quiet == null ? null : new No(Reason.QUIET_HOURS, quiet);
    }

    /** Those on which it is not quiet. */
    @Override
    public List<String> channels(OfferTemplate offer, Moment moment, Situation situation) {
        List<String> loud = offer.channels();
        for (Demand demand : quietFor(offer, situation)) {
            loud = loud(loud, demand.restraint().quiet(), moment, situation);
        }
        return loud;
    }

    /** Who demands quiet wherever the offer could be shown; null if there is a channel left. */
    private static String quietBy(OfferTemplate offer, Moment moment, Situation situation) {
        List<String> loud = offer.channels();
        for (Demand demand : quietFor(offer, situation)) {
            QuietHours quiet = demand.restraint().quiet();
            boolean anywhere = loud.isEmpty();
            loud = loud(loud, quiet, moment, situation);
            if (anywhere ? quiet.at(moment.time(), zone(situation)) : loud.isEmpty()) {
                return demand.by() + " " + quiet;
            }
        }
        return null;
    }

    private static List<Demand> quietFor(OfferTemplate offer, Situation situation) {
        return offer.offerClass() == OfferClass.CARE
                ? List.of()
                : demands(situation).stream()
                        .filter(demand -> demand.restraint().quiet() != null)
                        .toList();
    }

    private static List<String> loud(List<String> channels, QuietHours quiet, Moment moment, Situation situation) {
        return channels.stream()
                .filter(channel -> !quiet.quiet(channel, moment.time(), zone(situation)))
                .toList();
    }

    private static String zone(Situation situation) {
        return situation.scope().envelope("zone");
    }

    /** What refuses the moment for this reason, as far as it is refused for a time; null if it is not. */
    static Full full(Reason reason, Moment moment, Situation situation) {
        Full full = full(moment, situation);
        for (OfferEntry entry : moment.pattern().offers()) {
            if (full == null || full.reason() != reason) {
                full = full(situation.playbook().offers().get(entry.offer()), moment, situation);
            }
        }
        return full != null && full.reason() == reason ? full : null;
    }

    private static Full full(Moment moment, Situation situation) {
        return full(
                "",
                moment.pattern().caps(),
                situation.relationship().account(Accounts.of(moment.pattern())),
                moment,
                situation);
    }

    private static Full full(OfferTemplate offer, Moment moment, Situation situation) {
        Relationship relationship = situation.relationship();
        Full full =
                full("", offer.caps(), relationship.account(Accounts.of(moment.pattern(), offer)), moment, situation);
        boolean care = offer.offerClass() == OfferClass.CARE;
        CapLog seen = relationship.account(Accounts.of(moment.pattern(), care));
        for (Demand demand : demands(situation)) {
            if (full == null) {
                List<Cap> caps = care
                        ? demand.restraint().careCaps()
                        : demand.restraint().caps();
                full = full(label(demand, care), caps, seen, moment, situation);
            }
        }
        for (Demand demand : demands(situation)) {
            Cap gap = care || full != null ? null : demand.restraint().gapCap();
            if (gap != null && seen.full(List.of(gap), moment.time(), situation.sessionSince()) != null) {
                full = new Full(Reason.GAP, gap(demand, gap), seen.fullUntil(gap), false);
            }
        }
        if (full == null && !care && situation.playbook().policy().restraint().backOff() != null) {
            long until = relationship.disposition().weariness().silentUntil(moment.time());
            full = until == Long.MIN_VALUE ? null : new Full(Reason.BACKED_OFF, "until " + until, until, false);
        }
        return full;
    }

    private static Full full(String label, List<Cap> caps, CapLog log, Moment moment, Situation situation) {
        Cap full = log.full(caps, moment.time(), situation.sessionSince());
        return full == null
                ? null
                : new Full(Reason.CAPPED, label + full, log.fullUntil(full), full.span() == Cap.Span.SESSION);
    }

    /** How often every cap that is looked at had been charged before this moment, by the cap as it is written. */
    static Map<String, Object> counters(Moment moment, Situation situation) {
        Map<String, Object> counters = new LinkedHashMap<>();
        Relationship relationship = situation.relationship();
        count(
                "",
                moment.pattern().caps(),
                relationship.account(Accounts.of(moment.pattern())),
                situation,
                moment,
                counters);
        for (OfferEntry entry : moment.pattern().offers()) {
            OfferTemplate offer = situation.playbook().offers().get(entry.offer());
            count(
                    "offer " + offer.id() + " ",
                    offer.caps(),
                    relationship.account(Accounts.of(moment.pattern(), offer)),
                    situation,
                    moment,
                    counters);
            boolean care = offer.offerClass() == OfferClass.CARE;
            CapLog seen = relationship.account(Accounts.of(moment.pattern(), care));
            for (Demand demand : demands(situation)) {
                Restraint restraint = demand.restraint();
                count(
                        label(demand, care),
                        care ? restraint.careCaps() : restraint.caps(),
                        seen,
                        situation,
                        moment,
                        counters);
                Cap gap = care ? null : restraint.gapCap();
                if (gap != null) {
                    counters.put(gap(demand, gap), (long) seen.counted(gap, moment.time(), situation.sessionSince()));
                }
                if (!care && restraint.backOff() != null) {
                    counters.putAll(
                            relationship.disposition().weariness().counters(restraint.backOff(), moment.time()));
                }
            }
        }
        return counters;
    }

    private static void count(
            String label,
            List<Cap> caps,
            CapLog log,
            Situation situation,
            Moment moment,
            Map<String, Object> counters) {
        for (Cap cap : caps) {
            counters.put(label + cap, (long) log.counted(cap, moment.time(), situation.sessionSince()));
        }
    }

    private static String label(Demand demand, boolean care) {
        boolean policy = demand.by().equals(POLICY);
        return care ? (policy ? "" : demand.by() + " ") + "care " : demand.by() + " ";
    }

    private static String gap(Demand demand, Cap gap) {
        return demand.by() + " gap of " + Durations.text(gap.millis());
    }

    private static List<Demand> demands(Situation situation) {
        Policy policy = situation.playbook().policy();
        List<Demand> demands = new ArrayList<>();
        demands.add(new Demand(POLICY, policy.restraint()));
        String licence = situation.scope().envelope("licence");
        Licence known = licence == null ? null : policy.licences().get(licence);
        if (known != null) {
            demands.add(new Demand("licence " + licence, known.restraint()));
        }
        return demands;
    }
}
