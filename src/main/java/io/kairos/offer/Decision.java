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
 * @param counters by cap of the pattern, as it is written, how often it had been charged before this moment
 * @param offerId the offer issued, held back or withdrawn at once; null if none was chosen
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
        String mode,
        long playbookVersion) {

    /** Why an offer was made or not, in the order of the guards. Released names stay. */
    public enum Reason {
        NO_OFFERS,
        NOT_IN_ROLLOUT,
        GATED,
        OVER,
        STALE,
        RECOVERED,
        PROTECTED,
        CAPPED,
        OFFER_OPEN,
        NOTHING_FITS,
        HELD_OUT,
        SHADOW,
        OFFERED
    }

    /** One matched event: the step of the sequence (from 0), its alias if it has one, and which event. */
    public record MatchedEvent(int step, String alias, String eventId, String type, long at) {}

    /** An offer that was looked at: {@code CHOSEN}, or why not. */
    public record Candidate(String offer, String verdict) {}

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
        return fields;
    }
}
