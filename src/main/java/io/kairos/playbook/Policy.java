package io.kairos.playbook;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * When not to speak.
 *
 * @param fresh an older moment is not offered, milliseconds
 * @param protections states in which only some classes are sent; the three that can not be configured away are always
 *     among them
 * @param holdout share of players, 0 to 1, to whom nothing is sent, care apart
 * @param licences by what the envelope calls them
 */
public record Policy(
        long fresh,
        List<Protection> protections,
        Restraint restraint,
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
            List.of(),
            Restraint.NONE,
            Consent.NONE,
            Ranking.NONE,
            Kill.NOTHING,
            0,
            Map.of(),
            Speech.PLAIN);

    /**
     * A standing state of the player, read from facts.
     *
     * @param from it begins; null if {@code latest} says it
     * @param to it ends; null if only {@code until} ends it
     * @param until the attribute of {@code from} that says until when (a time; null in the event: for ever)
     * @param latest the boolean attribute of {@code from} that says whether it holds ({@code while: {latest, of}}); null
     *     if every event of {@code from} begins it
     * @param sends the classes that may still be sent
     */
    public record Protection(
            String id, Selector from, Selector to, String until, String latest, Set<OfferClass> sends) {}
}
