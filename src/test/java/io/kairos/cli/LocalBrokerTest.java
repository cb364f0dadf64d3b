package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocalBrokerTest {

    @Test
    void itTakesRecordsAndLeavesNothingBehind() throws Exception {
        Path folder;
        try (LocalBroker broker = LocalBroker.start()) {
            folder = broker.folder();
            assertThat(folder).isDirectory();
            Map<String, Object> connection = Map.of("bootstrap.servers", broker.address());
            try (Admin admin = Admin.create(connection);
                    KafkaProducer<String, String> producer =
                            new KafkaProducer<>(connection, new StringSerializer(), new StringSerializer())) {
                admin.createTopics(List.of(new NewTopic("greetings", 2, (short) 1)))
                        .all()
                        .get();
                assertThat(producer.send(new ProducerRecord<>("greetings", 1, "ada", "hello"))
                                .get(20, TimeUnit.SECONDS)
                                .offset())
                        .isZero();
            }
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void itKeepsRecordsHoweverOldTheirTimesAre() throws Exception {
        try (LocalBroker broker = LocalBroker.start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.createTopics(List.of(new NewTopic("recorded", 1, (short) 1)))
                    .all()
                    .get();
            ConfigResource recorded = new ConfigResource(ConfigResource.Type.TOPIC, "recorded");
            assertThat(admin.describeConfigs(List.of(recorded))
                            .all()
                            .get()
                            .get(recorded)
                            .get("retention.ms")
                            .value())
                    .isEqualTo("-1");
        }
    }
}
