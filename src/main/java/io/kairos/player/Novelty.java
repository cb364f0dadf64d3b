package io.kairos.player;

import io.kairos.event.Occurrence;
import io.kairos.playbook.Scope;
import io.kairos.player.Rules.Active;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a playbook has that an earlier version had not: patterns and features that begin, or begin anew. For one thread. */
final class Novelty {
    private final List<FeatureIndex.Entry> features;
    private final Map<String, Reacting> byType = new HashMap<>();

    /** @param all how many patterns the playbook has */
    Novelty(Collection<Active> patterns, int all, List<FeatureIndex.Entry> features) {
        this.features = features;
        for (Active pattern : patterns) {
            for (String type : pattern.host().reactsTo()) {
                byType.computeIfAbsent(type, any -> new Reacting(type, patterns, all));
            }
        }
    }

    boolean isNothing() {
        return features.isEmpty() && byType.isEmpty();
    }

    List<FeatureIndex.Entry> features() {
        return features;
    }

    /** The new patterns that an event may concern, in running order; good until the next call. */
    List<Active> touched(Begun begun, Occurrence occurrence, Scope scope) {
        Reacting reacting = byType.get(occurrence.event().type());
        return reacting == null ? List.of() : reacting.touched(begun, occurrence, scope);
    }
}
