package io.kairos.bench;

import io.kairos.bench.Contender.OnEsper;
import io.kairos.bench.Contender.OnFlink;
import io.kairos.bench.Meter.Reading;
import io.kairos.flink.KairosJob.Ends;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * How a contender is measured: first it runs itself warm, then come rounds of which the median counts, and a last one
 * in which its stack is looked at. Each part takes so many events, or so long if it gets no further.
 *
 * @param warmUp events before the first round
 * @param round events of a round
 * @param warmUpSeconds what warming up takes at most
 * @param seconds what a round takes at most
 */
record Trial(Cluster cluster, Feed feed, long warmUp, long round, int warmUpSeconds, int seconds) {
    private static final int ROUNDS = 3;
    private static final long LOOK_MILLIS = 2;
    private static final int CHUNK = 500;
    private static final long CHECK = TimeUnit.MILLISECONDS.toNanos(500);

    /**
     * What came of it.
     *
     * @param median the round whose cost per event is the middle one
     * @param records what was written per event
     * @param threads those that worked most, with their CPU time
     * @param events of the whole run
     * @param wall of the whole run, nanoseconds
     * @param onDisk bytes of state that RocksDB had on disk at the end
     */
    record Result(Reading median, double records, Shares shares, String threads, long events, long wall, long onDisk) {}

    /** Events it needs when it is not stopped by time. */
    long events() {
        return warmUp + (ROUNDS + 1) * round;
    }

    /** The same with more time. */
    Trial lasting(int seconds) {
        return new Trial(cluster, feed, warmUp, round, seconds, seconds);
    }

    /** With everything in memory. */
    Result run(Contender contender, Workload workload) {
        if (contender instanceof OnEsper esper) {
            return run(esper, workload);
        }
        OnFlink flink = (OnFlink) contender;
        Ends ends = new Ends(feed.source(Long.MAX_VALUE), 1, null, Watched.byNobody());
        return run(flink.backend(), flink.task(), flink.operator(), flink.with(workload, ends));
    }

    /**
     * A job that does not end by itself.
     *
     * @param threads names of those whose time counts
     * @param operator whose events count; threads that begin with its name are looked at
     */
    Result run(
            String backend,
            Predicate<String> threads,
            String operator,
            Consumer<StreamExecutionEnvironment> contender) {
        StreamExecutionEnvironment env = cluster.environment(backend);
        contender.accept(env);
        JobID job = cluster.submit(env);
        try {
            return measured(job, new Meter(threads, operator), operator);
        } finally {
            cluster.cancel(job);
        }
    }

    private Result measured(JobID job, Meter meter, String operator) {
        while (meter.read().events() == 0) {
            cluster.hasEnded(job);
            Cluster.pause(LOOK_MILLIS);
        }
        Reading first = meter.read();
        pass(meter, job, first, warmUp, warmUpSeconds, null);
        List<Reading> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            Reading before = meter.read();
            rounds.add(pass(meter, job, before, round, seconds, null).since(before));
        }
        Shares shares = new Shares();
        Thread task = Meter.live(name -> name.startsWith(operator)).get(0);
        Reading last = pass(meter, job, meter.read(), round, seconds, () -> shares.look(task));
        return new Result(
                median(rounds),
                (double) Gauges.recordsOut(operator) / last.events(),
                shares,
                meter.busiest(),
                last.events(),
                last.since(first).wall(),
                cluster.stateOnDisk());
    }

    /** Waits until so many more events are through or the time is up. */
    private Reading pass(Meter meter, JobID job, Reading from, long events, int most, Runnable look) {
        long checked = from.wall();
        while (true) {
            Reading now = meter.read();
            if (now.events() - from.events() >= events || now.wall() - from.wall() >= TimeUnit.SECONDS.toNanos(most)) {
                return now;
            }
            if (now.wall() - checked > CHECK) {
                cluster.hasEnded(job);
                checked = now.wall();
            }
            if (look != null) {
                look.run();
            }
            Cluster.pause(LOOK_MILLIS);
        }
    }

    /** In this thread; making the events is not counted. */
    private Result run(OnEsper contender, Workload workload) {
        long began = System.nanoTime();
        List<Reading> rounds = new ArrayList<>();
        Set<String> players = new HashSet<>();
        long most = contender.most() / workload.sketches().size();
        try (EsperPeer esper = new EsperPeer(workload.sketches(), contender.form(), null)) {
            long next = pass(esper, 0, warmUp, players, most / 2).events();
            for (int i = 0; i < ROUNDS; i++) {
                Reading round = pass(esper, next, this.round, players, most / 2 + most * (i + 1) / (2 * ROUNDS));
                next += round.events();
                rounds.add(round);
            }
            return new Result(
                    median(rounds),
                    (double) esper.matches() / next,
                    new Shares(),
                    "",
                    next,
                    System.nanoTime() - began,
                    0);
        }
    }

    private Reading pass(EsperPeer esper, long from, long events, Set<String> players, long most) {
        long began = System.nanoTime();
        long process = Meter.processCpu();
        long cpu = 0;
        long done = 0;
        List<Play> chunk = new ArrayList<>();
        do {
            chunk.clear();
            for (int i = 0; i < CHUNK; i++) {
                Play play = feed.at(from + done + i);
                players.add(play.player);
                chunk.add(play);
            }
            long before = Meter.ownCpu();
            chunk.forEach(esper::on);
            cpu += Meter.ownCpu() - before;
            done += CHUNK;
        } while (done < events
                && players.size() < most
                && System.nanoTime() - began < TimeUnit.SECONDS.toNanos(seconds));
        return new Reading(done, cpu, Meter.processCpu() - process, System.nanoTime() - began);
    }

    private static Reading median(List<Reading> rounds) {
        rounds.sort(Comparator.comparingDouble(Reading::microsPerEvent));
        return rounds.get(rounds.size() / 2);
    }
}
