package io.kairos.flink;

import static io.kairos.flink.Evening.NOON;
import static io.kairos.flink.Evening.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.event.Carried;
import io.kairos.event.PlayerEvent;
import io.kairos.player.Visitor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The operator on RocksDB, in as many subtasks as one likes. */
class IdentifyTest {
    private static final long MINUTE = 60 * SECOND;
    private static final Visitor.Bounds BOUNDS = Visitor.Bounds.DEFAULT;

    private List<KeyedTwoInputStreamOperatorTestHarness<String, Arrival, Arrival, Arrival>> subtasks = List.of();

    private boolean onTheHeap;

    @AfterEach
    void close() throws Exception {
        for (var subtask : subtasks) {
            subtask.close();
        }
        subtasks = List.of();
    }

    @Test
    void everyEventThatSaysWhoSomebodyIsHasOneAnswer() throws Exception {
        start(1);
        browses("cookie", NOON);
        seen("cookie", "ada", NOON + SECOND);
        seen("cookie", "ada", NOON + 2 * SECOND);
        browses("cookie", NOON + 3 * SECOND);

        assertThat(said())
                .extracting(carried -> carried.linkedBy() + " " + times(carried))
                .containsExactly(
                        id("cookie", "ada", NOON + SECOND) + " [" + NOON + "]",
                        id("cookie", "ada", NOON + 2 * SECOND) + " []",
                        "null [" + (NOON + 3 * SECOND) + "]");
        assertThat(said()).extracting(Carried::playerId).containsOnly("ada");
    }

    @Test
    void aPlayerMayHaveSeveralAnonymousIds() throws Exception {
        start(2);
        browses("phone", NOON);
        browses("laptop", NOON);
        seen("phone", "ada", NOON + SECOND);
        seen("laptop", "ada", NOON + SECOND);

        assertThat(said()).hasSize(2).allSatisfy(carried -> {
            assertThat(carried.playerId()).isEqualTo("ada");
            assertThat(carried.events()).hasSize(1);
        });
    }

    @Test
    void whatIsHeldSurvivesARestoreInAnyParallelism() throws Exception {
        List<String> cookies =
                IntStream.range(0, 60).mapToObj(i -> "cookie-" + i).toList();
        start(1);
        for (String cookie : cookies) {
            browses(cookie, NOON);
            browses(cookie, NOON + SECOND);
        }
        restore(3);
        for (String cookie : cookies) {
            seen(cookie, "of " + cookie, NOON + 2 * SECOND);
        }
        restore(2);
        for (String cookie : cookies) {
            browses(cookie, NOON + 3 * SECOND);
        }

        List<Carried> direct = said();
        assertThat(direct).hasSize(60).allSatisfy(carried -> {
            PlayerEvent event = carried.events().get(0);
            assertThat(event.playerId()).isEqualTo("of " + event.anonymousId());
        });
    }

    @Test
    void theTimersOfWhatIsHeldComeBackToo() throws Exception {
        start(1);
        browses("cookie", NOON);
        restore(2);
        assertThat(rows()).isEqualTo(1);

        timeIs(NOON + 31 * MINUTE);

        assertThat(rows()).isZero();
        assertThat(timers()).isZero();
    }

    @Test
    void nothingIsKeptForEverAndNoTimerIsLeft() throws Exception {
        start(1);
        for (int i = 0; i < 50; i++) {
            browses("cookie", NOON + i * SECOND);
            seen("device", "ada", NOON + i * SECOND);
            assertThat(timers()).isEqualTo(2);
        }
        timeIs(NOON + 20 * MINUTE);
        seen("device", "ada", NOON + 20 * MINUTE);
        timeIs(NOON + 50 * MINUTE + 30 * SECOND);
        assertThat(rows()).as("the device, seen half an hour ago").isEqualTo(1);

        timeIs(NOON + 51 * MINUTE);

        assertThat(rows()).isZero();
        assertThat(timers()).isZero();
    }

    @Test
    void whoIsErasedIsForgottenBehindEveryAnonymousId() throws Exception {
        start(2);
        for (int i = 0; i < 10; i++) {
            seen("cookie-" + i, "ada", NOON);
            browses("other-" + i, NOON);
        }
        seen("shared", "ada", NOON);
        seen("shared", "bob", NOON + SECOND);

        assertThat(savepoint()).contains("ada");

        erase("ada", NOON + 2 * SECOND);

        assertThat(savepoint()).doesNotContain("ada").contains("bob");
        assertThat(rows()).isEqualTo(11);
        hush();
        browses("cookie-3", NOON + 3 * SECOND);
        browses("shared", NOON + 3 * SECOND);
        assertThat(said()).extracting(Carried::playerId).containsExactly("bob");
    }

    /** A state on the heap gives out the bytes it was given: written anew they would be others. */
    @Test
    void anEventThatIsHisAtOnceWritesNothing() throws Exception {
        onTheHeap = true;
        start(1);
        seen("cookie", "ada", NOON);
        byte[] written = row("cookie");

        browses("cookie", NOON + SECOND);
        assertThat(said()).hasSize(2);
        assertThat(row("cookie")).isSameAs(written);

        seen("cookie", "ada", NOON + SECOND);
        assertThat(row("cookie")).as("he was seen later").isNotSameAs(written);
        browses("cookie", NOON + 31 * MINUTE + SECOND);
        assertThat(said()).as("held, half an hour after he was seen").hasSize(3);
    }

