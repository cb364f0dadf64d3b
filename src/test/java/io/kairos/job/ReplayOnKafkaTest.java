package io.kairos.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Output;
import io.kairos.job.KafkaJob.Sent;
import io.kairos.kafka.KafkaBroker;
import io.kairos.player.Rig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Recorded play through the whole job; skipped where there is none. */
@Timeout(300)
class ReplayOnKafkaTest {
    private static final InMemoryReporter METRICS = InMemoryReporter.createWithRetainedMetrics();

    @RegisterExtension
    static final MiniClusterExtension FLINK = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setConfiguration(METRICS.addToConfiguration(new Configuration()))
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(KafkaJob.PARALLELISM)
            .build());

    private static final long SEED = 20_261_121;

    private static KafkaBroker broker;

    @BeforeAll
    static void start() throws Exception {
        RealPlay.assumeThere();
        broker = KafkaBroker.start();
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void theMomentsOnTheDecisionsTopicAreThoseExpected() throws Exception {
        KafkaJob job = new KafkaJob(broker, "recorded-events", "recorded", "at-least-once");
        job.send(RealPlay.events().stream()
                .map(event -> new Sent(event, event.at()))
                .toList());

        job.run(RealPlay.playbook(), replay("off"));

        List<String> found = job.moments();
        for (String set : RealPlay.SETS) {
            List<String> expected = RealPlay.moments(set);
            String prefix = RealPlay.player(expected.get(0)).replaceAll("_.*", "_");
            assertThat(found)
                    .filteredOn(moment -> RealPlay.player(moment).startsWith(prefix))
                    .as(set)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(found)
                .hasSize(RealPlay.moments("pokernow").size()
                        + RealPlay.moments("bustabit").size());
        assertThat(job.said(Output.Kind.DEAD_LETTER)).isEmpty();
    }

    @Test
    void aDisorderedReplayCountsWhatIsLateAndLeavesEverybodyElsesMomentsAsTheyWere() throws Exception {
        Disorder disorder = Disorder.of(RealPlay.events(), SEED);
        KafkaJob job = new KafkaJob(broker, "disordered-events", "disordered", "at-least-once");
        job.send(disorder.records());

        JobID id = job.run(RealPlay.playbook(), replay("60s"));

        assertThat(counted(id, "late")).isEqualTo(disorder.late());
        assertThat(counted(id, "late_fact")).isEqualTo(disorder.lateFacts());
        assertThat(counted(id, "too_late")).isEqualTo(disorder.tooLate());
        assertThat(counted(id, "dead_letters"))
                .isEqualTo(Map.of("TOO_LATE", total(disorder.tooLate()), "FROM_THE_FUTURE", 1));
        assertThat(job.said(Output.Kind.DEAD_LETTER))
                .extracting(ReplayOnKafkaTest::refusal)
                .containsExactlyInAnyOrderElementsOf(disorder.refusals());
        assertThat(ofOthers(job.moments(), disorder)).containsExactlyInAnyOrderElementsOf(expectedOfOthers(disorder));
    }

    @Test
    void theCoreCountsWhatIsLateOfADisorderedReplay() throws Exception {
        Disorder disorder = Disorder.of(RealPlay.events(), SEED);
        List<String> files = new ArrayList<>();
        RealPlay.playbook().files().forEach((path, text) -> files.addAll(List.of(path, text)));
        try (Rig rig = Rig.of(files.toArray(String[]::new))) {
            for (Sent sent : disorder.records()) {
                if (!sent.event().eventId().equals(disorder.fromTheFuture())) {
                    rig.on(sent.event());
                }
            }
            rig.toTheEnd();

            assertThat(rig.counted("late")).isEqualTo(total(disorder.late()));
            assertThat(rig.counted("late_fact")).isEqualTo(total(disorder.lateFacts()));
            assertThat(rig.counted("too_late")).isEqualTo(total(disorder.tooLate()));
            assertThat(rig.refused).hasSize(total(disorder.tooLate()));
            List<String> found = rig.moments.stream()
                    .map(moment -> "%s,%s,%s,%s"
                            .formatted(
                                    moment.pattern(),
                                    moment.playerId(),
                                    moment.at(),
                                    moment.matched().stream()
                                            .map(matched -> matched.eventId())
                                            .collect(Collectors.joining("+"))))
                    .toList();
            assertThat(ofOthers(found, disorder)).containsExactlyInAnyOrderElementsOf(expectedOfOthers(disorder));
        }
    }

    private static Map<String, String> replay(String ahead) {
        return Map.of("time.fresh", "event", "time.quiet", "none", "time.ahead", ahead, "checkpoint.interval", "2s");
    }

    private static List<String> expectedOfOthers(Disorder disorder) throws Exception {
        List<String> expected = new ArrayList<>();
        for (String set : RealPlay.SETS) {
            expected.addAll(ofOthers(RealPlay.moments(set), disorder));
        }
        assertThat(expected).hasSizeGreaterThan(1_000);
        return expected;
    }

    private static List<String> ofOthers(List<String> moments, Disorder disorder) {
        return moments.stream()
                .filter(moment -> !disorder.players().contains(RealPlay.player(moment)))
                .toList();
    }

    private static String refusal(Map<String, Object> deadLetter) {
        return deadLetter.get("reason") + " " + ((Map<?, ?>) deadLetter.get("event")).get("event_id");
    }

    private static int total(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(count -> count).sum();
    }

    /** What the job counted, all subtasks together, by what it happened to. */
    private static Map<String, Integer> counted(JobID job, String counter) {
        Map<String, Integer> counts = new TreeMap<>();
        METRICS.getMetricsByGroup().forEach((group, metrics) -> {
            Map<String, String> about = new HashMap<>(group.getAllVariables());
            String label = about.get("<" + counter + ">");
            if (job.toString().equals(about.get("<job_id>")) && label != null) {
                metrics.values().stream()
                        .filter(Counter.class::isInstance)
                        .forEach(metric -> counts.merge(label, (int) ((Counter) metric).getCount(), Integer::sum));
            }
        });
        return counts;
    }
}
