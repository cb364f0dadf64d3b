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
import java.util.function.Consumer;

/**
 * The patterns that can react to events of one type. Those that have begun are asked; of those that have not, only the
 * ones whose first condition holds: each condition is looked at once however many patterns begin with it, and only if
 * {@link Beginnings} leaves it. For one thread.
 */
final class Reacting {
    private static final Comparator<Active> RUNNING_ORDER = Comparator.comparingInt(Active::order);

    /** By order. */
    private final boolean[] reacts;

    private final Beginnings beginnings;
    private final Consumer<Active> touch = this::touch;
    private final List<Active> touched = new ArrayList<>();

    /** By order, the number of the call that touched it last. */
    private final long[] touchedAt;

    private long calls;

    /** What has begun for the player of the call. */
    private Begun whose;

    /** @param count how many patterns there are, those that do not react included */
    Reacting(String type, Collection<Active> patterns, int count) {
        reacts = new boolean[count];
        touchedAt = new long[count];
        Map<Conditions.Shared, Set<Active>> byCondition = new LinkedHashMap<>();
        for (Active pattern : patterns) {
            reacts[pattern.order()] = pattern.host().reactsTo().contains(type);
            for (Conditions.Shared condition : pattern.host().beginsWith(type)) {
                byCondition
                        .computeIfAbsent(condition, none -> new LinkedHashSet<>())
                        .add(pattern);
            }
        }
        List<Beginnings.Beginning> all = new ArrayList<>();
        byCondition.forEach(
                (condition, begun) -> all.add(new Beginnings.Beginning(condition, begun.toArray(Active[]::new))));
        beginnings = new Beginnings(all);
    }

    /** Those that the event may concern, in running order; good until the next call. */
    List<Active> touched(Begun begun, Occurrence occurrence, Scope scope) {
        touched.clear();
        calls++;
        whose = begun;
        for (Begun.Entry entry : begun.entries()) {
            if (reacts[entry.active().order()]) {
                touch(entry.active());
            }
        }
        int begunBefore = touched.size();
        beginnings.thatHold(occurrence, scope, touch);
        if (touched.size() > begunBefore) {
            touched.sort(RUNNING_ORDER);
        }
        return touched;
    }

    private void touch(Active pattern) {
        if (touchedAt[pattern.order()] != calls && whose.concerns(pattern)) {
            touchedAt[pattern.order()] = calls;
            touched.add(pattern);
        }
    }
}
