package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.playbook.PlaybookArrival;

/**
 * What goes to every subtask alike: a playbook, or an event without a player. Exactly one of the two is there.
 *
 * @param event an arrival whose event has no player; whether it concerns everybody the vocabulary says
 */
record Control(PlaybookArrival playbook, Arrival event) {

    static Control of(PlaybookArrival playbook) {
        return new Control(playbook, null);
    }

    static Control of(Arrival event) {
        return new Control(null, event);
    }
}
