package io.kairos.job;

import io.kairos.event.PlayerEvent;
import io.kairos.job.KafkaJob.Sent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Play as it was recorded, but for some events of half of the players: 2 % of all claim to have happened up to 10 s
 * before their player's clock, 0.1 % an hour before it, one a day later than it was sent. The events of a player next to
 * such a one are left alone, so that his clock is known when it arrives: it stands at his event before, or at a deadline
 * that has completed since, which is earlier than the time the event has in the recording.
 *
 * @param players whose events were changed
 * @param late by type, events to be counted late
 * @param lateFacts by type, facts too late to be matched
 * @param tooLate by type, gestures to be refused
 * @param refusals what belongs into the dead letters, as {@code REASON event_id}
 */
record Disorder(
        List<Sent> records,
        Set<String> players,
        Map<String, Integer> late,
        Map<String, Integer> lateFacts,
        Map<String, Integer> tooLate,
        List<String> refusals,
        String fromTheFuture) {
    private static final long ALLOWED = 10_000;
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;

    static Disorder of(List<PlayerEvent> events, long seed) {
        return new Injection(events, new Random(seed)).disorder();
    }

    private static final class Injection {
        private final List<PlayerEvent> events;
        private final Random random;
        private final Set<String> players;

        /** By index, the index of the same player's event before and after; -1 if there is none. */
        private final int[] before;

        private final int[] after;
        private final boolean[] leftAlone;

        Injection(List<PlayerEvent> events, Random random) {
            this.events = events;
            this.random = random;
            before = new int[events.size()];
            after = new int[events.size()];
            leftAlone = new boolean[events.size()];
            Map<String, Integer> latest = new HashMap<>();
            for (int i = 0; i < events.size(); i++) {
                Integer last = latest.put(events.get(i).playerId(), i);
                before[i] = last == null ? -1 : last;
                after[i] = -1;
                if (last != null) {
                    after[last] = i;
                }
            }
            List<String> all = new ArrayList<>(new TreeSet<>(latest.keySet()));
            Collections.shuffle(all, random);
            players = new HashSet<>(all.subList(0, all.size() / 2));
        }

        Disorder disorder() {
            Map<Integer, PlayerEvent> changed = new HashMap<>();
            Map<String, Integer> late = new TreeMap<>();
            Map<String, Integer> lateFacts = new TreeMap<>();
            Map<String, Integer> tooLate = new TreeMap<>();
            List<String> refusals = new ArrayList<>();
            for (int i : choose(events.size() / 50, index -> sinceTheOneBefore(index) < ALLOWED)) {
                long most = ALLOWED - sinceTheOneBefore(i);
                long behind = most == ALLOWED ? ALLOWED : 1 + (long) (random.nextDouble() * most);
                changed.put(i, moved(i, clock(i) - behind));
                late.merge(events.get(i).type(), 1, Integer::sum);
            }
            for (int i : choose(events.size() / 1000, index -> true)) {
                PlayerEvent event = events.get(i);
                changed.put(i, moved(i, clock(i) - HOUR));
                if (event.type().equals("bet_placed")) {
                    tooLate.merge(event.type(), 1, Integer::sum);
                    refusals.add("TOO_LATE " + event.eventId());
                } else {
                    lateFacts.merge(event.type(), 1, Integer::sum);
                }
            }
            int ahead = choose(1, index -> true).get(0);
            changed.put(ahead, moved(ahead, events.get(ahead).at() + DAY));
            refusals.add("FROM_THE_FUTURE " + events.get(ahead).eventId());

            List<Sent> records = new ArrayList<>();
            for (int i = 0; i < events.size(); i++) {
                records.add(new Sent(
                        changed.getOrDefault(i, events.get(i)), events.get(i).at()));
            }
            return new Disorder(
                    records,
                    players,
                    late,
                    lateFacts,
                    tooLate,
                    refusals,
                    events.get(ahead).eventId());
        }

        /** Some events of the chosen players that none chosen so far is next to. */
        private List<Integer> choose(int count, IntPredicate suitable) {
            List<Integer> candidates = new ArrayList<>();
            for (int i = 0; i < events.size(); i++) {
                if (before[i] >= 0 && players.contains(events.get(i).playerId()) && suitable.test(i)) {
                    candidates.add(i);
                }
            }
            Collections.shuffle(candidates, random);
            List<Integer> chosen = new ArrayList<>();
            for (int i : candidates) {
                if (chosen.size() < count && !leftAlone[i]) {
                    chosen.add(i);
                    leftAlone[i] = true;
                    leftAlone[before[i]] = true;
                    if (after[i] >= 0) {
                        leftAlone[after[i]] = true;
                    }
                }
            }
            if (chosen.size() < count) {
                throw new AssertionError("only " + chosen.size() + " of " + count + " events can be changed");
            }
            return chosen;
        }

        private long clock(int index) {
            return events.get(before[index]).at();
        }

        private long sinceTheOneBefore(int index) {
            return events.get(index).at() - clock(index);
        }

        private PlayerEvent moved(int index, long at) {
            PlayerEvent event = events.get(index);
            return PlayerEvent.of(event.eventId(), event.playerId(), event.type(), at, event.attributes());
        }
    }
}
