package io.kairos.flink;

import static io.kairos.flink.Evening.NOON;
import static io.kairos.flink.Evening.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A player's events brought into order, on RocksDB; each waits for two seconds. */
class OrderTest {
    private static final Settings.Ordering TWO_SECONDS = new Settings.Ordering(2 * SECOND, 5);

    private KeyedOneInputStreamOperatorTestHarness<String, Arrival, Arrival> order;

    @BeforeEach
    void start() throws Exception {
        open(null);
    }

    @AfterEach
    void close() throws Exception {
        order.close();
    }

    @Test
    void anEventWaitsForEarlierOnesUntilTimeHasComeThatFar() throws Exception {
        reads(NOON + SECOND, NOON, NOON + SECOND / 2);

        timeIs(NOON + 2 * SECOND - 1);
        assertThat(times()).isEmpty();
        timeIs(NOON + 2 * SECOND);
        assertThat(times()).containsExactly(NOON);
        timeIs(NOON + 3 * SECOND);

        assertThat(times()).containsExactly(NOON, NOON + SECOND / 2, NOON + SECOND);
        assertThat(rows()).isZero();
        assertThat(order.numEventTimeTimers()).isZero();
    }

    @Test
    void somethingOfTheSamePlayerMayBeThatLaterToo() throws Exception {
        reads(NOON, NOON + 2 * SECOND - 1);
        assertThat(times()).isEmpty();

        reads(NOON + 2 * SECOND);

        assertThat(times()).containsExactly(NOON);
    }

    @Test
    void oneThatIsTooLateToBePutInOrderDoesNotWait() throws Exception {
        timeIs(NOON + 60 * SECOND);

        reads(NOON);

        assertThat(times()).containsExactly(NOON);
        assertThat(order.numEventTimeTimers()).isZero();
    }

    @Test
    void noMoreWaitThanMay() throws Exception {
        for (int i = 0; i < 20; i++) {
            reads(NOON + i);
        }

        assertThat(times()).hasSize(15).isSorted();
        assertThat(order.numEventTimeTimers()).isEqualTo(1);
    }

    @Test
    void timeIsHeldBackSoThatNoSilenceCompletesBeforeWhatWaits() throws Exception {
        timeIs(NOON);
        timeIs(Long.MAX_VALUE);

        assertThat(order.getOutput()).containsExactly(new Watermark(NOON - 2 * SECOND), new Watermark(Long.MAX_VALUE));
    }

    @Test
    void whatWaitsSurvivesARestore() throws Exception {
        reads(NOON + SECOND, NOON);
        OperatorSubtaskState state = order.snapshot(1, 0);
        order.close();
        open(state);

        timeIs(NOON + 10 * SECOND);

        assertThat(times()).containsExactly(NOON, NOON + SECOND);
    }

    @Test
    void whatWaitsForAPlayerWhoIsErasedIsErasedToo() throws Exception {
        reads(NOON, NOON + SECOND);

        order.processElement(new StreamRecord<>(Evening.erased("ada", NOON + SECOND)));

        assertThat(times()).containsExactly(NOON + SECOND);
        assertThat(rows()).isZero();
        assertThat(order.numEventTimeTimers()).isZero();
    }

    /** It would have come before the request, had it been in order. */
    @Test
    void whatHappenedBeforeHeWasErasedDoesNotBeginHimAnewWhenItComesAfter() throws Exception {
        order.processElement(new StreamRecord<>(Evening.erased("ada", NOON + SECOND)));

        reads(NOON + SECOND);
        assertThat(rows()).isZero();

        reads(NOON + SECOND + 1);
        assertThat(rows()).isEqualTo(1);
        timeIs(NOON + 62 * SECOND);
        assertThat(times()).containsExactly(NOON + SECOND, NOON + SECOND + 1);

        reads(NOON + SECOND);
        assertThat(times()).as("a minute later nobody knows").hasSize(3);
    }

    @Test
    void whoWasSeenIsToldWhenTheEventLeavesNotBefore() throws Exception {
        order.processElement(new StreamRecord<>(Evening.seen("cookie", Evening.bet("ada", NOON))));
        assertThat(order.getSideOutput(Split.VISITS)).isNull();

        timeIs(NOON + 2 * SECOND);

        assertThat(order.getSideOutput(Split.VISITS)).hasSize(1);
    }

    /** Shuffled by less than it waits, whatever the watermark does in between. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatIsDisorderedByLessThanTheWaitComesInOrder(long seed) throws Exception {
        order.close();
        order = harness(new Settings.Ordering(2 * SECOND, 1_000));
        order.open();
        Random dice = new Random(seed);
        List<long[]> arrivals = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            long at = NOON + 37L * i;
            arrivals.add(new long[] {at, at + dice.nextInt((int) (2 * SECOND))});
        }
        arrivals.sort(Comparator.comparingLong(arrival -> arrival[1]));
        for (long[] arrival : arrivals) {
            reads(arrival[0]);
            if (dice.nextInt(4) == 0) {
                timeIs(arrival[1] - 1);
            }
        }
        timeIs(Long.MAX_VALUE);

        assertThat(times()).hasSize(300).isSorted();
        List<Long> disordered = arrivals.stream().map(arrival -> arrival[0]).toList();
        assertThat(disordered).isNotEqualTo(times());
        assertThat(Collections.max(disordered)).isEqualTo(times().get(299));
    }

    private void reads(long... times) throws Exception {
        for (long time : times) {
            order.processElement(new StreamRecord<>(Evening.bet("ada", time)));
        }
    }

    private void timeIs(long time) throws Exception {
        order.processWatermark(new Watermark(time));
    }

    private List<Long> times() {
        return order.extractOutputValues().stream()
                .map(arrival -> arrival.event().at())
                .toList();
    }

    private long rows() {
        return ((AbstractStreamOperator<?>) order.getOperator())
                .<String>getKeyedStateBackend()
                .getKeys("waiting", VoidNamespace.INSTANCE)
                .count();
    }

    private void open(OperatorSubtaskState state) throws Exception {
        order = harness(TWO_SECONDS);
        if (state == null) {
            order.initializeEmptyState();
        } else {
            order.initializeState(state);
        }
        order.open();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Arrival, Arrival> harness(Settings.Ordering ordering)
            throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<String, Arrival, Arrival>(
                new Order(ordering, true), Arrival::playerId, Types.STRING, Settings.MAX_PARALLELISM, 1, 0);
        EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend(false);
        backend.setPriorityQueueStateType(EmbeddedRocksDBStateBackend.PriorityQueueStateType.HEAP);
        harness.setStateBackend(backend);
        harness.setup(InFlight.ARRIVAL.createSerializer(new SerializerConfigImpl()));
        return harness;
    }
}
