package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.Carried;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the two ways meet that a player's events come: directly, and by way of {@link Identify}. An event that says who
 * somebody is comes directly, and what {@link Identify} has to say about it, be it nothing, comes the other way. Whichever is
 * here first waits for the other, and with the event wait that player's later ones. So a player's direct events stay in the
 * order in which they were read, and what was carried over comes just before the event that brought it.
 *
 * <p>Both leave the same subtask together, and neither a watermark nor a barrier passes one and not the other: nobody waits
 * when time moves or a snapshot is taken.
 */
final class Rendezvous {
    private final Taking taking;
    private final Map<String, Party> parties = new HashMap<>();

    /** What becomes of those who need not wait any more. */
    interface Taking {
        /** An event of a player, which is all that is to be said. */
        void on(Arrival arrival) throws Exception;

        /** An event that says who somebody is, and what was carried over for it. */
        void linked(Arrival by, Carried carried) throws Exception;

        /** An event that has just been found to be this player's. */
        void direct(Arrival arrival, Carried carried) throws Exception;
    }

    /** What waits for one player. */
    private static final class Party {
        final Deque<Arrival> events = new ArrayDeque<>();
        final List<Answer> answers = new ArrayList<>();
    }

    /** @param after found to be the player's later, by the same way */
    private record Answer(Carried carried, List<Arrival> after) {}

    Rendezvous(Taking taking) {
        this.taking = taking;
    }

    void on(Arrival arrival) throws Exception {
        String player = arrival.playerId();
        Party party = parties.isEmpty() ? null : parties.get(player);
        Carried carried = arrival.carried();
        boolean waits = carried == null ? arrival.event().links() : carried.linkedBy() != null;
        if (party == null && !waits) {
            take(arrival);
            return;
        }
        if (party == null) {
            party = new Party();
            parties.put(player, party);
        }
        if (carried == null) {
            if (waits || !party.events.isEmpty()) {
                party.events.add(arrival);
            } else {
                take(arrival); // it is ahead of the event that an answer waits for
            }
        } else if (waits) {
            party.answers.add(new Answer(carried, new ArrayList<>()));
        } else if (party.answers.isEmpty()) {
            party.events.add(arrival);
        } else {
            party.answers.get(party.answers.size() - 1).after().add(arrival);
        }
        letGo(party);
        if (party.events.isEmpty() && party.answers.isEmpty()) {
            parties.remove(player);
        }
    }

    private void letGo(Party party) throws Exception {
        while (!party.events.isEmpty()) {
            Arrival first = party.events.peek();
            if (first.carried() != null || !first.event().links()) {
                take(party.events.poll());
                continue;
            }
            Answer answer = party.answers.stream()
                    .filter(each ->
                            each.carried().linkedBy().equals(first.event().eventId()))
                    .findFirst()
                    .orElse(null);
            if (answer == null) {
                return;
            }
            party.events.poll();
            party.answers.remove(answer);
            taking.linked(first, answer.carried());
            for (Arrival after : answer.after()) {
                take(after);
            }
        }
    }

    private void take(Arrival arrival) throws Exception {
        if (arrival.carried() == null) {
            taking.on(arrival);
        } else {
            taking.direct(arrival, arrival.carried());
        }
    }

    /** For how many players something waits. */
    int waiting() {
        return parties.size();
    }
}
