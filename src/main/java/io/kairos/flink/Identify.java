package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.Carried;
import io.kairos.event.Origin;
import io.kairos.event.PlayerEvent;
import io.kairos.player.PlayerMemory;
import io.kairos.player.Visitor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Finds out whose the events without a player are, one anonymous id at a time; {@link Visitor} has the rules. An event whose
 * player is known goes on to him, another is held until he is. For each event that says who somebody is there is exactly one
 * answer, which the player's step waits for.
 *
 * <p>The second input brings to every subtask who is to be erased.
 */
final class Identify extends KeyedBroadcastProcessFunction<String, Arrival, Arrival, Arrival> {
    private static final long serialVersionUID = 1;

    static final String VISITOR = "visitor";

    private static final ValueStateDescriptor<byte[]> VISITORS =
            new ValueStateDescriptor<>(VISITOR, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private final Visitor.Bounds bounds;
    private transient ValueState<byte[]> visitors;
    private transient MetricCounters counters;
    private transient Erasures erasures;

    Identify(Visitor.Bounds bounds) {
        this.bounds = bounds;
    }

    /** Of an event that has a player and an anonymous id, what is to be known here. */
    static Arrival seen(PlayerEvent event) {
        return Arrival.of(
                Origin.NOWHERE,
                new PlayerEvent(
                        event.eventId(),
                        event.playerId(),
                        event.anonymousId(),
                        event.type(),
                        event.at(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Map.of()));
    }

    /** What a row in state says. */
    static Visitor visitor(String anonymousId, byte[] row) {
        return Stored.of(anonymousId, row).visitor();
    }

    @Override
    public void open(OpenContext context) {
        visitors = getRuntimeContext().getState(VISITORS);
        counters = new MetricCounters(getRuntimeContext().getMetricGroup());
        erasures = new Erasures();
    }

    @Override
    public void processElement(Arrival arrival, ReadOnlyContext context, Collector<Arrival> out) throws Exception {
        PlayerEvent event = arrival.event();
        Stored stored = Stored.of(context.getCurrentKey(), visitors.value());
        Visitor visitor = stored.visitor();
        erasures.timeIs(context.currentWatermark());
        if (event.playerId() == null) {
            String player = visitor.on(event, bounds, counters);
            if (player != null) {
                out.collect(Arrival.carried(arrival.origin(), new Carried(player, null, List.of(event.of(player)))));
            }
        } else if (erasures.cover(event.playerId(), event.at())) {
            forget(event, visitor);
            out.collect(answer(event, List.of()));
        } else {
            out.collect(answer(event, visitor.seen(event.playerId(), event.at(), bounds, counters)));
        }
        keep(stored, context.timerService());
    }

    /** A player who was erased is found to have been here before: what was held is his, and goes too. */
    private void forget(PlayerEvent seen, Visitor visitor) {
        visitor.seen(seen.playerId(), seen.at(), bounds, (counter, of) -> {})
                .forEach(his -> counters.count("anonymous", "erased"));
        visitor.forget(seen.playerId());
    }

    private static Arrival answer(PlayerEvent event, List<PlayerEvent> carried) {
        return Arrival.carried(Origin.NOWHERE, new Carried(event.playerId(), event.eventId(), carried));
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<Arrival> out) throws Exception {
        byte[] row = visitors.value();
        if (row != null) {
            Visitor visitor = Stored.of(context.getCurrentKey(), row).visitor();
            visitor.at(time, bounds, counters);
            keep(new Stored(PlayerMemory.NEVER, visitor, row), context.timerService());
        }
    }

    /** One timer per anonymous id: a pending one that comes early enough stays. What is as it was is not written. */
    private void keep(Stored stored, TimerService timers) throws Exception {
        Visitor visitor = stored.visitor();
        long pending = stored.pending();
        long wanted = visitor.nextWakeUp(bounds);
        long next = pending;
        if (wanted < pending) {
            if (pending != PlayerMemory.NEVER) {
                timers.deleteEventTimeTimer(pending);
            }
            timers.registerEventTimeTimer(wanted);
            next = wanted;
        }
        if (!visitor.isUnknown()) {
            byte[] row = stored.with(next).bytes();
            if (!Arrays.equals(row, stored.row())) {
                visitors.update(row);
            }
        } else if (next == PlayerMemory.NEVER) {
            visitors.clear();
        } else {
            timers.deleteEventTimeTimer(next);
            visitors.clear();
        }
    }

    @Override
    public void processBroadcastElement(Arrival erasure, Context context, Collector<Arrival> out) throws Exception {
        PlayerEvent event = erasure.event();
        erasures.add(event.playerId(), event.at(), context.currentWatermark());
        context.applyToKeyedState(VISITORS, (anonymousId, state) -> {
            Stored stored = Stored.of(anonymousId, state.value());
            if (!stored.visitor().forget(event.playerId())) {
                return;
            }
            if (stored.visitor().isUnknown()) {
                state.clear(); // its timer will find nothing
            } else {
                state.update(stored.bytes());
            }
        });
    }

    /**
     * What is kept about an anonymous id as it rests in state: a format byte, the time of the pending timer, and the
     * visitor's own bytes.
     *
     * @param row the bytes it was read from; null if there were none
     */
    private record Stored(long pending, Visitor visitor, byte[] row) {
        private static final byte FORMAT = 1;

        static Stored of(String anonymousId, byte[] row) {
            if (row == null) {
                return new Stored(PlayerMemory.NEVER, Visitor.unknown(), null);
            }
            ByteBuffer in = ByteBuffer.wrap(row);
            byte format = in.get();
            if (format != FORMAT) {
                throw new IllegalStateException("the stored row of the anonymous id " + anonymousId + " has format "
                        + format + ", but this version reads format " + FORMAT
                        + "; it was written by a newer Kairos");
            }
            long pending = in.getLong();
            byte[] visitor = new byte[in.remaining()];
            in.get(visitor);
            return new Stored(pending, Visitor.decode(anonymousId, visitor), row);
        }

        Stored with(long next) {
            return new Stored(next, visitor, row);
        }

        byte[] bytes() {
            byte[] encoded = visitor.encode();
            return ByteBuffer.allocate(1 + Long.BYTES + encoded.length)
                    .put(FORMAT)
                    .putLong(pending)
                    .put(encoded)
                    .array();
        }
    }
}
