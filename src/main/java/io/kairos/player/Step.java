package io.kairos.player;

import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Chosen;
import io.kairos.offer.Decider;
import io.kairos.offer.Decision;
import io.kairos.offer.Moment;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Status;
import io.kairos.offer.OpenOffer;
import io.kairos.offer.Relationship;
import io.kairos.offer.Situation;
import io.kairos.offer.TagChange.Change;
import io.kairos.offer.Verdict;
import io.kairos.pattern.match.Match;
import io.kairos.pattern.match.Progress;
import io.kairos.playbook.OfferClass;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Tag;
import io.kairos.playbook.Vocabulary;
import io.kairos.player.Rules.Active;
import io.kairos.player.TagShelf.Gain;
import io.kairos.player.TagShelf.Worn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What happens to one player between two rows: deadlines in their order, then the event, what Kairos itself notices
 * about it, and the decisions that follow.
 */
final class Step {
    private final View view = new View();
    private final Scribe scribe = new Scribe(view);

    /** Null in the job. */
    private final Trail trail;

    private PlayerMemory memory;
    private Rules rules;
    private Playbook playbook;
    private Now now;
    private Outbox out;

    /** What is still to happen at this time, in order: the event, then what Kairos noticed. */
    private final Deque<Happening> happenings = new ArrayDeque<>();

    private final List<Noticed> noticed = new ArrayList<>();

    /** Tags gained in this event or deadline; seen from the next one on. */
    private final List<Gain> gained = new ArrayList<>();

    /** By group, the tag gained in this event or deadline: the first counts. */
    private final Map<String, String> gainedOfGroup = new HashMap<>();

    /** The rules looked at that held in this event or deadline: each gives its tag once. */
    private final Set<TagRules.Rule> held = new HashSet<>();

    Step(Trail trail) {
        this.trail = trail;
    }

    /** {@code own}: Kairos noticed it itself; {@code matched} is false for a fact too old to be matched. */
    private record Happening(PlayerEvent event, boolean own, boolean matched) {
        static Happening noticed(PlayerEvent event) {
            return new Happening(event, true, true);
        }
    }

    /** Turns to a player; what a step that failed has left is forgotten. */
    void begin(PlayerMemory player, Rules inForce, Now clock, ForAll forAll, Outbox outbox) {
        memory = player;
        rules = inForce;
        playbook = inForce.playbook();
        now = clock;
        out = outbox;
        view.begin(player, inForce, forAll, outbox);
        scribe.begin(player, playbook);
        if (!happenings.isEmpty()) {
            happenings.clear();
        }
        noticed.clear();
        gained.clear();
        nothingGainedYet();
    }

    private void nothingGainedYet() {
        if (!gainedOfGroup.isEmpty()) {
            gainedOfGroup.clear();
        }
        if (!held.isEmpty()) {
            held.clear();
        }
    }

    /** Everything due at or before {@code time}: at equal times offers end first, then tags, then silences. */
    void catchUp(long time) {
        while (true) {
            long offer = memory.nextOfferEnd();
            long tag = memory.nextTagChange();
            long silence = memory.nextSilence();
            long next = Math.min(offer, Math.min(tag, silence));
            if (next > time || next == PlayerMemory.NEVER) {
                return;
            }
            memory.clock = Math.max(memory.clock, next);
            if (offer == next) {
                expireOffer(next);
            } else if (tag == next) {
                weakenOrLose(memory.tags.firstToChange(), next);
            } else {
                completeSilence(next);
            }
            settle();
            nothingGainedYet();
        }
    }

    private void expireOffer(long time) {
        String first = memory.relationship.open().stream()
                .filter(offer -> offer.issued().expiresAt() == time)
                .map(offer -> offer.issued().offerId())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        end(offer -> offer.issued().offerId().equals(first), Status.EXPIRED, null);
    }

    private void completeSilence(long time) {
        Begun.Entry due = memory.begun.firstDue(time);
        List<Match> matches = due.active().host().at(due.progress(), time);
        memory.begun.put(due.active(), due.progress());
        matches.forEach(match -> notice(due.active(), match));
    }

    /** The event itself. */
    void event(PlayerEvent event, boolean matched) {
        learn(event);
        happenings.add(new Happening(event, false, matched));
        settle();
        memory.features.over();
    }

