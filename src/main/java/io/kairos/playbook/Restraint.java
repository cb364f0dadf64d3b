package io.kairos.playbook;

import java.util.List;

/**
 * How often and when at most.
 *
 * @param caps over everything he sees, care apart
 * @param careCaps over care
 * @param gap the least time between two offers, milliseconds
 */
public record Restraint(List<Cap> caps, List<Cap> careCaps, long gap) {
    public static final Restraint NONE = new Restraint(List.of(), List.of(), 0);
}
