package io.kairos.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PulseTest {
    private final Pulse pulse = new Pulse(3_000);

    @Test
    void timeStartsOnlyWhenWritingHasWorkedForAWhile() {
        assertThat(beat(10_000)).isZero();
        assertThat(beat(12_999)).isZero();
        assertThat(beat(13_000)).isEqualTo(13_000);
        assertThat(beat(13_100)).isEqualTo(13_100);
    }

    @Test
    void onlyOneIsOnItsWay() {
        assertThat(pulse.next(10_000)).isPresent();
        assertThat(pulse.next(10_100)).isEmpty();
        pulse.arrived(10_150);
        assertThat(pulse.next(10_200)).isPresent();
    }

    @Test
    void afterAnOutageTheLastTimeThatArrivedIsRepeatedForAWhile() {
        beat(10_000);
        assertThat(beat(13_000)).isEqualTo(13_000);
        assertThat(pulse.next(13_100)).hasValue(13_100);
        pulse.lost();
        assertThat(pulse.next(40_000)).hasValue(13_000);
        pulse.lost();
        assertThat(beat(70_000)).isEqualTo(13_000);
        assertThat(beat(72_999)).isEqualTo(13_000);
        assertThat(beat(73_000)).isEqualTo(73_000);
    }

    @Test
    void aLossInBetweenBeginsTheWaitAnew() {
        beat(10_000);
        pulse.next(12_000);
        pulse.lost();
        assertThat(beat(12_100)).isZero();
        assertThat(beat(15_099)).isZero();
        assertThat(beat(15_100)).isEqualTo(15_100);
    }

    @Test
    void aHeartbeatThatTookTooLongIsAnOutageTooButOneThatAlmostDidIsNot() {
        beat(10_000);
        assertThat(pulse.next(13_000)).hasValue(13_000);
        pulse.arrived(14_000);
        assertThat(pulse.next(14_100)).hasValue(14_100);
        pulse.arrived(15_101);
        assertThat(beat(15_200)).isEqualTo(14_100);
        assertThat(beat(18_100)).isEqualTo(14_100);
        assertThat(beat(18_101)).isEqualTo(18_101);
    }

    private long beat(long now) {
        long stamp = pulse.next(now).orElseThrow();
        pulse.arrived(now);
        return stamp;
    }
}
