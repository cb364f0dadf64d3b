package io.kairos.bench;

import io.kairos.bench.Contender.OnFlink;
import io.kairos.bench.Trial.Result;
import io.kairos.cli.OwnBroker;
import io.kairos.flink.InFlight;
import io.kairos.flink.KairosJob.Ends;
import io.kairos.kafka.KafkaEnds;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.LongStream;

/** The same with events read from Kafka as Avro, and decisions written to it. Everything but the broker counts. */
final class WithKafka implements AutoCloseable {
    /** The thread that measures. */
    private static final Set<String> NOT_THE_WORKER = Set.of("main");

    private final Trial trial;
    private final OwnBroker broker;

    private WithKafka(Trial trial, OwnBroker broker) {
        this.trial = trial;
        this.broker = broker;
    }

    /** Starts the broker and writes what a trial needs. */
    static WithKafka start(Trial trial) throws IOException {
        WithKafka kafka = new WithKafka(trial, OwnBroker.start());
        try {
            long events = trial.events() + trial.round();
            kafka.broker.fill(LongStream.range(0, events)
                    .mapToObj(index -> trial.feed().at(index).event()));
            return kafka;
        } catch (RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    Result run(OnFlink contender, Workload workload) {
        KafkaEnds kafka = new KafkaEnds(broker.settings());
        Ends ends = new Ends(kafka.events(InFlight.ARRIVAL, Duration.ZERO, false), 1, null, kafka.outputs());
        return trial.run(
                contender.backend(),
                name -> !NOT_THE_WORKER.contains(name),
                contender.operator(),
                contender.with(workload, ends));
    }

    @Override
    public void close() {
        broker.close();
    }
}