    private byte[] row(String anonymousId) throws Exception {
        var operator =
                (CoBroadcastWithKeyedOperator<?, ?, ?, ?>) subtasks.get(0).getOperator();
        operator.setCurrentKey(anonymousId);
        return operator.<String>getKeyedStateBackend()
                .getPartitionedState(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        new ValueStateDescriptor<>(
                                Identify.VISITOR, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO))
                .value();
    }

    /** The two ways from the same subtask do not keep their order. */
    @Test
    void aLoginOnItsWayWhenThePlayerWasErasedIsAnsweredAndForgotten() throws Exception {
        start(1);
        browses("cookie", NOON - SECOND);
        erase("ada", NOON + SECOND);
        assertThat(rows()).as("nobody knows whose that was").isEqualTo(1);
        seen("cookie", "ada", NOON);

        assertThat(said()).hasSize(1);
        assertThat(said().get(0).events()).isEmpty();
        assertThat(rows()).isZero();

        seen("cookie", "ada", NOON + 2 * SECOND);
        assertThat(rows()).as("he begins anew").isEqualTo(1);
    }

    private String savepoint() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (var subtask : subtasks) {
            SavepointBytes.add(
                    subtask.snapshotWithLocalState(1, 0, SavepointType.savepoint(SavepointFormatType.CANONICAL))
                            .getJobManagerOwnedState(),
                    bytes);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private void start(int parallelism) throws Exception {
        open(parallelism, null, 0);
    }

    private void restore(int parallelism) throws Exception {
        int before = subtasks.size();
        OperatorSubtaskState[] states = new OperatorSubtaskState[before];
        for (int i = 0; i < before; i++) {
            subtasks.get(i).prepareSnapshotPreBarrier(1);
            states[i] = subtasks.get(i).snapshot(1, 0);
        }
        close();
        open(parallelism, AbstractStreamOperatorTestHarness.repackageState(states), before);
    }

    private void open(int parallelism, OperatorSubtaskState state, int before) throws Exception {
        subtasks = new ArrayList<>();
        for (int i = 0; i < parallelism; i++) {
            var subtask = new KeyedTwoInputStreamOperatorTestHarness<String, Arrival, Arrival, Arrival>(
                    new CoBroadcastWithKeyedOperator<>(new Identify(BOUNDS), List.of()),
                    arrival -> arrival.event().anonymousId(),
                    null,
                    Types.STRING,
                    Settings.MAX_PARALLELISM,
                    parallelism,
                    i);
            subtasks.add(subtask);
            EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend(false);
            backend.setPriorityQueueStateType(EmbeddedRocksDBStateBackend.PriorityQueueStateType.HEAP);
            subtask.setStateBackend(onTheHeap ? new HashMapStateBackend() : backend);
            subtask.setup(InFlight.ARRIVAL.createSerializer(new SerializerConfigImpl()));
            if (state == null) {
                subtask.initializeEmptyState();
            } else {
                subtask.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        state, Settings.MAX_PARALLELISM, before, parallelism, i));
            }
            subtask.open();
        }
    }

    private void browses(String anonymousId, long at) throws Exception {
        hears(Evening.seen(anonymousId, Evening.looked(null, at)));
    }

    private void seen(String anonymousId, String player, long at) throws Exception {
        hears(Identify.seen(
                Evening.seen(anonymousId, Evening.looked(player, at)).event()));
    }

    private static String id(String anonymousId, String player, long at) {
        return Evening.seen(anonymousId, Evening.looked(player, at)).event().eventId();
    }

    private void hears(Arrival arrival) throws Exception {
        int subtask = KeyGroupRangeAssignment.assignKeyToParallelOperator(
                arrival.event().anonymousId(), Settings.MAX_PARALLELISM, subtasks.size());
        subtasks.get(subtask).processElement1(new StreamRecord<>(arrival));
    }

    private void erase(String player, long at) throws Exception {
        for (var subtask : subtasks) {
            subtask.processElement2(new StreamRecord<>(Evening.erased(player, at)));
        }
    }

    private void timeIs(long time) throws Exception {
        for (var subtask : subtasks) {
            subtask.processBothWatermarks(new Watermark(time));
        }
    }

    private List<Carried> said() {
        List<Carried> said = new ArrayList<>();
        subtasks.forEach(subtask -> subtask.extractOutputValues().forEach(arrival -> said.add(arrival.carried())));
        return said;
    }

    private void hush() {
        subtasks.forEach(subtask -> subtask.getOutput().clear());
    }

    private static List<Long> times(Carried carried) {
        return carried.events().stream().map(PlayerEvent::at).toList();
    }

    private int timers() {
        return subtasks.stream()
                .mapToInt(AbstractStreamOperatorTestHarness::numEventTimeTimers)
                .sum();
    }

    private long rows() {
        return subtasks.stream()
                .mapToLong(subtask -> ((CoBroadcastWithKeyedOperator<?, ?, ?, ?>) subtask.getOperator())
                        .<String>getKeyedStateBackend()
                        .getKeys("visitor", VoidNamespace.INSTANCE)
                        .count())
                .sum();
    }
}
