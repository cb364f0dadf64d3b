package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.Origin;
import io.kairos.event.Output;
import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.PlaybookArrival;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.function.SerializableSupplier;

/** The player operator in as many subtasks as one likes, on RocksDB; events find theirs as in a job. */
final class Subtasks {
    private final List<KeyedTwoInputStreamOperatorTestHarness<String, Arrival, Control, Output>> all =
            new ArrayList<>();
    private final Bundle shipped;
    private final Settings settings;
    private long checkpoints;

    private final SerializableSupplier<MatcherFactory> matchers;

    private Subtasks(Bundle shipped, Settings settings, SerializableSupplier<MatcherFactory> matchers) {
        this.shipped = shipped;
        this.settings = settings;
        this.matchers = matchers;
    }

    /** With matchers of one's own. */
    static Subtasks start(Bundle shipped, Settings settings, SerializableSupplier<MatcherFactory> matchers)
            throws Exception {
        return start(1, shipped, settings, matchers, 0);
    }

    static Subtasks start(
            int parallelism,
            Bundle shipped,
            Settings settings,
            SerializableSupplier<MatcherFactory> matchers,
            long wall)
            throws Exception {
        return new Subtasks(shipped, settings, matchers).open(parallelism, wall, null, 0);
    }

    static Subtasks start(int parallelism, Bundle shipped, Settings settings, long wall) throws Exception {
        return start(parallelism, shipped, settings, CompactMatcherFactory::new, wall);
    }

