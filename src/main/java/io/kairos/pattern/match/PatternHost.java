package io.kairos.pattern.match;

import io.kairos.event.Counters;
import io.kairos.event.Occurrence;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Vocabulary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * One pattern over one player: what a runtime that walks states cannot know. The final silence, restart and overlap,
 * ties, caps on partial matches and {@code within} at the deadline are here.
 */
public final class PatternHost {
    /** There is no deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    public PatternHost(Pattern pattern, Vocabulary vocabulary, Matcher matcher, int maxPartials) {
        throw new IllegalStateException("being written");
    }

    public Pattern pattern() {
        throw new IllegalStateException("being written");
    }

    /** The event types that can change anything for this pattern. */
    public java.util.Set<String> reactsTo() {
        throw new IllegalStateException("being written");
    }

    public Progress none() {
        throw new IllegalStateException("being written");
    }

    /** One event; everything due at or before its time has been done. The matches it completes, in order. */
    public List<Match> on(Progress progress, Occurrence event, Scope scope, Counters counters) {
        throw new IllegalStateException("being written");
    }

    /** The deadline {@code time}, which is {@link Progress#nextDeadline}; the matches that complete there. */
    public List<Match> at(Progress progress, long time, Scope scope, Counters counters) {
        throw new IllegalStateException("being written");
    }

    /** Writes what is not dead at {@code clock}. */
    public void write(Progress progress, long clock, EventPool pool, DataOutput out) throws IOException {
        throw new IllegalStateException("being written");
    }

    public Progress read(EventPool pool, DataInput in) throws IOException {
        throw new IllegalStateException("being written");
    }
}
