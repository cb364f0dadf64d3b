package io.kairos.kafka;

import io.kairos.event.Arrival;
import io.kairos.event.Output;
import io.kairos.playbook.PlaybookArrival;
import java.time.Duration;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The job's ends in Kafka: two sources and one sink. What the properties file says goes before what stands here, but for
 * what makes the delivery.
 */
public final class KafkaEnds {
    private final KafkaSettings settings;

    public KafkaEnds(KafkaSettings settings) {
        this.settings = settings;
    }

    /**
     * The events of all event topics.
     *
     * @param ahead how much later than its record's time an event may be; zero or less: any
     * @param bounded whether to end at the offsets that are the latest when the job starts
     */
    public KafkaSource<Arrival> events(TypeInformation<Arrival> type, Duration ahead, boolean bounded) {
        KafkaSourceBuilder<Arrival> source = KafkaEnds.<Arrival>source(settings, "events", bounded)
                .setStartingOffsets(from(settings.from()))
                .setDeserializer(new ArrivalDeserializer(type, settings.registry(), ahead));
        KafkaSettings.EventTopics topics = settings.events();
        return (topics.pattern().isEmpty()
                        ? source.setTopics(topics.names())
                        : source.setTopicPattern(Pattern.compile(topics.pattern())))
                .build();
    }

    /**
     * Every record of the playbook topic from its beginning, in order.
     *
     * @param bounded whether to end at the offset that is the latest when the job starts
     */
    public KafkaSource<PlaybookArrival> playbook(TypeInformation<PlaybookArrival> type, boolean bounded) {
        return KafkaEnds.<PlaybookArrival>source(settings, "playbook", bounded)
                .setTopics(settings.playbook())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new PlaybookDeserializer(type))
                .build();
    }

    /** What is written, each kind to its topic. */
    public KafkaSink<Output> outputs() {
        Properties client = settings.properties();
        client.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "1");
        KafkaSinkBuilder<Output> sink = KafkaSink.<Output>builder().setRecordSerializer(new OutputSerializer(settings));
        switch (settings.delivery()) {
            case AT_LEAST_ONCE -> sink.setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE);
            case EXACTLY_ONCE -> {
                client.setProperty(
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        Long.toString(settings.transactionTimeout().toMillis()));
                sink.setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                        .setTransactionalIdPrefix(settings.transactionPrefix())
                        .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING);
            }
        }
        return sink.setKafkaProducerConfig(client).build();
    }

    @SuppressWarnings("deprecation") // the connector asks for the enum that Kafka has deprecated
    private static OffsetsInitializer from(KafkaSettings.From from) {
        return switch (from) {
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
            case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
        };
    }

    private static <T> KafkaSourceBuilder<T> source(KafkaSettings settings, String name, boolean bounded) {
        Properties client = settings.properties();
        client.putIfAbsent(ConsumerConfig.GROUP_ID_CONFIG, "kairos");
        if (!bounded) {
            client.putIfAbsent(KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), "10000");
        }
        String prefix = client.getProperty(KafkaSourceOptions.CLIENT_ID_PREFIX.key(), "kairos");
        KafkaSourceBuilder<T> source = KafkaSource.<T>builder().setProperties(client);
        source.setClientIdPrefix(prefix + "-" + name);
        return bounded ? source.setBounded(OffsetsInitializer.latest()) : source;
    }
}
