package io.kairos.flink;

import io.kairos.event.EventJson;
import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.playbook.PlaybookReader;
import io.kairos.playbook.Reading;
import io.kairos.player.Core;
import io.kairos.player.Dossier;
import io.kairos.player.PlayerMemory;
import io.kairos.player.Rules;
import io.kairos.player.Visitor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.CloseableIterator;

/**
 * Reads what a savepoint or a checkpoint of the job holds about one player: a job of its own in this JVM, whose operators
 * have the uids of those that keep it and take up their state as after a restart. Nothing is written but what Flink
 * restores to, in a folder that is the caller's to delete.
 */
public final class SavepointReading {
    private static final TypeInformation<Tuple2<String, String>> SAID = Types.TUPLE(Types.STRING, Types.STRING);

    private static final String PLAYBOOK = "playbook";
    private static final String ROW = "row";
    private static final String VISITOR = "anonymous";
    private static final String WAITING = "waiting";

    private SavepointReading() {}

    /**
     * What is held, each as one line of JSON.
     *
     * @param playbook the one in force; null if there is none: the savepoint is of another job
     * @param row the player's; null if there is none
     * @param visitors of the anonymous ids he was seen behind
     * @param waiting the events that wait for earlier ones; null if none does
     */
    public record Held(String playbook, String row, List<String> visitors, String waiting) {
        public boolean isNothing() {
            return row == null && visitors.isEmpty() && waiting == null;
        }
    }

