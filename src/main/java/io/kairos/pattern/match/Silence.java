package io.kairos.pattern.match;

/** All events have come, and now nothing must: a partial match that waits for a time. */
final class Silence extends Partial {
    /** When it is complete; {@link PatternHost#NEVER} if only an event can complete it. */
    final long deadline;

    /** @param limit from when on the pattern's {@code within} is over */
    Silence(Path path, long deadline, long limit) {
        super(path, -1, limit);
        this.deadline = deadline;
    }
}
