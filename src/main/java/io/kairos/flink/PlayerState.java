package io.kairos.flink;

/** The row that Flink keeps for each player. Whichever player Flink is at, any player's can be reached. */
interface PlayerState {
    /** Null if there is no row. */
    byte[] row(String player) throws Exception;

    void write(String player, byte[] row) throws Exception;

    void clear(String player) throws Exception;
}
