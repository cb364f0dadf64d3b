package io.kairos.player;

import io.kairos.event.Counters;
import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.pattern.match.Progress;
import io.kairos.playbook.EventType;
import io.kairos.player.RecentEvents.Happened;
import io.kairos.player.Rules.Active;
import java.util.List;

/**
 * What is new to a player in a playbook does not begin blind: it is told what happened to him lately, in silence. That
 * takes place in a memory of its own, which begins with the first of these events: what conditions read there, they alone
 * have made. What has begun since then and is not over, and what the new features counted, is his from now on. What would
 * have been complete by now has not happened: no moment, no tag, no offer, nor anything that follows from them.
 *
 * <p>A failure is counted, and what is new begins blind: whatever is wrong with the past, the player's next event counts.
 */
final class WarmStart {
    private static final Counters NOBODY = (counter, of) -> {};

    private final View view = new View();

    /** @param time what is new begins then: of the event or the deadline for which he is looked at */
    void of(PlayerMemory memory, long time, Rules rules, ForAll forAll, Counters counters) {
        long before = memory.seenUnder();
        long version = rules.playbook().version();
        memory.seenUnder(version);
        if (before == version || !memory.remembersLately()) {
            return;
        }
        Novelty novelty = rules.newSince(before);
        if (novelty.isNothing()) {
            return;
        }
        List<Happened> lately = memory.lately(time, rules.settings().recent());
        PlayerMemory past = PlayerMemory.of(memory.playerId());
        try {
            view.begin(past, rules, forAll, NOBODY);
            lately.forEach(happened -> happen(past, happened, rules, novelty));
            endSilences(past, time);
        } catch (RuntimeException e) {
            counters.count("warm_starts_failed", "");
            return;
        }
        past.begun.entries().forEach(entry -> memory.begun.put(entry.active(), entry.progress()));
        memory.features.takeOver(past.features, novelty.features(), memory.envelope.sessionSince());
    }

    private void happen(PlayerMemory past, Happened happened, Rules rules, Novelty novelty) {
        Occurrence occurrence = happened.occurrence();
        PlayerEvent event = occurrence.event();
        long time = occurrence.time();
        endSilences(past, time);
        past.clock = time;
        if (happened.own()) {
            past.features.noticed(event, time, view.of(event));
        } else {
            EventType type = rules.playbook().vocabulary().type(event.type());
            if (event.at() == time) {
                past.envelope.on(event, time, type == null || type.byPlayer());
            }
            past.features.on(event, time, happened.matched(), past.envelope.sessionSince(), view.of(event), NOBODY);
        }
        if (happened.matched()) {
            match(past, occurrence, novelty);
        }
    }

    private void match(PlayerMemory past, Occurrence occurrence, Novelty novelty) {
        PlayerEvent event = occurrence.event();
        List<Active> touched = novelty.touched(past.begun, occurrence, view.of(event));
        for (Active active : touched) {
            Progress known = past.begun.of(active);
            Progress progress = known == null ? active.host().none() : known;
            active.host().on(progress, occurrence, view.of(event), NOBODY);
            past.begun.put(active, progress);
        }
    }

    private static void endSilences(PlayerMemory past, long time) {
        for (long next = past.nextSilence(); next <= time && next != PlayerMemory.NEVER; next = past.nextSilence()) {
            Begun.Entry due = past.begun.firstDue(next);
            Progress progress = due.progress();
            due.active().host().at(progress, next);
            past.begun.put(due.active(), progress);
        }
    }
}
