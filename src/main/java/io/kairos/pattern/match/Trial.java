package io.kairos.pattern.match;

import io.kairos.event.Occurrence;
import io.kairos.playbook.Scope;

/**
 * One event before the paths of one graph, path after path. What the edges ask more than once about a path is answered
 * once.
 */
public final class Trial {
    private final Sequence sequence;

    /** By stage, twice the number of the path it was asked about, and one more if the answer was yes. */
    private final long[] accepts;

    private long paths;
    private Occurrence occurrence;
    private Scope scope;
    private Path path;

    /** @param sequence null where edges ask questions of their own */
    public Trial(Sequence sequence) {
        this.sequence = sequence;
        this.accepts = new long[sequence == null ? 0 : sequence.stages().size()];
    }

    /** Turns to another event. */
    public void turnTo(Occurrence next, Scope around) {
        occurrence = next;
        scope = around;
    }

    /** Turns to another path; null for the beginning. */
    public void turnTo(Path next) {
        path = next;
        paths++;
    }

    public Occurrence occurrence() {
        return occurrence;
    }

    /** About the event; what is matched so far is not in it. */
    public Scope scope() {
        return scope;
    }

    /** What has been taken before the event; null if nothing. */
    public Path path() {
        return path;
    }

    /** Whether a stage takes the event. */
    public boolean accepts(int stage) {
        if (accepts[stage] >> 1 != paths) {
            accepts[stage] = 2 * paths + (sequence.accepts(stage, path, occurrence, scope) ? 1 : 0);
        }
        return (accepts[stage] & 1) == 1;
    }

    /** Whether the event, which the stage does not take, ends the wait at it. */
    public boolean kills(int stage) {
        return !accepts(stage) && sequence.kills(stage, path, occurrence, scope);
    }

    /** Whether a stage takes the event and may go on after it. */
    public boolean acceptsAndGoesOn(int stage) {
        return accepts(stage) && sequence.goesOn(stage, path);
    }
}
