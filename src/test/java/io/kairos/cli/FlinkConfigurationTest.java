package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend.PriorityQueueStateType;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.junit.jupiter.api.Test;

/** flink-conf/config.yaml, as Flink reads it. */
class FlinkConfigurationTest {
    private final Configuration configuration = GlobalConfiguration.loadConfiguration("flink-conf");

    /** Flink does not complain about a key it does not know. */
    @Test
    void everyKeyIsOneThatFlinkKnows() throws IllegalAccessException {
        Set<String> known = new TreeSet<>();
        for (Class<?> options : new Class<?>[] {
            CheckpointingOptions.class,
            CoreOptions.class,
            ExecutionOptions.class,
            HeartbeatManagerOptions.class,
            JobManagerOptions.class,
            PipelineOptions.class,
            RestartStrategyOptions.class,
            RocksDBConfigurableOptions.class,
            RocksDBOptions.class,
            StateBackendOptions.class,
            TaskManagerOptions.class
        }) {
            for (Field field : options.getFields()) {
                if (ConfigOption.class.isAssignableFrom(field.getType())) {
                    known.add(((ConfigOption<?>) field.get(null)).key());
                }
            }
        }
        assertThat(configuration.keySet()).isNotEmpty().isSubsetOf(known);
    }

    @Test
    void stateLiesInRocksDbWithItsTimersInMemory() {
        assertThat(configuration.get(StateBackendOptions.STATE_BACKEND)).isEqualTo("rocksdb");
        assertThat(configuration.get(RocksDBOptions.TIMER_SERVICE_FACTORY)).isEqualTo(PriorityQueueStateType.HEAP);
        assertThat(configuration.get(CheckpointingOptions.INCREMENTAL_CHECKPOINTS))
                .isTrue();
        assertThat(configuration.get(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS))
                .isEqualTo(3);
        assertThat(configuration.get(CheckpointingOptions.ENABLE_UNALIGNED)).isFalse();
    }

    @Test
    void nothingWaitsForLong() {
        assertThat(configuration.get(ExecutionOptions.BUFFER_TIMEOUT)).isLessThanOrEqualTo(Duration.ofMillis(5));
        assertThat(configuration.get(PipelineOptions.AUTO_WATERMARK_INTERVAL))
                .isLessThanOrEqualTo(Duration.ofMillis(20));
        assertThat(configuration.get(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aClusterRunsWithTheSameJvmOptionsAsTheCommandLineAndTheTests() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("scripts/jvm-options"))) {
            assertThat(Arrays.asList(
                            configuration.get(CoreOptions.FLINK_JVM_OPTIONS).split("\\s+")))
                    .containsExactlyElementsOf(
                            lines.filter(line -> line.startsWith("--")).toList());
        }
    }
}
