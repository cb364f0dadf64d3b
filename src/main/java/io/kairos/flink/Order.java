package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.player.PlayerMemory;
import java.util.List;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * For producers that disorder a player's events: each waits until something of that player, or the watermark, is
 * {@code ordering.wait} later, and then they go on in the order of their times. Time downstream is held back by as much, so that no
 * silence completes before what waits here is in.
 */
final class Order extends AbstractStreamOperator<Arrival>
        implements OneInputStreamOperator<Arrival, Arrival>, Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1;

    static final String WAITING = "waiting";

    private final Settings.Ordering ordering;
    private final boolean tellsWhoWasSeen;

    private transient ValueState<byte[]> rooms;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient MetricCounters counters;
    private transient Erasures erasures;

    /** @param tellsWhoWasSeen whether somebody resolves identities */
    Order(Settings.Ordering ordering, boolean tellsWhoWasSeen) {
        this.ordering = ordering;
        this.tellsWhoWasSeen = tellsWhoWasSeen;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        rooms = context.getKeyedStateStore()
                .getState(new ValueStateDescriptor<>(WAITING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    @Override
    public void open() throws Exception {
        super.open();
        timers = getInternalTimerService("waits", VoidNamespaceSerializer.INSTANCE, this);
        counters = new MetricCounters(getMetricGroup());
        erasures = new Erasures();
    }

    @Override
    public void processElement(StreamRecord<Arrival> record) throws Exception {
        Arrival arrival = record.getValue();
        byte[] row = rooms.value();
        long pending = row == null ? PlayerMemory.NEVER : WaitingRoom.pending(row);
        WaitingRoom room = row == null ? new WaitingRoom() : WaitingRoom.decode(row);
        if (arrival.event().erases()) {
            // what waits was said before, and would be erased
            keep(new WaitingRoom(), pending);
            erasures.add(arrival.playerId(), arrival.event().at(), timers.currentWatermark());
            emit(arrival);
            return;
        }
        if (erasures.cover(arrival.playerId(), arrival.event().at())) {
            counters.count("ordering", "erased");
            return;
        }
        room.add(arrival);
        letGo(room, Math.max(room.latest(), timers.currentWatermark()), pending);
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        byte[] row = rooms.value();
        if (row != null) {
            letGo(WaitingRoom.decode(row), timer.getTimestamp(), PlayerMemory.NEVER);
        }
    }

    private void letGo(WaitingRoom room, long clock, long pending) throws Exception {
        int before = room.size();
        List<Arrival> ready = room.leave(before(clock), ordering.maxEvents());
        if (before > ordering.maxEvents()) {
            counters.count("ordering", "hurried");
        }
        keep(room, pending);
        for (Arrival arrival : ready) {
            emit(arrival);
        }
    }

    private void keep(WaitingRoom room, long pending) throws Exception {
        long wanted = room.isEmpty() ? PlayerMemory.NEVER : room.earliest() + ordering.waits();
        long next = pending;
        if (pending != PlayerMemory.NEVER && (wanted < pending || room.isEmpty())) {
            timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, pending);
            next = PlayerMemory.NEVER;
        }
        if (wanted < next) {
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, wanted);
            next = wanted;
        }
        if (room.isEmpty()) {
            rooms.clear();
        } else {
            rooms.update(room.encode(next));
        }
    }

    private void emit(Arrival arrival) {
        long at = arrival.event().at();
        output.collect(new StreamRecord<>(arrival, at));
        if (tellsWhoWasSeen && arrival.event().links()) {
            output.collect(Split.VISITS, new StreamRecord<>(Identify.seen(arrival.event()), at));
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("nothing here waits for the wall clock");
    }

    /** What waits leaves by the timers, and time follows it. */
    @Override
    public void processWatermark(Watermark mark) throws Exception {
        erasures.timeIs(mark.getTimestamp());
        getTimeServiceManager().orElseThrow().advanceWatermark(mark);
        output.emitWatermark(new Watermark(before(mark.getTimestamp())));
    }

    /** The end of all time stays what it is. */
    private long before(long time) {
        return time == Long.MAX_VALUE || time < Long.MIN_VALUE + ordering.waits() ? time : time - ordering.waits();
    }
}
