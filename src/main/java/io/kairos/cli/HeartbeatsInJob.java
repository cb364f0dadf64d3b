package io.kairos.cli;

import io.kairos.kafka.Heartbeats;
import io.kairos.kafka.KafkaSettings;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Heartbeats written by the job: a part of it that is connected to nothing and lives where the job lives, so that Flink
 * starts it again wherever it starts the job again. The ticks only keep it alive.
 */
final class HeartbeatsInJob {
    private HeartbeatsInJob() {}

    static void addTo(StreamExecutionEnvironment environment, KafkaSettings settings) {
        environment
                .fromSource(
                        new DataGeneratorSource<>(
                                tick -> tick, Long.MAX_VALUE, RateLimiterStrategy.perSecond(1), Types.LONG),
                        WatermarkStrategy.noWatermarks(),
                        "ticks")
                .uid("heartbeat-ticks")
                .setParallelism(1)
                .map(new Beating(settings))
                .returns(Types.LONG)
                .name("heartbeats")
                .uid("heartbeats")
                .setParallelism(1)
                .sinkTo(new DiscardingSink<>())
                .name("nowhere")
                .uid("heartbeats-end")
                .setParallelism(1);
    }

    private static final class Beating extends RichMapFunction<Long, Long> {
        private static final long serialVersionUID = 1;
        private final KafkaSettings settings;
        private transient Heartbeats heartbeats;

        Beating(KafkaSettings settings) {
            this.settings = settings;
        }

        @Override
        public void open(OpenContext context) {
            heartbeats = Heartbeats.start(settings);
        }

        @Override
        public Long map(Long tick) {
            return tick;
        }

        @Override
        public void close() {
            if (heartbeats != null) {
                heartbeats.close();
            }
        }
    }
}
