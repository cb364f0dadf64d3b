package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** The job's topology around a step that does next to nothing: what everything else costs. */
public final class Floor extends AbstractStreamOperator<Output>
        implements TwoInputStreamOperator<Arrival, Control, Output> {
    private static final long serialVersionUID = 1;
    private static final int LONG = 8;

    private final int rowBytes;
    private final int eventsPerRecord;

    private transient ValueState<byte[]> rows;
    private transient long events;

    private Floor(int rowBytes, int eventsPerRecord) {
        this.rowBytes = rowBytes;
        this.eventsPerRecord = eventsPerRecord;
    }

    /**
     * The job with this step instead of its own.
     *
     * @param rowBytes of the row that is read and written for every event; 0 for no row
     * @param eventsPerRecord after so many events a decision is written; 0 for never
     */
    public static void build(KairosJob job, int rowBytes, int eventsPerRecord, StreamExecutionEnvironment env) {
        job.build(env, new Floor(rowBytes, eventsPerRecord));
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        rows = context.getKeyedStateStore()
                .getState(new ValueStateDescriptor<>("row", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    @Override
    public void processElement1(StreamRecord<Arrival> record) throws Exception {
        events++;
        if (rowBytes > 0) {
            byte[] row = rows.value();
            if (row == null) {
                row = new byte[rowBytes];
            }
            for (int i = 0; i < LONG; i++) {
                row[i] = (byte) (events >>> LONG * i);
            }
            rows.update(row);
        }
        if (eventsPerRecord > 0 && events % eventsPerRecord == 0) {
            Arrival arrival = record.getValue();
            output.collect(new StreamRecord<>(decision(arrival), arrival.event().at()));
        }
    }

    /** Of the size and shape that a moment of two events has. */
    private static Output decision(Arrival arrival) {
        String player = arrival.event().playerId();
        String id = arrival.event().eventId();
        long at = arrival.event().at();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("moment_id", "0123456789abcdef0123456789abcdef");
        fields.put("player_id", player);
        fields.put("pattern", "middle-no-000");
        fields.put("at", at);
        fields.put("decided_at", at);
        fields.put("reason", "NO_OFFERS");
        fields.put("detail", null);
        fields.put("matched", List.of(matched(0, "first", id, at), matched(1, "second", id, at)));
        fields.put("facts", Map.of());
        fields.put("features", Map.of());
        fields.put("tags", List.of());
        fields.put("candidates", List.of());
        fields.put("counters", Map.of());
        fields.put("offer_id", null);
        fields.put("mode", "LIVE");
        fields.put("playbook_version", 1L);
        return new Output(Output.Kind.DECISION, player, at, Map.of("reason", "NO_OFFERS"), fields);
    }

    private static Map<String, Object> matched(long step, String alias, String id, long at) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("step", step);
        fields.put("alias", alias);
        fields.put("event_id", id);
        fields.put("type", "page_viewed");
        fields.put("at", at);
        return fields;
    }

    @Override
    public void processElement2(StreamRecord<Control> record) {}

    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        processWatermark(mark);
    }

    @Override
    public void processWatermark2(Watermark mark) {}
}
