package io.kairos.player;

import io.kairos.event.PlayerEvent;

/**
 * The step over one player's memory: what an event or a deadline changes, and what is to be said. It has no clock, no
 * chance, no I/O; time comes as an argument.
 */
public final class Core {
    public Core(Settings settings) {
        throw new IllegalStateException("being written");
    }

    /**
     * Bounds and tolerances.
     *
     * @param lateness a gesture further behind the player's clock is refused, milliseconds
     * @param maxPartials partial matches per pattern and player
     * @param forgetAfter what has no end of its own is forgotten so long after the player's last event, milliseconds
     */
    public record Settings(long lateness, int maxPartials, long forgetAfter) {
        public static final Settings DEFAULT = new Settings(10_000, 64, 90L * 86_400_000);
    }

    /** One event of this player, in the order of arrival. */
    public void on(PlayerMemory memory, PlayerEvent event, Rules rules, Now now, Outbox out) {
        throw new IllegalStateException("being written");
    }

    /** Time has come to {@code time}: everything due at or before it happens, in order. */
    public void at(PlayerMemory memory, long time, Rules rules, Now now, Outbox out) {
        throw new IllegalStateException("being written");
    }
}
