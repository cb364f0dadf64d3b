package io.kairos.flink;

import io.kairos.event.Output;
import io.kairos.offer.OfferStats;
import io.kairos.offer.Tally;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Counts what becomes of the offers of one pattern, offer and arm, and says how it stands: once in a second in which
 * something was counted, and when the input ends. The counts are part of the checkpoint, so that a crash counts nothing
 * twice.
 */
final class OfferCounts extends KeyedProcessFunction<String, Tally, Output> {
    private static final long serialVersionUID = 1;
    private static final long PACE = 1_000;

    /** Fires when a bounded input has been read, and never in a job that goes on. */
    private static final long AT_THE_END = Long.MAX_VALUE;

    private transient MapState<String, Long> counts;
    private transient ValueState<Tally> last;

    @Override
    public void open(OpenContext context) {
        counts = getRuntimeContext().getMapState(new MapStateDescriptor<>("counts", Types.STRING, Types.LONG));
        last = getRuntimeContext().getState(new ValueStateDescriptor<>("last", InFlight.TALLY));
    }

    @Override
    public void processElement(Tally tally, Context context, Collector<Output> out) throws Exception {
        String counter = OfferStats.counter(tally);
        Long before = counts.get(counter);
        counts.put(counter, before == null ? 1 : before + 1);
        Tally latest = last.value();
        if (latest == null || tally.at() > latest.at()) {
            last.update(tally);
        }
        TimerService timers = context.timerService();
        timers.registerProcessingTimeTimer((timers.currentProcessingTime() / PACE + 1) * PACE);
        timers.registerEventTimeTimer(AT_THE_END);
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<Output> out) throws Exception {
        Map<String, Long> known = new HashMap<>();
        for (Map.Entry<String, Long> count : counts.entries()) {
            known.put(count.getKey(), count.getValue());
        }
        out.collect(new OfferStats(last.value(), known).output());
    }
}
