package io.kairos.job;

import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.PLAYBOOK_STATUS;
import static io.kairos.job.LiveJob.bundle;
import static io.kairos.job.LiveJob.pairs;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Bundle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The playbook changes while the job runs: two subtasks, a real broker, heartbeats. */
@Timeout(180)
class LiveChangeTest {
    private static final List<List<String>> PLAYERS = LiveJob.playersOfSubtasks(2, 3);

    private LiveJob job;

    @BeforeEach
    void start() throws Exception {
        job = LiveJob.prepared();
        assertThat(job.playbooks().publish(playbook(0, 100), false)).isEqualTo(1);
        job.start(playbook(1, 100), 2).beat(Duration.ofMillis(200));
    }

    @AfterEach
    void close() throws Exception {
        job.close();
    }

    /** A look at something large and then going; opening and then closing; a tick, which says what is in force. */
    private static Bundle playbook(long version, int large) {
        return bundle(version, files(large));
    }

    private static Map<String, String> files(int large) {
        return pairs(
                "events.yaml",
                """
                events:
                  looked: { actor: player, attributes: { size: number } }
                  left:   { actor: player }
                  opened: { actor: player }
                  closed: { actor: player }
                  ticked: { actor: player }
                """,
                "policy.yaml",
                "fresh: 1h",
                "offers.yaml",
                """
                offers:
                  hint: { class: information, lasts: 60s, channels: [in_app], message: "A hint." }
                """,
                "patterns/looked-and-left.yaml",
                """
                pattern: looked-and-left
                sequence:
                  - { on: looked, where: "size >= %d" }
                  - { on: left }
                offers: [hint]
                because: You were here.
                """.formatted(large),
                "patterns/opened-and-closed.yaml",
                """
                pattern: opened-and-closed
                sequence: [{ on: opened }, { on: closed }]
                """,
                "patterns/tick.yaml",
                """
                pattern: tick
                sequence: [{ on: ticked }]
                """);
    }

    private static List<String> everybody() {
        return PLAYERS.stream().flatMap(List::stream).toList();
    }

    private LiveJob everybodyDoes(String type, Object... attributes) {
        long now = System.currentTimeMillis();
        List<PlayerEvent> events = new ArrayList<>();
        everybody().forEach(player -> events.add(job.event(player, type, now, attributes)));
        return job.send(events);
    }

    private void everybodyIsSeenUnder(long version) throws Exception {
        everybodyDoes("ticked");
        job.await(
                "everybody is seen under version " + version,
                () -> players("tick", version).containsAll(everybody()));
    }

    private List<Object> players(String pattern, long version) {
        return job.said(DECISION, "pattern", pattern, "playbook_version", version).stream()
                .map(decision -> decision.get("player_id"))
                .toList();
    }

    @Test
    void aThresholdPublishedHoldsInEverySubtaskWithoutARestartAndTheOtherPatternsKeepWhatTheyHaveBegun()
            throws Exception {
        everybodyDoes("looked", "size", 100.0);
        everybodyDoes("opened");
        everybodyIsSeenUnder(1);
        JobID before = job.id();

        long seen = untilEverySubtaskNamesTheNewVersion();

        assertThat(seen).isLessThan(10_000);
        assertThat(job.id()).isEqualTo(before);
        assertThat(job.restarts()).isZero();
        everybodyDoes("left");
        everybodyDoes("closed");
        everybodyDoes("looked", "size", 10.0);
        everybodyDoes("left");
        job.await(
                "everybody has looked under the new threshold and left",
                () -> players("looked-and-left", 2).containsAll(everybody()));
        assertThat(players("opened-and-closed", 2)).containsExactlyInAnyOrderElementsOf(everybody());
        assertThat(job.said(DECISION, "pattern", "looked-and-left")).hasSameSizeAs(everybody());
        assertThat(job.counted("partials_dropped_by_change.looked-and-left.total"))
                .isEqualTo(everybody().size());
        assertThat(job.counted("partials_dropped_by_change.opened-and-closed.total"))
                .isZero();
        assertThat(job.said(PLAYBOOK_STATUS, "version", 2L, "status", "APPLIED"))
                .extracting(status -> status.get("subtask"))
                .containsExactlyInAnyOrder(0L, 1L);
    }

