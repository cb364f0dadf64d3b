package io.kairos.player;

import io.kairos.offer.Moment;
import io.kairos.pattern.match.Path;
import io.kairos.playbook.Pattern;
import io.kairos.player.Rules.Active;

/** A moment that is still to be decided, with the events that made it. */
record Noticed(Active active, Moment moment, Witness witness, Path path) {
    Pattern pattern() {
        return active.pattern();
    }
}
