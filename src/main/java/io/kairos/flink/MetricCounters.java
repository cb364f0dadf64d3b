package io.kairos.flink;

import io.kairos.event.Counters;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Counters as Flink metrics: {@code kairos.<counter>.total}, or {@code kairos.<counter>.<of>.total} where it matters what
 * was counted; Prometheus sees {@code kairos_<counter>_total} with a label named after the counter. Analysts and producers
 * choose the labels, so a counter has at most {@link #MAX_LABELS}; what comes after is counted as {@code other}.
 */
final class MetricCounters implements Counters {
    static final int MAX_LABELS = 1_000;
    static final String OTHER = "other";

    private final MetricGroup group;
    private final Map<String, Map<String, Counter>> counters = new HashMap<>();

    /** Below {@code kairos} in the group of an operator. */
    MetricCounters(MetricGroup operator) {
        this.group = operator.addGroup("kairos");
    }

    MetricGroup group() {
        return group;
    }

    @Override
    public void count(String counter, String of) {
        Map<String, Counter> labelled = counters.computeIfAbsent(counter, name -> new HashMap<>());
        Counter known = labelled.get(of);
        if (known == null) {
            String label = labelled.size() < MAX_LABELS ? of : OTHER;
            known = labelled.computeIfAbsent(label, text -> register(counter, text));
        }
        known.inc();
    }

    /** Shows what is counted elsewhere as if it were counted here. */
    void show(String counter, String of, Counter counted) {
        group(counter, of).counter("total", counted);
    }

    private Counter register(String counter, String of) {
        return group(counter, of).counter("total");
    }

    private MetricGroup group(String counter, String of) {
        return of.isEmpty() ? group.addGroup(counter) : group.addGroup(counter, of);
    }
}
