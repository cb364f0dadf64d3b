package io.kairos.pattern.match;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Step;
import java.util.ArrayList;
import java.util.List;

/** The caller's scope, and what has been matched so far. */
record MatchedScope(Scope scope, List<Step> steps, List<Path.Taken> taken) implements Scope {
    @Override
    public PlayerEvent event() {
        return scope.event();
    }

    @Override
    public long time() {
        return scope.time();
    }

    @Override
    public String envelope(String field) {
        return scope.envelope(field);
    }

    @Override
    public Object feature(String id) {
        return scope.feature(id);
    }

    @Override
    public Object before(String id) {
        return scope.before(id);
    }

    @Override
    public double millis(String id) {
        return scope.millis(id);
    }

    @Override
    public int valuesOf(String feature) {
        return scope.valuesOf(feature);
    }

    @Override
    public boolean tagged(String tag) {
        return scope.tagged(tag);
    }

    @Override
    public void unknown(String condition) {
        scope.unknown(condition);
    }

    @Override
    public List<PlayerEvent> matched(String alias) {
        List<PlayerEvent> events = new ArrayList<>();
        for (Path.Taken one : taken) {
            if (steps.get(one.step()) instanceof Step.Take step && alias.equals(step.alias())) {
                events.add(one.occurrence().event());
            }
        }
        return events;
    }
}