    /** What facts and feedback change at once, before anything is decided. */
    void learn(PlayerEvent event) {
        boolean mayProtect = memory.relationship.on(event, playbook, view.of(event));
        if (!memory.relationship.open().isEmpty()) {
            if (mayProtect) {
                end(offer -> memory.relationship.forbids(offer, playbook, memory.clock), Status.WITHDRAWN, "PROTECTED");
            }
            if (Relationship.isAWord(event, playbook)) {
                endWhatHeTookBack();
            }
        }
        if (event.type().equals("offer_feedback")) {
            feedback(event);
        }
    }

    private void endWhatHeTookBack() {
        for (OpenOffer offer : List.copyOf(memory.relationship.open())) {
            Witness witness = memory.witnesses.get(offer.issued().offerId());
            String reason = memory.relationship.takenBack(
                    offer,
                    product(witness, offer.issued().facts()),
                    view.envelope("licence"),
                    playbook.policy(),
                    memory.clock);
            if (reason != null) {
                end(offer::equals, Status.WITHDRAWN, reason);
            }
        }
    }

    /** A fact called product says what a moment is about; else its events, if they agree. */
    private static String product(Witness witness, Map<String, Object> facts) {
        return facts.get("product") instanceof String said ? said : witness.common("product");
    }

    /** Ends every open offer; nothing follows from it. */
    void withdrawAll(String reason) {
        end(offer -> true, Status.WITHDRAWN, reason);
        happenings.clear();
    }

    private void feedback(PlayerEvent event) {
        Object stage = event.attributes().get("stage");
        Status end = "ACCEPTED".equals(stage) ? Status.ACCEPTED : "DISMISSED".equals(stage) ? Status.DISMISSED : null;
        if (end == null) {
            return;
        }
        Object offerId = event.attributes().get("offer_id");
        if (!end(offer -> offer.issued().offerId().equals(offerId), end, null)) {
            out.count("late_feedback", end.name());
        }
    }

    /** Plays out all that happens at this time, until nothing new follows. */
    private void settle() {
        while (!happenings.isEmpty() || !noticed.isEmpty()) {
            while (!happenings.isEmpty()) {
                happen(happenings.poll());
            }
            if (noticed.isEmpty()) {
                break;
            }
            noticed.sort(Comparator.comparingInt((Noticed it) -> -it.pattern().priority())
                    .thenComparing(it -> it.pattern().id()));
            List<Noticed> moments = List.copyOf(noticed);
            noticed.clear();
            moments.forEach(this::decide);
        }
        if (gained.isEmpty()) {
            return;
        }
        List<Gain> tags = List.copyOf(gained);
        gained.clear();
        tags.forEach(this::wear);
        if (!happenings.isEmpty()) {
            settle();
        }
    }

    private void happen(Happening happening) {
        PlayerEvent event = happening.event();
        if (!happening.own()) {
            memory.features.on(
                    event, memory.clock, happening.matched(), memory.envelope.sessionSince(), view.of(event), out);
            endWhatIsOver(event);
            lookAtRules(event, false);
        } else if (rules.features().watches(event.type())) {
            memory.features.noticed(event, memory.clock, view.of(event));
            endWhatIsOver(event);
            lookAtRules(event, true);
        } else {
            endWhatIsOver(event);
        }
        Reacting reacting = happening.matched() ? rules.reactingTo(event.type()) : null;
        RecentEvents.Bounds recent = rules.settings().recent();
        if (reacting == null && recent.age() == 0) {
            return;
        }
        Occurrence occurrence = memory.occurrence(event);
        memory.remember(occurrence, happening.own(), happening.matched(), recent);
        if (trail != null) {
            trail.sees(memory.begun, rules, occurrence, view.of(event));
        }
        if (reacting == null) {
            return;
        }
        for (Active active : reacting.touched(memory.begun, occurrence, view.of(event))) {
            Progress known = memory.begun.of(active);
            Progress progress = known == null ? active.host().none() : known;
            List<Match> matches = active.host().on(progress, occurrence, view.of(event), out);
            memory.begun.put(active, progress);
            for (Match match : matches) {
                notice(active, match);
            }
        }
    }

    /** {@code until}: the moment is over, its open offer withdrawn, its tag lost. */
    private void endWhatIsOver(PlayerEvent event) {
        if (memory.relationship.open().isEmpty() && memory.tags.isEmpty()) {
            return;
        }
        for (OpenOffer offer : List.copyOf(memory.relationship.open())) {
            if (isOver(
                    offer.issued().pattern(),
                    memory.witnesses.get(offer.issued().offerId()),
                    event)) {
                end(offer::equals, Status.WITHDRAWN, "UNTIL");
            }
        }
        for (Worn tag : memory.tags.all()) {
            if (isOverByItself(tag, event) || tag.pattern() != null && isOver(tag.pattern(), tag.witness(), event)) {
                loseTag(tag, "until");
            }
        }
    }

