package io.kairos.flink;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.Purse;
import io.kairos.playbook.Budget;
import io.kairos.playbook.EventType;
import io.kairos.playbook.Vocabulary;
import io.kairos.player.ForAll;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.state.BroadcastState;

/** The events that concern everybody: of each type the latest. Every subtask keeps them all. */
final class EventsForAll {
    private final BroadcastState<String, PlayerEvent> latest;
    private final MetricCounters counters;
    private final LongSupplier wall;

    /** The same, as the core is given it. */
    private ForAll known = ForAll.NOTHING;

    private final BudgetsLeft left;

    /** By type, the time of its latest event. */
    private final Map<String, AtomicLong> times = new HashMap<>();

    /** @param now the time by which moments are decided */
    EventsForAll(
            BroadcastState<String, PlayerEvent> latest, MetricCounters counters, LongSupplier wall, LongSupplier now)
            throws Exception {
        this.latest = latest;
        this.counters = counters;
        this.wall = wall;
        this.left = new BudgetsLeft(counters.group(), now);
        for (Map.Entry<String, PlayerEvent> each : latest.immutableEntries()) {
            showAge(each.getValue());
        }
        readKnown();
    }

    private void readKnown() throws Exception {
        known = ForAll.NOTHING.with(known.purse());
        for (Map.Entry<String, PlayerEvent> each : latest.immutableEntries()) {
            known = known.with(each.getValue());
        }
    }

    /** All of them; what comes later does not change it. */
    ForAll known() {
        return known;
    }

    /** It concerns everybody what is spent of the budgets. */
    void keep(Purse purse) {
        known = known.with(purse);
        left.is(purse);
    }

    /** These are the budgets from now on. */
    void under(List<Budget> budgets) {
        keep(known.purse().onlyOf(budgets));
        left.under(budgets);
    }

    /** The latest of a type; null if none has come. */
    PlayerEvent of(String type) throws Exception {
        return latest.get(type);
    }

    void keep(PlayerEvent event) throws Exception {
        ForAll next = known.with(event);
        if (next != known) {
            remember(next);
            known = next;
            showAge(event);
        }
    }

    private void remember(ForAll next) throws Exception {
        for (Map.Entry<String, PlayerEvent> each : next.latest().entrySet()) {
            if (each.getValue() != known.latest().get(each.getKey())) {
                latest.put(each.getKey(), each.getValue());
            }
        }
        for (String key : known.latest().keySet()) {
            if (!next.latest().containsKey(key)) {
                latest.remove(key);
            }
        }
    }

    /** Keeps what the vocabulary says is for all, and nothing else. */
    void under(Vocabulary vocabulary) throws Exception {
        for (Iterator<Map.Entry<String, PlayerEvent>> all = latest.iterator(); all.hasNext(); ) {
            EventType type = vocabulary.type(ForAll.typeOf(all.next().getKey()));
            if (type == null || !type.forAll()) {
                all.remove();
            }
        }
        readKnown();
    }

    private void showAge(PlayerEvent event) {
        times.computeIfAbsent(event.type(), this::ageGauge).accumulateAndGet(event.at(), Math::max);
    }

    private AtomicLong ageGauge(String type) {
        AtomicLong at = new AtomicLong();
        counters.group().addGroup("events_for_all", type).gauge("age_ms", () -> wall.getAsLong() - at.get());
        return at;
    }
}