    /**
     * Runs the job.
     *
     * @param folder of the savepoint, as Flink takes it
     * @param scratch a folder for what is restored
     */
    public static Held read(String folder, String player, String scratch) throws Exception {
        Configuration settings = new Configuration()
                .set(StateRecoveryOptions.SAVEPOINT_PATH, folder)
                .set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true)
                .set(StateBackendOptions.STATE_BACKEND, "rocksdb")
                .set(RocksDBOptions.TIMER_SERVICE_FACTORY, EmbeddedRocksDBStateBackend.PriorityQueueStateType.HEAP)
                .set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true)
                .set(CoreOptions.TMP_DIRS, scratch);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
        env.setMaxParallelism(Settings.MAX_PARALLELISM);
        KeyedStream<String, String> asked = env.fromData(Types.STRING, player).keyBy(new Itself(), Types.STRING);
        DataStream<Tuple2<String, String>> said = asked.transform("players", SAID, new InPlayers())
                .uid("players")
                .union(
                        asked.transform("identify", SAID, new InIdentify()).uid("identify"),
                        asked.transform("order", SAID, new InOrder()).uid("order"));
        Map<String, List<String>> found = new LinkedHashMap<>();
        CloseableIterator<Tuple2<String, String>> all = said.executeAndCollect("kairos export");
        try {
            all.forEachRemaining(one ->
                    found.computeIfAbsent(one.f0, none -> new ArrayList<>()).add(one.f1));
        } finally {
            all.close();
        }
        return new Held(
                only(found, PLAYBOOK), only(found, ROW), found.getOrDefault(VISITOR, List.of()), only(found, WAITING));
    }

    private static String only(Map<String, List<String>> found, String what) {
        return found.containsKey(what) ? found.get(what).get(0) : null;
    }

    private static final class Itself implements KeySelector<String, String> {
        private static final long serialVersionUID = 1;

        @Override
        public String getKey(String player) {
            return player;
        }
    }

    /** Asked about a player, tells what its state holds. The timers it takes up never fire: it hears of no time. */
    private abstract static class Asked extends AbstractStreamOperator<Tuple2<String, String>>
            implements OneInputStreamOperator<String, Tuple2<String, String>> {
        private static final long serialVersionUID = 1;

        private final String state;
        private transient ValueState<byte[]> rows;

        Asked(String state) {
            this.state = state;
        }

        @Override
        public void initializeState(StateInitializationContext context) throws Exception {
            super.initializeState(context);
            rows = context.getKeyedStateStore()
                    .getState(new ValueStateDescriptor<>(state, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        }

        @Override
        public void processElement(StreamRecord<String> record) throws Exception {
            about(record.getValue());
        }

        abstract void about(String player) throws Exception;

        byte[] row() throws Exception {
            return rows.value();
        }

        void tell(String what, Map<String, Object> fields) {
            output.collect(new StreamRecord<>(Tuple2.of(what, EventJson.write(fields))));
        }

        @Override
        public void processWatermark(Watermark mark) {}
    }

    private static final class InPlayers extends Asked {
        private static final long serialVersionUID = 1;

        private transient BroadcastState<String, CurrentPlaybook.InForce> playbooks;

        InPlayers() {
            super(PlayerOperator.ROW);
        }

        @Override
        public void initializeState(StateInitializationContext context) throws Exception {
            super.initializeState(context);
            playbooks = context.getOperatorStateStore().getBroadcastState(PlayerOperator.playbookState());
        }

        @Override
        void about(String player) throws Exception {
            CurrentPlaybook.InForce inForce = playbooks.get(PlayerOperator.IN_FORCE);
            if (inForce == null) {
                return;
            }
            Map<String, Object> playbook = new LinkedHashMap<>();
            playbook.put("version", inForce.bundle().version());
            playbook.put("hash", inForce.bundle().hash());
            tell(PLAYBOOK, playbook);
            byte[] bytes = row();
            if (bytes != null) {
                tell(ROW, row(player, bytes, inForce));
            }
        }

        private static Map<String, Object> row(String player, byte[] bytes, CurrentPlaybook.InForce inForce) {
            Reading reading = PlaybookReader.read(inForce.bundle());
            if (reading.playbook() == null) {
                throw new IllegalStateException(
                        "this version cannot read the playbook in the savepoint, version %d:%n%s"
                                .formatted(inForce.bundle().version(), CurrentPlaybook.text(reading.problems())));
            }
            StoredRow stored = StoredRow.of(player, bytes);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("bytes", (long) bytes.length);
            row.put("wakes_up_at", timer(stored.wakeUp()));
            row.put("offer_ends_at", timer(stored.offerEnd()));
            try (CompactMatcherFactory matchers = new CompactMatcherFactory()) {
                Rules rules = Rules.of(reading.playbook(), matchers, Core.Settings.DEFAULT, inForce.lineages(), null);
                row.putAll(Dossier.of(player, stored.memory(), rules));
            }
            return row;
        }

        private static Long timer(long time) {
            return time == PlayerMemory.NEVER ? null : (Long) time;
        }
    }

    /** The anonymous ids are the keys: all of them are looked through. */
    private static final class InIdentify extends Asked {
        private static final long serialVersionUID = 1;

        InIdentify() {
            super(Identify.VISITOR);
        }

        @Override
        void about(String player) throws Exception {
            try (Stream<String> ids =
                    this.<String>getKeyedStateBackend().getKeys(Identify.VISITOR, VoidNamespace.INSTANCE)) {
                for (String id : (Iterable<String>) ids::iterator) {
                    setCurrentKey(id);
                    Visitor visitor = Identify.visitor(id, row());
                    Map<String, Object> fields = visitor.about(player);
                    if (!fields.isEmpty()) {
                        Map<String, Object> named = new LinkedHashMap<>();
                        named.put("anonymous_id", id);
                        named.putAll(fields);
                        tell(VISITOR, named);
                    }
                }
            }
        }
    }

    private static final class InOrder extends Asked {
        private static final long serialVersionUID = 1;

        InOrder() {
            super(Order.WAITING);
        }

        @Override
        void about(String player) throws Exception {
            byte[] row = row();
            if (row != null) {
                tell(WAITING, Map.of("events", WaitingRoom.decode(row).shown()));
            }
        }
    }
}
