package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import java.io.Serializable;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** The job's topology around a step that knows nothing: it answers an event at once or never. */
public final class PassThrough extends AbstractStreamOperator<Output>
        implements TwoInputStreamOperator<Arrival, Control, Output> {
    private static final long serialVersionUID = 1;

    private final Answer answer;

    private PassThrough(Answer answer) {
        this.answer = answer;
    }

    /** What is written for an event. */
    public interface Answer extends Serializable {
        Optional<Output> to(PlayerEvent event);
    }

    /** The job with this step instead of its own. */
    public static void build(KairosJob job, Answer answer, StreamExecutionEnvironment env) {
        job.build(env, new PassThrough(answer));
    }

    @Override
    public void processElement1(StreamRecord<Arrival> record) {
        PlayerEvent event = record.getValue().event();
        answer.to(event).ifPresent(said -> output.collect(new StreamRecord<>(said, event.at())));
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
