package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.cli.LocalSetup.Ports;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.kafka.KafkaSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar on a session cluster of separate processes, whose class path is a stock Flink's. */
@Timeout(240)
class PackagedClusterTest {
    @TempDir
    private Path folder;

    private Path cluster;

    /** What a script said, and how it ended. */
    private record Said(int exitCode, String text) {}

    @Test
    void aPlayerOnHisWayOutIsOfferedSomethingAndTheJobGoesOnFromItsSavepoint() throws Exception {
        cluster = folder.resolve("a cluster");
        Ports ports = freePorts();
        assertThat(script("up", "--kafka-port", ports.kafka(), "--ui-port", ports.ui()))
                .satisfies(PackagedClusterTest::fine)
                .extracting(Said::text)
                .asString()
                .contains("localhost:" + ports.kafka(), "http://localhost:" + ports.ui());
        List<ProcessHandle> processes = processes();
        assertThat(processes).hasSize(3);

        assertThat(script("submit")).satisfies(PackagedClusterTest::fine);
        Map<String, Object> offer = offerToWhoeverLeaves(ports, "ada");
        assertThat(offer)
                .containsEntry("pattern", "exit-intent")
                .containsEntry("offer", "save-slip")
                .containsEntry("status", "ISSUED");

        assertThat(script("submit").text()).contains("a second one would offer everything twice");
        Said savepoint = script("savepoint", "--stop");
        assertThat(savepoint).satisfies(PackagedClusterTest::fine);
        String[] lines = savepoint.text().strip().split("\n");
        assertThat(script("submit", "--savepoint", lines[lines.length - 1])).satisfies(PackagedClusterTest::fine);
        assertThat(offerToWhoeverLeaves(ports, "ben")).containsEntry("playbook_version", 1L);
        assertThat(script("status"))
                .satisfies(PackagedClusterTest::fine)
                .extracting(Said::text)
                .asString()
                .contains("RUNNING", "checkpoint");

        assertThat(script("down", "--purge")).satisfies(PackagedClusterTest::fine);
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(cluster).doesNotExist();
    }

    /** Even when the test has failed. */
    @AfterEach
    void nothingRunsAnyMore() {
        if (cluster != null && Ports.areIn(cluster)) {
            LocalSetup.of(cluster, Ports.read(cluster)).wanted().forEach(LocalProcess::stop);
        }
    }

    /**
     * Until somebody is offered something: a moment is fresh for a second, which a cold cluster may not keep. Nobody is
     * as long as nothing is heard of who has excluded himself.
     */
    private static Map<String, Object> offerToWhoeverLeaves(Ports ports, String name) {
        KafkaSettings settings =
                KafkaSettings.read(Map.of(), Map.of("bootstrap.servers", "localhost:" + ports.kafka()));
        try (EventTopic events = EventTopic.open(settings);
                RecordTopic<Map<String, Object>> offers = RecordTopic.of(settings, Output.Kind.OFFER, false)) {
            for (int i = 0; i < 60; i++) {
                events.send(PlayerEvent.of(
                        name + "-feed-" + i, null, "rg_heartbeat", System.currentTimeMillis(), Map.of()));
                events.send(PlayerEvent.of(
                        name + "-leaves-" + i,
                        name + i,
                        "exit_intent",
                        System.currentTimeMillis(),
                        Map.of("kind", "CURSOR_TOP", "slip_open", true)));
                events.flush();
                List<Map<String, Object>> issued = offers.poll(1_000).stream()
                        .filter(offer -> offer.get("player_id").toString().startsWith(name))
                        .toList();
                if (!issued.isEmpty()) {
                    return issued.get(0);
                }
            }
        }
        throw new AssertionError("nobody was offered anything");
    }

    private Said script(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("scripts/cluster"));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        command.addAll(List.of("--dir", cluster.toString()));
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("%s has ended", command)
                    .isTrue();
            return new Said(process.exitValue(), Files.readString(said));
        } finally {
            process.destroyForcibly();
        }
    }

    private static void fine(Said said) {
        assertThat(said.exitCode()).as(said.text()).isZero();
    }

    private List<ProcessHandle> processes() {
        return LocalSetup.of(cluster, Ports.read(cluster)).wanted().stream()
                .map(process -> process.running().orElseThrow())
                .toList();
    }

    private static Ports freePorts() throws IOException {
        try (ServerSocket kafka = new ServerSocket(0);
                ServerSocket ui = new ServerSocket(0)) {
            return Ports.of(kafka.getLocalPort(), ui.getLocalPort());
        }
    }
}
