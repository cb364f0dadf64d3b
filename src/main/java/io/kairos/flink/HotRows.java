package io.kairos.flink;

import io.kairos.player.Outbox;
import io.kairos.player.PlayerMemory;
import io.kairos.player.Rules;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;

/**
 * The rows of one subtask's players: those in use stay decoded, and what happens to them is written later. A row is
 * written when it is evicted, when too many others wait to be written, when its journal is full, when there is nothing
 * better to do ({@link #writeFor}), and by {@link #writeAll}.
 *
 * <p>Nobody can tell from rows, deadlines and records that it is there. A deadline is registered when it arises, never when
 * a row is written. A step that fails leaves its row as it was: the row in state is read, and the steps since then, which the
 * row's journal remembers, are taken again in silence.
 *
 * <p>After an exception from the {@link PlayerState} nothing is lost: what was not written still waits to be.
 */
final class HotRows {
    private final Settings.Cache bounds;
    private final PlayerState state;
    private final Deadlines deadlines;
    private final Steps steps;
    private final Steps.Failures failures;
    private final Emitter out;
    private Rules rules;

    /** The least recently used first. */
    private final Map<String, HotRow> cached = new LinkedHashMap<>(16, 0.75f, true);

    /** The one that has waited longest first. */
    private final Set<HotRow> dirty = new LinkedHashSet<>();

    private long rowsWeight;
    private long journalsWeight;

    private final Counter hits = new SimpleCounter();
    private final Counter misses = new SimpleCounter();
    private final Counter writes = new SimpleCounter();
    private final Counter evictions = new SimpleCounter();

    HotRows(
            Settings.Cache bounds,
            PlayerState state,
            Deadlines deadlines,
            Steps steps,
            Steps.Failures failures,
            Emitter out) {
        this.bounds = bounds;
        this.state = state;
        this.deadlines = deadlines;
        this.steps = steps;
        this.failures = failures;
        this.out = out;
    }

    /** Other rules from now on. What is held belongs to the rules it was read under: it is written under them and let go. */
    void under(Rules next) throws Exception {
        writeAll();
        cached.clear();
        rowsWeight = 0;
        rules = next;
    }

    /** The row of a player, of whom perhaps nothing is known yet. */
    HotRow of(String player) throws Exception {
        HotRow row = cached.get(player);
        if (row != null) {
            hits.inc();
            return row;
        }
        misses.inc();
        byte[] stored = state.row(player);
        StoredRow read = StoredRow.of(player, stored);
        return new HotRow(player, stored, read, read.memory(player, rules));
    }

    /** Takes a step. If it fails, the failure is told and the row is as before, but for what protects the player. */
    void step(HotRow row, StepTaken step) throws Exception {
        if (!take(row, step) && step.isEvent()) {
            // it may be the player's exclusion: that holds whatever else is broken
            take(row, step.asProtection());
        }
    }

    /** A deadline is pending no longer: takes the step if something is due. */
    void fired(HotRow row, Deadlines.Kind kind, StepTaken step) throws Exception {
        switch (kind) {
            case WAKE_UP -> row.wakeUp = PlayerMemory.NEVER;
            case OFFER_END -> row.offerEnd = PlayerMemory.NEVER;
        }
        hold(row);
        if (row.isDue(step.time())) {
            step(row, step);
        } else {
            schedule(row);
        }
    }

    /** Whether it succeeded. With nothing cached a row is written after every step, which fails if it cannot be. */
    private boolean take(HotRow row, StepTaken step) throws Exception {
        byte[] encoded;
        try {
            steps.take(step, row.memory, rules, out);
            encoded = bounds.rows() == 0 ? steps.encode(row.memory) : null;
        } catch (RuntimeException e) {
            out.discard();
            row.memory = beforeTheStep(row);
            failures.failed(row.player, step, e);
            return false;
        }
        out.release();
        row.encoded = encoded;
        if (row.memory.isForgotten()) {
            forget(row);
        } else {
            row.journal.add(step);
            long weight = step.weight();
            row.journalWeight += weight;
            journalsWeight += weight;
            hold(row);
            schedule(row);
        }
        return true;
    }

    private PlayerMemory beforeTheStep(HotRow row) throws Exception {
        PlayerMemory memory = StoredRow.of(row.player, inState(row)).memory(row.player, rules);
        for (StepTaken step : row.journal) {
            steps.take(step, memory, rules, Silence.KEPT);
        }
        return memory;
    }

    private byte[] inState(HotRow row) throws Exception {
        return row.stored == null && row.inState ? state.row(row.player) : row.stored;
    }

    private void forget(HotRow row) throws Exception {
        deadlines.forget(row.player);
        if (row.inState) {
            state.clear(row.player);
        }
        clean(row);
        release(row);
    }

    private void hold(HotRow row) {
        if (!row.cached) {
            row.cached = true;
            cached.put(row.player, row);
            rowsWeight += row.weight();
        }
        if (!row.dirty) {
            row.dirty = true;
            dirty.add(row);
        }
    }

