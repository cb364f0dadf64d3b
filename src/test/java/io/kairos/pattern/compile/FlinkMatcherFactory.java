package io.kairos.pattern.compile;

import io.kairos.pattern.match.Conditions;
import io.kairos.pattern.match.Matcher;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.pattern.match.Sequence;
import io.kairos.playbook.Pattern;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBuffer;

/** The reference: Flink's own automaton, with its shared buffer on the heap, over the states that ours walks. */
public final class FlinkMatcherFactory implements MatcherFactory {
    private final Conditions conditions = new Conditions();
    private final HeapStore store = new HeapStore();
    private final SharedBuffer<Fed> buffer;

    public FlinkMatcherFactory() {
        // the serializer describes the state to a backend, of which there is none: it never writes
        buffer = new SharedBuffer<>(
                store.asFlinkSeesIt(), new GenericTypeInfo<>(Fed.class).createSerializer(new SerializerConfigImpl()));
    }

    @Override
    public Matcher compile(Pattern pattern, Sequence sequence) {
        NFA<Fed> automaton = new NFA<>(FlinkStates.of(sequence, Ask::new), Map.of(), 0, false);
        return new FlinkMatcher(sequence, automaton, buffer, store);
    }

    @Override
    public Conditions conditions() {
        return conditions;
    }

    /** Ends the thread that Flink's buffer logs its statistics on. */
    @Override
    public void close() {
        buffer.releaseCacheStatisticsTimer();
    }
}
