package org.apache.flink.cep.utils;

import io.kairos.event.Occurrence;
import io.kairos.pattern.compile.CompactWalk;
import io.kairos.pattern.match.MatcherRow;
import io.kairos.pattern.match.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.flink.cep.Event;
import org.apache.flink.cep.nfa.ComputationState;
import org.apache.flink.cep.nfa.DeweyNumber;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.NFAState;
import org.apache.flink.cep.nfa.State;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.nfa.aftermatch.Skipping;
import org.apache.flink.cep.nfa.sharedbuffer.EventId;
import org.apache.flink.cep.nfa.sharedbuffer.NodeId;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBuffer;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.time.TimerService;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Takes the place of Flink's harness of this name, through which Flink's own CEP tests feed an automaton: here they feed
 * the compact matcher, and between every two events all it knows goes through the bytes of a row.
 *
 * <p>What belongs to a host is done here as Flink's does it: skip strategies, and the matches they hold back.
 */
public final class NFATestHarness {
    private static final Comparator<Path> BEGAN_FIRST = Comparator.comparing(NFATestHarness::start);

    private static long events;

    private final NFA<Event> nfa;
    private final NFAState readBack;
    private final Skipping skipping;
    private final CompactWalk<Event> walk;

    private NFATestHarness(
            NFA<Event> nfa, NFAState readBack, AfterMatchSkipStrategy skipStrategy, TimerService timerService) {
        this.nfa = nfa;
        this.readBack = readBack;
        this.skipping = new Skipping(skipStrategy);
        this.walk = new CompactWalk<>(nfa, timerService);
    }

    /** How many events have come to a compact matcher this way. */
    public static long events() {
        return events;
    }

    public static NFATestHarnessBuilderPattern forPattern(Pattern<Event, ?> pattern) {
        return new NFATestHarnessBuilderPattern(pattern);
    }

    public static NFATestHarnessBuilderNFA forNFA(NFA<Event> nfa) {
        return new NFATestHarnessBuilderNFA(nfa);
    }

    public List<List<Event>> feedRecords(List<StreamRecord<Event>> records) throws Exception {
        List<List<Event>> matches = new ArrayList<>();
        for (StreamRecord<Event> event : records) {
            matches.addAll(feedRecord(event));
        }
        return matches;
    }

    public List<List<Event>> feedRecord(StreamRecord<Event> event) throws Exception {
        List<List<Event>> matches = new ArrayList<>();
        for (Map<String, List<Event>> match : consumeRecord(event)) {
            List<Event> taken = new ArrayList<>();
            match.values().forEach(taken::addAll);
            matches.add(taken);
        }
        return matches;
    }

    public Collection<Map<String, List<Event>>> consumeRecords(Collection<StreamRecord<Event>> records)
            throws Exception {
        List<Map<String, List<Event>>> matches = new ArrayList<>();
        for (StreamRecord<Event> event : records) {
            matches.addAll(consumeRecord(event));
        }
        return matches;
    }

    public Collection<Map<String, List<Event>>> consumeRecord(StreamRecord<Event> event) throws Exception {
        events++;
        List<Map<String, List<Event>>> matches = new ArrayList<>();
        List<Path> ended = new ArrayList<>();
        walk.advance(event.getTimestamp(), (path, at, complete) -> {
            if (complete) {
                ended.add(path);
            }
        });
        complete(ended, matches);
        complete(walk.on(event.getValue()), matches);
        walk.throughBytes();
        if (readBack != null) {
            readBack.setNewPartialMatches(partialMatches());
        }
        return matches;
    }

    private static EventId start(Path path) {
        return Skipping.id(path.first());
    }

