package io.kairos.player;

import io.kairos.event.Occurrence;
import io.kairos.pattern.match.Conditions;
import io.kairos.playbook.Scope;
import io.kairos.player.Rules.Active;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The patterns that can react to events of one type. Those that have begun are asked; of those that have not, only the
 * ones whose first condition holds, and each condition is looked at once however many patterns begin with it. For one
 * thread.
 */
final class Reacting {
    private static final Comparator<Active> RUNNING_ORDER = Comparator.comparingInt(Active::order);

    /** By order. */
    private final boolean[] reacts;

    private final List<Start> starts = new ArrayList<>();
    private final List<Active> touched = new ArrayList<>();

    /** By order, the number of the call that touched it last. */
    private final long[] touchedAt;

    private long calls;

    /** Patterns that begin under one condition; null for any event of the type. */
    private record Start(Conditions.Shared condition, Active[] patterns) {}

    /** @param all how many patterns there are, those that do not react included */
    Reacting(String type, Collection<Active> patterns, int all) {
        reacts = new boolean[all];
        touchedAt = new long[all];
        Map<Conditions.Shared, Set<Active>> byCondition = new LinkedHashMap<>();
        for (Active pattern : patterns) {
            reacts[pattern.order()] = pattern.host().reactsTo().contains(type);
            for (Conditions.Shared condition : pattern.host().beginsWith(type)) {
                byCondition
                        .computeIfAbsent(condition, none -> new LinkedHashSet<>())
                        .add(pattern);
            }
        }
        byCondition.forEach((condition, begun) -> starts.add(new Start(condition, begun.toArray(Active[]::new))));
    }

    /** Those that the event may concern, in running order; good until the next call. */
    List<Active> touched(Begun begun, Occurrence occurrence, Scope scope) {
        touched.clear();
        calls++;
        for (Begun.Entry entry : begun.entries()) {
            if (reacts[entry.active().order()]) {
                touch(entry.active());
            }
        }
        int begunBefore = touched.size();
        for (Start start : starts) {
            if (start.condition() == null || start.condition().holds(occurrence, scope)) {
                for (Active pattern : start.patterns()) {
                    if (begun.concerns(pattern)) {
                        touch(pattern);
                    }
                }
            }
        }
        if (touched.size() > begunBefore) {
            touched.sort(RUNNING_ORDER);
        }
        return touched;
    }

    private void touch(Active pattern) {
        if (touchedAt[pattern.order()] != calls) {
            touchedAt[pattern.order()] = calls;
            touched.add(pattern);
        }
    }
}
