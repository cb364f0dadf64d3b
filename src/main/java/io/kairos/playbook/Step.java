package io.kairos.playbook;

import java.util.List;

/** One entry of a pattern's sequence. */
public sealed interface Step {

    /**
     * Events that must come.
     *
     * @param alias what expressions call it; null if nothing
     * @param atLeast how many times, at least 1
     * @param atMost {@link #UNBOUNDED} if open-ended; equal to {@code atLeast} for {@code times: n}
     * @param brokenBy none of these between the repetitions; null if anything may come between
     * @param inARow no event of the step's own types that fails its condition between the repetitions
     * @param immediately none of the player's own events since the step before and between the repetitions
     * @param within milliseconds, less than that from the step before (the first step: from its own first event) to its
     *     last repetition; null for no limit
     * @param same fields whose values all repetitions share
     * @param different a field in which the repetitions all differ; null for none
     */
    record Take(
            Selector on,
            String alias,
            int atLeast,
            int atMost,
            Selector brokenBy,
            boolean inARow,
            boolean immediately,
            boolean optional,
            Long within,
            List<String> same,
            String different)
            implements Step {
        public static final int UNBOUNDED = Integer.MAX_VALUE;
    }

    /**
     * Events that must not come, from the step before until the step after or for a time.
     *
     * @param what none of these
     * @param lasting how long at least; null if until the step after
     * @param orUntil an event that completes a last silence before its time; null for none
     */
    record No(Selector what, Wait lasting, Selector orUntil) implements Step {}

    /** How long a silence lasts; read when it begins. */
    sealed interface Wait {
        /** A duration in milliseconds. */
        record For(long millis) implements Wait {}

        /**
         * A multiple of a duration feature, clamped; {@code atMost} while the feature has fewer than 5 values.
         *
         * @param atLeast milliseconds, 0 for no lower bound
         */
        record Relative(double factor, String feature, long atLeast, long atMost) implements Wait {}

        /** A time; past already: at once; unknown: never. */
        record By(Expression time) implements Wait {}
    }
}
