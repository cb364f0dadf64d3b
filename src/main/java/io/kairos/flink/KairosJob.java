package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.Output;
import io.kairos.offer.Tally;
import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.PlaybookArrival;
import io.kairos.playbook.PlaybookReader;
import io.kairos.playbook.Reading;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;

/**
 * The job, as a value made of its ends.
 *
 * @param playbook the first playbook, which no event comes before
 */
public record KairosJob(Ends ends, Bundle playbook, Settings settings) {
    private static final MapStateDescriptor<?, ?>[] NO_STATE = {};
    private static final int OFFERS_COUNTED = 10_000;

    /**
     * What the job hangs between.
     *
     * @param sourceParallelism subtasks of {@code events}, at most its partitions: one that has none would hold time
     * @param playbooks null if the first playbook stays in force
     */
    public record Ends(
            Source<Arrival, ?, ?> events,
            int sourceParallelism,
            Source<PlaybookArrival, ?, ?> playbooks,
            Sink<Output> outputs) {}

    /**
     * Adds the job to an environment; running it is the caller's.
     *
     * @throws IllegalArgumentException if the playbook is not valid
     */
    public void build(StreamExecutionEnvironment env) {
        build(env, new PlayerOperator(playbook, settings, CompactMatcherFactory::new));
    }

    /** The same around another step. */
    void build(StreamExecutionEnvironment env, TwoInputStreamOperator<Arrival, Control, Output> players) {
        requireValid(playbook);
        configure(env);

        SingleOutputStreamOperator<Arrival> events = env.fromSource(
                        ends.events(),
                        new ArrivalWatermarks(settings.slack(), settings.quiet()),
                        "events",
                        InFlight.ARRIVAL)
                .uid("events")
                .setParallelism(ends.sourceParallelism())
                .process(new Split(settings.identity() != null, tellsWhoWasSeen()), InFlight.ARRIVAL)
                .name("split")
                .uid("split")
                .setParallelism(ends.sourceParallelism());

        SingleOutputStreamOperator<Output> said = identified(events, inOrder(events))
                .keyBy(Arrival::playerId, Types.STRING)
                .connect(control(env, events).broadcast())
                .transform("players", InFlight.OUTPUT, players)
                .uid("players");

        said.union(events.getSideOutput(Split.DEAD_LETTERS), counted(said.getSideOutput(PlayerOperator.TALLIES)))
                .sinkTo(ends.outputs())
                .name("outputs")
                .uid("outputs");
    }

    private static DataStream<Output> counted(DataStream<Tally> tallies) {
        return tallies.transform("offer-stats", InFlight.OUTPUT, new OfferCounts(OFFERS_COUNTED))
                .uid("offer-stats")
                .setParallelism(1);
    }

    private SingleOutputStreamOperator<Arrival> inOrder(SingleOutputStreamOperator<Arrival> events) {
        if (!settings.ordering().isOn()) {
            return events;
        }
        return events.keyBy(Arrival::playerId, Types.STRING)
                .transform("order", InFlight.ARRIVAL, new Order(settings.ordering(), settings.identity() != null))
                .uid("order");
    }

    /** Who was seen is told where a player's events have their order: by {@link Order} if there is one. */
    private boolean tellsWhoWasSeen() {
        return settings.identity() != null && !settings.ordering().isOn();
    }

    /** The players' events, and what has turned out to be theirs. */
    private DataStream<Arrival> identified(
            SingleOutputStreamOperator<Arrival> events, SingleOutputStreamOperator<Arrival> ofPlayers) {
        if (settings.identity() == null) {
            return ofPlayers;
        }
        DataStream<Arrival> visits = events.getSideOutput(Split.VISITS);
        if (settings.ordering().isOn()) {
            visits = visits.union(ofPlayers.getSideOutput(Split.VISITS));
        }
        return ofPlayers.union(visits.keyBy(visit -> visit.event().anonymousId(), Types.STRING)
                .connect(events.getSideOutput(Split.ERASURES).broadcast(NO_STATE))
                .process(new Identify(settings.identity()), InFlight.ARRIVAL)
                .name("identify")
                .uid("identify"));
    }

    private DataStream<Control> control(StreamExecutionEnvironment env, SingleOutputStreamOperator<Arrival> events) {
        DataStream<Control> withoutPlayer = events.getSideOutput(Split.WITHOUT_PLAYER);
        if (ends.playbooks() == null) {
            return withoutPlayer;
        }
        return env.fromSource(ends.playbooks(), WatermarkStrategy.noWatermarks(), "playbooks", InFlight.PLAYBOOK)
                .uid("playbooks")
                .setParallelism(1)
                .map(Control::of, InFlight.CONTROL)
                .name("control")
                .uid("control")
                .setParallelism(1)
                .union(withoutPlayer);
    }

    private static void requireValid(Bundle playbook) {
        Reading reading = PlaybookReader.read(playbook);
        if (reading.playbook() == null) {
            throw new IllegalArgumentException("the playbook has %d problems:%n%s"
                    .formatted(reading.problems().size(), CurrentPlaybook.text(reading.problems())));
        }
    }

    /** What must be as it is, and defaults for what neither the cluster nor the command line has set. */
    private void configure(StreamExecutionEnvironment env) {
        if (settings.parallelism() > 0) {
            env.setParallelism(settings.parallelism());
        }
        env.setMaxParallelism(Settings.MAX_PARALLELISM);
        env.configure(new Configuration()
                .set(PipelineOptions.AUTO_GENERATE_UIDS, false)
                .set(PipelineOptions.GENERIC_TYPES, false)
                .set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE)
                .set(CheckpointingOptions.ENABLE_UNALIGNED, false));

        // records are never changed once made, so handing them on without a copy is safe
        unlessSet(env, PipelineOptions.OBJECT_REUSE, true);
        unlessSet(env, PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(20));
        unlessSet(env, ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(1));
        unlessSet(env, StateBackendOptions.STATE_BACKEND, "rocksdb");
        unlessSet(env, RocksDBOptions.TIMER_SERVICE_FACTORY, EmbeddedRocksDBStateBackend.PriorityQueueStateType.HEAP);
        unlessSet(env, RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
        unlessSet(env, CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(settings.checkpointInterval()));
        unlessSet(env, CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    }

    private static <T> void unlessSet(StreamExecutionEnvironment env, ConfigOption<T> option, T value) {
        if (env.getConfiguration().getOptional(option).isEmpty()) {
            env.configure(new Configuration().set(option, value));
        }
    }
}
