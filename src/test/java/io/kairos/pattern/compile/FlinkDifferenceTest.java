package io.kairos.pattern.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.kairos.pattern.match.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.cep.Event;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.NFAState;
import org.apache.flink.cep.nfa.State;
import org.apache.flink.cep.nfa.StateTransition;
import org.apache.flink.cep.nfa.StateTransitionAction;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBuffer;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferAccessor;
import org.apache.flink.cep.pattern.MalformedPatternException;
import org.apache.flink.cep.time.TimerService;
import org.apache.flink.cep.utils.TestSharedBuffer;
import org.apache.flink.cep.utils.TestTimerService;
import org.junit.jupiter.api.Test;

/**
 * Whatever small pattern of Flink's meets whatever small stream, the compact matcher finds what Flink's own automaton
 * finds, and times out what it times out. What is matched goes through bytes at random places.
 */
class FlinkDifferenceTest {
    /** The pattern of seed 0 is the first; others are tried with {@code -Dfuzz.first=5000}. */
    private static final int FIRST = Integer.getInteger("fuzz.first", 0);

    private static final int PATTERNS = Integer.getInteger("fuzz.patterns", 5_000);
    private static final int STREAMS_PER_PATTERN = 20;

    /** A stream is over when so many partial matches have begun: a few patterns double them with every event. */
    private static final int MANY = 200;

    private static final TimerService CLOCK = new TestTimerService();

    /** @param written whether all goes through bytes after it */
    private record Fed(Event event, long time, boolean written) {
        @Override
        public String toString() {
            return event.getName() + event.getId() + "(" + (int) event.getPrice() + ")@" + time + (written ? "|" : "");
        }
    }

    private record Seen(List<String> matches, List<String> timeouts) {
        Seen() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void match(Map<String, List<Event>> match) {
            matches.add(shown(match));
        }

        void timeout(Map<String, List<Event>> match, long at, boolean sayWhen) {
            timeouts.add(shown(match) + (sayWhen ? "@" + at : ""));
        }

        Seen sorted() {
            Collections.sort(matches);
            Collections.sort(timeouts);
            return this;
        }

        private static String shown(Map<String, List<Event>> match) {
            Map<String, List<Integer>> ids = new TreeMap<>();
            match.forEach((stage, events) ->
                    ids.put(stage, events.stream().map(Event::getId).toList()));
            return ids.toString();
        }
    }

    /** What Flink compiles and then cannot run, so that there is nothing to compare with. */
    private enum Flaw {
        /** A repeated group that may be empty: Flink's automaton proceeds in a circle for ever. */
        NEVER_ENDS,
        /** A stop before the first event: Flink's automaton forgets its beginning there and never matches again. */
        STOPS_AT_THE_BEGINNING,
        /** Some greedy loops with an {@code until}: Flink's compiler leaves an edge without a target. */
        LEADS_NOWHERE
    }

    @Test
    void theCompactMatcherFindsAndTimesOutWhatFlinksAutomatonDoes() throws Exception {
        Tally tally = new Tally();
        for (int seed = FIRST; seed < FIRST + PATTERNS; seed++) {
            Random random = new Random(seed);
            Shape shape = Shape.random(random);
            NFA<Event> automaton = automaton(shape);
            while (automaton == null) {
                shape = Shape.random(random);
                automaton = automaton(shape);
            }
            compare(seed, shape, automaton, random, tally);
        }
        assertThat(tally.matches)
                .as("matches in all, so that something was compared")
                .isGreaterThan(10L * PATTERNS);
        assertThat(tally.timeouts).as("timeouts in all").isGreaterThan(10L * PATTERNS);
    }

    private static final class Tally {
        private long matches;
        private long timeouts;
    }

    private static void compare(int seed, Shape shape, NFA<Event> automaton, Random random, Tally tally)
            throws Exception {
        SharedBuffer<Event> buffer = TestSharedBuffer.createTestBuffer(Event.createTypeSerializer());
        try {
            long from = 1;
            for (int i = 0; i < STREAMS_PER_PATTERN; i++) {
                List<Fed> stream = stream(random, from);
                from = stream.get(stream.size() - 1).time + 1_000;
                String difference = difference(shape, automaton, buffer, stream, tally);
                if (difference != null) {
                    fail("seed %d: %s meets %s%n%s%nsmaller: %s"
                            .formatted(seed, shape, stream, difference, shrunk(shape, stream)));
                }
            }
        } finally {
            buffer.releaseCacheStatisticsTimer();
        }
    }

    /** Null if Flink does not take such a pattern, or cannot run it. */
    private static NFA<Event> automaton(Shape shape) {
        try {
            NFA<Event> automaton = CompactWalk.compile(shape.pattern());
            return flaw(automaton) == null ? automaton : null;
        } catch (MalformedPatternException | UnsupportedOperationException | IllegalArgumentException e) {
            return null;
        }
    }

