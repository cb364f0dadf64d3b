package io.kairos.flink;

import io.kairos.event.DeadLetter;
import io.kairos.offer.Decision;
import io.kairos.offer.Erasure;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.TagChange;
import io.kairos.player.Outbox;

/** For a step that is taken again: what it has to say has been said and counted. */
enum Silence implements Outbox {
    KEPT;

    @Override
    public void moment(Decision decision) {}

    @Override
    public void decision(Decision decision) {}

    @Override
    public void offer(OfferRecord offer) {}

    @Override
    public void tag(TagChange change) {}

    @Override
    public void erased(Erasure erasure) {}

    @Override
    public void refuse(DeadLetter.Reason reason, String detail) {}

    @Override
    public void count(String counter, String of) {}
}
