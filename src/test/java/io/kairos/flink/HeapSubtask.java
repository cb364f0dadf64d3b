package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.Counters;
import io.kairos.event.DeadLetter;
import io.kairos.event.Output;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.PlaybookReader;
import io.kairos.playbook.Reading;
import io.kairos.player.ForAll;
import io.kairos.player.Outbox;
import io.kairos.player.PlayerMemory;
import io.kairos.player.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** The rows of one subtask without Flink: what the operator does, in a few lines. */
final class HeapSubtask {
    final HeapState state = new HeapState();
    final List<Output> said = new ArrayList<>();
    final Map<String, Integer> counts = new TreeMap<>();

    /** Steps taken so far, also those taken again. */
    int taken;

    /** Whose memory has no bytes; null if everybody's has. */
    String cannotBeEncoded;

    /** After which step nobody's memory has bytes. */
    StepTaken.Kind cannotBeEncodedAfter;

    /** No event can be stepped over. */
    boolean broken;

    private final MatcherFactory matchers;
    private Settings settings;
    private final Counters counters = (counter, of) -> counts.merge(counter + " " + of, 1, Integer::sum);
    private Emitter emitter;
    private Rules rules;
    private ForAll forAll = ForAll.NOTHING;
    private long wall;
    Deadlines deadlines;
    HotRows rows;

    HeapSubtask(Bundle playbook, Settings settings, MatcherFactory matchers) throws Exception {
        this.settings = settings;
        this.matchers = matchers;
        this.rules = rules(playbook);
        starts(OperatorClock.NOT_RESTORED);
    }

    private Rules rules(Bundle bundle) {
        Reading reading = PlaybookReader.read(bundle);
        if (reading.playbook() == null) {
            throw new AssertionError(reading.problems());
        }
        return rules == null
                ? Rules.of(reading.playbook(), matchers, settings.core())
                : Rules.of(reading.playbook(), matchers, settings.core(), rules.lineages(), rules);
    }

    private void starts(long snapshotAt) throws Exception {
        OperatorClock clock = new OperatorClock(snapshotAt, wall);
        emitter = new Emitter(
                said::add,
                tally -> {},
                left -> forAll = forAll.with(left),
                counters,
                new DescriptiveStatisticsHistogram(10));
        deadlines = new Deadlines();
        state.rows.forEach((player, row) -> deadlines.restore(player, StoredRow.of(player, row)));
        rows = new HotRows(
                settings.cache(), state, deadlines, new Stumbled(new CoreSteps(clock, clock)), this::failed, emitter);
        rows.under(rules);
    }

    HeapSubtask wallIs(long time) {
        wall = time;
        return this;
    }

    HeapSubtask reads(Arrival... arrivals) throws Exception {
        for (Arrival arrival : arrivals) {
            HotRow row = rows.of(arrival.event().playerId());
            emitter.take(arrival);
            rows.step(row, StepTaken.on(arrival, wall, forAll));
            rows.trim(row);
        }
        return this;
    }

    /** Something that concerns everybody. */
    HeapSubtask hears(Arrival ofNobody) {
        forAll = forAll.with(ofNobody.event());
        return this;
    }

    HeapSubtask timeIs(long time) throws Exception {
        for (Deadlines.Deadline due = deadlines.takeDue(time); due != null; due = deadlines.takeDue(time)) {
            HotRow row = rows.of(due.player());
            if (row.isKnown()) {
                rows.fired(row, due.kind(), StepTaken.at(due.time(), wall, forAll));
                rows.trim(row);
            }
        }
        return this;
    }

    HeapSubtask hears(Bundle playbook) throws Exception {
        rules = rules(playbook);
        rows.under(rules);
        return this;
    }

    /** Stops with a savepoint and starts from it. */
    HeapSubtask restarts() throws Exception {
        return restarts(settings);
    }

    HeapSubtask restarts(Settings next) throws Exception {
        rows.writeAll();
        settings = next;
        starts(wall);
        return this;
    }

    private void failed(String player, StepTaken step, RuntimeException why) {
        counters.count("failed", step.kind() + " of " + player);
        if (step.kind() == StepTaken.Kind.EVENT) {
            emitter.take(step.arrival());
            emitter.refuse(DeadLetter.Reason.FAILED, why.getMessage());
            emitter.release();
        }
    }

    private final class Stumbled implements Steps {
        private final Steps sound;
        private StepTaken.Kind last;

        Stumbled(Steps sound) {
            this.sound = sound;
        }

        @Override
        public void take(StepTaken step, PlayerMemory memory, Rules under, Outbox out) {
            taken++;
            last = step.kind();
            sound.take(step, memory, under, out);
            if (broken) {
                throw new IllegalStateException("stumbled");
            }
        }

        @Override
        public byte[] encode(PlayerMemory memory) {
            if (memory.playerId().equals(cannotBeEncoded) || last != null && last == cannotBeEncodedAfter) {
                throw new IllegalStateException("no bytes for " + memory.playerId());
            }
            return sound.encode(memory);
        }
    }
}
