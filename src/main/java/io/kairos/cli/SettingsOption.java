package io.kairos.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a command is given the job's settings. */
final class SettingsOption {
    @Option(
            names = "--settings",
            paramLabel = "FILE",
            description = "The job's settings, `name = value` lines (default: every setting has a default).")
    private Path file;

    @Option(names = "-D", paramLabel = "NAME=VALUE", description = "One setting; goes before the file's.")
    private Map<String, String> single = new LinkedHashMap<>();

    JobSettings read() {
        Map<String, String> given = new LinkedHashMap<>();
        try {
            if (file != null) {
                given.putAll(JobSettings.file(file));
            }
            given.putAll(single);
            return JobSettings.of(given);
        } catch (IOException e) {
            throw Stop.file("read", file, e);
        } catch (IllegalArgumentException e) {
            throw Stop.wrongInput("%s", e.getMessage());
        }
    }

    /** Says what neither the command line nor the file says. */
    void putIfAbsent(String name, String value) throws IOException {
        if (file == null || !JobSettings.file(file).containsKey(name)) {
            single.putIfAbsent(name, value);
        }
    }

    /** The same for another command line. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        if (file != null) {
            arguments.addAll(List.of("--settings", file.toAbsolutePath().toString()));
        }
        single.forEach((name, value) -> arguments.add("-D" + name + "=" + value));
        return arguments;
    }
}
