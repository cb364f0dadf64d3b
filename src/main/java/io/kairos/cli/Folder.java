package io.kairos.cli;

import io.kairos.playbook.Bundle;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.PlaybookFolder;
import io.kairos.playbook.PlaybookReader;
import io.kairos.playbook.Problem;
import io.kairos.playbook.Reading;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder in which analysts write, as the user named it. */
record Folder(Path path) {

    Bundle bundle() {
        if (!Files.isDirectory(path)) {
            throw Stop.couldNotRun(null, "%s is no folder; a playbook is a folder of YAML files", path);
        }
        try {
            return PlaybookFolder.read(path);
        } catch (CharacterCodingException e) {
            throw Stop.wrongInput("a file in %s is not UTF-8 text", path);
        } catch (IOException e) {
            throw Stop.couldNotRun(e, "cannot read %s: %s", path, e);
        }
    }

    /** The bundle made ready; what is wrong with it is listed and stops the command. */
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
