package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Scope;
import java.util.List;

/** The event that a correction undoes, as it was. The player is as he is now. */
record UndoneScope(PlayerEvent event, Scope now) implements Scope {
    @Override
    public long time() {
        return now.time();
    }

    @Override
    public String envelope(String field) {
        String own = event.envelope(field);
        return own == null ? now.envelope(field) : own;
    }

    @Override
    public Object feature(String id) {
        return now.feature(id);
    }

    @Override
    public Object before(String id) {
        return now.before(id);
    }

    @Override
    public int valuesOf(String feature) {
        return now.valuesOf(feature);
    }

    @Override
    public boolean tagged(String tag) {
        return now.tagged(tag);
    }

    @Override
    public List<PlayerEvent> matched(String alias) {
        return now.matched(alias);
    }
}
