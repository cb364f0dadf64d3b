package io.kairos.pattern.match;

import io.kairos.event.Occurrence;
import io.kairos.playbook.Scope;
import java.util.Comparator;

/** What a runtime that lives elsewhere asks of a sequence and its paths. */
public final class Reach {
    public static final Comparator<Path> ORDER = CompactMatcher.ORDER;

    private Reach() {}

    /** The path that goes on with an event a stage takes, which is the one the scope is about. */
    public static Path take(Sequence sequence, Path path, int stage, Occurrence occurrence, Scope scope) {
        return sequence.take(path, stage, stage, occurrence, scope);
    }

    public static long diesAt(Sequence sequence, int stage, Path path) {
        return sequence.diesAt(stage, path);
    }

    public static boolean mayBeOfOneValue(Path one, Path other) {
        return Key.compatible(one, other);
    }
}
