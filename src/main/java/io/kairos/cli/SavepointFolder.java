package io.kairos.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a savepoint or a retained checkpoint should be. */
final class SavepointFolder {
    static final String METADATA = "_metadata";

    private static final int SHOWN = 10;

    private SavepointFolder() {}

    /** Says what is wrong with a local path; what is elsewhere Flink looks for. */
    static void require(String given) {
        if (given.matches("[a-z][a-z0-9]+:.*") && !given.startsWith("file:")) {
            return;
        }
        // Flink decodes nothing: a %20 in what it says is one in the name of the folder
        Path path = Path.of(given.replaceFirst("^file:/*", "/"));
        if (path.endsWith(METADATA) && Files.isRegularFile(path) || Files.isRegularFile(path.resolve(METADATA))) {
            return;
        }
        throw Stop.wrongInput(
                "there is no savepoint in %s: it would have a file %s, but %s", path, METADATA, whatIsIn(path));
    }

    private static String whatIsIn(Path path) {
        if (!Files.exists(path)) {
            return "there is no such folder";
        }
        if (!Files.isDirectory(path)) {
            return "it is a file";
        }
        List<Path> there;
        try (Stream<Path> children = Files.list(path)) {
            there = children.sorted().toList();
        } catch (IOException e) {
            return "it cannot be looked into: " + Stop.trouble(path, e);
        }
        if (there.isEmpty()) {
            return "it is empty";
        }
        List<Path> savepoints = there.stream()
                .filter(child -> Files.isRegularFile(child.resolve(METADATA)))
                .toList();
        return savepoints.isEmpty() ? "it has " + named(there) : "there is one in " + named(savepoints);
    }

    private static String named(List<Path> paths) {
        String named = paths.stream()
                .limit(SHOWN)
                .map(path -> path.getFileName().toString())
                .collect(Collectors.joining(", "));
        return paths.size() > SHOWN ? named + " and " + (paths.size() - SHOWN) + " more" : named;
    }
}
