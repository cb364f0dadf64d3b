package io.kairos.bench;

import io.kairos.bench.Contender.OnEsper;
import io.kairos.bench.Contender.OnFlink;
import io.kairos.bench.EsperPeer.Form;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Events per CPU-second of one worker, at more and more patterns. */
@Command(
        name = "throughput",
        description = "Events per CPU-second of one worker, beside peers and floors, at more and more patterns.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true)
final class ThroughputCommand implements Callable<Integer> {
    private static final String MEMORY = "memory";
    private static final String KAFKA = "kafka";
    private static final String ADVERSARY = "adversary";
    private static final String KAIROS = "kairos";
    private static final String CEP = "flink-cep, ";
    private static final String EMPTY = "empty step";
    private static final int ROW_BYTES = 500;
    private static final int PEERS_AT = 100;
    private static final int WARM_UP_SECONDS = 20;

    /** How many patterns Esper's contexts and Flink's library are asked for at most. */
    private static final int PEERS_UP_TO = 100;

    /** Statements, each in the context of each player, for which the heap is large enough. */
    private static final long CONTEXTS = 200_000;

    @Option(
            names = "--patterns",
            split = ",",
            paramLabel = "N",
            description = "How many patterns (default: ${DEFAULT-VALUE}).")
    private List<Integer> patterns = List.of(1, 10, 100, 1000);

    @Option(names = "--players", paramLabel = "N", description = "How many players (default: ${DEFAULT-VALUE}).")
    private int players = 50_000;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "Events of a round; a contender runs four (default: ${DEFAULT-VALUE}).")
    private long events = 200_000;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Events before the first round, for the JVM has compiled what matters after some millions"
                    + " (default: ${DEFAULT-VALUE}, or what 20 s allow).")
    private long warmUp = 2_000_000;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "What a round takes at most (default: ${DEFAULT-VALUE}).")
    private int seconds = 8;

    @Option(
            names = "--cep-seconds",
            paramLabel = "N",
            description = "The same of flink-cep, which gets slower as it runs (default: ${DEFAULT-VALUE}).")
    private int cepSeconds = 12;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "Only contenders whose names begin like this: kairos, empty, bare, flink-cep, Esper.")
    private List<String> only = List.of();

    @Option(names = "--no-kafka", description = "Leave the table with Kafka out.")
    private boolean noKafka;

    @Option(names = "--no-adversary", description = "Leave the hostile player out.")
    private boolean noAdversary;

    @Option(names = "--profile", description = "Show for each contender which code its time is spent in.")
    private boolean profile;

    @Spec
    private CommandSpec spec;

    private Report report;
    private Feed feed;

    @Override
    public Integer call() throws Exception {
        requirePositive("--patterns", patterns.stream().mapToInt(n -> n).min().orElse(0));
        requirePositive("--players", players);
        requirePositive("--events", events);
        requirePositive("--warm-up", warmUp);
        requirePositive("--seconds", seconds);
        requirePositive("--cep-seconds", cepSeconds);
        report = new Report(spec.commandLine().getOut(), profile);
        feed = new Feed(1, players);
        report.say(
                "%,d players by Zipf 1.1, the busiest with %.0f %% of the events; %,d events a round after %,d to warm up,"
                        + " three rounds, the median counts; checkpoints every second%n",
                players, 100 * feed.busiest(), events, warmUp);
        List<Load> loads = loads();
        report.loads(loads);
        try (Cluster cluster = Cluster.start()) {
            sameMatches(new SameMatches(cluster, feed));
            Trial trial = new Trial(cluster, feed, warmUp, events, Math.max(seconds, WARM_UP_SECONDS), seconds);
            inMemory(trial);
            if (!noAdversary && isAsked(KAIROS)) {
                adversary(trial);
            }
            if (!noKafka) {
                withKafka(trial);
            }
        }
        targets(loads);
        report.write(Path.of(System.getProperty("kairos.home", "."), "target", "bench", "throughput.csv"));
        return 0;
    }

    private void requirePositive(String option, long value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), option + " must be at least 1, but is " + value);
        }
    }

    private List<Load> loads() {
        List<Load> loads = new ArrayList<>();
        for (int n : patterns) {
            loads.add(Load.of(Workload.of(n), feed, 2 * events, seconds));
        }
        return loads;
    }

    private boolean isAsked(String contender) {
        return only.isEmpty() || only.stream().anyMatch(contender::startsWith);
    }

    private List<Contender> contenders() {
        List<Contender> all = new ArrayList<>(Contender.kairos());
        all.add(new OnEsper(Form.JOINED, Contender.ALL, Long.MAX_VALUE));
        all.add(new OnEsper(Form.CONTEXT, PEERS_UP_TO, CONTEXTS));
        all.add(Contender.cep("hashmap", PEERS_UP_TO));
        all.add(Contender.cep("rocksdb", PEERS_UP_TO));
        all.removeIf(contender -> !isAsked(contender.name()));
        return all;
    }

    private List<OnFlink> floors() {
        List<OnFlink> all = new ArrayList<>();
        all.add(Contender.floor(EMPTY, 0, 0));
        all.add(Contender.floor("bare row, " + ROW_BYTES + " B", ROW_BYTES, 0));
        all.removeIf(contender -> !isAsked(contender.name()));
        return all;
    }

    /** Twice each family for everybody; all the patterns for those who can. */
    private void sameMatches(SameMatches same) {
        int few = 20;
        int many = patterns.stream().mapToInt(Integer::intValue).max().orElse(1);
        for (Contender contender : contenders()) {
            check(same, contender, few, 10_000);
            if (many > few && contender.patterns() == Contender.ALL) {
                check(same, contender, many, 10_000);
            }
        }
    }

    private void check(SameMatches same, Contender contender, int n, long head) {
        report.say(
                "%-26s finds the %d matches of %d patterns in the first %,d events, and no others",
                contender.name(), same.require(contender, Workload.of(n), head), n, head);
    }

    private void inMemory(Trial trial) {
        report.table(
                "In memory: CPU time of the task around the step (of flink-cep: of its operators; of Esper: of its thread)");
        for (int n : patterns) {
            for (Contender contender : contenders()) {
                if (n <= contender.patterns()) {
                    boolean slow = contender.name().startsWith(CEP);
                    report.row(
                            MEMORY,
                            n,
                            contender.name(),
                            (slow ? trial.lasting(cepSeconds) : trial).run(contender, Workload.of(n)));
                } else {
                    report.say("%8d  %-26s not run: it does not get this far", n, contender.name());
                }
            }
        }
        for (OnFlink floor : floors()) {
            report.row(MEMORY, 0, floor.name(), trial.run(floor, Workload.of(1)));
        }
    }

    private void adversary(Trial trial) {
        report.table("A hostile player: cost of a bet that may end what he has begun");
        Adversary adversary = new Adversary(trial);
        for (int starts : List.of(1, Adversary.STARTS)) {
            report.row(ADVERSARY, 2, name(starts), adversary.run(starts));
            report.say("%8s  his row: %,d bytes", "", Adversary.row(starts));
        }
    }

    private static String name(int starts) {
        return "%,d begun per pattern".formatted(starts);
    }

    private void withKafka(Trial trial) throws IOException {
        int n = patternsWithKafka();
        report.table("Kafka and Avro in and out: CPU time of everything but the broker");
        try (WithKafka kafka = WithKafka.start(trial)) {
            List<OnFlink> contenders = new ArrayList<>(Contender.kairos());
            contenders.removeIf(contender -> !isAsked(contender.name()));
            if (!contenders.isEmpty()) {
                // the clients are not compiled yet: one run that nobody sees
                kafka.run(contenders.get(0), Workload.of(n));
            }
            int eventsPerRecord = 0;
            for (OnFlink contender : contenders) {
                Trial.Result result = kafka.run(contender, Workload.of(n));
                eventsPerRecord = (int) Math.round(1 / result.records());
                report.row(KAFKA, n, contender.name(), result);
            }
            if (isAsked(EMPTY)) {
                OnFlink empty = Contender.floor(EMPTY, 0, eventsPerRecord);
                report.row(KAFKA, 0, EMPTY, kafka.run(empty, Workload.of(1)));
            }
        }
    }

    private int patternsWithKafka() {
        return patterns.contains(PEERS_AT) ? PEERS_AT : patterns.get(0);
    }

    private void targets(List<Load> loads) {
        report.say("");
        report.say("Targets");
        report.costTarget("cost of 100 patterns, against that of 1", MEMORY, 100, KAIROS, 1, KAIROS, 1.5, false);
        report.costTarget("cost of 1,000 patterns, against that of 1", MEMORY, 1000, KAIROS, 1, KAIROS, 3, false);
        targetAgainst(CEP + "RocksDB", 1000);
        report.cost(
                "cost of %sheap at 100 patterns, against kairos".formatted(CEP),
                MEMORY,
                PEERS_AT,
                CEP + "heap",
                PEERS_AT,
                KAIROS);
        for (Form form : Form.values()) {
            targetAgainst(form.words(), 3);
        }
        report.target(
                "bytes of the pattern section of a player, mean of the worst row above",
                loads.stream()
                        .mapToDouble(load -> load.weights().patterns().mean())
                        .max()
                        .orElse(Double.NaN),
                500,
                false);
        report.costTarget(
                "cost of an event with 10,000 begun on its key, against 1",
                ADVERSARY,
                2,
                name(Adversary.STARTS),
                2,
                name(1),
                2,
                false);
        report.target(
                "events per CPU-second with Kafka",
                report.perCpuSecond(KAFKA, patternsWithKafka(), KAIROS),
                100_000,
                true);
        report.target(
                "of those of the empty step, per cent",
                100 * report.perCpuSecond(KAFKA, patternsWithKafka(), KAIROS) / report.perCpuSecond(KAFKA, 0, EMPTY),
                60,
                true);
    }

    private void targetAgainst(String peer, double target) {
        report.costTarget(
                "cost of %s at 100 patterns, against kairos".formatted(peer),
                MEMORY,
                PEERS_AT,
                peer,
                PEERS_AT,
                KAIROS,
                target,
                true);
    }
}
