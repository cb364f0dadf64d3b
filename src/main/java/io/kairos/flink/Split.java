package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.Counters;
import io.kairos.event.Output;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Sends each arrival its way: a player's event on, what has no player to all, what was refused to the dead letters. */
final class Split extends ProcessFunction<Arrival, Arrival> {
    private static final long serialVersionUID = 1;

    static final OutputTag<Control> WITHOUT_PLAYER = new OutputTag<>("without-player", InFlight.CONTROL);
    static final OutputTag<Output> DEAD_LETTERS = new OutputTag<>("dead-letters", InFlight.OUTPUT);

    private transient Counters counters;

    @Override
    public void open(OpenContext context) {
        counters = new MetricCounters(getRuntimeContext().getMetricGroup());
    }

    /** A heartbeat has done its work when the watermark has seen it. */
    @Override
    public void processElement(Arrival arrival, Context context, Collector<Arrival> events) {
        if (arrival.refused() != null) {
            counters.count("dead_letters", arrival.refused().reason().name());
            context.output(DEAD_LETTERS, arrival.refused().output());
        } else if (arrival.event() != null) {
            if (arrival.event().playerId() == null) {
                context.output(WITHOUT_PLAYER, Control.of(arrival));
            } else {
                events.collect(arrival);
            }
        }
    }
}
