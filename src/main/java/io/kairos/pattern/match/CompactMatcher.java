package io.kairos.pattern.match;

import io.kairos.event.Occurrence;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.pattern.match.Graph.Action;
import io.kairos.pattern.match.Graph.Edge;
import io.kairos.pattern.match.Graph.Kind;
import io.kairos.pattern.match.Graph.State;
import io.kairos.playbook.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Walks a graph as Flink's own automaton does, over partial matches that are each one path. A PROCEED edge is decided
 * depth first, on what had been taken before and the event at hand; whoever comes to a STOP ends with all it would have
 * become, except what is already complete; a START is waited in for ever.
 *
 * <p>An event touches only what waits in a state that can do anything with it, of these only what follows its value, and
 * of these only what is not dead.
 */
public final class CompactMatcher implements Matcher {
    private static final long NEVER = Long.MAX_VALUE;

    /** Which path began first; of two of the same events, which took more of them in earlier steps. */
    static final Comparator<Path> ORDER = ((Comparator<Path>) Path::compareArrivals).thenComparing(Path::compareSteps);

    private static final Comparator<Partial> WRITTEN =
            Comparator.comparing((Partial partial) -> partial.path, ORDER).thenComparingInt(partial -> partial.state);

    private final Graph graph;
    private final State[] states;
    private final Edge[][] edgesOf;
    private final int[] starts;

    /** Null where the conditions of the edges are their own. */
    private final Sequence sequence;

    /** By event type, the states that can do anything with it; null if all can. */
    private final Map<String, int[]> reacting;

    private final int[] all;
    private final boolean grows;
    private final Trial trial;
    private final Waiting.Found touched = new Waiting.Found();
    private final List<Partial> written = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private int[] sources = new int[8];
    private int[] proceeding = new int[8];
    private final List<Path> taken = new ArrayList<>();
    private final List<Partial> next = new ArrayList<>();
    private final List<Path> complete = new ArrayList<>();
    private final List<Path> grown = new ArrayList<>();

    /** @param sequence null where the conditions of the edges are their own */
    public CompactMatcher(Graph graph, Sequence sequence) {
        this.graph = graph;
        this.states = graph.states().toArray(State[]::new);
        this.edgesOf = graph.states().stream()
                .map(state -> state.edges().toArray(Edge[]::new))
                .toArray(Edge[][]::new);
        this.sequence = sequence;
        this.trial = new Trial(sequence);
        this.all = IntStream.range(0, states.length).toArray();
        this.starts = Arrays.stream(all)
                .filter(state -> states[state].kind() == Kind.START)
                .toArray();
        this.reacting = sequence == null ? null : reacting();
        this.grows = sequence != null && sequence.stages().stream().anyMatch(this::mayOutgrow);
    }

    private Map<String, int[]> reacting() {
        Map<String, Set<Integer>> byType = new HashMap<>();
        for (int state : all) {
            if (states[state].stage() >= 0) {
                for (String type : sequence.reactsTo(states[state].stage())) {
                    byType.computeIfAbsent(type, none -> new HashSet<>()).add(state);
                }
            }
        }
        Map<String, int[]> sorted = new HashMap<>();
        byType.forEach((type, set) ->
                sorted.put(type, set.stream().mapToInt(state -> state).sorted().toArray()));
        return sorted;
    }

    private boolean mayOutgrow(Sequence.Stage stage) {
        return sequence.isMore(stage) || sequence.isOptional(stage.step());
    }

    /** What waits, by state. */
    private static final class Begun implements Partials {
        private final Waiting[] waiting;
        private int paths;
        private long diesAt = Long.MIN_VALUE;

        Begun(int states) {
            waiting = new Waiting[states];
        }

        @Override
        public int size() {
            return paths;
        }

        @Override
        public long diesAt() {
            return diesAt;
        }

        void add(Partial partial) {
            if (waiting[partial.state] == null) {
                waiting[partial.state] = new Waiting();
            }
            waiting[partial.state].add(partial);
            diesAt = Math.max(diesAt, partial.diesAt);
            if (partial.comeToPath()) {
                paths++;
            }
        }

        void remove(Partial partial) {
            waiting[partial.state].remove(partial);
            if (partial.leavePath()) {
                paths--;
            }
        }

        void addAllTo(Waiting.Found found) {
            for (Waiting some : waiting) {
                if (some != null) {
                    some.addAllTo(found);
                }
            }
        }
    }

