package io.kairos.player;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.DeadLetter;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.Erasure;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.Purse;
import io.kairos.offer.TagChange;
import io.kairos.offer.Tally;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Whatever one player sends, his row stays below a size that the playbook and the longest event decide, however long he
 * goes on. {@code mvn test -Dtest=RowBoundTest -Drow.events=1000000} sends more.
 */
class RowBoundTest {
    private static final int EVENTS = Integer.getInteger("row.events", 100_000);
    private static final int ANSWERED = Integer.getInteger("row.events", 25_000);

    /** After so many the row is read again, as another task would. */
    private static final int STEPS = 25;

    private static final int MOST_BYTES = 100_000;

    @Test
    void aHundredThousandEventsOfEveryTypeAtRandomLeaveTheRowSmallAtEveryMoment() {
        try (Rig rig = Rig.ofDefaultPlaybook()) {
            Heard heard = new Heard(Hostile.withEverything(rig.rules().playbook()));
            assertThat(heard.largestRow(EVENTS, rig.rules(), ForAll.NOTHING))
                    .as("bytes of the largest row")
                    .isBetween(5_000, MOST_BYTES);
            assertThat(heard.reasons.values().stream().mapToInt(count -> count).sum())
                    .as("moments")
                    .isGreaterThan(EVENTS / 1_000);
            assertThat(heard.offers).as("offers").isPositive();
            assertThat(heard.tags).as("changes of tags").isPositive();
        }
    }

    /** He is offered whatever there is, may be offered it often, and some of it a while later; he remembers and answers. */
    @Test
    void soDoesWhoeverIsSpokenToAndAnswersEverythingWithWhatNobodyMadeHim() throws IOException {
        try (Rig rig = Hostile.rigThatSpeaksOften()) {
            Heard heard = new Heard(Hostile.whoAnswers(rig.rules().playbook()));
            assertThat(heard.largestRow(ANSWERED, rig.rules(), Hostile.HEARTBEAT))
                    .as("bytes of the largest row")
                    .isBetween(5_000, MOST_BYTES);
            assertThat(heard.offers).as("offers").isGreaterThan(125);
            assertThat(heard.reasons.keySet())
                    .contains(
                            Reason.OFFERED,
                            Reason.CAPPED,
                            Reason.STOPPED,
                            Reason.SNOOZED,
                            Reason.BACKED_OFF,
                            Reason.NO_CONSENT,
                            Reason.ACTED_FIRST,
                            Reason.OFFER_OPEN);
            assertThat(heard.feedback).as("answers that count").isGreaterThan(125);
        }
    }

    /** What is said to one who is hostile. */
    private static final class Heard implements Outbox {
        private final Hostile hostile;
        private final Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);
        private ForAll forAll;
        private int offers;
        private int tags;
        private int feedback;

        Heard(Hostile hostile) {
            this.hostile = hostile;
        }

        int largestRow(int events, Rules rules, ForAll known) {
            forAll = known;
            Core core = new Core();
            PlayerMemory memory = PlayerMemory.of(Hostile.NAME);
            int largest = 0;
            for (int i = 0; i < events; i++) {
                PlayerEvent event = hostile.next();
                core.on(memory, event, rules, Now.OF_THE_MOMENT, forAll, this);
                byte[] row = memory.encode();
                largest = Math.max(largest, row.length);
                if (i % STEPS == 0) {
                    memory = PlayerMemory.decode(Hostile.NAME, row, rules);
                }
            }
            return largest;
        }

        @Override
        public void moment(Decision decision) {
            reasons.merge(decision.reason(), 1, Integer::sum);
        }

        @Override
        public void decision(Decision decision) {}

        @Override
        public void offer(OfferRecord offer) {
            offers++;
            hostile.hears(offer);
        }

        @Override
        public void tag(TagChange change) {
            tags++;
        }

        @Override
        public void feedback(Tally tally) {
            feedback++;
        }

        @Override
        public void spent(Purse left) {
            forAll = forAll.with(left);
        }

        @Override
        public void erased(Erasure erasure) {}

        @Override
        public void refuse(DeadLetter.Reason reason, String detail) {}

        @Override
        public void count(String counter, String of) {}
    }
}
