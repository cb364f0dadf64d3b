package io.kairos.flink;

import io.kairos.event.Arrival;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.util.clock.RelativeClock;

/**
 * What moves time: the latest event or heartbeat of each partition, less a slack, and nothing else. A refused record
 * moves nothing, and a partition that has not delivered anything says nothing.
 */
final class ArrivalWatermarks implements WatermarkStrategy<Arrival> {
    private static final long serialVersionUID = 1;
    private static final long NOTHING_SEEN = Long.MIN_VALUE;

    private final long slack;
    private final Settings.Quiet quiet;

    ArrivalWatermarks(long slack, Settings.Quiet quiet) {
        this.slack = slack;
        this.quiet = quiet;
    }

    @Override
    public TimestampAssigner<Arrival> createTimestampAssigner(TimestampAssignerSupplier.Context context) {
        return (arrival, brokerTime) -> time(arrival);
    }

    /** {@code heartbeat} of a refused record is the smallest long already. */
    private static long time(Arrival arrival) {
        return arrival.event() != null ? arrival.event().at() : arrival.heartbeat();
    }

    @Override
    public WatermarkGenerator<Arrival> createWatermarkGenerator(WatermarkGeneratorSupplier.Context context) {
        return switch (quiet) {
            case NONE -> new LatestSeen(slack);
            case ELAPSED -> new LatestSeenAndElapsed(slack, context.getInputActivityClock());
        };
    }

    private static class LatestSeen implements WatermarkGenerator<Arrival> {
        private final long slack;
        private long latest = NOTHING_SEEN;

        LatestSeen(long slack) {
            this.slack = slack;
        }

        @Override
        public void onEvent(Arrival arrival, long time, WatermarkOutput output) {
            latest = Math.max(latest, time);
        }

        @Override
        public final void onPeriodicEmit(WatermarkOutput output) {
            if (latest != NOTHING_SEEN) {
                output.emitWatermark(new Watermark(latest + elapsed() - slack));
            }
        }

        long elapsed() {
            return 0;
        }
    }

    /** Adds the time its input was active and brought nothing; Flink keeps the smaller watermark after it from going back. */
    private static final class LatestSeenAndElapsed extends LatestSeen {
        private final RelativeClock clock;
        private long lastRecord;

        LatestSeenAndElapsed(long slack, RelativeClock clock) {
            super(slack);
            this.clock = clock;
        }

        @Override
        public void onEvent(Arrival arrival, long time, WatermarkOutput output) {
            super.onEvent(arrival, time, output);
            if (time != NOTHING_SEEN) {
                lastRecord = clock.relativeTimeMillis();
            }
        }

        @Override
        long elapsed() {
            return clock.relativeTimeMillis() - lastRecord;
        }
    }
}
