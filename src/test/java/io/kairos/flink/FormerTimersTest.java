package io.kairos.flink;

import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.OFFER;
import static io.kairos.flink.Evening.NOON;
import static io.kairos.flink.Evening.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Output;
import io.kairos.pattern.compile.CompactMatcherFactory;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A checkpoint of the time before {@link Deadlines} (commit 287284f1): ada and bob lost three times and fell silent, which was
 * a moment, and each has an open offer; eve's third loss was at 12:00:24. There are five of Flink's timers.
 */
class FormerTimersTest {
    private static final long EVES_MOMENT = NOON + 44 * SECOND;

    @TempDir
    private Path folder;

    private OperatorSubtaskState former() throws Exception {
        Path file = folder.resolve("with-timers");
        try (InputStream packed = FormerTimersTest.class.getResourceAsStream("/snapshots/with-timers.gz");
                InputStream snapshot = new GZIPInputStream(packed)) {
            Files.copy(snapshot, file);
        }
        return OperatorSnapshotUtil.readStateHandle(file.toString());
    }

    private Subtasks restored(int parallelism) throws Exception {
        Settings settings = Settings.of(Map.of());
        return new Subtasks.Snapshot(former(), 1, settings, CompactMatcherFactory::new)
                .restore(parallelism, Evening.playbook(1), EVES_MOMENT);
    }

    @Test
    void theRowsSayWhatIsPendingAndFlinksTimersAreGone() throws Exception {
        Subtasks job = restored(2);

        assertThat(job.deadlines()).isEqualTo(5);
        assertThat(job.flinksTimers()).isZero();
        job.timeIs(NOON + 600 * SECOND);
        assertThat(job.said(DECISION)).extracting(Output::key).containsExactly("eve");
        assertThat(job.said(DECISION, "at")).containsExactly(EVES_MOMENT);
        assertThat(job.said(OFFER, "status"))
                .containsOnlyOnce("ISSUED")
                .filteredOn("EXPIRED"::equals)
                .hasSize(3);
        job.close();
    }

    @Test
    void theNextCheckpointNamesNobodyInATimer() throws Exception {
        Subtasks.Snapshot snapshot = restored(1).die();
        Subtasks job = snapshot.restore(1, Evening.playbook(1), EVES_MOMENT);

        assertThat(job.deadlines()).isEqualTo(5);
        assertThat(job.flinksTimers()).isZero();
        job.close();
    }
}