    private boolean isOverByItself(Worn tag, PlayerEvent event) {
        Tag declared = playbook.tags().get(tag.tag());
        return declared != null && declared.until() != null && declared.until().selects(event, view.of(event));
    }

    /**
     * Tags gained by their rules. The event's own are there for its patterns; those that follow from a moment or the end
     * of an offer come after the moments, as the tags that moments give.
     */
    private void lookAtRules(PlayerEvent event, boolean own) {
        for (TagRules.Rule rule : rules.tagRules().concernedBy(memory.features.changed())) {
            if (rule.tag().rule().holds(view.of(event)) && held.add(rule)) {
                Gain gain = new Gain(
                        rule.tag().id(), memory.clock, rule.tag().lasts(), PlayerMemory.NEVER, null, Witness.NOBODY);
                if (own) {
                    gained.add(gain);
                } else {
                    wear(gain);
                }
            }
        }
    }

    private boolean isOver(String patternId, Witness witness, PlayerEvent event) {
        Active active = rules.pattern(patternId);
        if (active == null
                || active.pattern().until() == null
                || !active.pattern().until().hasType(event.type())) {
            return false;
        }
        return sameKey(active.pattern(), witness, event)
                && active.pattern().until().selects(event, view.of(event, witness));
    }

    private boolean sameKey(Pattern pattern, Witness witness, PlayerEvent event) {
        for (String field : pattern.same()) {
            if (playbook.vocabulary().declares(event.type(), field)) {
                Object value = Vocabulary.value(event, field);
                if (value == null || !witness.agrees(field, value, playbook.vocabulary())) {
                    return false;
                }
            }
        }
        return true;
    }

    private void notice(Active active, Match match) {
        Pattern pattern = active.pattern();
        Witness witness = Witness.of(pattern, match.path());
        Map<String, Object> facts = new LinkedHashMap<>();
        pattern.facts()
                .forEach((name, fact) -> facts.put(name, FeatureLatest.bounded(fact.value(view.of(null, witness)))));
        List<String> eventIds = match.path().taken().stream()
                .map(taken -> taken.occurrence().event().eventId())
                .toList();
        Moment moment = Moment.of(pattern, memory.playerId, match.time(), eventIds, facts);
        out.count("matched", pattern.id());
        noticed.add(new Noticed(active, moment, witness, match.path()));
        happenings.add(Happening.noticed(scribe.event(moment)));
    }

    private void decide(Noticed it) {
        Moment moment = it.moment();
        Pattern pattern = moment.pattern();
        long decidedAt = now.at(moment.time());
        view.of(null, it.witness());
        Situation situation = new Situation(
                playbook,
                view,
                memory.relationship,
                decidedAt,
                now.mayHaveBeenDecided(moment.time(), pattern.fresh()),
                memory.envelope.sessionSince(),
                product(it.witness(), moment.facts()),
                this::suppressedBy);
        Verdict verdict = Decider.decide(moment, situation);
        Decision decision = scribe.decision(it, verdict, situation);
        out.moment(decision);
        out.count("decisions", verdict.reason().name());
        if (memory.relationship.records(verdict, moment, situation)) {
            out.decision(decision);
        }
        act(it, verdict);
        if (verdict.givesTags() && pattern.mode() == Pattern.Mode.LIVE) {
            gainTags(it);
        }
    }

    private void act(Noticed it, Verdict verdict) {
        switch (verdict.reason()) {
            case OFFERED -> {
                charge(it, verdict.chosen());
                end(open -> true, Status.WITHDRAWN, "HIGHER_PRIORITY");
                issue(it, verdict.chosen());
            }
            case RECOVERED -> {
                if (verdict.chosen() != null) {
                    charge(it, verdict.chosen());
                    end(open -> true, Status.WITHDRAWN, "HIGHER_PRIORITY");
                    OfferRecord recovered = scribe.offer(it, verdict.chosen());
                    memory.relationship.mentioned(recovered);
                    say(recovered.ended(Status.WITHDRAWN, "RECOVERED", memory.clock));
                }
            }
            case SHADOW -> charge(it, verdict.chosen());
            case REVIEW ->
                memory.relationship.chargeOwn(
                        it.pattern(),
                        verdict.chosen().offer(),
                        rules.accounts(),
                        it.moment().time());
            case KILLED,
                    NOT_IN_ROLLOUT,
                    GATED,
                    OVER,
                    NO_OFFERS,
                    STALE,
                    ACTED_FIRST,
                    PROTECTED,
                    FORBIDDEN,
                    NO_CONSENT,
                    SNOOZED,
                    STOPPED,
                    CAPPED,
                    GAP,
                    QUIET_HOURS,
                    BACKED_OFF,
                    OVER_BUDGET,
                    OFFER_OPEN,
                    NOTHING_FITS,
                    SAID_NOTHING,
                    HELD_OUT -> {}
        }
    }

