package io.kairos.flink;

import io.kairos.event.Output;
import io.kairos.offer.OfferStats;
import io.kairos.offer.Tally;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts what becomes of the offers of one pattern, offer and arm, and says how it stands: once in a second in which
 * something was counted, and when the input ends. The counts are part of the checkpoint, so that a crash counts nothing
 * twice. There is one subtask, and it keeps the few numbers there are in memory.
 */
final class OfferCounts extends AbstractStreamOperator<Output> implements OneInputStreamOperator<Tally, Output> {
    private static final long serialVersionUID = 1;
    private static final long PACE = 1_000;

    /** Patterns, offers and arms come and go with playbooks: what nothing was heard of for longest is forgotten. */
    private final int most;

    private transient ListState<OfferStats> kept;
    private transient Map<String, OfferStats> counts;
    private transient Set<String> changed;
    private transient boolean willSay;

    /** @param most of pattern, offer and arm */
    OfferCounts(int most) {
        this.most = most;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        kept = context.getOperatorStateStore().getListState(new ListStateDescriptor<>("counts", InFlight.OFFER_STATS));
        counts = new LinkedHashMap<>(16, 0.75f, true);
        changed = new LinkedHashSet<>();
        for (OfferStats stats : kept.get()) {
            counts.put(stats.last().key(), stats);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        changed.addAll(counts.keySet());
        sayLater();
    }

    @Override
    public void processElement(StreamRecord<Tally> record) {
        Tally tally = record.getValue();
        counts.merge(tally.key(), OfferStats.of(tally), OfferStats::and);
        changed.add(tally.key());
        if (counts.size() > most) {
            String forgotten = counts.keySet().iterator().next();
            counts.remove(forgotten);
            changed.remove(forgotten);
        }
        sayLater();
    }

    private void sayLater() {
        if (!willSay && !changed.isEmpty()) {
            willSay = true;
            long now = getProcessingTimeService().getCurrentProcessingTime();
            getProcessingTimeService().registerTimer((now / PACE + 1) * PACE, time -> {
                willSay = false;
                say();
            });
        }
    }

    private void say() {
        for (String key : changed) {
            Output stands = counts.get(key).output();
            output.collect(new StreamRecord<>(stands, stands.time()));
        }
        changed.clear();
    }

    @Override
    public void finish() throws Exception {
        say();
        super.finish();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        kept.update(new ArrayList<>(counts.values()));
    }
}
