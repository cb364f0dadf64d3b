package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaCommandTest {
    @TempDir
    private Path folder;

    @Test
    void theSchemasArePrintedAsOneObjectOrWrittenAsFiles() throws Exception {
        JsonNode printed =
                new ObjectMapper().readTree(CommandLineRun.of("schema").out());
        CommandLineRun written = CommandLineRun.of("schema", "--out", folder.resolve("schemas"));

        assertThat(printed.has("pattern")).isTrue();
        assertThat(written.exitCode()).isZero();
        assertThat(written.out()).startsWith(printed.size() + " schemas written to");
        assertThat(new ObjectMapper()
                        .readTree(folder.resolve("schemas/pattern.schema.json").toFile()))
                .isEqualTo(printed.get("pattern"));
    }
}
