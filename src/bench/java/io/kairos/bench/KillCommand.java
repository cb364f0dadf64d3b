package io.kairos.bench;

import io.kairos.bench.Meter.Reading;
import io.kairos.event.Arrival;
import io.kairos.event.Origin;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.flink.InFlight;
import io.kairos.flink.KairosJob;
import io.kairos.flink.KairosJob.Ends;
import io.kairos.flink.Settings;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.PlaybookArrival;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long the kill switch takes, and what the stream notices of it. */
@Command(
        name = "kill",
        description = {
            "Many open offers, a steady stream beside them, and then a playbook that stops everything: how long until the last"
                    + " offer is withdrawn, and how long the stream's events wait before, meanwhile and after.",
            "",
            "One worker, RocksDB, a checkpoint every ten seconds. An event's time runs from when it was meant to be sent until its"
                    + " decision is written."
        },
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true)
final class KillCommand implements Callable<Integer> {
    /** Of the switch that this process throws; the job runs in it too. */
    private static volatile boolean thrown;

    /** When the stream began, nanoseconds; 0 as long as offers are being opened. */
    private static volatile long began;

    private static final long CHECK_MILLIS = 200;

    /** As the job's own default has it. */
    private static final long CHECKPOINT_MILLIS = 10_000;

    private static final int AWAIT_SECONDS = 120;
    private static final int TARGET_MILLIS = 5_000;
    private static final int STREAM_PLAYERS = 20_000;
    private static final int PLAYBOOKS_A_SECOND = 200;

    @Option(names = "--offers", paramLabel = "N", description = "Open offers (default: ${DEFAULT-VALUE}).")
    private int offers = 100_000;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Events a second beside them (default: ${DEFAULT-VALUE}).")
    private int rate = 5_000;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Of the stream before and after the switch, each (default: ${DEFAULT-VALUE}).")
    private int seconds = 20;

    @Spec
    private CommandSpec spec;

    private final AtomicInteger issued = new AtomicInteger();
    private final AtomicInteger withdrawn = new AtomicInteger();
    private final AtomicLong lastWithdrawn = new AtomicLong();
    private Waits waits;

    /** Microseconds by the second of the stream in which an event was meant to be sent. */
    private record Waits(long[] meant, int[] micros, AtomicInteger size) {
        static Waits of(int most) {
            return new Waits(new long[most], new int[most], new AtomicInteger());
        }

        void add(long meantAt, long now) {
            int at = size.getAndIncrement();
            if (at < meant.length) {
                meant[at] = meantAt;
                micros[at] = (int) TimeUnit.NANOSECONDS.toMicros(now - meantAt);
            }
        }

        int[] between(long from, long to) {
            int known = Math.min(size.get(), meant.length);
            int[] found = new int[known];
            int size = 0;
            for (int i = 0; i < known; i++) {
                if (meant[i] >= from && meant[i] < to) {
                    found[size++] = micros[i];
                }
            }
            int[] sorted = Arrays.copyOf(found, size);
            Arrays.sort(sorted);
            return sorted;
        }
    }

    @Override
    public Integer call() throws Exception {
        if (offers < 1 || rate < 1 || seconds < 1) {
            throw new ParameterException(spec.commandLine(), "--offers, --rate and --seconds must be at least 1");
        }
        thrown = false;
        began = 0;
        waits = Waits.of(rate * (2 * seconds + 600));
        try (Cluster cluster = Cluster.start()) {
            StreamExecutionEnvironment env = cluster.environment("rocksdb");
            env.enableCheckpointing(CHECKPOINT_MILLIS);
            new KairosJob(ends(), playbook(1, "fresh: 5s"), Settings.of(Map.of("time.fresh", "event"))).build(env);
            JobID job = cluster.submit(env);
            measure(cluster, job);
            cluster.cancel(job);
        }
        return 0;
    }

    private void measure(Cluster cluster, JobID job) {
        await(cluster, job, () -> issued.get() >= offers);
        say("%,d offers are open; %,d events a second beside them", offers, rate);
        began = System.nanoTime();
        Cluster.pause(TimeUnit.SECONDS.toMillis(seconds));
        Meter meter = new Meter(thread -> thread.startsWith("players"), "players");
        Reading start = meter.read();
        Cluster.pause(TimeUnit.SECONDS.toMillis(seconds));
        Reading before = meter.read().since(start);
        long switched = System.nanoTime();
        thrown = true;
        start = meter.read();
        await(cluster, job, () -> withdrawn.get() >= offers);
        Reading meanwhile = meter.read().since(start);
        long obeyed = lastWithdrawn.get();
        Cluster.pause(TimeUnit.SECONDS.toMillis(seconds));
        long millis = TimeUnit.NANOSECONDS.toMillis(obeyed - switched);
        say(
                "%,d offers withdrawn, the last one %,d ms after the switch (target: at most %,d ms): %s",
                withdrawn.get(), millis, TARGET_MILLIS, millis <= TARGET_MILLIS ? "met" : "MISSED");
        double stream = before.cpu() * (double) meanwhile.events() / before.events();
        say(
                "CPU time of the task: %.1f us an event of the stream before, %.1f us a withdrawn offer",
                before.microsPerEvent(), (meanwhile.cpu() - stream) / 1e3 / offers);
        say("");
        say("%-12s %10s %9s %9s %9s %9s", "the stream", "events", "p50 ms", "p99 ms", "p99.9 ms", "max ms");
        line("before", waits.between(switched - TimeUnit.SECONDS.toNanos(seconds), switched));
        line("meanwhile", waits.between(switched, obeyed));
        line("after", waits.between(obeyed, System.nanoTime()));
    }

