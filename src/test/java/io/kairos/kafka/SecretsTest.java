package io.kairos.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.playbook.Bundle;
import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.test.JaasUtils;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SecretsTest {
    private static final String SECRET = JaasUtils.KAFKA_PLAIN_ADMIN_PASSWORD;

    @Test
    void thePropertiesFileOpensABrokerWithPasswordsAndTheLogStaysSilentAboutThem(@TempDir Path folder)
            throws Exception {
        try (KafkaBroker broker = KafkaBroker.startWithPasswords()) {
            assertThat(broker.client().get("sasl.jaas.config")).contains(SECRET);
            Map<String, String> given =
                    Map.of("kafka.properties", file(folder, broker.client()).toString());
            ByteArrayOutputStream log = new ByteArrayOutputStream();
            try (Writer lines = new OutputStreamWriter(log, StandardCharsets.UTF_8)) {
                listening(lines, () -> {
                    KafkaSettings settings = KafkaSettings.read(given);
                    PlaybookTopic topic = new PlaybookTopic(settings);
                    assertThat(topic.publish(new Bundle(0, "mia", null, Map.of("a", "b")), false))
                            .isEqualTo(1);
                    assertThat(topic.readLast()).isPresent();
                    assertThat(settings.toString()).doesNotContain(SECRET);
                });
            }
            assertThat(log.toString(StandardCharsets.UTF_8))
                    .contains("sasl.jaas.config = [hidden]")
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void aWrongPasswordIsToldWithoutIt(@TempDir Path folder) throws Exception {
        try (KafkaBroker broker = KafkaBroker.startWithPasswords()) {
            Map<String, String> client = new HashMap<>(broker.client());
            client.computeIfPresent("sasl.jaas.config", (key, value) -> value.replace(SECRET, "wr0ng"));
            KafkaSettings settings = KafkaSettings.read(
                    Map.of("kafka.properties", file(folder, client).toString()));
            assertThatThrownBy(() -> new PlaybookTopic(settings).readLast())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot read the topic playbook at ")
                    .hasMessageContaining("Authentication failed")
                    .hasMessageNotContaining("wr0ng");
        }
    }

    private static Path file(Path folder, Map<String, String> client) throws Exception {
        Path file = folder.resolve("kafka.properties");
        Properties properties = new Properties();
        properties.putAll(client);
        try (Writer out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        return file;
    }

    /** Runs with everything that is logged, from INFO on, going to these lines as well. */
    private static void listening(Writer lines, Runnable told) {
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        WriterAppender appender =
                WriterAppender.createAppender(PatternLayout.createDefaultLayout(), null, lines, "lines", false, true);
        appender.start();
        context.getConfiguration().getRootLogger().addAppender(appender, Level.INFO, null);
        Level before = context.getConfiguration().getRootLogger().getLevel();
        Configurator.setRootLevel(Level.INFO);
        try {
            told.run();
        } finally {
            Configurator.setRootLevel(before);
            context.getConfiguration().getRootLogger().removeAppender("lines");
        }
    }
}
