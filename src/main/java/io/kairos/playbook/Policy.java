package io.kairos.playbook;

import java.util.List;
import java.util.Set;

/**
 * When not to speak.
 *
 * @param fresh an older moment is not offered, milliseconds
 * @param protections states in which only some classes are sent; the three that can not be configured away are always
 *     among them
 */
public record Policy(long fresh, List<Protection> protections) {

    public static final long DEFAULT_FRESH = 5_000;

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
