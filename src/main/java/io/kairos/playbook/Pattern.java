package io.kairos.playbook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An analyst's description of a sequence of events and silences, validated.
 *
 * @param within from the first event to the moment, less than so many milliseconds; null for no limit
 * @param same fields of which a match follows one value
 * @param unless no offer while one of these holds
 * @param facts values computed at the moment, by name
 * @param until then it is over: an open offer is withdrawn, the tag lost; null for never
 * @param notAfter a time that neither tag nor offer outlives; null for none
 * @param fresh an older moment is not offered, milliseconds
 * @param after an offer is issued so long after the moment, milliseconds, if the player has done nothing since
 * @param arm which variant of the pattern this is; null if there is one only
 * @param variants the same pattern as some players get it; they have its id and no variants of their own
 * @param fingerprint changes when anything that partial matches depend on does
 */
public record Pattern(
        String id,
        String title,
        String intent,
        String stage,
        Mode mode,
        Audience audience,
        List<Step> sequence,
        Long within,
        List<String> same,
        AfterMatch afterMatch,
        List<Expression> unless,
        List<TagGain> tags,
        List<OfferEntry> offers,
        Wording because,
        Map<String, Expression> facts,
        Selector until,
        Expression notAfter,
        List<Cap> caps,
        long fresh,
        long after,
        int priority,
        String arm,
        List<Variant<Pattern>> variants,
        String fingerprint) {

    public static final int DEFAULT_PRIORITY = 50;

    /** Whether it sends. */
    public enum Mode {
        LIVE,
        SHADOW,
        PAUSED
    }

    /** What a completed match does to the partial matches beside it. */
    public enum AfterMatch {
        RESTART,
        OVERLAP
    }

    /**
     * Who.
     *
     * @param rollout share of players, 0 to 1, for whom it is decided at all
     * @param holdout share of players, 0 to 1, for whom it is decided and not sent
     * @param when a condition; null for everybody
     */
    public record Audience(double rollout, double holdout, Expression when) {
        public static final Audience EVERYBODY = new Audience(1, 0, null);
    }

    /** A tag it gives, for so many milliseconds. */
    public record TagGain(String tag, long lasts) {}

    /**
     * An offer it may send.
     *
     * @param when the condition under which; null for always
     * @param weight how much it counts here; null if as the offer says
     */
    public record OfferEntry(String offer, Expression when, Double weight) {}

    /** The pattern itself, and its variants. */
    public List<Pattern> arms() {
        List<Pattern> arms = new ArrayList<>();
        arms.add(this);
        variants.forEach(variant -> arms.add(variant.what()));
        return arms;
    }

    /** The final silence; null if the sequence ends with an event. */
    public Step.No finalSilence() {
        return sequence.get(sequence.size() - 1) instanceof Step.No silence ? silence : null;
    }
}
