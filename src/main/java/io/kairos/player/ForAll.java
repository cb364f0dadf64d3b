package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.EventType;
import java.util.HashMap;
import java.util.Map;

/** What concerns everybody: of each type of event for all the latest. It never changes; what comes makes another. */
public record ForAll(Map<String, PlayerEvent> latest) {
    public static final ForAll NOTHING = new ForAll(Map.of());

    public ForAll {
        latest = Map.copyOf(latest);
    }

    /** With one more event; the same if there is a later one of its type, or one of the same time. */
    public ForAll with(PlayerEvent event) {
        PlayerEvent known = latest.get(event.type());
        if (known != null && known.at() >= event.at()) {
            return this;
        }
        Map<String, PlayerEvent> next = new HashMap<>(latest);
        next.put(event.type(), event);
        return new ForAll(next);
    }

    /** The latest of a type; null if none came, or if it has expired by {@code time}. */
    PlayerEvent of(EventType type, long time) {
        PlayerEvent event = type == null ? null : latest.get(type.id());
        return event == null || event.at() + type.expires() <= time ? null : event;
    }
}
