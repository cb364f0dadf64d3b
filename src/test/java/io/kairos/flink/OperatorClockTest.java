package io.kairos.flink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OperatorClockTest {
    private static final long FRESH = 5_000;

    @Test
    void aJobThatWasNeverRestoredHasDecidedNothingBefore() {
        OperatorClock clock = new OperatorClock(OperatorClock.NOT_RESTORED, 100_000);

        assertThat(clock.mayHaveBeenDecided(100_000, FRESH)).isFalse();
    }

    @Test
    void afterARestoreItMayBeWhatWasFreshBetweenTheSnapshotAndTheRestore() {
        OperatorClock clock = new OperatorClock(50_000, 100_000);

        assertThat(clock.mayHaveBeenDecided(44_999, FRESH)).isFalse();
        assertThat(clock.mayHaveBeenDecided(45_000, FRESH)).isTrue();
        assertThat(clock.mayHaveBeenDecided(100_000, FRESH)).isTrue();
        assertThat(clock.mayHaveBeenDecided(100_001, FRESH)).isFalse();
    }
}