    private static Flaw flaw(NFA<Event> automaton) {
        for (State<Event> state : automaton.getStates()) {
            Set<State<Event>> reached = new HashSet<>();
            Deque<State<Event>> waiting = new ArrayDeque<>(List.of(state));
            while (!waiting.isEmpty()) {
                for (StateTransition<Event> edge : waiting.pop().getStateTransitions()) {
                    if (edge.getTargetState() == null) {
                        return Flaw.LEADS_NOWHERE;
                    }
                    if (edge.getAction() == StateTransitionAction.PROCEED && reached.add(edge.getTargetState())) {
                        waiting.add(edge.getTargetState());
                    }
                }
            }
            if (reached.contains(state)) {
                return Flaw.NEVER_ENDS;
            }
            if (state.isStart() && reached.stream().anyMatch(State::isStop)) {
                return Flaw.STOPS_AT_THE_BEGINNING;
            }
        }
        return null;
    }

    private static List<Fed> stream(Random random, long from) {
        List<Fed> stream = new ArrayList<>();
        long time = from;
        int size = 5 + random.nextInt(6);
        for (int i = 0; i < size; i++) {
            time += new long[] {0, 1, 1, 2, 4}[random.nextInt(5)];
            Event event = new Event(i, String.valueOf("abcd".charAt(random.nextInt(4))), random.nextInt(4));
            stream.add(new Fed(event, time, random.nextBoolean()));
        }
        return stream;
    }

    /** What the two say differently, in words; null if nothing. */
    private static String difference(
            Shape shape, NFA<Event> nfa, SharedBuffer<Event> buffer, List<Fed> stream, Tally tally) throws Exception {
        NFAState state = nfa.createInitialNFAState();
        CompactWalk<Event> walk = new CompactWalk<>(nfa, CLOCK);
        boolean sayWhen = !shape.hasBothWindows();
        for (Fed fed : stream) {
            Seen theirs = theirs(nfa, state, buffer, fed, sayWhen);
            Seen ours = ours(walk, fed, sayWhen);
            if (!theirs.equals(ours)) {
                return "at " + fed + " Flink finds " + theirs + ", the compact matcher " + ours;
            }
            tally.matches += theirs.matches.size();
            tally.timeouts += theirs.timeouts.size();
            if (state.getPartialMatches().size() > MANY) {
                return null;
            }
        }
        return null;
    }

    private static Seen theirs(NFA<Event> nfa, NFAState state, SharedBuffer<Event> buffer, Fed fed, boolean sayWhen)
            throws Exception {
        Seen seen = new Seen();
        AfterMatchSkipStrategy noSkip = AfterMatchSkipStrategy.noSkip();
        SharedBufferAccessor<Event> accessor = buffer.getAccessor();
        try {
            Tuple2<Collection<Map<String, List<Event>>>, Collection<Tuple2<Map<String, List<Event>>, Long>>> ended =
                    nfa.advanceTime(accessor, state, fed.time, noSkip);
            ended.f0.forEach(seen::match);
            ended.f1.forEach(timeout -> seen.timeout(timeout.f0, timeout.f1, sayWhen));
            nfa.process(accessor, state, fed.event, fed.time, noSkip, CLOCK).forEach(seen::match);
        } finally {
            accessor.close();
        }
        return seen.sorted();
    }

    private static Seen ours(CompactWalk<Event> walk, Fed fed, boolean sayWhen) throws Exception {
        Seen seen = new Seen();
        walk.advance(fed.time, (path, at, complete) -> {
            if (complete) {
                seen.match(walk.match(path));
            } else {
                seen.timeout(walk.match(path), at, sayWhen);
            }
        });
        for (Path path : walk.on(fed.event)) {
            seen.match(walk.match(path));
        }
        if (fed.written) {
            walk.throughBytes();
        }
        return seen.sorted();
    }

    /** The smallest pattern and stream found that still differ. */
    private static String shrunk(Shape shape, List<Fed> stream) throws Exception {
        Shape smallest = shape;
        List<Fed> shortest = stream;
        String difference = alone(shape, stream);
        for (boolean better = true; better; ) {
            better = false;
            for (Shape smaller : smallest.smaller()) {
                String still = alone(smaller, shortest);
                if (still != null) {
                    smallest = smaller;
                    difference = still;
                    better = true;
                    break;
                }
            }
            for (int i = 0; i < shortest.size(); i++) {
                List<Fed> shorter = new ArrayList<>(shortest);
                shorter.remove(i);
                String still = alone(smallest, shorter);
                if (still != null) {
                    shortest = shorter;
                    difference = still;
                    better = true;
                    break;
                }
            }
        }
        return smallest + "\n     " + shortest + "\n     " + difference;
    }

    private static String alone(Shape shape, List<Fed> stream) throws Exception {
        NFA<Event> automaton = automaton(shape);
        if (automaton == null) {
            return null;
        }
        SharedBuffer<Event> buffer = TestSharedBuffer.createTestBuffer(Event.createTypeSerializer());
        try {
            return difference(shape, automaton, buffer, stream, new Tally());
        } finally {
            buffer.releaseCacheStatisticsTimer();
        }
    }
}
