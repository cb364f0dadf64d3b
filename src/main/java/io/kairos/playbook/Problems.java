package io.kairos.playbook;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong; reading goes on behind it. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    void add(Spot at, String message, String hint) {
        found.add(new Problem(at.file(), at.line(), at.column(), message, hint));
    }

    void add(Item at, String message, String hint) {
        add(at.spot(), message, hint);
    }

    void wholeFile(String file, String message, String hint) {
        found.add(new Problem(file, 0, 0, message, hint));
    }

    /** An {@code unknown what `name`}, with what is known and the nearest of it. */
    void unknown(Spot at, String what, String name, String of, Collection<String> known) {
        add(at, "unknown " + what + " `" + name + "`" + of, Suggestion.of(name, known));
    }

    boolean any() {
        return !found.isEmpty();
    }

    int size() {
        return found.size();
    }

    /** In order of file and place, each once. */
    List<Problem> sorted() {
        return found.stream()
                .distinct()
                .sorted(Comparator.comparing(Problem::file)
                        .thenComparing(Problem::line)
                        .thenComparing(Problem::column)
                        .thenComparing(Problem::message))
                .toList();
    }
}
