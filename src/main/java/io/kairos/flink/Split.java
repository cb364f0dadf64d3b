package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.Counters;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Sends each arrival its way: a player's event on, what has no player to all, what was refused to the dead letters, and
 * to whom it may concern who was seen behind which anonymous id.
 */
final class Split extends ProcessFunction<Arrival, Arrival> {
    private static final long serialVersionUID = 1;

    static final OutputTag<Control> WITHOUT_PLAYER = new OutputTag<>("without-player", InFlight.CONTROL);
    static final OutputTag<Output> DEAD_LETTERS = new OutputTag<>("dead-letters", InFlight.OUTPUT);

    /** What has an anonymous id and no player, and {@linkplain Identify#seen who was seen}. */
    static final OutputTag<Arrival> VISITS = new OutputTag<>("visits", InFlight.ARRIVAL);

    static final OutputTag<Arrival> ERASURES = new OutputTag<>("erasures", InFlight.ARRIVAL);

    private final boolean identifies;
    private final boolean tellsWhoWasSeen;
    private transient Counters counters;

    /**
     * @param identifies whether somebody resolves identities
     * @param tellsWhoWasSeen whether nobody after this one tells it
     */
    Split(boolean identifies, boolean tellsWhoWasSeen) {
        this.identifies = identifies;
        this.tellsWhoWasSeen = tellsWhoWasSeen;
    }

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
            event(arrival, context, events);
        }
    }

    private void event(Arrival arrival, Context context, Collector<Arrival> events) {
        PlayerEvent event = arrival.event();
        if (event.playerId() != null) {
            events.collect(arrival);
            if (identifies && event.erases()) {
                context.output(ERASURES, arrival);
            } else if (tellsWhoWasSeen && event.links()) {
                context.output(VISITS, Identify.seen(event));
            }
        } else if (identifies && event.hasAnonymousId()) {
            context.output(VISITS, arrival);
        } else {
            context.output(WITHOUT_PLAYER, Control.of(arrival));
        }
    }
}
