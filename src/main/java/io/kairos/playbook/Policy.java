package io.kairos.playbook;

import java.util.List;
import java.util.Map;

/**
 * When not to speak.
 *
 * @param fresh an older moment is not offered, milliseconds
 * @param protections states in which only some classes are sent; those that can not be configured away are always
 *     among them
 * @param holdout share of players, 0 to 1, to whom nothing is sent, care apart
 * @param licences by what the envelope calls them
 */
public record Policy(
        long fresh,
        Protections protections,
        Restraint restraint,
        List<Budget> budgets,
        Consent consent,
        Ranking ranking,
        Kill kill,
        double holdout,
        Map<String, Licence> licences,
        Speech speech) {

    public static final long DEFAULT_FRESH = 5_000;

    /** Nothing is restrained. */
    public static final Policy NONE = new Policy(
            DEFAULT_FRESH,
            Protections.NONE,
            Restraint.NONE,
            List.of(),
            Consent.NONE,
            Ranking.NONE,
            Kill.NOTHING,
            0,
            Map.of(),
            Speech.PLAIN);
}
