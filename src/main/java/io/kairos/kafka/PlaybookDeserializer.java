package io.kairos.kafka;

import io.kairos.event.Origin;
import io.kairos.playbook.PlaybookArrival;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record of the playbook topic becomes a bundle, or says why not. */
final class PlaybookDeserializer implements KafkaRecordDeserializationSchema<PlaybookArrival> {
    private static final long serialVersionUID = 1;

    private final TypeInformation<PlaybookArrival> type;

    PlaybookDeserializer(TypeInformation<PlaybookArrival> type) {
        this.type = type;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<PlaybookArrival> out) {
        out.collect(PlaybookJson.read(
                record.value(), new Origin(record.topic(), record.partition(), record.offset(), record.timestamp())));
    }

    @Override
    public TypeInformation<PlaybookArrival> getProducedType() {
        return type;
    }
}
