package io.kairos.pattern.match;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Step;
import java.util.Arrays;
import java.util.List;

/** The caller's scope, and what has been matched so far; turned from path to path. */
final class MatchedScope implements Scope {
    private final String[] aliases;
    private Scope scope;
    private Path path;

    MatchedScope(List<Step> steps) {
        aliases = new String[steps.size()];
        for (int i = 0; i < aliases.length; i++) {
            aliases[i] = steps.get(i) instanceof Step.Take take ? take.alias() : null;
        }
    }

    /** @param matched null if nothing */
    MatchedScope of(Scope around, Path matched) {
        scope = around;
        path = matched;
        return this;
    }

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
    public double number(String id) {
        return scope.number(id);
    }

    @Override
    public double numberBefore(String id) {
        return scope.numberBefore(id);
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
    public PlayerEvent firstMatched(String alias) {
        PlayerEvent first = null;
        for (Path at = path; at != null; at = at.before()) {
            first = alias.equals(aliases[at.step()]) ? at.last().event() : first;
        }
        return first;
    }

    @Override
    public PlayerEvent lastMatched(String alias) {
        Path at = path;
        while (at != null && !alias.equals(aliases[at.step()])) {
            at = at.before();
        }
        return at == null ? null : at.last().event();
    }

    @Override
    public int countMatched(String alias) {
        int count = 0;
        for (Path at = path; at != null; at = at.before()) {
            count += alias.equals(aliases[at.step()]) ? 1 : 0;
        }
        return count;
    }

    @Override
    public List<PlayerEvent> matched(String alias) {
        int count = countMatched(alias);
        PlayerEvent[] events = new PlayerEvent[count];
        for (Path at = path; count > 0; at = at.before()) {
            if (alias.equals(aliases[at.step()])) {
                events[--count] = at.last().event();
            }
        }
        return Arrays.asList(events);
    }
}
