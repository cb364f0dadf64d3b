package io.kairos.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Purse;
import io.kairos.playbook.Budget;
import io.kairos.playbook.Budget.Pot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class BudgetsLeftTest {
    private static final long HOUR = 3_600_000;
    private static final Pot GIFTS = new Pot(HOUR, "gift", null);
    private static final String OF_GIFTS = "budgets[per 1h for offer gift].left";

    private final Map<String, Gauge<?>> gauges = new HashMap<>();
    private long now = HOUR;
    private final BudgetsLeft left = new BudgetsLeft(new Group(""), () -> now);

    @Test
    void eachBudgetShowsWhatIsLeftOfItInTheWindowOfNow() {
        left.under(List.of(new Budget(1_000, GIFTS), new Budget(550, new Pot(HOUR, null, null))));
        left.is(Purse.filled(1, 1, Map.of(GIFTS, Map.of(HOUR, 250L))));

        assertThat(shown()).isEqualTo(Map.of(OF_GIFTS, 7.5, "budgets[per 1h].left", 5.5));
        now = 2 * HOUR - 1;
        assertThat(shown()).containsEntry(OF_GIFTS, 7.5);
        now = 2 * HOUR;
        assertThat(shown()).containsEntry(OF_GIFTS, 10.0);
    }

    @Test
    void aSubtaskShowsItsShareSoThatAllOfThemAddUp() {
        left.under(List.of(new Budget(1_000, GIFTS)));
        left.is(Purse.filled(1, 4, Map.of(GIFTS, Map.of(HOUR, 200L))));

        assertThat(shown()).containsEntry(OF_GIFTS, 2.0);
    }

    @Test
    void anotherAmountIsShownInTheSameGaugeAndNothingThatWasOverspentIsLeft() {
        left.under(List.of(new Budget(1_000, GIFTS)));
        left.is(Purse.filled(1, 1, Map.of(GIFTS, Map.of(HOUR, 600L))));

        left.under(List.of(new Budget(700, GIFTS)));
        assertThat(shown()).isEqualTo(Map.of(OF_GIFTS, 1.0));
        left.under(List.of(new Budget(500, GIFTS)));
        assertThat(shown()).isEqualTo(Map.of(OF_GIFTS, 0.0));
    }

    @Test
    void aBudgetThatIsGoneShowsNoNumberUntilItComesBack() {
        left.under(List.of(new Budget(1_000, GIFTS)));
        left.under(List.of());
        assertThat(shown()).isEqualTo(Map.of(OF_GIFTS, Double.NaN));

        left.under(List.of(new Budget(1_000, GIFTS)));
        assertThat(shown()).isEqualTo(Map.of(OF_GIFTS, 10.0));
    }

    @Test
    void thereIsABoundToTheGaugesHoweverOftenThePlaybookChanges() {
        for (int i = 1; i <= MetricCounters.MAX_LABELS + 5; i++) {
            left.under(List.of(new Budget(100, new Pot(i, null, null))));
        }
        assertThat(gauges).hasSize(MetricCounters.MAX_LABELS);
    }

    private Map<String, Object> shown() {
        Map<String, Object> shown = new HashMap<>();
        gauges.forEach((name, gauge) -> shown.put(name, gauge.getValue()));
        return shown;
    }

    private final class Group extends UnregisteredMetricsGroup {
        private final String path;

        Group(String path) {
            this.path = path;
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return new Group(path + key + "[" + value + "].");
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            assertThat(gauges.put(path + name, gauge))
                    .as("%s is registered twice", name)
                    .isNull();
            return gauge;
        }
    }
}
