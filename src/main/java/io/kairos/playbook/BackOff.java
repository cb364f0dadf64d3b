package io.kairos.playbook;

import java.util.List;
import java.util.Locale;

/**
 * Silence after offers that were not wanted.
 *
 * @param after what brings it about: any of these
 * @param lasts how long the first one is, milliseconds
 * @param most it doubles each time up to this, milliseconds; {@code lasts} if it does not double
 * @param forgiven an offer he accepts ends it
 */
public record BackOff(List<Strikes> after, long lasts, long most, boolean forgiven) {
    /** Beyond it two more doublings are no longer a time. */
    private static final int DOUBLINGS = 40;

    /** So many ends of a kind. */
    public record Strikes(int times, Kind kind, long per) {
        @Override
        public String toString() {
            return times + " " + kind.name().toLowerCase(Locale.ROOT) + " per " + Durations.text(per);
        }
    }

    /** How an offer ended that was not wanted. */
    public enum Kind {
        DISMISSED,
        /** He let it expire. */
        IGNORED
    }

    /** How long it is, {@code before} having come before it without an acceptance between. */
    public long lasting(int before) {
        long lasting = lasts;
        for (int i = 0; i < Math.min(before, DOUBLINGS) && lasting < most; i++) {
            lasting *= 2;
        }
        return Math.min(lasting, most);
    }
}
