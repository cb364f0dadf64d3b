package io.kairos.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IdlenessTest {
    private final AtomicLong idle = new AtomicLong(1_000);
    private final Idleness idleness = new Idleness(idle::get);

    @Test
    void whoHasNotBeenIdleHasNoTimeToGive() {
        assertThat(idleness.share()).isZero();
    }

    @Test
    void aQuarterOfTheIdleTimeIsGivenOnce() {
        idle.addAndGet(4);

        assertThat(idleness.share()).isEqualTo(Duration.ofMillis(1).toNanos());
        assertThat(idleness.share()).isZero();
    }

    @Test
    void aLongIdleTimeIsNoReasonToMakeAnEventWait() {
        idle.addAndGet(60_000);

        assertThat(idleness.share()).isEqualTo(Duration.ofMillis(2).toNanos());
        assertThat(idleness.share()).isZero();
    }
}
