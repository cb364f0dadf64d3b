package io.kairos.player;

import io.kairos.offer.Moment;
import io.kairos.playbook.Pattern;
import io.kairos.player.Rules.Active;
import java.util.List;

/**
 * A moment that is still to be decided, with the events that made it.
 *
 * @param steps which step of the sequence, from 0, each event of the witness was taken by
 */
record Noticed(Active active, Moment moment, Witness witness, List<Integer> steps) {
    Pattern pattern() {
        return active.pattern();
    }
}
