package io.kairos.pattern.match;

import io.kairos.event.Occurrence;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.pattern.match.Graph.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The paths of one pattern and player in a row: each is the one it goes on from, and one event more. */
public final class PathTable {
    private static final long AT_ONCE = Long.MIN_VALUE;

    private final Graph graph;
    private final Sequence sequence;
    private final List<Path> paths = new ArrayList<>();

    /** A path is in the table if it has been marked with this. */
    private Object mark = new Object();

    PathTable(Graph graph, Sequence sequence) {
        this.graph = graph;
        this.sequence = sequence;
    }

    void clear() {
        paths.clear();
        mark = new Object();
    }

    /** The reference of a path, which is added if it is new. */
    int reference(Path path) {
        if (path.table != mark) {
            int known = paths.size();
            for (Path at = path; at != null && at.table != mark; at = at.before()) {
                at.table = mark;
                paths.add(at);
            }
            Collections.reverse(paths.subList(known, paths.size()));
            for (int i = known; i < paths.size(); i++) {
                paths.get(i).reference = i;
            }
        }
        return path.reference;
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

    void write(EventPool.Part events, RowWriter out) throws IOException {
        Values.writeLength(paths.size(), out);
        for (int i = 0; i < paths.size(); i++) {
            Path path = paths.get(i);
            State state = graph.states().get(path.state());
            Values.writeLength(path.before() == null ? 0 : path.before().reference + 1, out);
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

    void read(EventPool.Part events, RowReader in) throws IOException {
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
