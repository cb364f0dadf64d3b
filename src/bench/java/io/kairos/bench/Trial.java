package io.kairos.bench;

import io.kairos.bench.Meter.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * How a contender is measured: first it runs itself warm, then come rounds of which the median counts, and a last one
 * in which its stack is looked at. Each part takes so many events, or so long if it gets no further.
 *
 * @param warmUp events before the first round
 * @param round events of a round
 * @param seconds what a part takes at most
 */
record Trial(Cluster cluster, Feed feed, long warmUp, long round, int seconds) {
    private static final int ROUNDS = 3;
    private static final long LOOK = 2;
    private static final int CHUNK = 500;

    /**
     * What came of it.
     *
     * @param median the round whose cost per event is the middle one
     * @param records what was written per event
     * @param events of the whole run
     * @param wall of the whole run, nanoseconds
     */
    record Result(Reading median, double records, Shares shares, long events, long wall) {
        boolean isWorthShowing() {
            return median.events() > 0 && median.cpu() > 0;
        }
    }

    /**
     * Esper in this thread; making the events is not counted.
     *
     * @param most events at most, for what keeps too much on the heap
     */
    Result run(EsperPeer.Form form, Workload workload, long most) {
        long[] parts = {Math.min(warmUp, most / (ROUNDS + 1)), Math.min(round, most / (ROUNDS + 1))};
        long began = System.nanoTime();
        long next = 0;
        List<Reading> rounds = new ArrayList<>();
        try (EsperPeer esper = new EsperPeer(workload.sketches(), form, null)) {
            for (int i = 0; i <= ROUNDS; i++) {
                Reading round = pass(esper, next, parts[Math.min(i, 1)]);
                next += round.events();
                if (i > 0) {
                    rounds.add(round);
                }
            }
            sort(rounds);
            return new Result(
                    rounds.get(ROUNDS / 2),
                    (double) esper.matches() / next,
                    new Shares(),
                    next,
                    System.nanoTime() - began);
        }
    }

    private Reading pass(EsperPeer esper, long from, long events) {
        long began = System.nanoTime();
        long cpu = 0;
        long process = Meter.processCpu();
        long done = 0;
        List<Play> chunk = new ArrayList<>();
        while (done < events && System.nanoTime() - began < seconds * 1_000_000_000L) {
            chunk.clear();
            for (int i = 0; i < CHUNK; i++) {
                chunk.add(feed.at(from + done + i));
            }
            long before = Meter.ownCpu();
            chunk.forEach(esper::on);
            cpu += Meter.ownCpu() - before;
            done += CHUNK;
        }
        return new Reading(done, cpu, Meter.processCpu() - process, System.nanoTime() - began);
    }

    private static void sort(List<Reading> rounds) {
        rounds.sort(Comparator.comparingDouble(reading -> (double) reading.cpu() / Math.max(1, reading.events())));
    }

    Result run(Contender contender, Workload workload) {
        StreamExecutionEnvironment env = cluster.environment(contender.backend());
        contender.job().build(workload, feed.source(Long.MAX_VALUE), null, env);
        JobID job = cluster.submit(env);
        Meter meter = new Meter(contender.threads(), contender.operator());
        try {
            return measured(contender, job, meter);
        } finally {
            cluster.cancel(job);
        }
    }

    private Result measured(Contender contender, JobID job, Meter meter) {
        while (meter.read().events() == 0) {
            Cluster.pause(LOOK);
            cluster.hasEnded(job);
        }
        Reading first = meter.read();
        pass(meter, job, first, warmUp, null);
        List<Reading> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            Reading before = meter.read();
            rounds.add(pass(meter, job, before, round, null).since(before));
        }
        Shares shares = new Shares();
        Thread task = Meter.live(contender.threads()).get(0);
        pass(meter, job, meter.read(), round, () -> shares.look(task));
        sort(rounds);
        Reading all = meter.read().since(first);
        return new Result(
                rounds.get(ROUNDS / 2),
                (double) Counted.count() / meter.read().events(),
                shares,
                all.events(),
                all.wall());
    }

    /** Waits until so many more events are through or the time is up. */
    private Reading pass(Meter meter, JobID job, Reading from, long events, Runnable look) {
        long giveUp = from.wall() + seconds * 1_000_000_000L;
        long alive = from.wall();
        while (true) {
            Reading now = meter.read();
            if (now.events() - from.events() >= events || now.wall() >= giveUp) {
                return now;
            }
            if (now.wall() - alive > 500_000_000L) {
                cluster.hasEnded(job);
                alive = now.wall();
            }
            if (look != null) {
                look.run();
            }
            Cluster.pause(LOOK);
        }
    }
}
