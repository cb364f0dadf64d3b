package io.kairos.offer;

import io.kairos.event.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One record of the offers topic: an offer is issued, or it ends.
 *
 * @param offerId hash of moment and offer: consumers deduplicate by it
 * @param offer the key in {@code offers.yaml}
 * @param at when it got this status, milliseconds: the moment's time, or the end's
 * @param reason why it was withdrawn; null for any other status
 * @param requires what the player must do for it; null for nothing
 * @param channel where it is to be shown; null for any of its channels
 * @param alternatives other offers, if this is not what he needs
 * @param facts values the pattern computed, by name
 * @param issuedAt the moment's time, milliseconds
 * @param expiresAt the deadline shown is the deadline enforced, milliseconds
 * @param arm the variants of pattern and offer the player is in; null without an experiment
 */
public record OfferRecord(
        String offerId,
        String momentId,
        String playerId,
        Status status,
        String reason,
        long at,
        String offer,
        String offerClass,
        double value,
        String requires,
        List<String> channels,
        String channel,
        int priority,
        Words words,
        List<String> alternatives,
        Map<String, Object> facts,
        long issuedAt,
        long expiresAt,
        String pattern,
        String stage,
        String arm,
        long playbookVersion) {

    /**
     * What the player reads.
     *
     * @param locale the language of it; null if the playbook has one only
     * @param because one plain sentence that names the signals used; null if the pattern gives none
     * @param stop what to press to see no more of these; null if the playbook does not say
     */
    public record Words(String locale, String message, String because, String stop) {}

    private static final String STOP = "stop/";

    /** Why one is withdrawn that an attempt that died may have issued: this one never did. */
    public static final String RECOVERED = "RECOVERED";

    /** Where an offer stands; all but the first are ends, and exactly one of them comes. */
    public enum Status {
        ISSUED,
        ACCEPTED,
        DISMISSED,
        EXPIRED,
        WITHDRAWN
    }

    /** The same offer, ended. */
    public OfferRecord ended(Status end, String why, long when) {
        return new OfferRecord(
                offerId,
                momentId,
                playerId,
                end,
                why,
                when,
                offer,
                offerClass,
                value,
                requires,
                channels,
                channel,
                priority,
                words,
                alternatives,
                facts,
                issuedAt,
                expiresAt,
                pattern,
                stage,
                arm,
                playbookVersion);
    }

    /** What to ask with when the player wants to know why. */
    public String whyReference() {
        return "why/" + offerId;
    }

    /** What to send back when the player wants no more of these. */
    public String stopReference() {
        return STOP + offerId;
    }

    /** The id of the offer that feedback names, be it by the reference to stop it. */
    public static String idOf(String reference) {
        return reference.startsWith(STOP) ? reference.substring(STOP.length()) : reference;
    }

    public Output output() {
        return new Output(
                Output.Kind.OFFER,
                playerId,
                at,
                Map.of("offer-id", offerId, "status", status.name(), "expires-at", Long.toString(expiresAt)),
                fields());
    }

    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("offer_id", offerId);
        fields.put("moment_id", momentId);
        fields.put("player_id", playerId);
        fields.put("status", status.name());
        fields.put("reason", reason);
        fields.put("at", at);
        fields.put("offer", offer);
        fields.put("class", offerClass);
        fields.put("value", value);
        fields.put("requires", requires);
        fields.put("channels", channels);
        fields.put("channel", channel);
        fields.put("priority", (long) priority);
        fields.put("locale", words.locale());
        fields.put("message", words.message());
        fields.put("because", words.because());
        fields.put("stop_text", words.stop());
        fields.put("alternatives", alternatives);
        fields.put("facts", facts);
        fields.put("why_reference", whyReference());
        fields.put("stop_reference", stopReference());
        fields.put("issued_at", issuedAt);
        fields.put("expires_at", expiresAt);
        fields.put("pattern", pattern);
        fields.put("stage", stage);
        fields.put("arm", arm);
        fields.put("playbook_version", playbookVersion);
        return fields;
    }
}
