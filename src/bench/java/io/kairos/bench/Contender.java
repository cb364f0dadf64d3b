package io.kairos.bench;

import io.kairos.bench.EsperPeer.Form;
import io.kairos.event.Output;
import io.kairos.flink.Floor;
import io.kairos.flink.KairosJob;
import io.kairos.flink.KairosJob.Ends;
import io.kairos.flink.Settings;
import io.kairos.playbook.Bundle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Who is measured.
 *
 * @param patterns the most it is measured with
 */
sealed interface Contender {
    /** Every pattern there is. */
    int ALL = Integer.MAX_VALUE;

    String name();

    int patterns();

    /**
     * A Flink job.
     *
     * @param operator the name of the operators at the heart of it; the time of their tasks counts
     * @param job adds it to an environment
     */
    record OnFlink(String name, int patterns, String backend, String operator, Job job) implements Contender {
        /** Of a task's thread Flink says in its name which operators it runs. */
        Predicate<String> task() {
            return thread -> thread.startsWith(operator);
        }

        Consumer<StreamExecutionEnvironment> with(Workload workload, Ends ends) {
            return env -> job.build(workload, ends, env);
        }
    }

    /** Adds a job to an environment. */
    interface Job {
        void build(Workload workload, Ends ends, StreamExecutionEnvironment env);
    }

    /**
     * Esper, which is a library.
     *
     * @param most (pattern, player) pairs that fit on the heap, if it keeps something for each
     */
    record OnEsper(Form form, int patterns, long most) implements Contender {
        @Override
        public String name() {
            return form.words();
        }
    }

    /** The job itself, under every setting that changes its speed. */
    static List<OnFlink> kairos() {
        boolean canCache = Settings.KEYS.stream().anyMatch(key -> key.name().equals("cache.rows"));
        return canCache
                ? List.of(
                        kairos("kairos", Map.of()),
                        kairos("kairos, cache off", Map.of("cache.rows", "0")),
                        kairos("kairos, identity off", Map.of("identity.hold", "off")),
                        kairos("kairos, ordering", Map.of("ordering.wait", "500ms")),
                        kairos("kairos, recent events", Map.of("memory.recent", "10m")))
                : List.of(kairos("kairos", Map.of()));
    }

    private static OnFlink kairos(String name, Map<String, String> settings) {
        return new OnFlink(
                name,
                ALL,
                "rocksdb",
                "players",
                (workload, ends, env) -> job(workload.bundle(), ends, settings).build(env));
    }

    /**
     * The topology with a step that does nothing, or reads a row and writes it back.
     *
     * @param rowBytes 0 for no row
     * @param eventsPerRecord after so many events a decision is written; 0 for never
     */
    static OnFlink floor(String name, int rowBytes, int eventsPerRecord) {
        return new OnFlink(
                name,
                1,
                "rocksdb",
                "players",
                (workload, ends, env) ->
                        Floor.build(job(workload.bundle(), ends, Map.of()), rowBytes, eventsPerRecord, env));
    }

    /** Flink's own library. */
    static OnFlink cep(String backend, int patterns) {
        return new OnFlink(
                "flink-cep, " + (backend.equals("rocksdb") ? "RocksDB" : "heap"),
                patterns,
                backend,
                CepPeer.OPERATOR,
                (workload, ends, env) -> CepPeer.build(workload.sketches(), ends.events(), Watched.again(), env));
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

    /** A replay's job: times are those of the list. */
    static KairosJob job(Bundle playbook, Ends ends, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("time.fresh", "event");
        all.put("time.ahead", "off");
        return new KairosJob(ends, playbook, Settings.of(all));
    }
}