    private Subtasks open(int parallelism, long wall, OperatorSubtaskState state, int before) throws Exception {
        for (int i = 0; i < parallelism; i++) {
            var subtask = new KeyedTwoInputStreamOperatorTestHarness<String, Arrival, Control, Output>(
                    new PlayerOperator(shipped, settings, matchers),
                    Arrival::playerId,
                    null,
                    Types.STRING,
                    Settings.MAX_PARALLELISM,
                    parallelism,
                    i);
            all.add(subtask);
            EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend(false);
            backend.setPriorityQueueStateType(EmbeddedRocksDBStateBackend.PriorityQueueStateType.HEAP);
            subtask.setStateBackend(backend);
            subtask.setProcessingTime(wall);
            subtask.setup(InFlight.OUTPUT.createSerializer(new SerializerConfigImpl()));
            if (state == null) {
                subtask.initializeEmptyState();
            } else {
                subtask.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        state, Settings.MAX_PARALLELISM, before, parallelism, i));
            }
            subtask.open();
        }
        return this;
    }

    /** Takes a snapshot and closes everything: what happens to it afterwards is up to {@link Snapshot#restore}. */
    Snapshot die() throws Exception {
        Snapshot snapshot = snapshot();
        close();
        return snapshot;
    }

    /** Takes a snapshot and goes on. */
    Snapshot snapshot() throws Exception {
        OperatorSubtaskState[] states = new OperatorSubtaskState[all.size()];
        for (int i = 0; i < states.length; i++) {
            all.get(i).prepareSnapshotPreBarrier(++checkpoints);
            states[i] = all.get(i).snapshot(checkpoints, 0);
        }
        return new Snapshot(
                AbstractStreamOperatorTestHarness.repackageState(states), states.length, settings, matchers);
    }

    /** All bytes of a canonical savepoint. */
    byte[] savepoint() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (var subtask : all) {
            subtask.prepareSnapshotPreBarrier(++checkpoints);
            SavepointBytes.add(
                    subtask.snapshotWithLocalState(
                                    checkpoints, 0, SavepointType.savepoint(SavepointFormatType.CANONICAL))
                            .getJobManagerOwnedState(),
                    bytes);
        }
        return bytes.toByteArray();
    }

    /** What is left of subtasks that died. */
    record Snapshot(
            OperatorSubtaskState state,
            int parallelism,
            Settings settings,
            SerializableSupplier<MatcherFactory> matchers) {
        Subtasks restore(int parallelismNow, Bundle shippedNow, long wall) throws Exception {
            return new Subtasks(shippedNow, settings, matchers).open(parallelismNow, wall, state, parallelism);
        }
    }

    Subtasks reads(Arrival... arrivals) throws Exception {
        for (Arrival arrival : arrivals) {
            int subtask = KeyGroupRangeAssignment.assignKeyToParallelOperator(
                    arrival.playerId(), Settings.MAX_PARALLELISM, all.size());
            all.get(subtask).processElement1(new StreamRecord<>(arrival));
        }
        return this;
    }

    Subtasks hears(Control control) throws Exception {
        for (var subtask : all) {
            subtask.processElement2(new StreamRecord<>(control));
        }
        return this;
    }

    Subtasks hears(Bundle bundle) throws Exception {
        return hears(Control.of(PlaybookArrival.of(bundle, Origin.NOWHERE)));
    }

    Subtasks timeIs(long time) throws Exception {
        for (var subtask : all) {
            subtask.processWatermark1(new Watermark(time));
        }
        return this;
    }

    Subtasks controlTimeIs(long time) throws Exception {
        for (var subtask : all) {
            subtask.processWatermark2(new Watermark(time));
            subtask.processWatermarkStatus2(WatermarkStatus.IDLE);
        }
        return this;
    }

    Subtasks eventsAreIdle() throws Exception {
        for (var subtask : all) {
            subtask.processWatermarkStatus1(WatermarkStatus.IDLE);
        }
        return this;
    }

    Subtasks wallIs(long time) throws Exception {
        for (var subtask : all) {
            subtask.setProcessingTime(time);
        }
        return this;
    }

    List<Output> said() {
        List<Output> said = new ArrayList<>();
        all.forEach(subtask -> said.addAll(subtask.extractOutputValues()));
        return said;
    }

    List<Output> said(Output.Kind kind) {
        return said().stream().filter(output -> output.kind() == kind).toList();
    }

    /** One field of every output of a kind, in order. */
    List<Object> said(Output.Kind kind, String field) {
        return said(kind).stream().map(output -> output.fields().get(field)).toList();
    }

    /** Of what was counted for the statistics, the reasons of all that are this. */
    List<String> tallied(String what) {
        List<String> reasons = new ArrayList<>();
        for (var subtask : all) {
            if (subtask.getSideOutput(PlayerOperator.TALLIES) != null) {
                subtask.getSideOutput(PlayerOperator.TALLIES).stream()
                        .map(StreamRecord::getValue)
                        .filter(tally -> tally.what().equals(what))
                        .forEach(tally -> reasons.add(tally.reason()));
            }
        }
        return reasons;
    }

    /** What was said until now is forgotten. */
    Subtasks hush() {
        all.forEach(subtask -> subtask.getOutput().clear());
        return this;
    }

    /** What the first one says about time: its watermarks, and whether it is idle. */
    List<Object> saidOfTime() {
        return all.get(0).getOutput().stream()
                .filter(element -> !(element instanceof StreamRecord))
                .toList();
    }

    /** The last that the first one said: a record, or something about time. */
    Object last() {
        return List.copyOf(all.get(0).getOutput()).get(all.get(0).getOutput().size() - 1);
    }

    int flinksTimers() {
        return all.stream()
                .mapToInt(AbstractStreamOperatorTestHarness::numEventTimeTimers)
                .sum();
    }

    int deadlines() {
        int pending = 0;
        for (int subtask = 0; subtask < all.size(); subtask++) {
            pending += operator(subtask).deadlinesPending();
        }
        return pending;
    }

    long rows() {
        return all.stream()
                .mapToLong(subtask -> subtask.getOperator()
                        .<String>getKeyedStateBackend()
                        .getKeys("row", VoidNamespace.INSTANCE)
                        .count())
                .sum();
    }

    PlayerOperator operator(int subtask) {
        return (PlayerOperator) all.get(subtask).getOperator();
    }

    void close() throws Exception {
        for (var subtask : all) {
            subtask.close();
        }
        all.clear();
    }
}