    private void release(HotRow row) {
        if (row.cached) {
            row.cached = false;
            cached.remove(row.player);
            rowsWeight -= row.weight();
        }
    }

    private void clean(HotRow row) {
        journalsWeight -= row.journalWeight;
        row.journalWeight = 0;
        row.journal.clear();
        row.dirty = false;
        dirty.remove(row);
    }

    private void schedule(HotRow row) {
        row.wakeUp = schedule(row, Deadlines.Kind.WAKE_UP, row.wakeUp, row.memory.nextWakeUp());
        row.offerEnd = schedule(row, Deadlines.Kind.OFFER_END, row.offerEnd, row.memory.nextOfferEnd());
    }

    /** A pending one that comes early enough stays. Returns the pending one. */
    private long schedule(HotRow row, Deadlines.Kind kind, long pending, long wanted) {
        if (wanted >= pending) {
            return pending;
        }
        deadlines.register(row.player, kind, wanted);
        return wanted;
    }

    /** After a step over {@code row}: writes and lets go until no more is held than may be. */
    void trim(HotRow row) throws Exception {
        if (row.dirty && row.isJournalFull()) {
            write(row);
        }
        while (dirty.size() > bounds.dirty() || journalsWeight > bounds.bytes() / 2) {
            write(dirty.iterator().next());
        }
        while (cached.size() > bounds.rows() || cached.size() > 1 && weight() > bounds.bytes()) {
            evict(cached.values().iterator().next());
        }
    }

    private void evict(HotRow row) throws Exception {
        if (row.dirty) {
            write(row);
        }
        release(row);
        evictions.inc();
    }

    /** Writes what has waited longest, for about so many nanoseconds: it need not be written while everybody waits. */
    void writeFor(long nanos) throws Exception {
        long end = System.nanoTime() + nanos;
        while (!dirty.isEmpty() && System.nanoTime() < end) {
            write(dirty.iterator().next());
        }
    }

    /** Writes all that waits to be written; it stays cached. */
    void writeAll() throws Exception {
        while (!dirty.isEmpty()) {
            write(dirty.iterator().next());
        }
    }

    private void write(HotRow row) throws Exception {
        byte[] memory = row.encoded != null ? row.encoded : encoded(row);
        byte[] bytes = new StoredRow(row.wakeUp, row.offerEnd, memory).bytes();
        if (!Arrays.equals(bytes, row.stored)) {
            state.write(row.player, bytes);
            writes.inc();
        }
        rowsWeight -= row.weight();
        row.size = bytes.length;
        rowsWeight += row.weight();
        row.inState = true;
        row.stored = null;
        clean(row);
    }

    private byte[] encoded(HotRow row) throws Exception {
        try {
            return steps.encode(row.memory);
        } catch (RuntimeException e) {
            return withoutWhatCannotBeEncoded(row);
        }
    }

    /** Takes the steps since the row in state again, without those after which the memory has no bytes. */
    private byte[] withoutWhatCannotBeEncoded(HotRow row) throws Exception {
        byte[] bytes = StoredRow.of(row.player, inState(row)).memory();
        for (StepTaken step : row.journal) {
            byte[] next = bytesAfter(step, row.player, bytes, Silence.KEPT);
            if (next == null && step.isEvent()) {
                next = bytesAfter(step.asProtection(), row.player, bytes, out);
                out.release();
            }
            bytes = next == null ? bytes : next;
        }
        row.memory = memory(row.player, bytes);
        schedule(row);
        return bytes == null ? steps.encode(row.memory) : bytes;
    }

    /** Null if it fails. */
    private byte[] bytesAfter(StepTaken step, String player, byte[] before, Outbox to) {
        PlayerMemory memory = memory(player, before);
        try {
            steps.take(step, memory, rules, to);
            return steps.encode(memory);
        } catch (RuntimeException e) {
            out.discard();
            failures.failed(player, step, e);
            return null;
        }
    }

    private PlayerMemory memory(String player, byte[] bytes) {
        return new StoredRow(PlayerMemory.NEVER, PlayerMemory.NEVER, bytes).memory(player, rules);
    }

    int rows() {
        return cached.size();
    }

    int dirtyRows() {
        return dirty.size();
    }

    /** As heap, as estimated, in bytes. */
    long weight() {
        return rowsWeight + journalsWeight;
    }

    /** Shows in the metrics how well it does. */
    void show(MetricCounters metrics) {
        metrics.show("row_cache", "hits", hits);
        metrics.show("row_cache", "misses", misses);
        metrics.show("row_cache", "writes", writes);
        metrics.show("row_cache", "evictions", evictions);
        metrics.group().gauge("rows_cached", this::rows);
        metrics.group().gauge("rows_dirty", this::dirtyRows);
        metrics.group().gauge("rows_cached_bytes", this::weight);
    }
}
