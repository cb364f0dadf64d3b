package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.DeadLetter;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.EventType;
import io.kairos.playbook.PlaybookArrival;
import io.kairos.playbook.Vocabulary;
import io.kairos.player.Core;
import io.kairos.player.Now;
import io.kairos.player.PlayerMemory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.function.SerializableSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step of the core per event and per timer: loads the player's row, calls the core, stores the row if it changed,
 * emits what it was given and sets the timers. The second input brings to every subtask alike what concerns everybody:
 * playbooks, and events without a player. It neither moves nor holds time.
 */
final class PlayerOperator extends AbstractStreamOperator<Output>
        implements TwoInputStreamOperator<Arrival, Control, Output>, Triggerable<String, String> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(PlayerOperator.class);

    /**
     * Namespaces of one timer service, not two services: one service fires in order of time, whatever a timer adds, also
     * at the last watermark. Open offers have their own, so that one can walk over them and only them.
     */
    static final String WAKE_UP = "player";

    static final String OFFER_END = "offers";

    private static final int CONTROL_INPUT = 1;
    private static final int DELAYS_KEPT = 1_000;
    private static final String IN_FORCE = "in-force";

    private final byte[] shipped;
    private final Settings settings;
    private final SerializableSupplier<MatcherFactory> matchers;

    private transient ValueState<byte[]> rows;
    private transient BroadcastState<String, CurrentPlaybook.InForce> playbookInForce;
    private transient BroadcastState<String, PlayerEvent> eventsForAll;
    private transient ListState<Long> snapshotTimes;
    private transient InternalTimerService<String> timers;
    private transient MatcherFactory factory;
    private transient CurrentPlaybook current;
    private transient Core core;
    private transient Now now;
    private transient MetricCounters counters;
    private transient Map<String, AtomicLong> forAllTimes;
    private transient Emitter emitter;

    /** @param shipped the playbook of the job's submission, valid */
    PlayerOperator(Bundle shipped, Settings settings, SerializableSupplier<MatcherFactory> matchers) {
        this.shipped = InFlight.bytes(shipped);
        this.settings = settings;
        this.matchers = matchers;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        rows = context.getKeyedStateStore()
                .getState(new ValueStateDescriptor<>("row", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        playbookInForce = context.getOperatorStateStore()
                .getBroadcastState(new MapStateDescriptor<>("playbook", Types.STRING, InFlight.IN_FORCE));
        eventsForAll = context.getOperatorStateStore()
                .getBroadcastState(new MapStateDescriptor<>("events-for-all", Types.STRING, InFlight.EVENT));
        snapshotTimes = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("snapshot-times", Types.LONG));
        now = switch (settings.fresh()) {
            case WALL -> new OperatorClock(this::wall, oldest(snapshotTimes.get()), wall());
            case EVENT -> Now.OF_THE_MOMENT;
        };
    }

    /** Subtasks take their snapshots at different times, and a key may come from any of them. */
    private static long oldest(Iterable<Long> times) {
        long oldest = OperatorClock.NOT_RESTORED;
        for (long time : times) {
            oldest = Math.min(oldest, time);
        }
        return oldest;
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        snapshotTimes.update(List.of(wall()));
    }

    @Override
    public void open() throws Exception {
        super.open();
        timers = getInternalTimerService("deadlines", StringSerializer.INSTANCE, this);
        counters = new MetricCounters(getMetricGroup());
        emitter = new Emitter(
                this::emit,
                counters,
                counters.group().histogram("moment_to_decision_ms", new DescriptiveStatisticsHistogram(DELAYS_KEPT)));
        core = new Core();
        factory = matchers.get();
        current = new CurrentPlaybook(factory, settings.core());
        beginWithPlaybook();
        counters.group().gauge("playbook_version", current::version);
        forAllTimes = new HashMap<>();
        for (Map.Entry<String, PlayerEvent> known : eventsForAll.immutableEntries()) {
            showAge(known.getValue());
        }
    }

    @Override
    public void close() throws Exception {
        try {
            if (factory != null) {
                factory.close();
            }
        } finally {
            super.close();
        }
    }

    @Override
    public void processElement1(StreamRecord<Arrival> record) throws Exception {
        Arrival arrival = record.getValue();
        byte[] stored = rows.value();
        String player = arrival.event().playerId();
        StoredRow row = StoredRow.of(player, stored);
        PlayerMemory memory = row.memory(player, current.rules());
        emitter.take(arrival);
        try {
            byte[] next = play(memory, () -> core.on(memory, arrival.event(), current.rules(), now, emitter));
            store(memory, next, row, stored);
        } catch (StepFailed e) {
            emitter.refuse(DeadLetter.Reason.FAILED, e.getMessage());
            emitter.release();
            protect(player, arrival.event(), row, stored);
        }
        emitter.release();
    }

    /** The event may be the player's exclusion: that holds whatever else is broken. */
    private void protect(String player, PlayerEvent event, StoredRow row, byte[] stored) throws Exception {
        PlayerMemory memory = row.memory(player, current.rules());
        try {
            byte[] next = play(memory, () -> core.protect(memory, event, current.rules(), now, emitter));
            store(memory, next, row, stored);
        } catch (StepFailed e) {
            counters.count("protections_failed", event.type());
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, String> timer) throws Exception {
        byte[] stored = rows.value();
        if (stored == null) {
            return;
        }
        StoredRow row = StoredRow.of(timer.getKey(), stored);
        PlayerMemory memory = row.memory(timer.getKey(), current.rules());
        StoredRow pending = timer.getNamespace().equals(WAKE_UP) ? row.withoutWakeUp() : row.withoutOfferEnd();
        long time = timer.getTimestamp();
        boolean due = Math.min(memory.nextWakeUp(), memory.nextOfferEnd()) <= time;
        try {
            byte[] next = play(memory, () -> {
                if (due) {
                    core.at(memory, time, current.rules(), now, emitter);
                }
            });
            store(memory, next, pending, stored);
        } catch (StepFailed e) {
            rows.update(pending.bytes());
        }
        emitter.release();
    }

    /** The step over one player failed; his row must stay as it was, and nothing is said. */
    private static final class StepFailed extends Exception {
        private static final long serialVersionUID = 1;

        StepFailed(RuntimeException cause) {
            super("the step over it failed, and the player is as before: " + cause, cause, false, false);
        }
    }

    /**
     * The memory's bytes after one step. A failure is this player's alone: were it to end the job, the job would come back,
     * meet the same event and fail again, for ever and for everybody.
     */
    private byte[] play(PlayerMemory memory, Runnable step) throws StepFailed {
        try {
            step.run();
            return memory.encode();
        } catch (RuntimeException e) {
            LOG.error("a step of player {} failed; the player stays as before", memory.playerId(), e);
            counters.count("steps_failed", "");
            emitter.discard();
            throw new StepFailed(e);
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<String, String> timer) {
        throw new IllegalStateException("nothing here waits for the wall clock");
    }

    /**
     * @param next the memory's bytes
     * @param pending with the timers that are still to fire, and {@code stored} as it is in state; null if it is not
     */
    private void store(PlayerMemory memory, byte[] next, StoredRow pending, byte[] stored) throws Exception {
        if (!memory.isForgotten()) {
            byte[] row = new StoredRow(
                            schedule(WAKE_UP, pending.wakeUp(), memory.nextWakeUp()),
                            schedule(OFFER_END, pending.offerEnd(), memory.nextOfferEnd()),
                            next)
                    .bytes();
            if (!Arrays.equals(row, stored)) {
                rows.update(row);
            }
        } else if (stored != null) {
            cancel(WAKE_UP, pending.wakeUp());
            cancel(OFFER_END, pending.offerEnd());
            rows.clear();
        }
    }

    /** One timer per namespace and player: a pending one that comes early enough stays. Returns the pending one. */
    private long schedule(String namespace, long pending, long wanted) {
        if (wanted >= pending) {
            return pending;
        }
        cancel(namespace, pending);
        timers.registerEventTimeTimer(namespace, wanted);
        return wanted;
    }

    private void cancel(String namespace, long pending) {
        if (pending != PlayerMemory.NEVER) {
            timers.deleteEventTimeTimer(namespace, pending);
        }
    }

    @Override
    public void processElement2(StreamRecord<Control> record) throws Exception {
        Control control = record.getValue();
        if (control.playbook() != null) {
            follow(control.playbook());
        } else {
            keepForAll(control.event());
        }
    }

    private void follow(PlaybookArrival arrival) throws Exception {
        told(
                arrival.bundle() == null
                        ? CurrentPlaybook.Verdict.unreadable(arrival.error())
                        : current.consider(arrival.bundle()));
    }

    /** The one that was restored, unless the job was submitted with a newer one. */
    private void beginWithPlaybook() throws Exception {
        CurrentPlaybook.InForce restored = playbookInForce.get(IN_FORCE);
        if (restored != null) {
            told(current.restore(restored));
        }
        Bundle submitted = InFlight.bundle(shipped);
        if (current.inForce() == null || submitted.version() >= current.version()) {
            CurrentPlaybook.Verdict verdict = current.consider(submitted);
            if (current.inForce() == null) {
                throw new IllegalStateException("the playbook submitted with the job, version %d, is not valid:%n%s"
                        .formatted(verdict.version(), verdict.detail()));
            }
            told(verdict);
        }
    }

    private void told(CurrentPlaybook.Verdict verdict) throws Exception {
        switch (verdict.status()) {
            case APPLIED -> applied(verdict);
            case REFUSED -> refused(verdict);
            case IN_FORCE_ALREADY -> {}
        }
    }

    private void applied(CurrentPlaybook.Verdict verdict) throws Exception {
        playbookInForce.put(IN_FORCE, current.inForce());
        forgetWhatIsNotForAll();
        if (speaksForAll()) {
            LOG.info("playbook version {} ({}) is in force", verdict.version(), verdict.hash());
        }
        emit(status(verdict));
    }

    /** Every subtask refuses alike; one of them says so. */
    private void refused(CurrentPlaybook.Verdict verdict) {
        if (speaksForAll()) {
            LOG.warn(
                    "a playbook is refused (version {}); version {} stays in force. {}",
                    verdict.version(),
                    current.version(),
                    verdict.detail());
            counters.count("playbooks_refused", "");
            emit(status(verdict));
        }
    }

    private Output status(CurrentPlaybook.Verdict verdict) {
        long at = wall();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", verdict.version());
        fields.put("hash", verdict.hash());
        fields.put("status", verdict.status().name());
        fields.put("detail", verdict.detail());
        fields.put("subtask", (long) subtask());
        fields.put("at", at);
        return new Output(
                Output.Kind.PLAYBOOK_STATUS,
                "playbook",
                at,
                Map.of("status", verdict.status().name()),
                fields);
    }

    private void keepForAll(Arrival arrival) throws Exception {
        PlayerEvent event = arrival.event();
        EventType type = current.rules().playbook().vocabulary().type(event.type());
        if (type != null && type.forAll()) {
            PlayerEvent known = forAll(event.type());
            if (known == null || known.at() < event.at()) {
                eventsForAll.put(event.type(), event);
                showAge(event);
            }
            if (speaksForAll()) {
                counters.count("events_for_all", event.type());
            }
        } else if (speaksForAll()) {
            emitter.take(arrival);
            emitter.refuse(DeadLetter.Reason.NO_PLAYER, withoutPlayer(event, type));
            emitter.release();
        }
    }

    /** The latest event for all of a type; null if none has come. */
    PlayerEvent forAll(String type) throws Exception {
        return eventsForAll.get(type);
    }

    private static String withoutPlayer(PlayerEvent event, EventType type) {
        if (event.anonymousId() != null) {
            return "the event has an anonymous_id and no player_id, and identity is not resolved yet";
        }
        return type == null
                ? "the event has no player_id, and the vocabulary does not know its type `%s`".formatted(event.type())
                : "the event has no player_id, and `%s` is not `scope: all` in the vocabulary".formatted(event.type());
    }

    private void forgetWhatIsNotForAll() throws Exception {
        Vocabulary vocabulary = current.rules().playbook().vocabulary();
        for (Iterator<Map.Entry<String, PlayerEvent>> all = eventsForAll.iterator(); all.hasNext(); ) {
            EventType type = vocabulary.type(all.next().getKey());
            if (type == null || !type.forAll()) {
                all.remove();
            }
        }
    }

    private void showAge(PlayerEvent event) {
        forAllTimes.computeIfAbsent(event.type(), this::ageGauge).set(event.at());
    }

    private AtomicLong ageGauge(String type) {
        AtomicLong at = new AtomicLong();
        counters.group().addGroup("events_for_all", type).gauge("age_ms", () -> wall() - at.get());
        return at;
    }

    /** The first input alone drives time. */
    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        processWatermark(mark);
    }

    @Override
    public void processWatermark2(Watermark mark) {}

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
        if (input != CONTROL_INPUT) {
            processWatermarkStatus(status);
        }
    }

    private void emit(Output record) {
        output.collect(new StreamRecord<>(record, record.time()));
    }

    private boolean speaksForAll() {
        return subtask() == 0;
    }

    private int subtask() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }

    /** Milliseconds of the epoch. */
    private long wall() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }
}
