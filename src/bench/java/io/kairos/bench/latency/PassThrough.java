package io.kairos.bench.latency;

import io.kairos.event.Arrival;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.flink.InFlight;
import io.kairos.kafka.KafkaEnds;
import io.kairos.kafka.KafkaSettings;
import io.kairos.offer.OfferRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The job's way from Kafka to Kafka with an empty step in the middle: the same source, codec, exchange by player and sink,
 * and an offer as long as the real one for each event that closes a gesture. What it costs is Kafka's and Flink's.
 */
final class PassThrough {
    private PassThrough() {}

    static void addTo(StreamExecutionEnvironment environment, KafkaSettings settings) {
        KafkaEnds ends = new KafkaEnds(settings);
        environment
                .fromSource(
                        ends.events(InFlight.ARRIVAL, Duration.ofSeconds(60), false),
                        WatermarkStrategy.<Arrival>forMonotonousTimestamps()
                                .withTimestampAssigner(
                                        (arrival, time) -> arrival.event().at()),
                        "events",
                        InFlight.ARRIVAL)
                .uid("events")
                .keyBy(arrival -> arrival.event().playerId(), Types.STRING)
                .process(new Empty(), InFlight.OUTPUT)
                .name("empty")
                .uid("empty")
                .sinkTo(ends.outputs())
                .name("outputs")
                .uid("outputs");
    }

    private static final class Empty extends KeyedProcessFunction<String, Arrival, Output> {
        private static final long serialVersionUID = 1;
        private static final String HASH = "0123456789abcdef0123456789abcdef";
        private transient long offers;

        @Override
        public void open(OpenContext context) {
            offers = 0;
        }

        @Override
        public void processElement(Arrival arrival, Context context, Collector<Output> out) {
            PlayerEvent event = arrival.event();
            if (Play.closesGesture(event)) {
                out.collect(offer(event).output());
            }
        }

        private OfferRecord offer(PlayerEvent event) {
            return new OfferRecord(
                    HASH + offers++,
                    HASH,
                    event.playerId(),
                    OfferRecord.Status.ISSUED,
                    null,
                    event.at(),
                    "cashout-explained",
                    "information",
                    0,
                    null,
                    List.of("in_app"),
                    50,
                    "How cash-out works.",
                    "You looked at the cash-out of this bet 3 times.",
                    Map.of("count", 3L, "sent", event.attributes().get("sent")),
                    "stop:" + event.playerId(),
                    event.at(),
                    event.at() + 1_000,
                    Moment.GESTURE.pattern(),
                    null,
                    1);
        }
    }
}