    private void line(String when, int[] micros) {
        if (micros.length == 0) {
            say("%-12s %10s", when, "none");
            return;
        }
        say(
                "%-12s %,10d %9.1f %9.1f %9.1f %9.1f",
                when, micros.length, at(micros, 0.5), at(micros, 0.99), at(micros, 0.999), at(micros, 1));
    }

    private static double at(int[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))] / 1_000.0;
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Cluster cluster, JobID job, Condition condition) {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(AWAIT_SECONDS);
        while (!condition.holds()) {
            cluster.hasEnded(job);
            if (System.nanoTime() > giveUp) {
                throw new IllegalStateException("nothing came of it within " + AWAIT_SECONDS + " s");
            }
            Cluster.pause(CHECK_MILLIS);
        }
    }

    private void say(String line, Object... values) {
        spec.commandLine().getOut().printf(Locale.ROOT, line + "%n", values);
        spec.commandLine().getOut().flush();
    }

    private Ends ends() {
        return new Ends(
                new DataGeneratorSource<>(new Play(offers, rate), Long.MAX_VALUE, InFlight.ARRIVAL),
                1,
                new DataGeneratorSource<>(
                        new Published(),
                        Long.MAX_VALUE,
                        RateLimiterStrategy.perSecond(PLAYBOOKS_A_SECOND),
                        InFlight.PLAYBOOK),
                Watched.by(this::written));
    }

    private void written(Object record) {
        Output output = (Output) record;
        switch (output.kind()) {
            case OFFER -> {
                if (output.fields().get("status").equals("ISSUED")) {
                    issued.incrementAndGet();
                } else {
                    lastWithdrawn.set(System.nanoTime());
                    withdrawn.incrementAndGet();
                }
            }
            case DECISION -> {
                if (output.fields().get("pattern").equals("pulse")) {
                    Map<?, ?> event = (Map<?, ?>) ((List<?>) output.fields().get("matched")).get(0);
                    waits.add(Long.parseLong((String) event.get("event_id")), System.nanoTime());
                }
            }
            case TAG_CHANGE, DEAD_LETTER, PLAYBOOK_STATUS, OFFER_STATS -> {}
        }
    }

    private static Bundle playbook(long version, String policy) {
        Map<String, String> files = new HashMap<>();
        files.put(
                "events.yaml",
                "events: { looked: { actor: player, attributes: { what: string } }, pulsed: { actor: player }, went: { actor: player } }");
        files.put(
                "features.yaml",
                "features: { looks: { count: looked, over: 10m }, pace: { gap: looked, last: 20 }, seen: { latest: what, of: looked } }");
        files.put(
                "offers.yaml",
                "offers: { hint: { class: information, lasts: 60m, channels: [in_app], message: \"You saw {seen}.\" } }");
        files.put(
                "patterns/look.yaml",
                "pattern: look\nsequence: [{ on: looked }]\nunless: \"looks > 99\"\noffers: [hint]\nbecause: You looked.\nuntil: went\n");
        files.put("patterns/pulse.yaml", "pattern: pulse\nsequence: [{ on: pulsed }]\n");
        files.put("policy.yaml", policy);
        return new Bundle(version, "bench", "", files);
    }

    /** First everybody looks once, as fast as the job can; then others pulse, each at the time it is meant to. */
    private static final class Play implements GeneratorFunction<Long, Arrival> {
        private static final long serialVersionUID = 1;
        private final int offers;
        private final int rate;
        private long pulses;

        Play(int offers, int rate) {
            this.offers = offers;
            this.rate = rate;
        }

        @Override
        public Arrival map(Long index) {
            if (index < offers) {
                return arrival("look-" + index, "player-" + index, "looked", Map.of("what", "the sea"));
            }
            if (began == 0) {
                Cluster.pause(1);
                return Arrival.heartbeat(Origin.NOWHERE, System.currentTimeMillis());
            }
            long meant = began + pulses++ * TimeUnit.SECONDS.toNanos(1) / rate;
            for (long left = meant - System.nanoTime(); left > 0; left = meant - System.nanoTime()) {
                LockSupport.parkNanos(left); // the task needs the processor more than the source does
            }
            return arrival(Long.toString(meant), "pulse-" + pulses % STREAM_PLAYERS, "pulsed", Map.of());
        }

        private static Arrival arrival(String id, String player, String type, Map<String, Object> attributes) {
            long now = System.currentTimeMillis();
            return Arrival.of(Origin.NOWHERE, PlayerEvent.of(id, player, type, now, attributes));
        }
    }

    /** The playbook that is in force again and again, and from the switch on the one that stops everything. */
    private static final class Published implements GeneratorFunction<Long, PlaybookArrival> {
        private static final long serialVersionUID = 1;

        @Override
        public PlaybookArrival map(Long index) {
            return PlaybookArrival.of(
                    thrown ? playbook(2, "kill: { everything: true }") : playbook(1, "fresh: 5s"), Origin.NOWHERE);
        }
    }
}
