package io.kairos.player;

import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Chosen;
import io.kairos.offer.Decider;
import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.Moment;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Status;
import io.kairos.offer.OpenOffer;
import io.kairos.offer.Purse;
import io.kairos.offer.Reception.Answer;
import io.kairos.offer.Reception.Heard;
import io.kairos.offer.Relationship;
import io.kairos.offer.Situation;
import io.kairos.offer.Stage;
import io.kairos.offer.TagChange.Change;
import io.kairos.offer.Verdict;
import io.kairos.pattern.match.Match;
import io.kairos.pattern.match.Path.Taken;
import io.kairos.pattern.match.Progress;
import io.kairos.playbook.Correction;
import io.kairos.playbook.EventType;
import io.kairos.playbook.Kill;
import io.kairos.playbook.OfferClass;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Tag;
import io.kairos.playbook.Vocabulary;
import io.kairos.player.DelayedMoments.Delayed;
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
    private static final String VOIDED = "VOIDED";

    private final View view = new View();
    private final Scribe scribe = new Scribe(view);

    /** Null in the job. */
    private final Trail trail;

    private PlayerMemory memory;
    private Rules rules;
    private Playbook playbook;
    private Now now;
    private Outbox out;
    private Purse purse;

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
        purse = forAll.purse();
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

    /**
     * What the kill switch stops and is open is withdrawn, before anything else happens. No event says so: it is over when
     * the player's time came to {@code time}, but for its own deadline, which had not come.
     */
    void withdrawStopped(long time) {
        Kill kill = playbook.policy().kill();
        if (kill.isNothing() || !memory.relationship.hasOpen(kill)) {
            return;
        }
        for (OpenOffer offer : List.copyOf(memory.relationship.open())) {
            if (offer.isStoppedBy(kill)) {
                long before = Math.min(time, offer.issued().expiresAt() - 1);
                end(offer::equals, Status.WITHDRAWN, "KILLED", Math.max(memory.clock, before));
            }
        }
        settle();
        nothingGainedYet();
    }

    /**
     * Everything due at or before {@code time}: at equal times offers end first, then tags; then delayed offers are issued,
     * and last come silences.
     */
    void catchUp(long time) {
        while (true) {
            long offer = memory.nextOfferEnd();
            long tag = memory.nextTagChange();
            long delayed = memory.delayed.nextDue();
            long silence = memory.nextSilence();
            long next = Math.min(Math.min(offer, tag), Math.min(delayed, silence));
            if (next > time || next == PlayerMemory.NEVER) {
                return;
            }
            memory.clock = Math.max(memory.clock, next);
            if (offer == next) {
                expireOffer(next);
            } else if (tag == next) {
                weakenOrLose(memory.tags.firstToChange(), next);
            } else if (delayed == next) {
                decideDelayed(memory.delayed.first());
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
        if (!memory.delayed.isEmpty()) {
            actFirst(event);
        }
        happenings.add(new Happening(event, false, matched));
        settle();
        memory.features.over();
    }

    /** What facts and feedback change at once, before anything is decided. */
    void learn(PlayerEvent event) {
        if (event.type().equals("offer_feedback")) {
            feedback(event);
        }
        boolean mayProtect = memory.relationship.on(event, playbook, view.of(event));
        if (!memory.relationship.open().isEmpty()) {
            if (mayProtect) {
                end(offer -> memory.relationship.forbids(offer, playbook, memory.clock), Status.WITHDRAWN, "PROTECTED");
            }
            if (Relationship.isAWord(event, playbook)) {
                endWhatHeTookBack();
            }
        }
        if (!memory.relationship.open().isEmpty() || !memory.delayed.isEmpty()) {
            undo(event);
        }
    }

    /** A correction, or the void of a bet, takes away the ground from what rests on the event it undoes. */
    private void undo(PlayerEvent event) {
        if (Witness.isVoid(event)) {
            takeTheGroundFrom(witness -> witness.isAboutTheBetOf(event));
        }
        EventType type = playbook.vocabulary().type(event.type());
        for (Correction correction : type == null ? List.<Correction>of() : type.corrections()) {
            if (correction.when() == null || correction.when().holds(view.of(event))) {
                PlayerEvent undone = correction.undone(event, view.of(event));
                if (undone != null) {
                    takeTheGroundFrom(witness -> witness.restsOn(undone, playbook.vocabulary()));
                }
            }
        }
    }

    private void takeTheGroundFrom(Predicate<Witness> rests) {
        end(offer -> rests.test(witness(offer)), Status.WITHDRAWN, VOIDED);
        giveUp(it -> rests.test(it.witness()), Reason.OVER, VOIDED);
    }

    private void endWhatHeTookBack() {
        for (OpenOffer offer : List.copyOf(memory.relationship.open())) {
            String reason = memory.relationship.takenBack(
                    offer,
                    product(witness(offer), offer.issued().facts()),
                    view.envelope("licence"),
                    playbook.policy(),
                    memory.clock);
            if (reason != null) {
                end(offer::equals, Status.WITHDRAWN, reason);
            }
        }
    }

    private Witness witness(OpenOffer offer) {
        return memory.witnesses.getOrDefault(offer.issued().offerId(), Witness.NOBODY);
    }

    /** A delayed offer is not issued to who did something after the moment, whatever it was. */
    private void actFirst(PlayerEvent event) {
        EventType type = playbook.vocabulary().type(event.type());
        if (type != null && type.byPlayer()) {
            giveUp(it -> event.at() >= it.moment().time(), Reason.ACTED_FIRST, event.type());
        }
    }

    /** The chosen delayed moments are decided now: nothing is said. */
    private void giveUp(Predicate<Noticed> chosen, Reason reason, String detail) {
        for (Delayed delayed : memory.delayed.all()) {
            if (chosen.test(delayed.it())) {
                memory.delayed.take(delayed);
                conclude(delayed.at(memory.clock), Verdict.no(reason, detail));
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
        Stage stage = Stage.of(event.attributes().get("stage"));
        if (stage == null || !(event.attributes().get("offer_id") instanceof String reference)) {
            out.count("unknown_feedback", "");
            return;
        }
        String offerId = OfferRecord.idOf(reference);
        Heard heard = memory.relationship.hears(offerId, stage, event.at(), memory.clock);
        count(heard, stage.name());
        if (heard.tally() != null) {
            out.feedback(heard.tally());
        }
        if (heard.answer() == Answer.ENDS) {
            end(offer -> offer.issued().offerId().equals(offerId), stage.end(), null);
        }
    }

    private void count(Heard heard, String stage) {
        if (heard.early()) {
            out.count("early_feedback", stage);
        }
        if (heard.over() && !heard.counts()) {
            out.count("late_feedback", stage);
        }
        switch (heard.answer()) {
            case NOTED, ENDS -> out.count("feedback", stage);
            case UNKNOWN -> out.count("unknown_feedback", stage);
            case REPEATED -> out.count("repeated_feedback", stage);
            case CONTRADICTS -> out.count("contradicting_feedback", stage);
            case LATE -> {}
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
        if (memory.relationship.open().isEmpty() && memory.tags.isEmpty() && memory.delayed.isEmpty()) {
            return;
        }
        giveUp(it -> isOver(it.pattern().id(), it.witness(), event), Reason.OVER, "until: " + event.type());
        for (OpenOffer offer : List.copyOf(memory.relationship.open())) {
            if (isOver(offer.issued().pattern(), witness(offer), event)) {
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
        Active active = memory.begun.own(patternId, rules);
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
        List<Integer> steps = match.path().taken().stream().map(Taken::step).toList();
        noticed.add(new Noticed(active, moment, witness, steps));
        happenings.add(Happening.noticed(scribe.event(moment)));
    }

    /**
     * A moment is decided when it happens. One whose offer is delayed is then only asked whether it may wait: what speaks
     * against it now is not waited for.
     */
    private void decide(Noticed it) {
        boolean isDelayed = it.pattern().after() > 0;
        Verdict verdict = verdict(it, isDelayed ? Now.OF_THE_MOMENT : now);
        if (!isDelayed || verdict.chosen() == null) {
            conclude(it, verdict);
        } else if (memory.delayed.isFull()) {
            conclude(it, Verdict.no(Reason.OFFER_OPEN, DelayedMoments.MOST + " moments wait already"));
        } else {
            memory.delayed.add(new Delayed(it, it.moment().time() + it.pattern().after()));
        }
        if (verdict.givesTags() && it.pattern().mode() == Pattern.Mode.LIVE) {
            gainTags(it);
        }
    }

    /** By every guard once more: what happened meanwhile counts. Fresh is what is issued when it is due. */
    private void decideDelayed(Delayed delayed) {
        memory.delayed.take(delayed);
        Noticed due = delayed.at(delayed.due());
        conclude(due, verdict(due, now));
    }

    private Verdict verdict(Noticed it, Now clock) {
        Moment moment = it.moment();
        view.of(null, it.witness());
        return Decider.decide(moment, situation(it, clock));
    }

    private Situation situation(Noticed it, Now clock) {
        Moment moment = it.moment();
        return new Situation(
                playbook,
                view,
                memory.relationship,
                clock.at(moment.time()),
                clock.mayHaveBeenDecided(moment.time(), it.pattern().fresh()),
                memory.envelope.sessionSince(),
                product(it.witness(), moment.facts()),
                purse,
                this::suppressedBy);
    }

    private void conclude(Noticed it, Verdict verdict) {
        Moment moment = it.moment();
        view.of(null, it.witness());
        Situation situation = situation(it, now);
        Decision decision = scribe.decision(it, verdict, situation);
        out.moment(decision);
        out.count("decisions", verdict.reason().name());
        if (memory.relationship.records(verdict, moment, situation)) {
            out.decision(decision);
        }
        act(it, verdict, situation);
    }

    private void act(Noticed it, Verdict verdict, Situation situation) {
        switch (verdict.reason()) {
            case OFFERED -> {
                charge(it, verdict.chosen());
                pay(verdict.chosen(), situation);
                end(open -> true, Status.WITHDRAWN, "HIGHER_PRIORITY");
                issue(it, verdict.chosen());
            }
            case RECOVERED -> {
                if (verdict.chosen() != null) {
                    charge(it, verdict.chosen());
                    pay(verdict.chosen(), situation);
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

    private void pay(Chosen chosen, Situation situation) {
        Purse left = Decider.after(chosen, situation);
        if (left != purse) {
            purse = left;
            out.spent(left);
        }
    }

    private void issue(Noticed it, Chosen chosen) {
        OfferRecord issued = scribe.offer(it, chosen);
        memory.relationship.open(issued, view.envelope("brand"));
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
        end(
                offer -> declared.suppress().contains(offer.offerClass()) && !offer.isMandated(playbook),
                Status.WITHDRAWN,
                "SUPPRESSED");
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

    private void end(Predicate<OpenOffer> chosen, Status end, String reason) {
        end(chosen, end, reason, memory.clock);
    }

    /** Ends the chosen open offers; each end is said and happens to the player as {@code offer_ended}. */
    private void end(Predicate<OpenOffer> chosen, Status end, String reason, long time) {
        List<OfferRecord> ended = memory.relationship.end(chosen, end, reason, time);
        for (OfferRecord offer : ended) {
            memory.forgetWitness(offer.offerId());
            memory.relationship.felt(offer, playbook.policy());
            say(offer);
            happenings.add(Happening.noticed(scribe.event(offer)));
        }
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
