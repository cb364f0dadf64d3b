package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavepointFolderTest {
    @TempDir
    private Path folder;

    @Test
    void aFolderIsFoundByEveryNameThatFlinkHasForIt() throws IOException {
        Path savepoint = Files.createDirectories(folder.resolve("a%20cluster/savepoint-1"));
        Path metadata = Files.createFile(savepoint.resolve("_metadata"));

        for (String name : new String[] {
            savepoint.toString(),
            "file:" + savepoint,
            "file://" + savepoint,
            metadata.toString(),
            "s3://elsewhere/savepoint-1"
        }) {
            assertThatCode(() -> SavepointFolder.require(name)).as(name).doesNotThrowAnyException();
        }
    }

    @Test
    void whatIsThereInsteadIsSaid() throws IOException {
        Files.createFile(Files.createDirectories(folder.resolve("savepoint-1")).resolve("_metadata"));

        assertThatThrownBy(() -> SavepointFolder.require("file:" + folder))
                .isInstanceOf(Stop.class)
                .hasMessageContainingAll("no savepoint in " + folder, "there is one in savepoint-1");
        assertThatThrownBy(() -> SavepointFolder.require("/nope"))
                .hasMessageContainingAll("no savepoint in /nope", "no such folder");
    }
}
