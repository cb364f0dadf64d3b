package io.kairos.job;

import io.kairos.event.Arrival;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.flink.InFlight;
import io.kairos.flink.KairosJob;
import io.kairos.flink.Settings;
import io.kairos.kafka.AvroCodec;
import io.kairos.kafka.Contract;
import io.kairos.kafka.KafkaBroker;
import io.kairos.kafka.KafkaEnds;
import io.kairos.kafka.KafkaSettings;
import io.kairos.kafka.RegistryAccess;
import io.kairos.kafka.Topics;
import io.kairos.kafka.UndecodableException;
import io.kairos.playbook.Bundle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The whole job between topics of its own, on a broker: from the first event there is to the last. */
final class KafkaJob {
    static final int PARTITIONS = 4;
    static final int PARALLELISM = 2;

    private final KafkaBroker broker;
    private final KafkaSettings topics;

    /** An event and the time its record has. */
    record Sent(PlayerEvent event, long recordTime) {}

    /**
     * Creates its topics where they are missing.
     *
     * @param events name of the topic of events, which several jobs may read
     * @param name begins the names of the topics it writes
     */
    KafkaJob(KafkaBroker broker, String events, String name, String delivery) throws Exception {
        this.broker = broker;
        this.topics = broker.settings(Map.ofEntries(
                Map.entry("topics.events", events),
                Map.entry("topics.playbook", name + "-playbook"),
                Map.entry("topics.offers", name + "-offers"),
                Map.entry("topics.decisions", name + "-decisions"),
                Map.entry("topics.tags", name + "-tags"),
                Map.entry("topics.dead-letters", name + "-dead-letters"),
                Map.entry("topics.status", name + "-status"),
                Map.entry("delivery", delivery),
                Map.entry("delivery.transaction-prefix", name),
                Map.entry("events.from", "earliest")));
        // not a compacted one: a test is to see every change
        broker.createTopic(topics.topic(Output.Kind.TAG_CHANGE), PARTITIONS);
        Topics.create(topics, PARTITIONS);
    }

    /** Writes events to the topic they are read from, keyed by player, in this order. */
    void send(List<Sent> events) throws Exception {
        String topic = topics.events().names().get(0);
        AvroCodec codec = AvroCodec.of(RegistryAccess.NONE);
        Map<String, Object> client = new HashMap<>(broker.client());
        client.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> written = new ArrayList<>();
            for (Sent sent : events) {
                byte[] key = sent.event().playerId().getBytes(StandardCharsets.UTF_8);
                written.add(producer.send(
                        new ProducerRecord<>(topic, null, sent.recordTime(), key, codec.encode(topic, sent.event()))));
            }
            for (Future<RecordMetadata> acknowledged : written) {
                acknowledged.get();
            }
        }
    }

    JobID run(Bundle playbook, Map<String, String> settings) throws Exception {
        return run(playbook, settings, new Configuration(), events -> events);
    }

    /**
     * Runs until every event and every deadline has been seen.
     *
     * @param around what the source of events is wrapped in
     */
    JobID run(
            Bundle playbook,
            Map<String, String> settings,
            Configuration flink,
            Function<KafkaSource<Arrival>, Source<Arrival, ?, ?>> around)
            throws Exception {
        Map<String, String> given = new HashMap<>(settings);
        given.put("parallelism", Integer.toString(PARALLELISM));
        Settings read = Settings.of(given);
        KafkaEnds ends = new KafkaEnds(topics);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        new KairosJob(
                        new KairosJob.Ends(
                                around.apply(ends.events(InFlight.ARRIVAL, Duration.ofMillis(read.ahead()), true)),
                                PARALLELISM,
                                null,
                                ends.outputs()),
                        playbook,
                        read)
                .build(env);
        return env.execute().getJobID();
    }

    String topic(Output.Kind kind) {
        return topics.topic(kind);
    }

    /** What a reader of committed records sees; tombstones are left out. */
    List<Map<String, Object>> said(Output.Kind kind) throws UndecodableException {
        return broker.read(topic(kind), contract(kind)).stream()
                .map(KafkaBroker.Decoded::fields)
                .filter(fields -> fields != null)
                .toList();
    }

    private static Contract contract(Output.Kind kind) {
        return switch (kind) {
            case OFFER -> Contract.OFFER;
            case DECISION -> Contract.DECISION;
            case TAG_CHANGE -> Contract.TAG_CHANGE;
            case DEAD_LETTER -> Contract.DEAD_LETTER;
            case PLAYBOOK_STATUS -> Contract.PLAYBOOK_STATUS;
            case OFFER_STATS -> Contract.OFFER_STATS;
        };
    }

    /** The moments on the decisions topic as {@code pattern,player,at,events}. */
    List<String> moments() throws UndecodableException {
        return said(Output.Kind.DECISION).stream().map(RealPlay::moment).toList();
    }
}
