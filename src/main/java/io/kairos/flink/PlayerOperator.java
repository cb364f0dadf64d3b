package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.Carried;
import io.kairos.event.DeadLetter;
import io.kairos.event.Origin;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Purse;
import io.kairos.offer.Tally;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.EventType;
import io.kairos.playbook.PlaybookArrival;
import io.kairos.player.CarryOver;
import io.kairos.player.Now;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.SerializableSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step of the core per event and per deadline: takes the player's row, calls the core, keeps the row, which is written
 * before the next snapshot at the latest, emits what it was given and registers deadlines. The second input brings to every
 * subtask alike what concerns everybody: playbooks, and events without a player. It neither moves nor holds time.
 */
final class PlayerOperator extends AbstractStreamOperator<Output>
        implements TwoInputStreamOperator<Arrival, Control, Output>, Rendezvous.Taking {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(PlayerOperator.class);

    private static final int CONTROL_INPUT = 1;
    private static final int DELAYS_KEPT = 1_000;
    static final String ROW = "row";
    static final String IN_FORCE = "in-force";

    /** What became of offers, one by one, for the statistics. */
    static final OutputTag<Tally> TALLIES = new OutputTag<>("offer-tallies", InFlight.TALLY);

    private final byte[] shipped;
    private final Settings settings;
    private final SerializableSupplier<MatcherFactory> matchers;

    private transient ValueState<byte[]> rows;
    private transient BroadcastState<String, CurrentPlaybook.InForce> playbookInForce;
    private transient BroadcastState<String, PlayerEvent> latestForAll;
    private transient ListState<Long> snapshotTimes;
    private transient Budgets budgets;
    private transient Deadlines deadlines;
    private transient MatcherFactory factory;
    private transient CurrentPlaybook current;
    private transient OperatorClock clock;
    private transient HotRows hot;
    private transient MetricCounters counters;
    private transient EventsForAll forAll;
    private transient Rendezvous rendezvous;
    private transient Erasures erasures;
    private transient long watermark;
    private transient Idleness idleness;
    private transient Emitter emitter;
    private transient KillWalk killWalk;

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
                .getState(new ValueStateDescriptor<>(ROW, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        playbookInForce = context.getOperatorStateStore().getBroadcastState(playbookState());
        latestForAll = context.getOperatorStateStore()
                .getBroadcastState(new MapStateDescriptor<>("events-for-all", Types.STRING, InFlight.EVENT));
        snapshotTimes = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("snapshot-times", Types.LONG));
        budgets = new Budgets(context.getOperatorStateStore()
                .getUnionListState(
                        new ListStateDescriptor<>("budgets", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO)));
        clock = new OperatorClock(oldest(snapshotTimes.get()), wall());
        deadlines = new Deadlines();
        if (context.isRestored()) {
            FormerTimers.delete(this);
            restoreDeadlines();
        }
    }

    private void restoreDeadlines() throws Exception {
        KeyedStateBackend<String> state = getKeyedStateBackend();
        long begun = System.nanoTime();
        int read = 0;
        try (Stream<String> players = state.getKeys(ROW, VoidNamespace.INSTANCE)) {
            for (Iterator<String> each = players.iterator(); each.hasNext(); ) {
                String player = each.next();
                state.setCurrentKey(player);
                deadlines.restore(player, StoredRow.of(player, rows.value()));
                read++;
            }
        }
        LOG.info(
                "{} rows were read for {} deadlines in {} ms",
                read,
                deadlines.pending(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }

    /** Filled with this subtask's share: that of its players. */
    private Purse purse() throws Exception {
        TaskInfo task = getRuntimeContext().getTaskInfo();
        int all = task.getMaxNumberOfParallelSubtasks();
        int own = KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                        all, task.getNumberOfParallelSubtasks(), subtask())
                .getNumberOfKeyGroups();
        return budgets.purse(own, all);
    }

    static MapStateDescriptor<String, CurrentPlaybook.InForce> playbookState() {
        return new MapStateDescriptor<>("playbook", Types.STRING, InFlight.IN_FORCE);
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
        if (rendezvous.waiting() > 0) {
            throw new IllegalStateException(rendezvous.waiting()
                    + " players wait for what is to be carried over, but the snapshot begins; checkpoints must be"
                    + " exactly-once and aligned");
        }
        if (hot.dirtyRows() > 0) {
            throw new IllegalStateException(hot.dirtyRows()
                    + " rows are not written, but the snapshot begins; prepareSnapshotPreBarrier must come first");
        }
        super.snapshotState(context);
        snapshotTimes.update(List.of(wall()));
        budgets.write(forAll.known().purse(), speaksForAll());
    }

    @Override
    public void open() throws Exception {
        super.open();
        counters = new MetricCounters(getMetricGroup());
        emitter = new Emitter(
                this::emit,
                tally -> output.collect(TALLIES, new StreamRecord<>(tally, tally.at())),
                purse -> forAll.keep(purse),
                counters,
                counters.group().histogram("moment_to_decision_ms", new DescriptiveStatisticsHistogram(DELAYS_KEPT)));
        hot = new HotRows(
                settings.cache(), playerState(), deadlines, new CoreSteps(clock, now()), this::failed, emitter);
        hot.show(counters);
        idleness = new Idleness(getContainingTask()
                .getEnvironment()
                .getMetricGroup()
                .getIOMetricGroup()
                .getIdleTimeMsPerSecond()::getAccumulatedCount);
        rendezvous = new Rendezvous(this);
        erasures = new Erasures();
        watermark = Long.MIN_VALUE;
        killWalk = new KillWalk(getProcessingTimeService(), this::withdrawStopped);
        counters.group().gauge("kill_waiting", killWalk::left);
        forAll = new EventsForAll(latestForAll, counters, this::wall, this::decidingTime);
        forAll.keep(purse());
        factory = matchers.get();
        current = new CurrentPlaybook(factory, settings.core());
        beginWithPlaybook();
        counters.group().gauge("playbook_version", current::version);
        counters.group().gauge("deadlines_pending", deadlines::pending);
    }

    private PlayerState playerState() {
        PlayerState state = new KeyedPlayerState(this, rows);
        Settings.Cache cache = settings.cache();
        if (cache.rows() == 0 || cache.warm() == 0) {
            return state;
        }
        WarmRows warm = new WarmRows(cache.warm(), state);
        warm.show(counters);
        return warm;
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

    private Now now() {
        return switch (settings.fresh()) {
            case WALL -> clock;
            case EVENT -> Now.OF_THE_MOMENT;
        };
    }

    /** Where every moment is fresh, it is decided when it happens. */
    private long decidingTime() {
        return switch (settings.fresh()) {
            case WALL -> wall();
            case EVENT -> watermark;
        };
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
        super.prepareSnapshotPreBarrier(checkpoint);
        hot.writeAll();
    }

    @Override
    public void finish() throws Exception {
        hot.writeAll();
        super.finish();
    }

    @Override
    public void processElement1(StreamRecord<Arrival> record) throws Exception {
        if (settings.identity() == null) {
            on(record.getValue());
        } else {
            rendezvous.on(record.getValue());
        }
    }

    @Override
    public void on(Arrival arrival) throws Exception {
        step(StepTaken.on(arrival, wall(), forAll.known()), arrival);
        PlayerEvent event = arrival.event();
        if (event.erases()) {
            erasures.add(event.playerId(), event.at(), watermark);
        }
    }

    @Override
    public void linked(Arrival by, Carried carried) throws Exception {
        CarryOver.take(carried.events(), by.event(), new CarriedInto(by));
    }

    @Override
    public void direct(Arrival arrival, Carried carried) throws Exception {
        for (PlayerEvent event : carried.events()) {
            if (erasures.cover(carried.playerId(), event.at())) {
                counters.count("anonymous", "erased");
            } else {
                Arrival known = Arrival.of(arrival.origin(), event);
                step(StepTaken.on(known, wall(), forAll.known()), known);
            }
        }
    }

    /** Takes what is carried over step by step: each can fail for itself, and is remembered for itself. */
    private final class CarriedInto implements CarryOver<Exception> {
        private final Arrival by;

        CarriedInto(Arrival by) {
            this.by = by;
        }

        @Override
        public void at(long time) throws Exception {
            step(StepTaken.at(time, wall(), forAll.known()), by);
        }

        @Override
        public void carriedOver(PlayerEvent event, long knownAt) throws Exception {
            Arrival carried = Arrival.of(Origin.NOWHERE, event);
            step(StepTaken.carriedOver(carried, knownAt, wall(), forAll.known()), carried);
        }

        @Override
        public void caughtUp(long knownAt) throws Exception {
            step(StepTaken.caughtUp(knownAt, wall(), forAll.known()), by);
        }

        @Override
        public void on(PlayerEvent event) throws Exception {
            PlayerOperator.this.on(by);
        }
    }

    private void step(StepTaken step, Arrival arrival) throws Exception {
        HotRow row = hot.of(arrival.event().playerId());
        emitter.take(arrival);
        hot.step(row, step);
        hot.trim(row);
    }

    int deadlinesPending() {
        return deadlines.pending();
    }

    private void fire(Deadlines.Deadline due) throws Exception {
        HotRow row = hot.of(due.player());
        if (row.isKnown()) {
            hot.fired(row, due.kind(), StepTaken.at(due.time(), wall(), forAll.known()));
            hot.trim(row);
        }
    }

    /**
     * The player is as before. A failure is this player's alone: were it to end the job, the job would come back, meet the
     * same event and fail again, for ever and for everybody.
     */
    private void failed(String player, StepTaken step, RuntimeException why) {
        LOG.error("a step of player {} failed; the player stays as before", player, why);
        counters.count("steps_failed", "");
        switch (step.kind()) {
            case EVENT, CARRIED_OVER -> {
                emitter.take(step.arrival());
                emitter.refuse(
                        DeadLetter.Reason.FAILED, "the step over it failed, and the player is as before: " + why);
                emitter.release();
            }
            case PROTECTION ->
                counters.count("protections_failed", step.arrival().event().type());
            case CAUGHT_UP, DEADLINE -> {}
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
        hot.under(current.rules());
        playbookInForce.put(IN_FORCE, current.inForce());
        forAll.under(current.rules().playbook().vocabulary());
        forAll.under(current.rules().playbook().policy().budgets());
        killWalk.begin(
                current.rules().playbook().policy().kill().isNothing()
                        ? List.of()
                        : deadlines.players(Deadlines.Kind.OFFER_END));
        if (speaksForAll()) {
            LOG.info("playbook version {} ({}) is in force", verdict.version(), verdict.hash());
        }
        emit(status(verdict));
    }

    /** The step does it, as any step of this player would. */
    private void withdrawStopped(String player) throws Exception {
        HotRow row = hot.of(player);
        if (row.isKnown() && row.memory.hasOpenWhatIsStopped(current.rules())) {
            hot.step(row, StepTaken.at(Math.max(watermark, row.memory.clock()), wall(), forAll.known()));
            hot.trim(row);
        }
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
            forAll.keep(event);
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
        return forAll.of(type);
    }

    private static String withoutPlayer(PlayerEvent event, EventType type) {
        if (event.anonymousId() != null) {
            return "the event has an anonymous_id and no player_id, and identity.hold is `off`";
        }
        return type == null
                ? "the event has no player_id, and the vocabulary does not know its type `%s`".formatted(event.type())
                : "the event has no player_id, and `%s` is not `scope: all` in the vocabulary".formatted(event.type());
    }

    /** The first input alone drives time. What the task was idle is used to write rows, so that few are left for a barrier. */
    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        watermark = mark.getTimestamp();
        erasures.timeIs(watermark);
        for (Deadlines.Deadline due = deadlines.takeDue(watermark); due != null; due = deadlines.takeDue(watermark)) {
            fire(due);
        }
        processWatermark(mark);
        hot.writeFor(idleness.share());
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
