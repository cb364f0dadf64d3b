package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.event.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobSettingsTest {
    @TempDir
    private Path folder;

    @Test
    void everySettingHasADefaultAndANameOfItsOwn() {
        JobSettings settings = JobSettings.of(Map.of());

        assertThat(settings.heartbeats()).isTrue();
        assertThat(settings.effective()).hasSameSizeAs(JobSettings.KEYS).containsEntry("time.slack", "500ms");
        assertThat(new HashSet<>(JobSettings.KEYS.stream().map(Setting::name).toList()))
                .hasSameSizeAs(JobSettings.KEYS);
    }

    @Test
    void anUnknownNameStopsTheJobAndASimilarOneIsSuggested() {
        assertThatThrownBy(() -> JobSettings.of(Map.of("time.slak", "1s")))
                .hasMessageContaining("unknown setting `time.slak`; did you mean `time.slack`?");
        assertThatThrownBy(() -> JobSettings.of(Map.of("topics.offer", "x"))).hasMessageContaining("`topics.offers`");
    }

    @Test
    void heartbeatsAndAReplayOfRecordedTimesExcludeEachOther() {
        assertThatThrownBy(() -> JobSettings.of(Map.of("time.fresh", "event")))
                .hasMessageContaining("set heartbeats=false");
        assertThat(JobSettings.of(Map.of("time.fresh", "event", "heartbeats", "false"))
                        .heartbeats())
                .isFalse();
        assertThatThrownBy(() -> JobSettings.of(Map.of("heartbeats", "yes")))
                .hasMessageContaining("`heartbeats` must be true or false, but is `yes`");
    }

    @Test
    void theCommandLineGoesBeforeTheFileAndSecretsAreNotShown() throws IOException {
        Path client = Files.writeString(
                folder.resolve("client.properties"),
                "bootstrap.servers=kafka:9093\nsasl.jaas.config=login password=\"hush\";\n");
        Path settings = Files.writeString(
                folder.resolve("kairos.properties"),
                "kafka.properties = " + client + "\ntime.slack = 1s\ntime.lateness = 20s\n");

        CommandLineRun run = CommandLineRun.of("settings", "--settings", settings, "-Dtime.slack=2s");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("time.slack = 2s", "time.lateness = 20s", "kafka: bootstrap.servers = kafka:9093")
                .contains("sasl.jaas.config = [hidden]")
                .doesNotContain("hush");
    }

    @Test
    void aWrongSettingIsNamedBeforeTheJobStarts() {
        CommandLineRun run = CommandLineRun.of("run", "--playbook", "flink-conf/playbook", "-Dtime.quiet=sometimes");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("`time.quiet` must be one of none, elapsed, but is `sometimes`");
    }

    @Test
    void aJobWithoutKafkaSaysSo() throws IOException {
        Path client = Files.writeString(
                folder.resolve("client.properties"),
                "bootstrap.servers=localhost:1\ndefault.api.timeout.ms=500\nrequest.timeout.ms=500\n");

        CommandLineRun run =
                CommandLineRun.of("run", "--playbook", "flink-conf/playbook", "-Dkafka.properties=" + client);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("cannot ask Kafka for the event topics").doesNotContain("\tat ");
        assertThat(run.out()).contains("time.slack = 500ms");
    }
}
