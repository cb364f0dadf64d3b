package io.kairos.offer;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Contender;
import io.kairos.playbook.Scope;
import java.util.List;

/** What the policy's {@code rank} sees: the player at the moment, and one offer he may be sent. */
record Considered(Scope player, Contender contender) implements Scope {
    @Override
    public PlayerEvent event() {
        return player.event();
    }

    @Override
    public long time() {
        return player.time();
    }

    @Override
    public String envelope(String field) {
        return player.envelope(field);
    }

    @Override
    public Object feature(String id) {
        return player.feature(id);
    }

    @Override
    public Object before(String id) {
        return player.before(id);
    }

    @Override
    public int valuesOf(String feature) {
        return player.valuesOf(feature);
    }

    @Override
    public boolean tagged(String tag) {
        return player.tagged(tag);
    }

    @Override
    public int tagLevel(String tag) {
        return player.tagLevel(tag);
    }

    @Override
    public boolean inSession() {
        return player.inSession();
    }

    @Override
    public boolean neverThere() {
        return player.neverThere();
    }

    @Override
    public PlayerEvent forAll(String type) {
        return player.forAll(type);
    }

    @Override
    public void unknown(String condition) {
        player.unknown(condition);
    }

    @Override
    public List<PlayerEvent> matched(String alias) {
        return player.matched(alias);
    }
}
