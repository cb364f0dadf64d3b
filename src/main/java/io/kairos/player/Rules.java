package io.kairos.player;

import io.kairos.pattern.match.MatcherFactory;
import io.kairos.playbook.Playbook;

/** A playbook made ready to run on one thread: its patterns compiled, indexed by the events they react to. */
public final class Rules {

    /** Compiles what changed; a pattern whose fingerprint {@code before} knows is taken over. {@code before} may be null. */
    public static Rules of(Playbook playbook, MatcherFactory factory, Rules before) {
        throw new IllegalStateException("being written");
    }

    public Playbook playbook() {
        throw new IllegalStateException("being written");
    }
}
