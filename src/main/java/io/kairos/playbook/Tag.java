package io.kairos.playbook;

import java.util.Set;

/**
 * A declared tag.
 *
 * @param suppress classes of offer not sent while a player has it
 * @param tells who is told of each change; null for nobody
 * @param rule it is gained when one of its features changed and this holds; null if only patterns give it
 * @param lasts how long a tag gained by its rule lasts, milliseconds; 0 without a rule
 * @param group of the tags of a group a player has one; null if it is in none
 * @param refresh what gaining it again does
 * @param until then it is over, whoever gave it; null for never
 * @param notAfter a time it does not outlive, read when it is gained; null if there is none
 */
public record Tag(
        String id,
        String about,
        Set<OfferClass> suppress,
        String tells,
        Expression rule,
        long lasts,
        String group,
        Refresh refresh,
        Selector until,
        Expression notAfter) {

    /** What becomes of a tag that a player has when he gains it again. No way makes it end sooner. */
    public sealed interface Refresh {
        /** Its time begins anew. */
        record Restart() implements Refresh {}

        /**
         * The time it is gained for is added.
         *
         * @param atMost it never ends later than so long after it is gained, milliseconds
         */
        record Extend(long atMost) implements Refresh {}

        /**
         * It rises by a level and its time begins anew; when that is up it falls by one, and from level 1 it is lost.
         *
         * @param levels the highest
         * @param decay how long each lower level lasts, milliseconds; 0 if as long as it was gained for
         */
        record Strengthen(int levels, long decay) implements Refresh {}
    }

    /** The same tag, given by patterns only. */
    Tag withoutRule() {
        return new Tag(id, about, suppress, tells, null, 0, group, refresh, until, notAfter);
    }
}
