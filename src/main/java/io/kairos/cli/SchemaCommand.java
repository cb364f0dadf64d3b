package io.kairos.cli;

import io.kairos.playbook.PlaybookSchema;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Helps editors to help. */
@Command(
        name = "schema",
        description =
                "The JSON Schemas of a playbook's files, with which editors complete and check: one object, by kind "
                        + "of file, or with --out one file each.")
final class SchemaCommand implements Runnable {
    @Option(names = "--out", paramLabel = "DIR", description = "Write KIND.schema.json for each kind into this folder.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter terminal = spec.commandLine().getOut();
        Map<String, String> schemas = PlaybookSchema.schemas();
        if (out == null) {
            terminal.println(schemas.entrySet().stream()
                    .map(schema -> "\"" + schema.getKey() + "\": " + schema.getValue())
                    .collect(Collectors.joining(",\n", "{\n", "\n}")));
        } else {
            schemas.forEach((kind, schema) -> write(out.resolve(kind + ".schema.json"), schema));
            terminal.printf("%s written to %s%n", Folder.count(schemas.size(), "schema"), out);
        }
        terminal.flush();
    }

    private static void write(Path file, String schema) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, schema + "\n");
        } catch (IOException e) {
            throw Stop.file("write", file, e);
        }
    }
}