    @Override
    public Partials none() {
        return new Begun(states.length);
    }

    @Override
    public List<Path> on(Partials partials, Occurrence occurrence, Scope scope) {
        Begun begun = (Begun) partials;
        int[] concerned =
                reacting == null ? all : reacting.get(occurrence.event().type());
        if (concerned == null) {
            return List.of();
        }
        trial.turnTo(occurrence, scope);
        complete.clear();
        grown.clear();
        find(begun, concerned, occurrence, scope);
        try {
            for (int i = 0; i < touched.size(); i++) {
                Partial partial = touched.get(i);
                if (partial.diesAt <= occurrence.time()) {
                    begun.remove(partial);
                } else {
                    walk(begun, partial, partial.path, partial.state);
                }
            }
        } finally {
            touched.clear();
        }
        for (int start : starts) {
            if (mayConcern(start, occurrence, scope)) {
                walk(begun, null, null, start);
            }
        }
        for (Path longer : grown) {
            if (longer.waiting != null) {
                dropOutgrown(begun, longer);
            }
        }
        if (complete.isEmpty()) {
            return List.of();
        }
        List<Path> paths = new ArrayList<>(complete);
        paths.sort(ORDER);
        return paths;
    }

    private void find(Begun begun, int[] concerned, Occurrence occurrence, Scope scope) {
        boolean byValue =
                sequence != null && sequence.key().tellsFirst(occurrence.event().type());
        Object value = byValue ? sequence.key().first(occurrence.event()) : null;
        for (int state : concerned) {
            Waiting waiting = begun.waiting[state];
            if (waiting == null || waiting.size() == 0 || !mayConcern(state, occurrence, scope)) {
                continue;
            }
            if (!byValue) {
                waiting.addAllTo(touched);
            } else if (value != null) {
                waiting.addTo(touched, value);
            }
        }
    }

    private boolean mayConcern(int state, Occurrence occurrence, Scope scope) {
        return sequence == null || sequence.mayConcern(states[state].stage(), occurrence, scope);
    }

    /** @param partial null for the beginning, which stays whatever comes of it */
    private void walk(Begun begun, Partial partial, Path path, int from) {
        trial.turnTo(path);
        decide(from);
        if (partial != null
                && edges.size() == 1
                && edges.get(0).action() == Action.IGNORE
                && edges.get(0).target() == from) {
            return;
        }
        taken.clear();
        next.clear();
        boolean stopped = false;
        boolean stays = false;
        for (int i = 0; i < edges.size(); i++) {
            Edge edge = edges.get(i);
            if (states[edge.target()].kind() == Kind.STOP) {
                stopped = true;
            } else if (edge.action() == Action.IGNORE) {
                if (partial != null && edge.target() == from && !stays) {
                    stays = true;
                } else if (partial != null) {
                    come(path, edge.target());
                }
            } else {
                Path longer = take(path, sources[i]);
                come(longer, edge.target());
                int end = finalAfter(edge.target());
                if (end >= 0) {
                    come(longer, end);
                }
            }
        }
        if (partial != null && (stopped || !stays)) {
            begun.remove(partial);
        }
        if (!stopped) {
            next.forEach(begun::add);
            if (grows) {
                grown.addAll(taken);
            }
        }
    }

    /** Collects the edges along which the event goes, and the states they leave. */
    private void decide(int from) {
        edges.clear();
        int waiting = 0;
        proceeding[waiting++] = from;
        while (waiting > 0) {
            int state = proceeding[--waiting];
            for (Edge edge : edgesOf[state]) {
                if (!edge.condition().holds(trial)) {
                    continue;
                }
                if (edge.action() == Action.PROCEED) {
                    proceeding = roomFor(waiting, proceeding);
                    proceeding[waiting++] = edge.target();
                } else {
                    sources = roomFor(edges.size(), sources);
                    sources[edges.size()] = state;
                    edges.add(edge);
                }
            }
        }
    }

    private static int[] roomFor(int size, int[] list) {
        return size < list.length ? list : Arrays.copyOf(list, 2 * size);
    }

    /** The final state that can be reached without another event; -1 if there is none. */
    private int finalAfter(int target) {
        int waiting = 0;
        proceeding[waiting++] = target;
        while (waiting > 0) {
            for (Edge edge : edgesOf[proceeding[--waiting]]) {
                if (edge.action() == Action.PROCEED && edge.condition().holds(trial)) {
                    if (states[edge.target()].kind() == Kind.FINAL) {
                        return edge.target();
                    }
                    proceeding = roomFor(waiting, proceeding);
                    proceeding[waiting++] = edge.target();
                }
            }
        }
        return -1;
    }

