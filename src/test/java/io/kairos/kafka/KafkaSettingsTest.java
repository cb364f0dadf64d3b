package io.kairos.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.event.Output;
import io.kairos.event.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSettingsTest {
    private static final Map<String, String> CLIENT = Map.of("bootstrap.servers", "broker:9092");

    @Test
    void nothingSaidMeansTheDefaults() {
        KafkaSettings settings = KafkaSettings.read(Map.of());
        assertThat(settings.client()).isEqualTo(Map.of("bootstrap.servers", "localhost:9092"));
        assertThat(settings.events().names()).containsExactly("player-events");
        assertThat(settings.playbook()).isEqualTo("playbook");
        assertThat(settings.topic(Output.Kind.TAG_CHANGE)).isEqualTo("player-tags");
        assertThat(settings.delivery()).isEqualTo(KafkaSettings.Delivery.AT_LEAST_ONCE);
        assertThat(settings.transactionTimeout()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.from()).isEqualTo(KafkaSettings.From.COMMITTED);
        assertThat(settings.registry().isGiven()).isFalse();
    }

    @Test
    void everyDefaultSaidAloudIsTheSameAsNothingSaid() {
        Map<String, String> said = new HashMap<>();
        KafkaSettings.KEYS.forEach(key -> {
            if (!key.defaultValue().isEmpty()) {
                said.put(key.name(), key.defaultValue());
            }
        });
        assertThat(KafkaSettings.read(said)).isEqualTo(KafkaSettings.read(Map.of()));
        assertThat(KafkaSettings.KEYS)
                .allSatisfy(key -> assertThat(key.description()).isNotBlank());
        assertThat(KafkaSettings.KEYS).extracting(Setting::name).doesNotHaveDuplicates();
    }

    @Test
    void everySettingIsTaken() {
        KafkaSettings settings = KafkaSettings.read(
                Map.of(
                        "topics.events", "casino, sports,casino",
                        "topics.offers", "o",
                        "topics.status", "s",
                        "schema.registry.url", "https://registry:8081/apis/ccompat/v7/",
                        "delivery", "exactly-once",
                        "delivery.transaction-timeout", "20m",
                        "delivery.transaction-prefix", "north",
                        "events.from", "latest"),
                Map.of("bootstrap.servers", "b:1", "schema.registry.basic.auth.user.info", "u:p"));
        assertThat(settings.events().names()).containsExactly("casino", "sports");
        assertThat(settings.topic(Output.Kind.OFFER)).isEqualTo("o");
        assertThat(settings.topic(Output.Kind.PLAYBOOK_STATUS)).isEqualTo("s");
        assertThat(settings.registry().url()).isEqualTo("https://registry:8081/apis/ccompat/v7");
        assertThat(settings.registry().user()).isEqualTo("u:p");
        assertThat(settings.delivery()).isEqualTo(KafkaSettings.Delivery.EXACTLY_ONCE);
        assertThat(settings.transactionTimeout()).isEqualTo(Duration.ofMinutes(20));
        assertThat(settings.transactionPrefix()).isEqualTo("north");
        assertThat(settings.from()).isEqualTo(KafkaSettings.From.LATEST);
    }

    @Test
    void theClientsGetTheFileAsItIs(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("kafka.properties"),
                "# ours\nbootstrap.servers = a:1,b:2\nsasl.mechanism=PLAIN\nsome.plugin.key=x\n");
        assertThat(KafkaSettings.read(Map.of("kafka.properties", file.toString()))
                        .properties())
                .isEqualTo(Map.of("bootstrap.servers", "a:1,b:2", "sasl.mechanism", "PLAIN", "some.plugin.key", "x"));
    }

    @Test
    void secretsAreNeverShown() {
        Map<String, String> client = new HashMap<>(CLIENT);
        for (String key : List.of(
                "sasl.jaas.config",
                "ssl.key.password",
                "ssl.keystore.key",
                "ssl.truststore.password",
                "sasl.oauthbearer.client.credentials.client.secret",
                "schema.registry.basic.auth.user.info",
                "my.plugin.token")) {
            client.put(key, "s3cret");
        }
        client.put("sasl.oauthbearer.token.endpoint.url", "https://me:s3cret@login");
        client.put("security.protocol", "SASL_SSL");
        KafkaSettings settings = KafkaSettings.read(Map.of("schema.registry.url", "http://r:1"), client);
        assertThat(settings.redacted())
                .containsOnlyKeys(client.keySet())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("bootstrap.servers", "broker:9092")
                .containsEntry("sasl.jaas.config", "[hidden]");
        assertThat(settings.redacted().toString()).doesNotContain("s3cret");
        assertThat(settings.toString()).doesNotContain("s3cret").contains("broker:9092");
    }

    @Test
    void whatIsWrongSaysWhichSettingTheRuleAndWhatWasFound() {
        refused(Map.of("delivery", "once"), "delivery must be one of [at-least-once, exactly-once], but is once");
        refused(Map.of("events.from", "now"), "events.from must be one of [earliest, latest, committed], but is now");
        refused(
                Map.of("delivery.transaction-timeout", "soon"),
                "delivery.transaction-timeout must be a duration longer than nothing, like 15m, but is soon");
        refused(Map.of("topics.offers", "my offers"), "topics.offers must be the name of a topic", "my offers");
        refused(Map.of("topics.offers", ""), "topics.offers must not be empty");
        refused(Map.of("topics.offers", "decisions"), "every kind of output must have a topic of its own");
        refused(Map.of("topics.events", " , "), "topics.events must name at least one topic, but is empty");
        refused(Map.of("topics.events-pattern", "("), "topics.events-pattern must be a regular expression, but is (");
        refused(
                Map.of("topics.events-pattern", "a.*", "topics.events", "a"),
                "topics.events and topics.events-pattern exclude each other");
        refused(Map.of("schema.registry.url", "registry:8081"), "schema.registry.url must be an address like");
    }

    @Test
    void aUserInTheRegistrysAddressIsRefusedWithoutShowingIt() {
        assertThatThrownBy(() -> KafkaSettings.read(Map.of("schema.registry.url", "http://me:s3cret@r:1"), CLIENT))
                .hasMessageContaining("must not contain a user; set schema.registry.basic.auth.user.info")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aFileThatIsNotThereOrWithoutServersIsRefused(@TempDir Path folder) throws Exception {
        refused(Map.of("kafka.properties", "/no/such"), "kafka.properties must be a readable file", "/no/such");
        Path file = Files.writeString(folder.resolve("p"), "client.id=x\n");
        refused(Map.of("kafka.properties", file.toString()), "must contain bootstrap.servers", "[client.id]");
    }

    private static void refused(Map<String, String> settings, String... message) {
        assertThatThrownBy(() -> KafkaSettings.read(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(message);
    }
}
