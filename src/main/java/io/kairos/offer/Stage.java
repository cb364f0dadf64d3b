package io.kairos.offer;

import io.kairos.offer.OfferRecord.Status;

/** What {@code offer_feedback} says of an offer. Released names stay. */
public enum Stage {
    /** It reached the player's device. */
    DELIVERED(null, false),
    /** He saw it. */
    SHOWN(null, false),
    /** He looked closer. */
    CLICKED(null, false),
    ACCEPTED(Status.ACCEPTED, false),
    /** He had what it gives: who redeems has accepted. */
    REDEEMED(Status.ACCEPTED, true),
    DISMISSED(Status.DISMISSED, false),
    /** He saw it and did nothing; until it expires he still may. */
    IGNORED(null, false),
    /** He wants no more of these, so not this one either; one he has had is not taken back by it. */
    OPTED_OUT(Status.DISMISSED, true),
    /** He wants them again. */
    OPTED_IN(null, true),
    HELPFUL(null, true),
    UNHELPFUL(null, true);

    private final Status end;
    private final boolean afterTheEnd;

    Stage(Status end, boolean afterTheEnd) {
        this.end = end;
        this.afterTheEnd = afterTheEnd;
    }

    /** How it ends an open offer; null if it does not. */
    public Status end() {
        return end;
    }

    /** Whether it is an end and nothing else, which its status already tells. */
    boolean isItsEnd() {
        return this == ACCEPTED || this == DISMISSED;
    }

    /** Whether it has something to say of an offer that is over. */
    boolean countsAfterTheEnd() {
        return afterTheEnd;
    }

    int bit() {
        return 1 << ordinal();
    }

    /** What he would have to have said for this to be a contradiction; null if nothing. */
    Stage opposite() {
        return switch (this) {
            case HELPFUL -> UNHELPFUL;
            case UNHELPFUL -> HELPFUL;
            case DELIVERED, SHOWN, CLICKED, ACCEPTED, REDEEMED, DISMISSED, IGNORED, OPTED_OUT, OPTED_IN -> null;
        };
    }

    /** Null if nobody knows it. In lower case it is the same: who wants no more of these is understood. */
    public static Stage of(Object word) {
        for (Stage stage : values()) {
            if (word instanceof String text && stage.name().equalsIgnoreCase(text)) {
                return stage;
            }
        }
        return null;
    }
}