    /** Milliseconds from the record of the new playbook to the decision of the slowest subtask that names it, as read. */
    private long untilEverySubtaskNamesTheNewVersion() throws Exception {
        AtomicBoolean seen = new AtomicBoolean();
        Thread ticking = new Thread(() -> {
            while (!seen.get()) {
                everybodyDoes("ticked");
            }
        });
        ticking.start();
        try {
            assertThat(job.playbooks().publish(playbook(0, 10), false)).isEqualTo(2);
            long acknowledged = System.currentTimeMillis();
            job.await(
                    "every subtask names version 2",
                    () -> PLAYERS.stream()
                            .allMatch(some -> players("tick", 2).stream().anyMatch(some::contains)));
            long read = System.currentTimeMillis();
            long written = job.broker().read("playbook").get(1).timestamp();
            List<Long> decided = PLAYERS.stream()
                    .map(some -> job.said(DECISION, "pattern", "tick", "playbook_version", 2L).stream()
                            .filter(decision -> some.contains(decision.get("player_id")))
                            .mapToLong(decision -> (Long) decision.get("decided_at"))
                            .min()
                            .orElseThrow())
                    .map(at -> at - written)
                    .toList();
            System.out.printf(
                    "a changed threshold: from the record's own time to the first decision naming it %s ms by subtask;"
                            + " %d ms from publish's return until read in the topic%n",
                    decided, read - acknowledged);
            return read - written;
        } finally {
            seen.set(true);
            ticking.join();
        }
    }

    @Test
    void whatIsBadOlderOrAnotherUnderTheSameVersionIsRefusedAndTheLastGoodOneStays() throws Exception {
        assertThat(job.playbooks().publish(playbook(0, 10), false)).isEqualTo(2);
        Map<String, String> bad = files(10);
        bad.put("patterns/looked-and-left.yaml", """
                pattern: looked-and-left
                sequence:
                  - { on: looked, where: "sise >= 10" }
                  - { no: left, for: 5 parsecs }
                ofers: [hint]
                """);
        bad.put(
                "offers.yaml",
                bad.get("offers.yaml")
                        + bad.get("offers.yaml").lines().skip(1).findFirst().orElseThrow());
        job.playbooks().publishRaw(bundle(3, bad));
        job.playbooks().publishRaw(playbook(1, 50));
        job.playbooks().publishRaw(playbook(2, 50));
        job.broker().send("playbook", 0, -1, "playbook", "no playbook".getBytes(StandardCharsets.UTF_8), Map.of());
        job.broker().send("playbook", 0, -1, "playbook", null, Map.of());

        job.await(
                "all five are refused",
                () -> job.said(PLAYBOOK_STATUS, "status", "REFUSED").size() == 5);

        List<Object> details = job.said(PLAYBOOK_STATUS, "status", "REFUSED").stream()
                .map(status -> status.get("detail"))
                .toList();
        assertThat(details)
                .extracting(Object::toString)
                .satisfiesExactlyInAnyOrder(
                        detail -> assertThat(detail.lines())
                                .hasSize(4)
                                .anyMatch(line ->
                                        line.startsWith("patterns/looked-and-left.yaml:3:") && line.contains("`size`"))
                                .anyMatch(line ->
                                        line.startsWith("patterns/looked-and-left.yaml:4:") && line.contains("parsecs"))
                                .anyMatch(line -> line.startsWith("patterns/looked-and-left.yaml:5:")
                                        && line.contains("`offers`"))
                                .anyMatch(line -> line.startsWith("offers.yaml:3:") && line.contains("twice")),
                        detail -> assertThat(detail).startsWith("version 1 is older than 2"),
                        detail -> assertThat(detail).startsWith("version 2 is in force with other content"),
                        detail -> assertThat(detail).startsWith("not JSON"),
                        detail -> assertThat(detail).contains("no value"));
        everybodyDoes("looked", "size", 10.0);
        everybodyDoes("left");
        everybodyIsSeenUnder(2);
        assertThat(players("looked-and-left", 2)).containsExactlyInAnyOrderElementsOf(everybody());
        assertThat(job.restarts()).isZero();
    }

    @Test
    void aRestartKeepsThePlaybookPublishedAndNotTheOneOfTheSubmission() throws Exception {
        job.playbooks().publish(playbook(0, 10), false);
        job.await(
                "both subtasks follow",
                () -> job.said(PLAYBOOK_STATUS, "version", 2L).size() == 2);
        everybodyDoes("looked", "size", 10.0);
        everybodyIsSeenUnder(2);

        job.startFrom(job.stopWithSavepoint(), playbook(1, 100), 2);

        everybodyDoes("left");
        everybodyDoes("ticked");
        job.await(
                "everybody is seen again",
                () -> job.said(DECISION, "pattern", "tick").size()
                        == 2 * everybody().size());
        assertThat(players("looked-and-left", 2)).containsExactlyInAnyOrderElementsOf(everybody());
        assertThat(job.said(DECISION, "playbook_version", 1L)).isEmpty();
    }
}
