package io.kairos.cli;

import io.kairos.event.DeadLetter;
import io.kairos.event.EventJson;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Purse;
import io.kairos.playbook.EventType;
import io.kairos.playbook.Protections.Feed;
import io.kairos.player.CarryOver;
import io.kairos.player.Core;
import io.kairos.player.ForAll;
import io.kairos.player.Now;
import io.kairos.player.Outbox;
import io.kairos.player.PlayerMemory;
import io.kairos.player.Rules;
import io.kairos.player.Visitor;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** The core over recorded events, one after the other: what the job would have done, without the job. */
final class Backtest {
    /** Later than every deadline, and not the absence of one. */
    private static final long EVERYTHING = PlayerMemory.NEVER - 1;

    private final Core core;
    private final Rules rules;
    private final Log results;
    private final Map<String, PlayerMemory> players = new LinkedHashMap<>();
    private final Map<String, Visitor> visitors = new HashMap<>();
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::time).thenComparing(Due::player));

    /** By player, the earliest time at which he is in {@link #due}. */
    private final Map<String, Long> awaited = new HashMap<>();

    private ForAll forAll = ForAll.NOTHING;
    private long events;

    private record Due(long time, String player) {}

    /** Told of what happens, and of lines that are no events. */
    abstract static class Log implements Outbox {
        private Purse purse = Purse.WHOLE;

        @Override
        public final void spent(Purse left) {
            purse = left;
        }

        /** What is refused from here on is this event. */
        abstract void atHand(PlayerEvent event, EventFiles.Line line);

        /** A line that is no event. */
        abstract void refuse(DeadLetter.Reason reason, String detail, EventFiles.Line line);
    }

    Backtest(Rules rules, Log results) {
        this(rules, results, new Core());
    }

    Backtest(Rules rules, Log results, Core core) {
        this.rules = rules;
        this.results = results;
        this.core = core;
    }

    void on(EventFiles.Line line) {
        PlayerEvent event;
        try {
            event = EventJson.read(line.text());
        } catch (EventJson.NoEventException e) {
            results.refuse(DeadLetter.Reason.UNREADABLE, e.getMessage(), line);
            return;
        }
        on(event, line);
    }

    /** @param line where it was found */
    void on(PlayerEvent event, EventFiles.Line line) {
        EventType type = rules.playbook().vocabulary().type(event.type());
        if (hasBudgets()) {
            timeIs(event.at() - rules.settings().lateness());
        }
        if (event.playerId() != null) {
            events++;
            results.atHand(event, line);
            ofPlayer(event);
        } else if (event.hasAnonymousId()) {
            events++;
            results.atHand(event, line);
            String player = visitor(event).on(event, Visitor.Bounds.DEFAULT, results);
            if (player != null) {
                ofPlayer(player).on(event.of(player));
            }
        } else if (type != null && type.forAll()) {
            timeIs(event.at());
            forAll = forAll.with(event);
            results.count("for_all", event.type());
        } else {
            results.refuse(
                    DeadLetter.Reason.NO_PLAYER,
                    "player_id is missing, and " + event.type() + " is no event for all",
                    line);
        }
    }

    private boolean hasBudgets() {
        return !rules.playbook().policy().budgets().isEmpty();
    }

    private void ofPlayer(PlayerEvent event) {
        if (event.links()) {
            List<PlayerEvent> held = visitor(event).seen(event.playerId(), event.at(), Visitor.Bounds.DEFAULT, results);
            CarryOver.take(held, event, ofPlayer(event.playerId()));
        } else {
            ofPlayer(event.playerId()).on(event);
        }
        if (event.erases()) {
            visitors.values().forEach(visitor -> visitor.forget(event.playerId()));
        }
    }

    private Visitor visitor(PlayerEvent event) {
        return visitors.computeIfAbsent(event.anonymousId(), id -> Visitor.unknown());
    }

    private Taking ofPlayer(String player) {
        return new Taking(player);
    }

    /** What happens to one player. */
    private final class Taking implements CarryOver<RuntimeException> {
        private final String player;

        Taking(String player) {
            this.player = player;
        }

        @Override
        public void on(PlayerEvent event) {
            step(memory -> core.on(memory, event, rules, Now.OF_THE_MOMENT, forAll, results));
        }

        @Override
        public void at(long time) {
            step(memory -> core.at(memory, time, rules, Now.OF_THE_MOMENT, forAll, results));
        }

        @Override
        public void carriedOver(PlayerEvent event, long knownAt) {
            step(memory -> core.carriedOver(memory, event, knownAt, rules, Now.OF_THE_MOMENT, forAll, results));
        }

        @Override
        public void caughtUp(long knownAt) {
            step(memory -> core.caughtUp(memory, knownAt, rules, Now.OF_THE_MOMENT, forAll, results));
        }

        private void step(Consumer<PlayerMemory> step) {
            PlayerMemory memory = players.computeIfAbsent(player, PlayerMemory::of);
            step.accept(memory);
            forAll = forAll.with(results.purse);
            if (memory.isForgotten()) {
                players.put(player, PlayerMemory.of(player));
                awaited.remove(player);
            } else {
                await(memory);
            }
        }
    }

    private void await(PlayerMemory memory) {
        long next = Math.min(memory.nextWakeUp(), memory.nextOfferEnd());
        if (next < awaited.getOrDefault(memory.playerId(), PlayerMemory.NEVER)) {
            awaited.put(memory.playerId(), next);
            due.add(new Due(next, memory.playerId()));
        }
    }

    /**
     * What is due happens before what concerns everybody becomes another, it is not to see what came later; and first come,
     * first served where all spend the same budget.
     */
    void timeIs(long time) {
        while (!due.isEmpty() && due.peek().time() <= time) {
            Due next = due.poll();
            if (awaited.remove(next.player(), next.time())) {
                ofPlayer(next.player()).at(next.time());
            }
        }
    }

    /** The input is at its end: every silence still open completes, every offer ends. */
    void end() {
        if (hasBudgets()) {
            timeIs(EVERYTHING);
        }
        for (PlayerMemory memory : players.values()) {
            core.at(memory, EVERYTHING, rules, Now.OF_THE_MOMENT, forAll, results);
            forAll = forAll.with(results.purse);
        }
    }

    /** What is kept of a player; nothing if he was not seen. */
    PlayerMemory memory(String player) {
        return players.getOrDefault(player, PlayerMemory.of(player));
    }

    /** The feeds the policy asks for of which no heartbeat was among the events. */
    List<Feed> unheard() {
        return rules.playbook().policy().protections().feeds().stream()
                .filter(feed -> !forAll.latest().containsKey(feed.type()))
                .toList();
    }

    long events() {
        return events;
    }

    int players() {
        return players.size();
    }
}
