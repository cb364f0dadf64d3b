package io.kairos.playbook;

import io.kairos.event.PlayerEvent;
import java.util.List;

/** A licence, or an event of which only some attributes are known, and nothing else. */
record LittleKnown(PlayerEvent event, String licence) implements Scope {
    @Override
    public long time() {
        return Arithmetic.UNKNOWN;
    }

    @Override
    public String envelope(String field) {
        return switch (field) {
            case "type" -> event == null ? null : event.type();
            case "licence" -> licence;
            default -> null;
        };
    }

    @Override
    public Object feature(String id) {
        return null;
    }

    @Override
    public Object before(String id) {
        return null;
    }

    @Override
    public int valuesOf(String feature) {
        return 0;
    }

    @Override
    public boolean tagged(String tag) {
        return false;
    }

    @Override
    public int tagLevel(String tag) {
        return 0;
    }

    @Override
    public boolean inSession() {
        return false;
    }

    @Override
    public PlayerEvent forAll(String type) {
        return null;
    }

    @Override
    public List<PlayerEvent> matched(String alias) {
        return List.of();
    }
}
