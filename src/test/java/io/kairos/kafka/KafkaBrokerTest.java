package io.kairos.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class KafkaBrokerTest {
    @Test
    void afterAnOutageTheRecordsAreThereAtTheSameAddress() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start()) {
            String servers = broker.servers();
            broker.createTopic("notes", 2);
            broker.send("notes", 1, 5, "ada", "before".getBytes(StandardCharsets.UTF_8), Map.of());
            broker.stop();
            broker.startAgain();
            broker.send("notes", 1, 6, "ada", "after".getBytes(StandardCharsets.UTF_8), Map.of());
            assertThat(broker.servers()).isEqualTo(servers);
            assertThat(broker.read("notes"))
                    .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                    .containsExactly("before", "after");
        }
    }
}
