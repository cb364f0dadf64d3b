package io.kairos.player;

import io.kairos.event.PlayerEvent;
import java.util.List;

/**
 * The order in which a player's memory takes what he did before it was known that it was he: first what his memory owes
 * until he is known, then what he did, then what follows from that until he is known, then the event that says who he is,
 * then what he did later. So it does not matter how far time had come elsewhere.
 *
 * @param <E> what taking it may throw
 */
public interface CarryOver<E extends Exception> {
    /** Time comes to {@code time}. */
    void at(long time) throws E;

    /** {@link Core#carriedOver}. */
    void carriedOver(PlayerEvent event, long knownAt) throws E;

    /** {@link Core#caughtUp}. */
    void caughtUp(long knownAt) throws E;

    /** The event that says who he is. */
    void on(PlayerEvent by) throws E;

    /** @param held in order of time */
    static <E extends Exception> void take(List<PlayerEvent> held, PlayerEvent by, CarryOver<E> into) throws E {
        int later = 0;
        while (later < held.size() && held.get(later).at() <= by.at()) {
            later++;
        }
        if (later > 0) {
            into.at(by.at());
            for (PlayerEvent event : held.subList(0, later)) {
                into.carriedOver(event, by.at());
            }
            into.caughtUp(by.at());
        }
        into.on(by);
        for (PlayerEvent event : held.subList(later, held.size())) {
            into.carriedOver(event, by.at());
        }
    }
}
