package io.kairos.flink;

import java.util.HashMap;
import java.util.Map;

/**
 * Who was erased a moment ago. What was said of him before, and was on its way by another path, must not begin him anew.
 * Not in any state: no barrier comes between what was sent before it.
 */
final class Erasures {
    /** Of event time, milliseconds. */
    private static final long REMEMBERED = 60_000;

    private final Map<String, Erased> players = new HashMap<>();

    /** @param until the watermark at which nobody asks any more */
    private record Erased(long at, long until) {}

    /** A player was erased, as of {@code at}. */
    void add(String player, long at, long watermark) {
        players.put(player, new Erased(at, Math.max(at, watermark) + REMEMBERED));
    }

    /** Whether what happened to a player at that time was to be forgotten. */
    boolean cover(String player, long at) {
        Erased erased = players.isEmpty() ? null : players.get(player);
        return erased != null && at <= erased.at();
    }

    void timeIs(long watermark) {
        if (!players.isEmpty()) {
            players.values().removeIf(erased -> erased.until() < watermark);
        }
    }
}
