package io.kairos.bench;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Flink's own count of the records of each operator, at hand while the job runs. */
public final class Gauges implements MetricReporter {
    private static final Map<Counter, String> IN = new ConcurrentHashMap<>();
    private static final Map<Counter, String> OUT = new ConcurrentHashMap<>();

    /** Found by Flink as a service. */
    public static final class Factory implements MetricReporterFactory {
        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new Gauges();
        }
    }

    /** What the running operators with a name have had; of several their mean. */
    static long recordsIn(String operator) {
        long operators = IN.values().stream().filter(operator::equals).count();
        return operators == 0 ? 0 : sum(IN, operator) / operators;
    }

    /** What they have written together. */
    static long recordsOut(String operator) {
        return sum(OUT, operator);
    }

    private static long sum(Map<Counter, String> counters, String operator) {
        return counters.entrySet().stream()
                .filter(counter -> counter.getValue().equals(operator))
                .mapToLong(counter -> counter.getKey().getCount())
                .sum();
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {
        IN.clear();
        OUT.clear();
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        String operator = group.getAllVariables().get("<operator_name>");
        if (metric instanceof Counter counter && operator != null) {
            if (name.equals("numRecordsIn")) {
                IN.put(counter, operator);
            } else if (name.equals("numRecordsOut")) {
                OUT.put(counter, operator);
            }
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        if (metric instanceof Counter counter) {
            IN.remove(counter);
            OUT.remove(counter);
        }
    }
}
