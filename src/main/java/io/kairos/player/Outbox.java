package io.kairos.player;

import io.kairos.event.Counters;
import io.kairos.event.DeadLetter;
import io.kairos.offer.Decision;
import io.kairos.offer.Erasure;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.Purse;
import io.kairos.offer.TagChange;
import io.kairos.offer.Tally;

/** What the core says; the shell writes it down. */
public interface Outbox extends Counters {
    /** A moment happened: called for every one, also where no decision is recorded (a cap already recorded). */
    void moment(Decision decision);

    void decision(Decision decision);

    void offer(OfferRecord offer);

    void tag(TagChange change);

    /** The player has said something of an offer which its records do not tell. */
    default void feedback(Tally tally) {}

    /** Something was spent of the budgets: this is the purse from now on. */
    default void spent(Purse left) {}

    /** Nothing is kept of the player any more. */
    void erased(Erasure erasure);

    /** The event at hand is refused. */
    void refuse(DeadLetter.Reason reason, String detail);
}
