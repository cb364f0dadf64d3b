package io.kairos.playbook;

import java.util.List;

/**
 * How often and when at most.
 *
 * @param caps over everything he sees, care apart
 * @param careCaps over care
 * @param gap the least time between two offers, care apart, milliseconds; 0 for none
 * @param quiet when nothing is sent, care apart; null for never
 * @param backOff silence after offers he did not want, care apart; null for none
 */
public record Restraint(List<Cap> caps, List<Cap> careCaps, long gap, QuietHours quiet, BackOff backOff) {
    public static final Restraint NONE = new Restraint(List.of(), List.of(), 0, null, null);

    /** The gap as a cap: the same to the millisecond; null if there is none. */
    public Cap gapCap() {
        return gap == 0 ? null : new Cap(1, Cap.Span.WINDOW, gap);
    }
}
