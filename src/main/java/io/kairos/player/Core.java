package io.kairos.player;

import io.kairos.event.DeadLetter;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.offer.Erasure;
import io.kairos.offer.Relationship;

/**
 * The step over one player's memory: what an event or a deadline changes, and what is to be said. It has no clock, no
 * chance, no I/O; time comes as an argument, and so does what concerns everybody. Not for more than one thread.
 */
public final class Core {

    /**
     * Bounds and tolerances.
     *
     * @param lateness a gesture further behind the player's clock is refused, milliseconds
     * @param maxPartials partial matches per pattern and player
     * @param forgetAfter what has no end of its own is forgotten so long after the player's last event, milliseconds
     * @param recent how much is kept of what happened lately, for what is new in a later playbook
     */
    public record Settings(long lateness, int maxPartials, long forgetAfter, RecentEvents.Bounds recent) {
        public static final Settings DEFAULT = new Settings(10_000, 64, 90L * 86_400_000);

        /** Nothing is kept of what happened lately. */
        public Settings(long lateness, int maxPartials, long forgetAfter) {
            this(lateness, maxPartials, forgetAfter, RecentEvents.Bounds.NONE);
        }
    }

    private final Step step;
    private final WarmStart warmStart = new WarmStart();

    public Core() {
        this(null);
    }

    /** @param trail looks on; null for nobody */
    public Core(Trail trail) {
        this.step = new Step(trail);
    }

    /** One event of this player, in the order of arrival. */
    public void on(PlayerMemory memory, PlayerEvent event, Rules rules, Now now, ForAll forAll, Outbox out) {
        on(memory, event, false, rules, now, forAll, out);
    }

    /**
     * An event that was not known to be this player's before {@code knownAt}. It is never too late, and no moment that
     * follows from it can have been noticed earlier.
     */
    public void carriedOver(
            PlayerMemory memory, PlayerEvent event, long knownAt, Rules rules, Now now, ForAll forAll, Outbox out) {
        on(memory, event, true, rules, now.notBefore(knownAt), forAll, out);
    }

    /** All that was carried over is told: what was due since then and before {@code knownAt} happens, as late as it is. */
    public void caughtUp(PlayerMemory memory, long knownAt, Rules rules, Now now, ForAll forAll, Outbox out) {
        at(memory, knownAt, rules, now.notBefore(knownAt), forAll, out);
    }

    private void on(
            PlayerMemory memory, PlayerEvent event, boolean carried, Rules rules, Now now, ForAll forAll, Outbox out) {
        countDropped(memory, rules, now, out);
        long id = RecentIds.hash(event.eventId());
        if (memory.recent.contains(id)) {
            out.count("duplicate", event.type());
            return;
        }
        if (event.erases()) {
            erase(memory, event, rules, now, forAll, out);
            return;
        }
        var type = rules.playbook().vocabulary().type(event.type());
        boolean fact = carried || type != null && type.fact();
        boolean known = memory.clock != PlayerMemory.NO_CLOCK;
        long behind = known ? memory.clock - event.at() : 0;
        boolean tooLate = behind > rules.settings().lateness();
        if (tooLate && !fact && !Relationship.isAFact(event, rules.playbook())) {
            out.count("too_late", event.type());
            out.refuse(
                    DeadLetter.Reason.TOO_LATE,
                    "it is " + behind + " ms behind the player's clock; "
                            + rules.settings().lateness() + " ms are allowed");
            return;
        }
        if (behind > 0) {
            out.count(tooLate ? "late_fact" : "late", event.type());
        }
        if (type == null) {
            out.count("unknown_type", event.type());
        }
        long time = known ? Math.max(memory.clock, event.at()) : event.at();
        step.begin(memory, rules, now, forAll, out);
        warmStart.of(memory, time, rules, forAll, out);
        step.withdrawStopped(time);
        step.catchUp(time);
        memory.clock = time;
        memory.forgotten = false;
        memory.recent.add(id);
        if (behind <= 0) {
            memory.envelope.on(event, time, type == null || type.byPlayer());
        }
        step.event(event, !tooLate);
        memory.planForgetting(rules);
    }

    /** What was due before happens; then what is open ends, and nothing is left but that this was done. */
    private void erase(PlayerMemory memory, PlayerEvent event, Rules rules, Now now, ForAll forAll, Outbox out) {
        if (memory.clock == PlayerMemory.NO_CLOCK) {
            memory.clock = event.at();
        }
        step.begin(memory, rules, now, forAll, out);
        step.catchUp(event.at());
        forget(memory, event, rules, out);
    }

    private void forget(PlayerMemory memory, PlayerEvent event, Rules rules, Outbox out) {
        memory.clock = Math.max(memory.clock, event.at());
        step.withdrawAll("ERASED");
        out.count("erased", "");
        out.erased(new Erasure(
                memory.playerId, event.eventId(), memory.clock, rules.playbook().version()));
        memory.forgotten = true;
    }

    /**
     * What an event says of the player's protection, and nothing else: for one over which the step failed. An exclusion
     * holds from here on, what is open against it is withdrawn, and who is to be erased is, whatever else is broken.
     */
    public void protect(PlayerMemory memory, PlayerEvent event, Rules rules, Now now, ForAll forAll, Outbox out) {
        if (memory.clock == PlayerMemory.NO_CLOCK) {
            memory.clock = event.at();
        }
        memory.dropped.clear(); // the step that failed has counted them
        sayLost(memory, rules, now, out);
        step.begin(memory, rules, now, forAll, out);
        if (event.erases()) {
            forget(memory, event, rules, out);
            return;
        }
        step.learn(event);
        memory.planForgetting(rules);
    }

    /** Time has come to {@code time}: everything due at or before it happens, in order. */
    public void at(PlayerMemory memory, long time, Rules rules, Now now, ForAll forAll, Outbox out) {
        countDropped(memory, rules, now, out);
        if (memory.clock == PlayerMemory.NO_CLOCK) {
            return;
        }
        step.begin(memory, rules, now, forAll, out);
        warmStart.of(memory, time, rules, forAll, out);
        step.withdrawStopped(time);
        step.catchUp(time);
        memory.planForgetting(rules);
        if (memory.forgetAt <= time) {
            memory.forget(rules);
        }
    }

    /** Moments that waited under a pattern that has changed. */
    private static void sayLost(PlayerMemory memory, Rules rules, Now now, Outbox out) {
        for (DelayedMoments.Lost lost : memory.delayed.lost()) {
            Decision decision = lost.decision(memory, rules, now);
            out.moment(decision);
            out.count("decisions", decision.reason().name());
            out.decision(decision);
        }
        memory.delayed.lostIsSaid();
    }

    private static void countDropped(PlayerMemory memory, Rules rules, Now now, Outbox out) {
        if (memory.dropped.isEmpty()) {
            return;
        }
        memory.dropped.forEach((pattern, begun) -> {
            for (int i = 0; i < begun; i++) {
                out.count("partials_dropped_by_change", pattern);
            }
        });
        memory.dropped.clear();
        sayLost(memory, rules, now, out);
    }
}
