package io.kairos.pattern.compile;

import io.kairos.pattern.match.Path;
import io.kairos.pattern.match.Reach;
import io.kairos.pattern.match.Sequence;
import io.kairos.playbook.Scope;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The path of each trail of one player: made when its last event is taken, since what begins then is read then. */
final class Paths {
    private final Sequence sequence;
    private final Map<Trail, Path> paths = new HashMap<>();

    Paths(Sequence sequence) {
        this.sequence = sequence;
    }

    /** @param scope about the event at hand, which is the trail's last if the trail is new */
    Path of(Trail trail, Scope scope) {
        if (trail.size() == 0) {
            return null;
        }
        Path known = paths.get(trail);
        if (known != null) {
            return known;
        }
        if (scope.event() != trail.last().occurrence.event()) {
            throw new IllegalStateException("a trail that ends with an earlier event and was not met then: " + trail);
        }
        Path before = of(trail.first(trail.size() - 1), scope);
        Path path = Reach.take(sequence, before, trail.lastStage(), trail.last().occurrence, scope);
        paths.put(trail.first(trail.size()), path);
        return path;
    }

    Path of(Trail known) {
        return paths.get(known);
    }

    /** Forgets all but these and what they go on from. */
    void keep(Collection<Trail> trails) {
        Set<Trail> kept = new HashSet<>();
        for (Trail trail : trails) {
            for (int size = trail.size(); size > 0; size--) {
                kept.add(trail.first(size));
            }
        }
        paths.keySet().retainAll(kept);
    }
}
