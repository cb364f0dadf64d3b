package io.kairos.pattern.match;

/** How far one pattern has come with one player: partial matches and running silences. */
public final class Progress {
    /** When the next silence is complete; {@link PatternHost#NEVER} if none runs. */
    public long nextDeadline() {
        throw new IllegalStateException("being written");
    }

    /** When all that has begun will have died by itself; {@link PatternHost#NEVER} if something has no limit. */
    public long diesAt() {
        throw new IllegalStateException("being written");
    }

    /** Nothing has begun. */
    public boolean isEmpty() {
        throw new IllegalStateException("being written");
    }

    /** How many have begun: what the change of a pattern drops. */
    public int size() {
        throw new IllegalStateException("being written");
    }
}
