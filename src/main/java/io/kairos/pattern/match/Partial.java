package io.kairos.pattern.match;

/** A partial match: a path that waits in a state, or for a time. */
class Partial {
    final Path path;
    final int state;

    /** From when on it takes nothing more, milliseconds; {@link Long#MAX_VALUE} if there is no limit. */
    final long diesAt;

    /** The next of those that wait on the same path. */
    private Partial sibling;

    /** Where {@link Waiting} keeps it. */
    Waiting.Place place;

    int position;

    Partial(Path path, int state, long diesAt) {
        this.path = path;
        this.state = state;
        this.diesAt = diesAt;
    }

    boolean isWaiting() {
        return place != null;
    }

    Partial sibling() {
        return sibling;
    }

    /** Whether it is the first that waits on its path. */
    boolean comeToPath() {
        sibling = path.waiting;
        path.waiting = this;
        return sibling == null;
    }

    /** Whether it was the last that waited on its path. */
    boolean leavePath() {
        if (path.waiting == this) {
            path.waiting = sibling;
        } else {
            Partial before = path.waiting;
            while (before.sibling != this) {
                before = before.sibling;
            }
            before.sibling = sibling;
        }
        return path.waiting == null;
    }
}
