package io.kairos.bench.latency;

import io.kairos.kafka.AvroCodec;
import io.kairos.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends events when they are due, whatever has become of those before: an open loop. One that is sent late is late for
 * whoever waits for it, so its time is the one it was due at.
 */
final class Sender implements AutoCloseable {
    private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final String topic;
    private final AvroCodec codec;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    /** A moment that an offer is due for. */
    record Due(Moment moment, long at) {}

    /**
     * What was sent.
     *
     * @param behind how late the last event left, in microseconds
     */
    record Sent(long events, long behind, List<Due> due) {}

    Sender(KafkaSettings settings) {
        topic = settings.events().names().get(0);
        codec = AvroCodec.of(settings.registry());
        Properties client = settings.properties();
        client.setProperty(ProducerConfig.LINGER_MS_CONFIG, "1");
        client.setProperty(ProducerConfig.ACKS_CONFIG, "1");
        client.setProperty(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(256 << 20));
        producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Returns when the last event is sent.
     *
     * @param begin the schedule's start, microseconds of the epoch
     * @param lasts microseconds
     */
    Sent send(Schedule schedule, long begin, long lasts, LongFunction<Play.Turn> play) {
        List<Due> due = new ArrayList<>();
        long number = 0;
        long behind = 0;
        for (long next = schedule.due(0); next < lasts; next = schedule.due(++number)) {
            long at = begin + next;
            long now = Micros.now();
            while (now < at) {
                LockSupport.parkNanos(Math.min(TICK_NANOS, TimeUnit.MICROSECONDS.toNanos(at - now)));
                now = Micros.now();
            }
            Play.Turn turn = play.apply(at);
            if (turn.closes() != null) {
                due.add(new Due(turn.closes(), at));
            }
            send(turn);
            behind = now - at;
        }
        return new Sent(number, behind, due);
    }

    private void send(Play.Turn turn) {
        byte[] key = turn.event().playerId().getBytes(StandardCharsets.UTF_8);
        producer.send(
                new ProducerRecord<>(topic, null, turn.event().at(), key, codec.encode(topic, turn.event())),
                (written, e) -> failure.compareAndSet(null, e));
        if (failure.get() != null) {
            throw new IllegalStateException("an event could not be written to " + topic, failure.get());
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
