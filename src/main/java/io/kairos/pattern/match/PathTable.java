package io.kairos.pattern.match;

import io.kairos.event.Occurrence;
import io.kairos.event.Values;
import io.kairos.pattern.match.Graph.State;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The paths of one pattern and player in a row: each is the one it goes on from, and one event more. */
public final class PathTable {
    private static final long AT_ONCE = Long.MIN_VALUE;

    private final Graph graph;
    private final Sequence sequence;
    private final List<Path> paths = new ArrayList<>();
    private final Map<Path, Integer> references = new IdentityHashMap<>();

    PathTable(Graph graph, Sequence sequence) {
        this.graph = graph;
        this.sequence = sequence;
    }

    /** The reference of a path, which is added if it is new. */
    int reference(Path path) {
        List<Path> added = new ArrayList<>();
        for (Path at = path; at != null && !references.containsKey(at); at = at.before()) {
            added.add(at);
        }
        for (int i = added.size() - 1; i >= 0; i--) {
            references.put(added.get(i), paths.size());
            paths.add(added.get(i));
        }
        return references.get(path);
    }

    Path path(int reference) throws IOException {
        if (reference >= paths.size()) {
            throw new IOException("path " + reference + " of " + paths.size());
        }
        return paths.get(reference);
    }

    /** The state that a row calls so. */
    int state(int step, int repetition) throws IOException {
        List<State> states = graph.states();
        for (int i = 0; i < states.size(); i++) {
            if (states.get(i).step() == step && states.get(i).repetition() == repetition) {
                return i;
            }
        }
        throw new IOException("no repetition " + repetition + " of step " + step);
    }

    void write(EventPool.Part events, DataOutput out) throws IOException {
        Values.writeLength(paths.size(), out);
        for (Path path : paths) {
            State state = graph.states().get(path.state());
            Values.writeLength(path.before() == null ? 0 : references.get(path.before()) + 1, out);
            Values.writeLength(state.step(), out);
            Values.writeLength(state.repetition(), out);
            Values.writeLength(events.reference(path.last()), out);
            boolean waits = path.notBefore() != AT_ONCE;
            out.writeBoolean(waits);
            if (waits) {
                Values.writeLong(path.notBefore(), out);
            }
        }
    }

    void read(EventPool.Part events, DataInput in) throws IOException {
        for (int left = Values.readLength(in); left > 0; left--) {
            int before = Values.readLength(in);
            int state = state(Values.readLength(in), Values.readLength(in));
            Occurrence occurrence = events.get(Values.readLength(in));
            long notBefore = in.readBoolean() ? Values.readLong(in) : AT_ONCE;
            paths.add(path(before == 0 ? null : path(before - 1), state, occurrence, notBefore));
        }
    }

    private Path path(Path before, int state, Occurrence occurrence, long notBefore) {
        int step = graph.states().get(state).step();
        return sequence == null
                ? Path.free(before, state, step, occurrence)
                : new Path(
                        before,
                        state,
                        step,
                        occurrence,
                        notBefore,
                        sequence.key().followedAfter(before, occurrence.event()));
    }
}