    private void charge(Noticed it, Chosen chosen) {
        memory.relationship.charge(
                it.pattern(), chosen.offer(), rules.accounts(), it.moment().time());
    }

    private void issue(Noticed it, Chosen chosen) {
        OfferRecord issued = scribe.offer(it, chosen);
        memory.relationship.open(issued);
        memory.witnesses.put(issued.offerId(), it.witness());
        say(issued);
    }

    private void gainTags(Noticed it) {
        Pattern pattern = it.moment().pattern();
        view.of(null, it.witness());
        long limit = Decider.notAfter(pattern, view);
        for (Pattern.TagGain gain : pattern.tags()) {
            gained.add(new Gain(gain.tag(), it.moment().time(), gain.lasts(), limit, pattern.id(), it.witness()));
        }
    }

    private void wear(Gain gain) {
        Tag declared = playbook.tags().get(gain.tag());
        Worn known = memory.tags.get(gain.tag());
        Worn worn = within(gain, declared).over(known, declared.refresh());
        if (worn == null || !isFirstOfItsGroup(declared)) {
            return;
        }
        List<Worn> replaced = othersOfItsGroup(declared);
        replaced.forEach(other -> memory.tags.take(other.tag()));
        memory.tags.put(worn);
        replaced.forEach(other -> say(other, Change.LOST, memory.clock, "replaced"));
        say(
                worn,
                known == null ? Change.GAINED : Change.REFRESHED,
                worn.until(),
                gain.pattern() == null ? "rule" : gain.pattern());
        end(offer -> declared.suppress().contains(offer.offerClass()), Status.WITHDRAWN, "SUPPRESSED");
    }

    /** The tag's own {@code not_after} limits it too. */
    private Gain within(Gain gain, Tag declared) {
        Object own = declared.notAfter() == null ? null : declared.notAfter().value(view.of(null, gain.witness()));
        return own instanceof Long time ? gain.notAfter(time) : gain;
    }

    private boolean isFirstOfItsGroup(Tag tag) {
        String first = tag.group() == null ? null : gainedOfGroup.putIfAbsent(tag.group(), tag.id());
        return first == null || first.equals(tag.id());
    }

    private List<Worn> othersOfItsGroup(Tag tag) {
        List<Worn> others = new ArrayList<>();
        if (tag.group() != null) {
            for (Worn worn : memory.tags.all()) {
                Tag other = playbook.tags().get(worn.tag());
                if (other != null && other != tag && tag.group().equals(other.group())) {
                    others.add(worn);
                }
            }
        }
        return others;
    }

    private void weakenOrLose(Worn tag, long time) {
        if (tag.until() <= time) {
            loseTag(tag, "expired");
            return;
        }
        Worn weaker = tag.weaker();
        memory.tags.put(weaker);
        say(weaker, Change.WEAKENED, weaker.until(), "decay");
    }

    private void loseTag(Worn tag, String cause) {
        memory.tags.take(tag.tag());
        say(tag, Change.LOST, memory.clock, cause);
    }

    private String suppressedBy(OfferClass offerClass) {
        for (String name : memory.tags.names()) {
            Tag tag = playbook.tags().get(name);
            if (tag != null && tag.suppress().contains(offerClass)) {
                return name;
            }
        }
        return null;
    }

    /** Ends the chosen open offers; each end is said and happens to the player as {@code offer_ended}. */
    private boolean end(Predicate<OpenOffer> chosen, Status end, String reason) {
        List<OfferRecord> ended = memory.relationship.end(chosen, end, reason, memory.clock);
        for (OfferRecord offer : ended) {
            memory.witnesses.remove(offer.offerId());
            memory.relationship.felt(offer, playbook.policy());
            say(offer);
            happenings.add(Happening.noticed(scribe.event(offer)));
        }
        return !ended.isEmpty();
    }

    private void say(OfferRecord offer) {
        out.count("offers", offer.status().name());
        out.offer(offer);
    }

    private void say(Worn tag, Change change, long until, String cause) {
        out.count("tags", change.name());
        out.tag(scribe.tag(tag, change, until, cause));
    }
}
