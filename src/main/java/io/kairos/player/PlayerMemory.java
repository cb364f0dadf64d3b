package io.kairos.player;

/** All that is kept about one player: one row of state. Changed by {@link Core} only. */
public final class PlayerMemory {
    /** There is no deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Nothing is known yet. */
    public static PlayerMemory of(String playerId) {
        throw new IllegalStateException("being written");
    }

    /** Reads a row of any released format; what the rules no longer know is dropped and counted at the next step. */
    public static PlayerMemory decode(String playerId, byte[] row, Rules rules) {
        throw new IllegalStateException("being written");
    }

    public byte[] encode(Rules rules) {
        throw new IllegalStateException("being written");
    }

    /** When the core wants to be called at the latest, offers apart: a silence, a tag's end, forgetting. */
    public long nextWakeUp() {
        throw new IllegalStateException("being written");
    }

    /** When the next open offer expires. */
    public long nextOfferEnd() {
        throw new IllegalStateException("being written");
    }

    /** Nothing is left to keep: the row can go. */
    public boolean isForgotten() {
        throw new IllegalStateException("being written");
    }
}
