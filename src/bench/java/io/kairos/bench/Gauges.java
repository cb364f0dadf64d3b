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

/** Flink's own count of the records each operator has had, at hand while the job runs. */
public final class Gauges implements MetricReporter {
    private static final Map<Counter, String> RECORDS_IN = new ConcurrentHashMap<>();

    /** Found by Flink as a service. */
    public static final class Factory implements MetricReporterFactory {
        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new Gauges();
        }
    }

    /** Of the running operators with a name; of several their mean. */
    static long recordsIn(String operator) {
        long sum = 0;
        int operators = 0;
        for (Map.Entry<Counter, String> counter : RECORDS_IN.entrySet()) {
            if (counter.getValue().equals(operator)) {
                sum += counter.getKey().getCount();
                operators++;
            }
        }
        return operators == 0 ? 0 : sum / operators;
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {
        RECORDS_IN.clear();
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        String operator = group.getAllVariables().get("<operator_name>");
        if (metric instanceof Counter counter && name.equals("numRecordsIn") && operator != null) {
            RECORDS_IN.put(counter, operator);
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        if (metric instanceof Counter counter) {
            RECORDS_IN.remove(counter);
        }
    }
}
