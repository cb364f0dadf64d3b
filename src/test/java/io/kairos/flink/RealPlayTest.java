package io.kairos.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.event.Origin;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.job.RealPlay;
import io.kairos.pattern.compile.CompactMatcherFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recorded play of real people over the rows of a subtask that is stopped and started again and again. */
class RealPlayTest {
    private static final int ONE_RESTART_IN = 500;
    private static final int ONE_SNAPSHOT_IN = 100;

    @ParameterizedTest
    @CsvSource({"0, 2000, 1", "1, 1, 2", "50, 10, 3", "50000, 2000, 4"})
    void whateverIsCachedTheMomentsAreThoseExpected(int rows, int dirty, int seed) throws Exception {
        RealPlay.assumeThere();
        Settings settings =
                Settings.of(Map.of("cache.rows", String.valueOf(rows), "cache.dirty", String.valueOf(dirty)));
        Random random = new Random(seed);
        List<String> found = new ArrayList<>();
        try (CompactMatcherFactory matchers = new CompactMatcherFactory()) {
            HeapSubtask job = new HeapSubtask(RealPlay.playbook(), settings, matchers);
            for (PlayerEvent event : RealPlay.events()) {
                job.wallIs(event.at()).timeIs(event.at() - 1_000);
                job.reads(Arrival.of(new Origin("events", 0, 0, event.at()), event));
                if (random.nextInt(ONE_SNAPSHOT_IN) == 0) {
                    job.rows.writeAll();
                }
                if (random.nextInt(ONE_RESTART_IN) == 0) {
                    job.restarts();
                }
            }
            job.timeIs(Long.MAX_VALUE);
            for (Output output : job.said) {
                if (output.kind() == Output.Kind.DECISION) {
                    found.add(RealPlay.moment(output.fields()));
                }
            }
        }
        List<String> expected = new ArrayList<>(RealPlay.moments());
        Collections.sort(expected);
        Collections.sort(found);
        assertThat(found).isEqualTo(expected);
    }
}
