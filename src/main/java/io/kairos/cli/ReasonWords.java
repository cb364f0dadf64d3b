package io.kairos.cli;

import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Reason;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Decisions in plain words; the README's table of reasons is made of them. */
final class ReasonWords {
    /** Verdicts on an offer that are no reason of a whole decision. */
    static final Map<String, String> VERDICTS = Map.ofEntries(
            Map.entry("CHOSEN", "chosen"),
            Map.entry("LISTED_LATER", "would have done as well, but another stands before it in the list"),
            Map.entry("OUTRANKED", "would have done, but another ranks higher"),
            Map.entry("NOT_REACHED", "not looked at any further"),
            Map.entry("NOT_ELIGIBLE", "he may have it only when"),
            Map.entry("NOT_WHEN", "the pattern sends it only when"),
            Map.entry("NOT_APPLICABLE", "it makes sense only when"),
            Map.entry("NOT_SUITABLE", "it is right for him only when"),
            Map.entry("NEEDS", "it needs a fact that is not known:"),
            Map.entry("NO_CHANNEL", "it cannot reach him by"),
            Map.entry("NO_RANK", "its rank is not known"),
            Map.entry("NOT_ABOVE_NOTHING", "to say nothing ranks as high or higher"),
            Map.entry("SEEN_LAST", "he has just seen it or the like, and there is another"),
            Map.entry("CARE_FIRST", "care comes first"));

    /** Why an offer was withdrawn, where it is no reason of a decision. */
    static final Map<String, String> WITHDRAWALS = Map.ofEntries(
            Map.entry("HIGHER_PRIORITY", "something that matters more was to be said"),
            Map.entry("PROTECTED", "the player is protected from now on"),
            Map.entry("UNTIL", "what it was about is over"),
            Map.entry("SUPPRESSED", "he was given a tag with which nothing of the kind may be sent"),
            Map.entry("VOIDED", "what it rested on was undone"),
            Map.entry("KILLED", "the kill switch was thrown"),
            Map.entry("RECOVERED", "it may have been sent before a crash; it counts, and is taken back"),
            Map.entry("ERASED", "the player was erased"));

    private ReasonWords() {}

    /** What a reason means, as a sentence. */
    static String means(Reason reason) {
        return switch (reason) {
            case KILLED -> "The kill switch of the playbook stops it.";
            case NOT_IN_ROLLOUT ->
                "The pattern is rolled out to a share of the players only, and he is not among them.";
            case GATED -> "A condition of the pattern, its audience's or an `unless`, kept it back.";
            case OVER -> "What the offer was to be about was over already.";
            case NO_OFFERS -> "The pattern has no offers: it gives a tag, or others build on it.";
            case STALE -> "It was decided too late after the moment to be fresh.";
            case RECOVERED ->
                "It was decided after a crash, and may have been offered before it: it counts as offered, and is"
                        + " taken back.";
            case ACTED_FIRST -> "The offer was to come a little later, and he did something before it was due.";
            case PROTECTED ->
                "The player is protected, or the news of who is protected are late: nothing of this kind may be"
                        + " sent to him.";
            case FORBIDDEN -> "The rules of his licence do not allow it.";
            case NO_CONSENT -> "He has not consented to it, for this product, on this channel or at all.";
            case SNOOZED -> "He said \"not now\": he asked for none of these for a while.";
            case STOPPED -> "He asked for none of these any more.";
            case CAPPED -> "It has been said as often as a cap allows.";
            case GAP -> "The one before was too short a time ago.";
            case QUIET_HOURS -> "It is the time of day at which nobody is spoken to.";
            case BACKED_OFF -> "He dismissed or ignored the last ones, so he is left alone for a while.";
            case OVER_BUDGET -> "The budget for it is spent.";
            case OFFER_OPEN -> "Another offer that matters as much or more was open to him.";
            case NOTHING_FITS -> "None of the pattern's offers fitted.";
            case SAID_NOTHING -> "To say nothing ranked higher than every offer.";
            case HELD_OUT -> "He is in the control group, which is sent nothing; this is what would have been sent.";
            case REVIEW -> "It is too strong to be done automatically: a person decides.";
            case SHADOW -> "The pattern only pretends (`mode: shadow`); this is what would have been sent.";
            case OFFERED -> "Nothing spoke against it, and it was sent.";
        };
    }