    /** A match that skips waits for whatever began before it, and prunes when it is given out. */
    private void complete(List<Path> paths, List<Map<String, List<Event>>> matches) {
        PriorityQueue<Path> complete = new PriorityQueue<>(BEGAN_FIRST);
        complete.addAll(walk.held());
        complete.addAll(paths);
        walk.held().clear();
        while (!complete.isEmpty() && !waits(complete.peek())) {
            Path match = complete.poll();
            EventId prunedBy = skipping.prunedBy(walk.occurrences(match));
            if (prunedBy != null) {
                walk.drop(path -> isPruned(path.first(), prunedBy));
                complete.removeIf(path -> isPruned(path.first(), prunedBy));
            }
            matches.add(walk.match(match));
        }
        while (!complete.isEmpty()) {
            walk.held().add(complete.poll());
        }
    }

    private boolean isPruned(Occurrence first, EventId prunedBy) {
        return skipping.isPruned(first, prunedBy);
    }

    private boolean waits(Path match) {
        return skipping.isSkipping()
                && walk.waits().stream().anyMatch(wait -> BEGAN_FIRST.compare(wait.path(), match) < 0);
    }

    /** Where the partial matches are; there is no buffer that these could point into. */
    private PriorityQueue<ComputationState> partialMatches() {
        PriorityQueue<ComputationState> partialMatches = new PriorityQueue<>(NFAState.COMPUTATION_STATE_COMPARATOR);
        for (MatcherRow.Wait wait : walk.waits()) {
            Path path = wait.path();
            partialMatches.add(ComputationState.createState(
                    walk.state(wait.state()),
                    new NodeId(Skipping.id(path.last()), walk.state(path.state())),
                    new DeweyNumber(1),
                    path.first().time(),
                    path.last().time(),
                    start(path)));
        }
        nfa.getStates().stream()
                .filter(State::isStart)
                .forEach(start -> partialMatches.add(ComputationState.createStartState(start.getName())));
        return partialMatches;
    }

    public abstract static class NFATestHarnessBuilderBase {
        AfterMatchSkipStrategy afterMatchSkipStrategy;
        TimerService timerService = new TestTimerService();

        NFATestHarnessBuilderBase(AfterMatchSkipStrategy skipStrategy) {
            this.afterMatchSkipStrategy = skipStrategy;
        }

        /** What a test sees in a buffer of Flink's is not the compact matcher's doing. */
        public NFATestHarnessBuilderBase withSharedBuffer(SharedBuffer<Event> buffer) {
            throw new UnsupportedOperationException(
                    "the compact matcher has no " + buffer.getClass().getSimpleName());
        }

        public NFATestHarnessBuilderBase withAfterMatchSkipStrategy(AfterMatchSkipStrategy skipStrategy) {
            this.afterMatchSkipStrategy = skipStrategy;
            return this;
        }

        public NFATestHarnessBuilderBase withTimerService(TimerService service) {
            this.timerService = service;
            return this;
        }

        public abstract NFATestHarness build();
    }

    public static class NFATestHarnessBuilderPattern extends NFATestHarnessBuilderBase {
        private final Pattern<Event, ?> pattern;

        NFATestHarnessBuilderPattern(Pattern<Event, ?> pattern) {
            super(pattern.getAfterMatchSkipStrategy());
            this.pattern = pattern;
        }

        /** What has timed out is never asked for. */
        public NFATestHarnessBuilderBase withTimeoutHandling() {
            return this;
        }

        @Override
        public NFATestHarness build() {
            return new NFATestHarness(CompactWalk.compile(pattern), null, afterMatchSkipStrategy, timerService);
        }
    }

    public static class NFATestHarnessBuilderNFA extends NFATestHarnessBuilderBase {
        private final NFA<Event> nfa;
        private NFAState readBack;

        NFATestHarnessBuilderNFA(NFA<Event> nfa) {
            super(AfterMatchSkipStrategy.noSkip());
            this.nfa = nfa;
        }

        public NFATestHarnessBuilderBase withNFAState(NFAState state) {
            this.readBack = state;
            return this;
        }

        @Override
        public NFATestHarness build() {
            return new NFATestHarness(nfa, readBack, afterMatchSkipStrategy, timerService);
        }
    }
}
