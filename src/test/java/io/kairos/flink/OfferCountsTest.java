package io.kairos.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kairos.event.Output;
import io.kairos.offer.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OfferCountsTest {
    private static final long NOON = 1_767_268_800_000L;

    private final List<OneInputStreamOperatorTestHarness<Tally, Output>> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (var counts : opened) {
            counts.close();
        }
    }

    private OneInputStreamOperatorTestHarness<Tally, Output> start(int most, OperatorSubtaskState state)
            throws Exception {
        var counts = new OneInputStreamOperatorTestHarness<>(new OfferCounts(most));
        opened.add(counts);
        counts.setProcessingTime(NOON);
        counts.setup(InFlight.OUTPUT.createSerializer(new SerializerConfigImpl()));
        if (state != null) {
            counts.initializeState(state);
        }
        counts.open();
        return counts;
    }

    private static Tally tally(String offer, String arm, String what, String reason, long at) {
        return new Tally("streak", offer, arm, what, reason, NOON + at);
    }

    private static void counts(OneInputStreamOperatorTestHarness<Tally, Output> counts, Tally... tallies)
            throws Exception {
        for (Tally tally : tallies) {
            counts.processElement(tally, tally.at());
        }
    }

    @Test
    void itSaysHowItStandsOnceInASecondInWhichSomethingWasCounted() throws Exception {
        var counts = start(100, null);
        counts(
                counts,
                tally("gift", null, "ISSUED", null, 1),
                tally("gift", null, "SHOWN", null, 2),
                tally("gift", null, "ACCEPTED", null, 3));
        counts.setProcessingTime(NOON + 999);
        assertThat(counts.extractOutputValues()).isEmpty();
        counts.setProcessingTime(NOON + 1_000);
        assertThat(counts.extractOutputValues()).hasSize(1);
        counts.setProcessingTime(NOON + 60_000);
        assertThat(counts.extractOutputValues()).hasSize(1);

        counts(counts, tally("gift", null, "ISSUED", null, 2));
        counts.setProcessingTime(NOON + 61_000);

        Output stands = counts.extractOutputValues().get(1);
        assertThat(stands.kind()).isEqualTo(Output.Kind.OFFER_STATS);
        assertThat(stands.key()).isEqualTo("streak/gift");
        assertThat(stands.time()).isEqualTo(NOON + 3);
        assertThat(stands.fields())
                .containsEntry("pattern", "streak")
                .containsEntry("offer", "gift")
                .containsEntry("arm", null)
                .containsEntry("issued", 2L)
                .containsEntry("accepted", 1L)
                .containsEntry("acceptance", 1.0)
                .containsEntry("feedback", Map.of("SHOWN", 1L));
    }

    @Test
    void eachArmHasNumbersOfItsOwnAndEachReasonIsCounted() throws Exception {
        var counts = start(100, null);
        counts(
                counts,
                tally("gift", "a", "WITHDRAWN", "UNTIL", 1),
                tally("gift", "a", "WITHDRAWN", "KILLED", 1),
                tally("gift", "a", "WITHDRAWN", "UNTIL", 1),
                tally("gift", "b", "EXPIRED", null, 1),
                tally("gift", "b", "ACCEPTED", null, 1),
                tally("gift", "b", "EXPIRED", null, 1),
                tally("gift", "b", "DISMISSED", null, 1));
        counts.setProcessingTime(NOON + 1_000);

        assertThat(counts.extractOutputValues())
                .extracting(
                        Output::key,
                        output -> output.fields().get("withdrawn"),
                        output -> output.fields().get("withdrawn_by"),
                        output -> output.fields().get("acceptance"))
                .containsExactlyInAnyOrder(
                        tuple("streak/gift/a", 3L, Map.of("UNTIL", 2L, "KILLED", 1L), null),
                        tuple("streak/gift/b", 0L, Map.of(), 0.25));
    }

    @Test
    void whatWasCountedSurvivesARestartAndIsSaidAgain() throws Exception {
        var one = start(100, null);
        for (int i = 0; i < 20; i++) {
            counts(one, tally("offer-" + i, null, "ISSUED", null, i), tally("offer-" + i, null, "EXPIRED", null, i));
        }

        var restored = start(100, one.snapshot(1, 0));
        counts(restored, tally("offer-7", null, "ISSUED", null, 30));
        restored.setProcessingTime(NOON + 1_000);

        assertThat(restored.extractOutputValues())
                .hasSize(20)
                .allSatisfy(output -> assertThat(output.fields())
                        .containsEntry("issued", output.key().equals("streak/offer-7") ? 2L : 1L)
                        .containsEntry("expired", 1L));
    }

    @Test
    void whatNothingWasHeardOfForLongestIsForgotten() throws Exception {
        var counts = start(2, null);
        counts(
                counts,
                tally("gift", null, "ISSUED", null, 1),
                tally("spin", null, "ISSUED", null, 2),
                tally("gift", null, "EXPIRED", null, 3),
                tally("ticket", null, "ISSUED", null, 4));
        counts.setProcessingTime(NOON + 1_000);

        assertThat(counts.extractOutputValues())
                .extracting(Output::key)
                .containsExactly("streak/gift", "streak/ticket");
    }

    @Test
    void aBoundedJobSaysItsLastWhenTheInputEnds() throws Exception {
        var counts = start(100, null);
        counts(counts, tally("gift", null, "ISSUED", null, 1));
        assertThat(counts.extractOutputValues()).isEmpty();

        counts.endInput();
        counts.getOneInputOperator().finish();

        assertThat(counts.extractOutputValues()).extracting(Output::key).containsExactly("streak/gift");
    }
}
