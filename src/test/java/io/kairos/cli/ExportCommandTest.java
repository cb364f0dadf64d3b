package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kairos.flink.RestingJob;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a savepoint holds about a player is told, and nothing of anybody else. */
@Timeout(180)
class ExportCommandTest {
    private static final long NOON = RestingJob.BEGAN;
    private static final long SECOND = 1_000;

    @TempDir
    private static Path folder;

    private static String canonical;
    private static String nativeFormat;
    private static String checkpoint;

    @BeforeAll
    static void rest() throws Exception {
        try (RestingJob job = RestingJob.start(folder.resolve("checkpoints"))) {
            canonical = job.savepoint(folder.resolve("canonical"), SavepointFormatType.CANONICAL);
            nativeFormat = job.savepoint(folder.resolve("native"), SavepointFormatType.NATIVE);
            checkpoint = job.checkpoint();
        }
    }

    private static CommandLineRun export(String player, String savepoint) {
        return CommandLineRun.of("export", "--player", player, "--savepoint", savepoint);
    }

    private static JsonNode told(String player, String savepoint) throws Exception {
        CommandLineRun run = export(player, savepoint);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    private static List<String> texts(JsonNode list, String field) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.get(field).asText()));
        return texts;
    }

    @Test
    void everythingThatIsHeldAboutAPlayerIsTold() throws Exception {
        JsonNode ada = told("ada", canonical);

        assertThat(ada.get("player_id").asText()).isEqualTo("ada");
        assertThat(ada.get("playbook").get("version").asLong()).isEqualTo(3);
        JsonNode row = ada.get("row");
        assertThat(row.get("clock").asLong()).isEqualTo(NOON + 5 * SECOND);
        assertThat(row.get("wakes_up_at").asLong()).isPositive();
        assertThat(row.get("recent_event_ids")).hasSize(5);
        assertThat(row.get("features").get("losses").asDouble()).isEqualTo(3);
        assertThat(texts(row.get("tags"), "tag")).containsExactly("unlucky");
        JsonNode silence = row.get("partial_matches").get(0);
        assertThat(silence.get("pattern").asText()).isEqualTo("looked-and-left");
        assertThat(silence.get("complete_at").asLong()).isEqualTo(NOON + 65 * SECOND);
        assertThat(texts(silence.get("events"), "type")).containsExactly("balance_viewed");
        assertThat(texts(row.get("partial_matches"), "pattern")).contains("silent-after-losses");
        assertThat(row.get("open_offers")).isEmpty();
        assertThat(texts(row.get("protections"), "protection")).hasSize(1);
        assertThat(row.get("protections").get(0).get("holds").asBoolean()).isTrue();
        assertThat(texts(row.get("recent_events"), "type"))
                .containsExactly("bet_settled", "bet_settled", "rg_self_excluded", "bet_settled", "balance_viewed");
    }

    @Test
    void soAreTheDevicesSheWasSeenOnAndWhatWaitsThere() throws Exception {
        JsonNode ada = told("ada", canonical);

        assertThat(texts(ada.get("anonymous_ids"), "anonymous_id")).containsExactlyInAnyOrder("phone", "tablet");
        for (JsonNode device : ada.get("anonymous_ids")) {
            boolean tablet = device.get("anonymous_id").asText().equals("tablet");
            assertThat(device.get("links")).hasSize(1);
            assertThat(texts(device.get("held"), "at"))
                    .isEqualTo(tablet ? List.of(String.valueOf(NOON + 10 * SECOND)) : List.of());
        }
        assertThat(texts(ada.get("waiting_events"), "type")).containsExactly("bet_placed");
    }

    @Test
    void nothingOfAnybodyElseIsTold() {
        assertThat(export("ada", canonical).out()).contains("ada").doesNotContain("bob", "\"zed\"");
        assertThat(export("bob", canonical).err()).isEmpty();
        assertThat(export("bob", canonical).out()).contains("bob").doesNotContain("ada", "tablet");
    }

    @Test
    void aNativeSavepointAndAnIncrementalCheckpointSayTheSame() throws Exception {
        JsonNode told = told("ada", canonical).get("row");

        assertThat(told("ada", nativeFormat).get("row")).isEqualTo(told);
        assertThat(told("ada", checkpoint).get("row")).isEqualTo(told);
    }

    @Test
    void itTakesNothingAway() throws Exception {
        List<Path> before = files(folder);
        export("ada", checkpoint);
        assertThat(files(folder)).isEqualTo(before);
    }

    private static List<Path> files(Path in) throws Exception {
        try (Stream<Path> all = Files.walk(in)) {
            return all.sorted().toList();
        }
    }

    @Test
    void whoIsNotThereIsSaid() {
        CommandLineRun run = export("nobody-we-know", canonical);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("nothing is held about the player nobody-we-know", canonical);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aFolderWithoutASavepointSaysWhatItHas() throws Exception {
        Path parent = Path.of(URI.create(canonical)).getParent();
        CommandLineRun above = export("ada", parent.toString());
        assertThat(above.exitCode()).isEqualTo(1);
        assertThat(above.err())
                .contains("there is no savepoint in " + parent, "_metadata", "there is one in savepoint-");

        CommandLineRun wrong = export("ada", folder.toString());
        assertThat(wrong.err()).contains("it has canonical, checkpoints, native");

        CommandLineRun nowhere = export("ada", folder.resolve("nowhere").toString());
        assertThat(nowhere.exitCode()).isEqualTo(1);
        assertThat(nowhere.err()).contains("there is no such folder");
    }

    @Test
    void aTornSavepointIsNamed() throws Exception {
        Path torn = Files.createDirectory(folder.resolve("torn"));
        Files.writeString(torn.resolve("_metadata"), "this is no savepoint");

        CommandLineRun run = export("ada", torn.toString());

        Files.delete(torn.resolve("_metadata"));
        Files.delete(torn);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("cannot read the savepoint " + torn).doesNotContain("\tat ");
    }
}
