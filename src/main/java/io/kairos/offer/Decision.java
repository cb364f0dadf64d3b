package io.kairos.offer;

import io.kairos.event.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome of a moment, with its witness: one record of the decisions topic.
 *
 * @param at the moment's time, milliseconds
 * @param decidedAt when it was decided, milliseconds
 * @param reason {@code OFFERED}, or the first guard that said no
 * @param detail what the guard looked at: the condition, the state, the cap; null if there is nothing to add
 * @param matched the matched events step by step
 * @param facts values the pattern computed
 * @param features the features the pattern reads, as they were
 * @param tags the player's tags before the moment
 * @param candidates every offer that was looked at, with its verdict
 * @param counters by cap as it is written, how often it had been charged before this moment; by {@link #LEFT_OF} and a
 *     budget, what could still be issued of it, in hundredths
 * @param offerId the offer issued, held back or withdrawn at once; null if none was chosen
 * @param channel where it was to be shown; null if none was chosen, or wherever it is understood
 * @param arm the variants of pattern and offer the player is in; null without an experiment
 */
public record Decision(
        String momentId,
        String playerId,
        String pattern,
        long at,
        long decidedAt,
        Reason reason,
        String detail,
        List<MatchedEvent> matched,
        Map<String, Object> facts,
        Map<String, Object> features,
        List<String> tags,
        List<Candidate> candidates,
        Map<String, Object> counters,
        String offerId,
        String channel,
        String arm,
        String mode,
        long playbookVersion) {

    /** Begins the name of what is left of a budget among the counters. */
    public static final String LEFT_OF = "hundredths left of ";

    /** Why an offer was made or not, in the order of the guards. Released names stay. */
    public enum Reason {
        NOT_IN_ROLLOUT,
        GATED,
        OVER,
        /** The pattern has none. */
        NO_OFFERS,
        STALE,
        RECOVERED,
        /** The kill switch. */
        KILLED,
        /** He did something before the delayed offer was due. */
        ACTED_FIRST,
        PROTECTED,
        /** The licence does not allow it. */
        FORBIDDEN,
        NO_CONSENT,
        /** He asked not to be shown these for a while. */
        SNOOZED,
        /** He asked not to be shown these any more. */
        STOPPED,
        CAPPED,
        /** The one before was too short a time ago. */
        GAP,
        QUIET_HOURS,
        /** He dismissed or ignored the last ones. */
        BACKED_OFF,
        OVER_BUDGET,
        OFFER_OPEN,
        NOTHING_FITS,
        /** To say nothing ranked highest. */
        SAID_NOTHING,
        HELD_OUT,
        /** A person decides. */
        REVIEW,
        SHADOW,
        OFFERED
    }

    /** One matched event: the step of the sequence (from 0), its alias if it has one, and which event. */
    public record MatchedEvent(int step, String alias, String eventId, String type, long at) {}

    /**
     * An offer that was looked at. Released verdicts stay.
     *
     * @param verdict {@code CHOSEN}, or why not: the {@link Reason} of the guard that struck it; {@code NOT_ELIGIBLE},
     *     {@code NOT_WHEN}, {@code NOT_APPLICABLE}, {@code NOT_SUITABLE} with the condition, {@code NEEDS} with the fact;
     *     {@code NO_CHANNEL}: none reaches him now; {@code NO_RANK}: its rank is unknown; {@code NOT_ABOVE_NOTHING}: saying
     *     nothing ranks as high; {@code SEEN_LAST}: there is another that he did not see last time; {@code CARE_FIRST}: the
     *     best was care, which makes way for care only; {@code OUTRANKED}; {@code LISTED_LATER} than one of the same rank;
     *     {@code NOT_REACHED}: the moment was refused before
     * @param rank null if it did not come to one
     */
    public record Candidate(String offer, String verdict, Double rank) {}

    public Output output() {
        return new Output(Output.Kind.DECISION, playerId, at, Map.of("reason", reason.name()), fields());
    }

    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("moment_id", momentId);
        fields.put("player_id", playerId);
        fields.put("pattern", pattern);
        fields.put("at", at);
        fields.put("decided_at", decidedAt);
        fields.put("reason", reason.name());
        fields.put("detail", detail);
        fields.put("matched", matched.stream().map(Decision::fields).toList());
        fields.put("facts", facts);
        fields.put("features", features);
        fields.put("tags", tags);
        fields.put("candidates", candidates.stream().map(Decision::fields).toList());
        fields.put("counters", counters);
        fields.put("offer_id", offerId);
        fields.put("channel", channel);
        fields.put("arm", arm);
        fields.put("mode", mode);
        fields.put("playbook_version", playbookVersion);
        return fields;
    }

    private static Map<String, Object> fields(MatchedEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("step", (long) event.step());
        fields.put("alias", event.alias());
        fields.put("event_id", event.eventId());
        fields.put("type", event.type());
        fields.put("at", event.at());
        return fields;
    }

    private static Map<String, Object> fields(Candidate candidate) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("offer", candidate.offer());
        fields.put("verdict", candidate.verdict());
        fields.put("rank", candidate.rank());
        return fields;
    }
}