    /** What whoever wants it otherwise can do. */
    static String advice(Reason reason) {
        return switch (reason) {
            case KILLED -> "Publish a playbook whose `kill` does not name it.";
            case NOT_IN_ROLLOUT -> "Raise `audience.rollout`; who is in stays in.";
            case GATED -> "Look at the condition the record names, and at the features and tags beside it.";
            case OVER -> "Nothing, if that is right; else look at `not_after` and `until` of the pattern.";
            case NO_OFFERS -> "List `offers` in the pattern, if it is to speak.";
            case STALE -> "Look at the job's lag; `fresh` says how late is too late.";
            case RECOVERED -> "Nothing.";
            case ACTED_FIRST -> "Nothing; `after` of the pattern says how long it waits.";
            case PROTECTED ->
                "Nothing where the player is protected, it cannot be configured away. If the record names a feed,"
                        + " see why its heartbeat is late.";
            case FORBIDDEN -> "See `licences` for what may be sent there.";
            case NO_CONSENT -> "Ask him, in the place for that; the record says what is missing.";
            case SNOOZED -> "Wait.";
            case STOPPED -> "Nothing; only he can take it back.";
            case CAPPED ->
                "See `caps` and the counters; the first refusal of a period is recorded, later ones are counted.";
            case GAP -> "See the least gap in the policy's `restraint`.";
            case QUIET_HOURS -> "See the quiet hours in the policy, and his `zone`.";
            case BACKED_OFF -> "Wait; accepting an offer forgives it. See `restraint` in the policy.";
            case OVER_BUDGET -> "See the budgets in the policy.";
            case OFFER_OPEN -> "Give the pattern a higher `priority` if it matters more.";
            case NOTHING_FITS ->
                "Look at the candidates: each says why not. A last offer without conditions always fits.";
            case SAID_NOTHING -> "Compare the candidates' ranks with the policy's ranking of nothing.";
            case HELD_OUT -> "Nothing, the comparison needs them; `holdout` says how many.";
            case REVIEW -> "See the review queue.";
            case SHADOW -> "Set `mode: live` when it does what it should.";
            case OFFERED -> "See how the offer ended.";
        };
    }

    /** A reason by its name; empty if this version does not know it. */
    static Optional<Reason> of(Object name) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.name().equals(name))
                .findFirst();
    }

    /** A decision's reason and what its guard looked at. */
    static String sentence(Object name, Object detail) {
        String means = of(name).map(ReasonWords::means).orElse("This version of Kairos does not know what that means.");
        String about = of(detail).isPresent() ? "but for the crash it would be " + detail : String.valueOf(detail);
        return detail == null ? means : means.substring(0, means.length() - 1) + ": " + about + ".";
    }

    /** Which budget it is of which a counter says what is left, in hundredths; null if it counts something else. */
    static String budget(String counter) {
        return counter.startsWith(Decision.LEFT_OF) ? counter.substring(Decision.LEFT_OF.length()) : null;
    }

    /** What a candidate's verdict means: a word, and what it is about. */
    static String verdict(String verdict) {
        int space = verdict.indexOf(' ');
        String word = space < 0 ? verdict : verdict.substring(0, space);
        String about = space < 0 ? "" : " " + verdict.substring(space + 1);
        if (VERDICTS.containsKey(word)) {
            return VERDICTS.get(word) + about;
        }
        return of(word).map(reason -> sentence(word, about.isEmpty() ? null : about.strip()))
                .map(said -> said.substring(0, 1).toLowerCase(Locale.ROOT) + said.substring(1, said.length() - 1))
                .orElse(verdict);
    }

    /** Why an offer was withdrawn: a word, and what it is about. */
    static String withdrawal(String reason) {
        int space = reason.indexOf(' ');
        String word = space < 0 ? reason : reason.substring(0, space);
        if (WITHDRAWALS.containsKey(word)) {
            return WITHDRAWALS.get(word) + (space < 0 ? "" : " (" + reason.substring(space + 1) + ")");
        }
        return verdict(reason);
    }
}
