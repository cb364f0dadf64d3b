package io.kairos.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.event.DeadLetter;
import io.kairos.event.Origin;
import io.kairos.event.PlayerEvent;
import io.kairos.flink.Settings.Quiet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

class ArrivalWatermarksTest {
    private final List<Long> emitted = new ArrayList<>();
    private long activeMillis = 1_000;

    @Test
    void timeStandsTheSlackBehindTheLatestSeen() {
        Partition partition = partition(Quiet.NONE);

        partition.reads(event(10_000)).reads(event(9_000)).ticks();

        assertThat(emitted).containsExactly(9_500L);
    }

    @Test
    void aPartitionThatHasDeliveredNothingSaysNothing() {
        partition(Quiet.NONE).ticks();
        partition(Quiet.ELAPSED).ticks().passes(60_000).ticks();

        assertThat(emitted).isEmpty();
    }

    @Test
    void aRefusedRecordMovesNothing() {
        partition(Quiet.NONE).reads(refused(99_000)).ticks();
        partition(Quiet.NONE).reads(event(10_000)).reads(refused(99_000)).ticks();

        assertThat(emitted).containsExactly(9_500L);
    }

    @Test
    void aHeartbeatMovesTimeLikeAnEvent() {
        partition(Quiet.NONE).reads(Arrival.heartbeat(Origin.NOWHERE, 20_000)).ticks();

        assertThat(emitted).containsExactly(19_500L);
    }

    @Test
    void timeStandsStillWhileAPartitionIsQuiet() {
        partition(Quiet.NONE).reads(event(10_000)).ticks().passes(60_000).ticks();

        assertThat(emitted).containsExactly(9_500L, 9_500L);
    }

    @Test
    void elapsedAddsTheActiveTimeSinceTheLastRecord() {
        partition(Quiet.ELAPSED)
                .reads(event(10_000))
                .passes(3_000)
                .ticks()
                .reads(event(11_000))
                .passes(200)
                .ticks();

        assertThat(emitted).containsExactly(12_500L, 10_700L);
    }

    @Test
    void aStreamOfRefusedRecordsDoesNotHoldElapsedTime() {
        partition(Quiet.ELAPSED)
                .reads(event(10_000))
                .passes(3_000)
                .reads(refused(10_000))
                .ticks();

        assertThat(emitted).containsExactly(12_500L);
    }

    private static Arrival event(long at) {
        return Arrival.of(Origin.NOWHERE, PlayerEvent.of("e" + at, "ada", "bet", at, Map.of()));
    }

    private static Arrival refused(long time) {
        return Arrival.refused(
                Origin.NOWHERE, new DeadLetter(DeadLetter.Reason.UNREADABLE, "", null, 0, 0, new byte[0], null, time));
    }

    private Partition partition(Quiet quiet) {
        return new Partition(new ArrivalWatermarks(500, quiet));
    }

    private final class Partition implements WatermarkOutput, WatermarkGeneratorSupplier.Context, RelativeClock {
        private final ArrivalWatermarks strategy;
        private final WatermarkGenerator<Arrival> generator;

        Partition(ArrivalWatermarks strategy) {
            this.strategy = strategy;
            this.generator = strategy.createWatermarkGenerator(this);
        }

        Partition reads(Arrival arrival) {
            long time = strategy.createTimestampAssigner(null).extractTimestamp(arrival, 77_000_000);
            generator.onEvent(arrival, time, this);
            return this;
        }

        Partition passes(long millis) {
            activeMillis += millis;
            return this;
        }

        Partition ticks() {
            generator.onPeriodicEmit(this);
            return this;
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            emitted.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {
            throw new AssertionError("a partition is never called idle");
        }

        @Override
        public void markActive() {
            throw new AssertionError("a partition is never called idle");
        }

        @Override
        public MetricGroup getMetricGroup() {
            return new UnregisteredMetricsGroup();
        }

        @Override
        public RelativeClock getInputActivityClock() {
            return this;
        }

        @Override
        public long relativeTimeMillis() {
            return activeMillis;
        }

        @Override
        public long relativeTimeNanos() {
            return activeMillis * 1_000_000;
        }
    }
}
