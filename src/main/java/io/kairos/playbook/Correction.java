package io.kairos.playbook;

import io.kairos.event.PlayerEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * Says which event another one undoes: a void settlement the settlement before it. Nobody keeps the events there were, so
 * the correction itself carries all that the features took from the one it undoes.
 *
 * @param when the condition that makes an event a correction; null if each of its type is one
 * @param of the type of the event it undoes
 * @param at the attribute that says when that one happened
 * @param as attributes of that one which are not as the correction has them
 */
public record Correction(Expression when, String of, String at, Map<String, Expression> as) {

    /**
     * The event that is undone, as it was.
     *
     * @param scope is about the correction
     * @return null if the correction does not say when that was
     */
    public PlayerEvent undone(PlayerEvent correction, Scope scope) {
        if (!(correction.attributes().get(at) instanceof Long happened)) {
            return null;
        }
        Map<String, Object> attributes = new HashMap<>(correction.attributes());
        as.forEach((name, value) -> attributes.put(name, value.value(scope)));
        return new PlayerEvent(
                correction.eventId(),
                correction.playerId(),
                correction.anonymousId(),
                of,
                happened,
                correction.sessionId(),
                correction.brand(),
                correction.licence(),
                correction.device(),
                correction.channel(),
                correction.country(),
                correction.zone(),
                correction.currency(),
                attributes);
    }
}
