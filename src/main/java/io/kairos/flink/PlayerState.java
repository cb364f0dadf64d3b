package io.kairos.flink;

/** What Flink keeps for each player: a row, and timers. Whichever player Flink is at, any player's can be reached. */
interface PlayerState {
    /** Null if there is no row. */
    byte[] row(String player) throws Exception;

    void write(String player, byte[] row) throws Exception;

    void clear(String player) throws Exception;

    /** @param namespace one of {@link HotRows#WAKE_UP} and {@link HotRows#OFFER_END} */
    void register(String player, String namespace, long time);

    void delete(String player, String namespace, long time);
}
