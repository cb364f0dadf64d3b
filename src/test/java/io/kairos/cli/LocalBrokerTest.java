package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocalBrokerTest {

    @Test
    void itTakesRecordsAndLeavesNothingBehind() throws Exception {
        Set<Path> before = leftovers();
        try (LocalBroker broker = LocalBroker.start()) {
            assertThat(leftovers()).hasSizeGreaterThan(before.size());
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
        assertThat(leftovers()).isEqualTo(before);
    }

    private static Set<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("kairos-broker"))
                    .collect(Collectors.toSet());
        }
    }
}
