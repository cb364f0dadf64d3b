package io.kairos.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class MetricCountersTest {
    private final Map<String, Counter> registered = new HashMap<>();
    private final MetricCounters counters = new MetricCounters(new Group(""));

    @Test
    void whatItHappenedToIsALabelOfItsCounter() {
        counters.count("matched", "streak");
        counters.count("matched", "streak");
        counters.count("matched", "idle");
        counters.count("duplicate", "");

        assertThat(counts())
                .isEqualTo(Map.of(
                        ".kairos.matched[streak].total", 2L,
                        ".kairos.matched[idle].total", 1L,
                        ".kairos.duplicate.total", 1L));
    }

    @Test
    void beyondTheBoundLabelsAreCountedTogether() {
        for (int i = 0; i < MetricCounters.MAX_LABELS + 5; i++) {
            counters.count("unknown_type", "type-" + i);
        }
        counters.count("unknown_type", "type-0");

        assertThat(registered).hasSize(MetricCounters.MAX_LABELS + 1);
        assertThat(counts())
                .containsEntry(".kairos.unknown_type[other].total", 5L)
                .containsEntry(".kairos.unknown_type[type-0].total", 2L);
    }

    private Map<String, Long> counts() {
        Map<String, Long> counts = new HashMap<>();
        registered.forEach((name, counter) -> counts.put(name, counter.getCount()));
        return counts;
    }

    private final class Group extends UnregisteredMetricsGroup {
        private final String path;

        Group(String path) {
            this.path = path;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return new Group(path + "." + name);
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return new Group(path + "." + key + "[" + value + "]");
        }

        @Override
        public Counter counter(String name) {
            assertThat(registered).doesNotContainKey(path + "." + name);
            Counter counter = super.counter(name);
            registered.put(path + "." + name, counter);
            return counter;
        }
    }
}
