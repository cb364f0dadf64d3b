package io.kairos.cli;

import io.kairos.playbook.Bundle;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.PlaybookReader;
import io.kairos.playbook.Problem;
import io.kairos.playbook.Reading;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder in which analysts write. */
record PlaybookFolder(Path path) {

    /** The folder's YAML files, labelled with a version. */
    Bundle bundle(long version, String author, String note) {
        if (!Files.isDirectory(path)) {
            throw Stop.couldNotRun(null, "%s is no folder; a playbook is a folder of YAML files", path);
        }
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(path)) {
            for (Path file : all.filter(PlaybookFolder::belongs).toList()) {
                files.put(path.relativize(file).toString().replace('\\', '/'), text(file));
            }
        } catch (IOException e) {
            throw Stop.couldNotRun(e, "cannot read %s: %s", path, e.getMessage());
        }
        if (files.isEmpty()) {
            throw Stop.wrongInput("there is no .yaml file in %s; a playbook has at least an events.yaml", path);
        }
        return new Bundle(version, author, note, files);
    }

    private static boolean belongs(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file) && !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw Stop.wrongInput("%s is not UTF-8 text", file);
        }
    }

    /** The playbook that runs; what is wrong with it is listed and stops the command. */
    Playbook playbook(PrintWriter err) {
        return playbook(bundle(0, "", ""), err);
    }

    Playbook playbook(Bundle bundle, PrintWriter err) {
        Reading reading = PlaybookReader.read(bundle);
        List<Problem> problems = reading.problems();
        if (!problems.isEmpty()) {
            problems.forEach(problem -> err.println(shown(problem)));
            throw Stop.wrongInput("%s in %s", count(problems.size(), "problem"), path);
        }
        return reading.playbook();
    }

    /** The problem with a path that opens from where the user stands. */
    private String shown(Problem problem) {
        Path file = path.resolve(problem.file());
        return new Problem(file.toString(), problem.line(), problem.column(), problem.message(), problem.hint())
                .toString();
    }

    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
