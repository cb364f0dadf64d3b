package io.kairos.bench;

import io.kairos.event.Arrival;
import io.kairos.event.Output;
import io.kairos.flink.Floor;
import io.kairos.flink.KairosJob;
import io.kairos.flink.KairosJob.Ends;
import io.kairos.flink.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Flink job that is measured.
 *
 * @param operator the name of the operators at the heart of it; the time of their tasks counts
 */
record Contender(String name, String backend, String operator, Job job) {
    private static final int ROW_BYTES = 500;

    /** Adds the job to an environment; what it writes goes to {@code watcher}, which may be null. */
    interface Job {
        void build(
                Workload workload,
                Source<Arrival, ?, ?> events,
                Consumer<Object> watcher,
                StreamExecutionEnvironment env);
    }

    /** Of a task's thread Flink says in its name which operators it runs. */
    Predicate<String> threads() {
        return name -> name.startsWith(operator);
    }

    /** The job itself, under every setting that changes its speed. */
    static List<Contender> kairos() {
        boolean canCache = Settings.KEYS.stream().anyMatch(key -> key.name().equals("cache.rows"));
        return canCache
                ? List.of(kairos("kairos", Map.of()), kairos("kairos, cache off", Map.of("cache.rows", "0")))
                : List.of(kairos("kairos", Map.of()));
    }

    private static Contender kairos(String name, Map<String, String> settings) {
        return new Contender(
                name,
                "rocksdb",
                "players",
                (workload, feed, watcher, env) ->
                        job(workload, feed, watcher, settings).build(env));
    }

    /** The topology with a step that does nothing. */
    static Contender emptyStep() {
        return floor("empty step", 0);
    }

    /** The topology with a step that reads a row and writes it back. */
    static Contender bareRow() {
        return floor("bare row, " + ROW_BYTES + " B", ROW_BYTES);
    }

    private static Contender floor(String name, int rowBytes) {
        return new Contender(
                name,
                "rocksdb",
                "players",
                (workload, events, watcher, env) ->
                        Floor.build(job(workload, events, watcher, Map.of()), rowBytes, 0, env));
    }

    /** Flink's own library. */
    static Contender cep(String backend) {
        return new Contender(
                "flink-cep, " + (backend.equals("rocksdb") ? "RocksDB" : "heap"),
                backend,
                CepPeer.OPERATOR,
                (workload, events, watcher, env) ->
                        CepPeer.build(workload.sketches(), events, Counted.<String>anew(watcher), env));
    }

    /** A match in the words of {@link Simulation#match}, from what one of these jobs has written; null if it is none. */
    static String match(Object written) {
        if (written instanceof Output output) {
            return output.kind() == Output.Kind.DECISION ? match(output) : null;
        }
        return written.toString();
    }

    private static String match(Output decision) {
        List<String> ids = new ArrayList<>();
        for (Object taken : (List<?>) decision.fields().get("matched")) {
            ids.add(((Map<?, ?>) taken).get("event_id").toString());
        }
        return Simulation.match(decision.fields().get("pattern").toString(), ids);
    }

    private static KairosJob job(
            Workload workload, Source<Arrival, ?, ?> events, Consumer<Object> watcher, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("time.fresh", "event");
        all.put("time.ahead", "off");
        Ends ends = new Ends(events, 1, null, Counted.<Output>anew(watcher));
        return new KairosJob(ends, workload.bundle(), Settings.of(all));
    }
}