    /** The path that goes on with the event at hand; one and the same for all edges of a state. */
    private Path take(Path path, int source) {
        for (Path known : taken) {
            if (known.state() == source) {
                return known;
            }
        }
        Path longer = sequence == null
                ? Path.free(path, source, states[source].step(), trial.occurrence())
                : sequence.take(path, source, states[source].stage(), trial.occurrence(), trial.scope());
        taken.add(longer);
        return longer;
    }

    private void come(Path path, int target) {
        if (states[target].kind() == Kind.FINAL) {
            complete.add(path);
        } else {
            next.add(new Partial(path, target, diesAt(path, target)));
        }
    }

    private long diesAt(Path path, int target) {
        if (sequence != null) {
            return sequence.diesAt(states[target].stage(), path);
        }
        long first = graph.within() > 0 ? path.first().time() + graph.within() : NEVER;
        long last = states[target].within() > 0 ? path.last().time() + states[target].within() : NEVER;
        return Math.min(first, last);
    }

    /** A loop or an optional step takes what it can: whoever waits for a later step without this event goes. */
    private void dropOutgrown(Begun begun, Path longer) {
        Sequence.Stage stage = sequence.stages().get(states[longer.state()].stage());
        Path root = null;
        if (sequence.isMore(stage)) {
            root = longer.before();
        } else if (sequence.isOptional(stage.step()) && sequence.isLastNeeded(stage)) {
            root = longer.first(longer.length() - 1 - stage.repetition());
        }
        Partial waiting = root == null ? null : root.waiting;
        while (waiting != null) {
            Partial sibling = waiting.sibling();
            if (states[waiting.state].stage() > stage.index()) {
                begun.remove(waiting);
            }
            waiting = sibling;
        }
    }

    @Override
    public void advance(Partials partials, long time, Ended ended) {
        Begun begun = (Begun) partials;
        forEach(begun, partial -> {
            if (partial.diesAt <= time) {
                begun.remove(partial);
                ended.on(partial.path, partial.diesAt, states[partial.state].kind() == Kind.PENDING);
            }
        });
    }

    private void forEach(Begun begun, Consumer<Partial> each) {
        begun.addAllTo(touched);
        try {
            touched.forEach(each);
        } finally {
            touched.clear();
        }
    }

    @Override
    public List<Path> paths(Partials partials) {
        List<Path> paths = new ArrayList<>();
        forEach((Begun) partials, partial -> {
            if (partial.path.waiting == partial) {
                paths.add(partial.path);
            }
        });
        paths.sort(ORDER);
        return paths;
    }

    @Override
    public void drop(Partials partials, Predicate<Path> chosen) {
        Begun begun = (Begun) partials;
        forEach(begun, partial -> {
            if (chosen.test(partial.path)) {
                begun.remove(partial);
            }
        });
    }

    @Override
    public void dropSame(Partials partials, Path winner) {
        Begun begun = (Begun) partials;
        Object value = Key.first(winner);
        for (Waiting waiting : begun.waiting) {
            if (waiting != null) {
                waiting.addTo(touched, value);
            }
        }
        touched.forEach(partial -> {
            if (Key.compatible(winner, partial.path)) {
                begun.remove(partial);
            }
        });
        touched.clear();
    }

    @Override
    public PathTable table() {
        return new PathTable(graph, sequence);
    }

    @Override
    public void write(Partials partials, PathTable table, RowWriter out) throws IOException {
        written.clear();
        forEach((Begun) partials, written::add);
        if (written.size() > 1) {
            written.sort(WRITTEN);
        }
        Values.writeLength(written.size(), out);
        for (int i = 0; i < written.size(); i++) {
            Partial partial = written.get(i);
            Values.writeLength(table.reference(partial.path), out);
            Values.writeLength(states[partial.state].step(), out);
            Values.writeLength(states[partial.state].repetition(), out);
        }
        written.clear();
    }

    @Override
    public Partials read(PathTable table, RowReader in) throws IOException {
        Begun begun = new Begun(states.length);
        for (int left = Values.readLength(in); left > 0; left--) {
            Path path = table.path(Values.readLength(in));
            int state = table.state(Values.readLength(in), Values.readLength(in));
            begun.add(new Partial(path, state, diesAt(path, state)));
        }
        return begun;
    }
}
