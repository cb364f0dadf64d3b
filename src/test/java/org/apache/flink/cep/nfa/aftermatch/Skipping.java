package org.apache.flink.cep.nfa.aftermatch;

import io.kairos.event.Occurrence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.cep.nfa.sharedbuffer.EventId;

/** What Flink's skip strategies decide about matches that are not in Flink's buffer. */
public final class Skipping {
    private final AfterMatchSkipStrategy strategy;

    public Skipping(AfterMatchSkipStrategy strategy) {
        this.strategy = strategy;
    }

    public boolean isSkipping() {
        return strategy.isSkipStrategy();
    }

    /** Up to where a match prunes others; null if it does not. */
    public EventId prunedBy(Map<String, List<Occurrence>> match) {
        Map<String, List<EventId>> ids = new HashMap<>();
        match.forEach((stage, taken) ->
                ids.put(stage, taken.stream().map(Skipping::id).toList()));
        return isSkipping() ? strategy.getPruningId(List.of(ids)) : null;
    }

    public boolean isPruned(Occurrence first, EventId prunedBy) {
        return strategy.shouldPrune(id(first), prunedBy);
    }

    /** What Flink's buffer would call an event. */
    public static EventId id(Occurrence occurrence) {
        return new EventId(occurrence.arrival(), occurrence.time());
    }
}
