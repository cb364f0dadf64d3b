package io.kairos.bench;

import io.kairos.bench.Contender.OnEsper;
import io.kairos.bench.Contender.OnFlink;
import io.kairos.flink.KairosJob.Ends;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Contenders that find something else are not comparable: all are asked for the matches in the head of the list. */
record SameMatches(Cluster cluster, Feed feed) {
    private static final int SHOWN = 3;

    /**
     * How many matches there are.
     *
     * @throws IllegalStateException if the contender finds others; it names some
     */
    int require(Contender contender, Workload workload, long events) {
        Set<String> found = contender instanceof OnEsper esper
                ? found(esper.form(), workload, events)
                : found((OnFlink) contender, workload, events);
        return require(contender.name(), found, workload, events);
    }

    private Set<String> found(OnFlink contender, Workload workload, long events) {
        Set<String> found = ConcurrentHashMap.newKeySet();
        StreamExecutionEnvironment env = cluster.environment(contender.backend());
        Ends ends = new Ends(feed.source(events), 1, null, Watched.by(written -> add(found, written)));
        contender.with(workload, ends).accept(env);
        JobID job = cluster.submit(env);
        while (!cluster.hasEnded(job)) {
            Cluster.pause(5);
        }
        return found;
    }

    private Set<String> found(EsperPeer.Form form, Workload workload, long events) {
        Set<String> found = new HashSet<>();
        try (EsperPeer esper = new EsperPeer(workload.sketches(), form, found::add)) {
            for (long i = 0; i < events; i++) {
                esper.on(feed.at(i));
            }
        }
        return found;
    }

    private static void add(Set<String> found, Object written) {
        String match = Contender.match(written);
        if (match != null) {
            found.add(match);
        }
    }

    private int require(String name, Set<String> found, Workload workload, long events) {
        Set<String> expected = Simulation.matches(workload.sketches(), feed, events);
        if (!found.equals(expected)) {
            throw new IllegalStateException(
                    "%s finds %d matches of %d patterns in %d events, but there are %d; it misses %s and adds %s"
                            .formatted(
                                    name,
                                    found.size(),
                                    workload.sketches().size(),
                                    events,
                                    expected.size(),
                                    some(expected, found),
                                    some(found, expected)));
        }
        return expected.size();
    }

    private static List<String> some(Set<String> of, Set<String> without) {
        Set<String> rest = new TreeSet<>(of);
        rest.removeAll(without);
        return rest.stream().limit(SHOWN).toList();
    }
}
