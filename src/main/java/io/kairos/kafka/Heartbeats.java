package io.kairos.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a heartbeat to every partition of the event topics, so that time goes on where nobody plays. At most one is on
 * its way per partition; what cannot be delivered within two seconds is dropped. When the brokers stay away it goes on
 * trying, and when they are back time stands still for a while longer ({@link #SETTLE}): what producers have kept comes
 * first.
 */
public final class Heartbeats implements AutoCloseable {
    /** How often. */
    public static final Duration EVERY = Duration.ofMillis(100);

    /** How long writing must have worked before heartbeats carry the time it is. */
    public static final Duration SETTLE = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);
    private static final long LOOK_FOR_PARTITIONS_NS = TimeUnit.SECONDS.toNanos(5);
    private static final byte[] NOTHING = {};
    private static final List<Header> HEADERS =
            List.of(new RecordHeader(ArrivalDeserializer.HEARTBEAT, "1".getBytes(StandardCharsets.UTF_8)));

    private final Predicate<String> isEvents;
    private final Duration settle;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Admin admin;
    private final Thread thread;
    private final Map<TopicPartition, Pulse> pulses = new HashMap<>();
    private volatile Map<String, Integer> partitions = Map.of();
    private volatile boolean looking;
    private volatile boolean troubled;
    private volatile boolean closed;

    private Heartbeats(KafkaSettings settings, Duration settle) {
        this.isEvents = matching(settings.events());
        this.settle = settle;
        Properties client = settings.properties();
        client.setProperty(ProducerConfig.LINGER_MS_CONFIG, "0");
        client.setProperty(ProducerConfig.ACKS_CONFIG, "1");
        client.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "false");
        client.setProperty(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "1500");
        client.setProperty(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "2000");
        client.setProperty(ProducerConfig.MAX_BLOCK_MS_CONFIG, "1000");
        this.producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
        this.admin = Admin.create(settings.properties());
        this.thread = new Thread(this::run, "kairos-heartbeats");
        this.thread.setDaemon(true);
    }

    /** Starts writing; brokers that are not there yet are waited for. */
    public static Heartbeats start(KafkaSettings settings) {
        return start(settings, SETTLE);
    }

    static Heartbeats start(KafkaSettings settings, Duration settle) {
        Heartbeats heartbeats = new Heartbeats(settings, settle);
        heartbeats.thread.start();
        return heartbeats;
    }

    /** One heartbeat, for who tells a time of his own: time has come to {@code time} on this partition. */
    public static ProducerRecord<byte[], byte[]> record(String topic, int partition, long time) {
        return new ProducerRecord<>(topic, partition, time, null, NOTHING, HEADERS);
    }

    private static Predicate<String> matching(KafkaSettings.EventTopics topics) {
        return topics.pattern().isEmpty()
                ? topics.names()::contains
                : Pattern.compile(topics.pattern()).asMatchPredicate();
    }

    private void run() {
        long looked = System.nanoTime();
        while (!closed) {
            try {
                if (!looking && (partitions.isEmpty() || System.nanoTime() - looked > LOOK_FOR_PARTITIONS_NS)) {
                    looked = System.nanoTime();
                    lookForPartitions();
                }
                beat();
                Thread.sleep(EVERY.toMillis());
            } catch (InterruptedException | InterruptException e) {
                return;
            }
        }
    }

    /** Asks without waiting for the answer, which may take as long as an outage does. */
    private void lookForPartitions() {
        looking = true;
        admin.listTopics().names().whenComplete((names, failure) -> {
            if (names != null && !closed) {
                describe(names.stream().filter(isEvents).toList());
            } else {
                looking = false;
                if (failure != null) {
                    troubled(failure);
                }
            }
        });
    }

    private void describe(Collection<String> names) {
        admin.describeTopics(names).allTopicNames().whenComplete((topics, failure) -> {
            if (topics != null) {
                Map<String, Integer> found = new HashMap<>();
                for (TopicDescription topic : topics.values()) {
                    found.put(topic.name(), topic.partitions().size());
                }
                partitions = Map.copyOf(found);
            }
            looking = false;
        });
    }

    private void beat() {
        partitions.forEach((topic, count) -> {
            for (int partition = 0; partition < count; partition++) {
                beat(
                        pulses.computeIfAbsent(
                                new TopicPartition(topic, partition), unknown -> new Pulse(settle.toMillis())),
                        topic,
                        partition);
            }
        });
    }

    private void beat(Pulse pulse, String topic, int partition) {
        OptionalLong stamp = pulse.next(System.currentTimeMillis());
        if (stamp.isEmpty()) {
            return;
        }
        try {
            producer.send(record(topic, partition, stamp.getAsLong()), (written, failure) -> {
                if (failure == null) {
                    pulse.arrived(System.currentTimeMillis());
                    recovered();
                } else {
                    pulse.lost();
                    troubled(failure);
                }
            });
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            pulse.lost();
            troubled(e);
        }
    }

    private void troubled(Throwable failure) {
        if (!troubled && !closed) {
            troubled = true;
            LOG.warn("Heartbeats cannot be written, so time stands still: {}", failure.toString());
        }
    }

    private void recovered() {
        if (troubled) {
            troubled = false;
            LOG.info("Heartbeats are written again; time goes on in {}", settle);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
    }
}
