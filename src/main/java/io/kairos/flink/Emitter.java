package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.Counters;
import io.kairos.event.DeadLetter;
import io.kairos.event.Origin;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.offer.Erasure;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.Purse;
import io.kairos.offer.TagChange;
import io.kairos.offer.Tally;
import io.kairos.player.Outbox;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.metrics.Histogram;

/**
 * Turns what the core says into records, and what it counts into metrics. The records go on their way when the step is
 * done: nothing is said of one that fails.
 */
final class Emitter implements Outbox {
    private final Consumer<Output> out;
    private final Counters counters;
    private final Histogram delay;
    private final Consumer<Tally> tallies;
    private final Consumer<Purse> purses;
    private final List<Output> said = new ArrayList<>();
    private final List<Tally> tallied = new ArrayList<>();
    private Purse purse;
    private Arrival atHand;

    /**
     * @param delay from a moment to its decision, milliseconds
     */
    Emitter(Consumer<Output> out, Consumer<Tally> tallies, Consumer<Purse> purses, Counters counters, Histogram delay) {
        this.out = out;
        this.tallies = tallies;
        this.purses = purses;
        this.counters = counters;
        this.delay = delay;
    }

    /** The step is done. */
    void release() {
        said.forEach(out);
        said.clear();
        tallied.forEach(tallies);
        tallied.clear();
        if (purse != null) {
            purses.accept(purse);
            purse = null;
        }
    }

    /** The step failed. */
    void discard() {
        said.clear();
        tallied.clear();
        purse = null;
    }

    /** What {@link #refuse} is about from now on. */
    void take(Arrival arrival) {
        atHand = arrival;
    }

    @Override
    public void moment(Decision decision) {
        delay.update(decision.decidedAt() - decision.at());
    }

    @Override
    public void decision(Decision decision) {
        said.add(decision.output());
    }

    @Override
    public void offer(OfferRecord offer) {
        said.add(offer.output());
        if (!OfferRecord.RECOVERED.equals(offer.reason())) {
            tallied.add(Tally.of(offer));
        }
    }

    @Override
    public void feedback(Tally tally) {
        tallied.add(tally);
    }

    @Override
    public void spent(Purse left) {
        purse = left;
    }

    @Override
    public void tag(TagChange change) {
        said.add(change.output());
        if (change.current().isEmpty()) {
            said.add(TagChange.tombstone(change.playerId(), change.at()));
        }
    }

    @Override
    public void erased(Erasure erasure) {
        said.add(TagChange.tombstone(erasure.playerId(), erasure.at()));
        said.add(erasure.record());
    }

    @Override
    public void refuse(DeadLetter.Reason reason, String detail) {
        counters.count("dead_letters", reason.name());
        Origin origin = atHand.origin();
        PlayerEvent event = atHand.event();
        said.add(new DeadLetter(
                        reason,
                        detail,
                        origin.topic(),
                        origin.partition(),
                        origin.offset(),
                        null,
                        event,
                        origin.timestamp())
                .output());
    }

    @Override
    public void count(String counter, String of) {
        counters.count(counter, of);
    }
}
