package io.kairos.player;

import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Arms;
import io.kairos.offer.Decision;
import io.kairos.pattern.match.Inquiry;
import io.kairos.pattern.match.Inquiry.Answer;
import io.kairos.pattern.match.Inquiry.Effect;
import io.kairos.pattern.match.Path;
import io.kairos.pattern.match.PatternHost;
import io.kairos.pattern.match.PatternHost.Unfinished;
import io.kairos.pattern.match.Progress;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Vocabulary;
import io.kairos.player.Rules.Active;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far one pattern came with one player, told by looking on while the core steps: every match that began, how far it
 * got, and what ended it. For people who ask why a moment did not come; the job has none.
 */
public final class Trail {
    private static final int REFUSALS_KEPT = 3;

    private final String playerId;
    private final String patternId;
    private final Inquiry inquiry;

    /** By its events, what has begun and not ended. */
    private final Map<List<String>, Begin> open = new LinkedHashMap<>();

    private final List<Attempt> ended = new ArrayList<>();
    private final Set<List<String>> moments = new HashSet<>();

    /** Gone without a word: a moment is decided after all that its time brought was seen. */
    private final Map<List<String>, Begin> gone = new LinkedHashMap<>();

    /** Those over by a limit: the matcher keeps them until an event asks. */
    private final Set<List<String>> over = new HashSet<>();

    private final Refusals refusedFirst = new Refusals();

    /** Null before the first event. */
    private Occurrence last;

    private long lastMoment = Long.MIN_VALUE;

    /** @param pattern the pattern itself; of its variants the player's own is looked at */
    public Trail(String playerId, Pattern pattern, Vocabulary vocabulary) {
        this.playerId = playerId;
        this.patternId = pattern.id();
        this.inquiry = new Inquiry(Arms.own(pattern, playerId), vocabulary);
    }

    /** How a match ended that had begun and became no moment. */
    public enum End {
        /** An event ended it. */
        BROKEN,
        /** A {@code within} passed. */
        TOO_LATE,
        /** Another match of the pattern completed, or there were too many, or the player was forgotten. */
        DROPPED,
        /** It has not: the events end while it waits. */
        WAITING
    }

    /** An event that a step wanted by its type and did not take. */
    public record Refusal(PlayerEvent event, String because) {}

    /**
     * A match that began.
     *
     * @param taken the events it took, in order
     * @param words what the steps that took them call them
     * @param stepsDone how many of the pattern's steps were done, silences between them included
     * @param at when it ended, milliseconds; of a waiting one, when it would be complete or over, {@link Inquiry#NEVER} if
     *     it may wait for ever
     * @param by the event that ended it; null if none did
     * @param because what that event did, or which limit passed; null if there is nothing to say
     * @param waitedFor what it would have needed next
     * @param completes of a waiting one: {@code at} is when it completes if nothing comes
     * @param refusals the last events that it would have needed by their type and did not take
     */
    public record Attempt(
            List<PlayerEvent> taken,
            List<String> words,
            int stepsDone,
            End end,
            long at,
            PlayerEvent by,
            String because,
            String waitedFor,
            boolean completes,
            List<Refusal> refusals) {}

    /** The last few, and how many there were. */
    private static final class Refusals {
        private final List<Refusal> kept = new ArrayList<>();

        void add(PlayerEvent event, String because) {
            kept.add(new Refusal(event, because));
            if (kept.size() > REFUSALS_KEPT) {
                kept.remove(0);
            }
        }
    }

    private static final class Begin {
        private final Path path;
        private final Refusals refusals = new Refusals();
        private long completeAt;

        /** What it was asked about last, and the answer; null before the first. */
        private Occurrence asked;

        private Answer answer;
        private long goneAt;

        Begin(Path path) {
            this.path = path;
        }
    }

    /** An event comes; nothing has looked at it yet. */
    void sees(Begun begun, Rules rules, Occurrence occurrence, Scope scope) {
        if (!playerId.equals(occurrence.event().playerId())) {
            return;
        }
        settle(unfinished(begun, rules), occurrence.time());
        last = occurrence;
        for (Begin begin : open.values()) {
            begin.asked = occurrence;
            begin.answer = inquiry.of(begin.path, occurrence, scope);
            if (begin.answer.effect() == Effect.REFUSED) {
                begin.refusals.add(occurrence.event(), begin.answer.because());
            }
        }
        Answer first = inquiry.of(null, occurrence, scope);
        if (first.effect() == Effect.REFUSED) {
            refusedFirst.add(occurrence.event(), first.because());
        }
    }

    /** A moment of the pattern. */
    public void moment(Decision decision) {
        if (decision.pattern().equals(patternId) && decision.playerId().equals(playerId)) {
            lastMoment = decision.at();
            moments.add(decision.matched().stream()
                    .map(matched -> key(matched.step(), matched.eventId()))
                    .toList());
        }
    }

    /** The events are at their end. */
    public void end(PlayerMemory memory, Rules rules) {
        settle(unfinished(memory.begun, rules), memory.clock);
        settleGone(Set.of(), Long.MAX_VALUE);
        open.values().forEach(begin -> {
            boolean completes = begin.completeAt != PatternHost.NEVER;
            long at = completes ? begin.completeAt : inquiry.overAt(begin.path);
            ended.add(attempt(begin, End.WAITING, at, null, null, completes));
        });
        open.clear();
    }

    private List<Unfinished> unfinished(Begun begun, Rules rules) {
        Active active = begun.own(patternId, rules);
        Progress progress = begun.of(active);
        return progress == null ? List.of() : active.host().unfinished(progress);
    }

    /** What has become of what had begun. */
    private void settle(List<Unfinished> begun, long now) {
        Map<List<String>, Unfinished> there = new LinkedHashMap<>();
        begun.forEach(one -> there.merge(key(one.path()), one, (a, b) -> a.completeAt() < b.completeAt() ? a : b));
        there.keySet().removeAll(over);
        Set<List<String>> longer = new HashSet<>();
        there.keySet().forEach(key -> addBeginnings(key, longer));
        moments.forEach(key -> addBeginnings(key, longer));
        there.forEach((key, one) ->
                open.computeIfAbsent(key, any -> new Begin(one.path())).completeAt = one.completeAt());
        open.forEach((key, begin) -> {
            if (there.containsKey(key)) {
                if (inquiry.overAt(begin.path) <= now) {
                    ended.add(tooLate(begin));
                    over.add(key);
                    there.remove(key);
                }
            } else {
                begin.goneAt = now;
                gone.put(key, begin);
            }
        });
        open.keySet().retainAll(there.keySet());
        settleGone(longer, now);
    }

    private void settleGone(Set<List<String>> longer, long now) {
        gone.entrySet().removeIf(one -> {
            if (moments.contains(one.getKey()) || longer.contains(one.getKey())) {
                return true;
            }
            Attempt end = endOf(one.getValue(), now);
            return end != null && ended.add(end);
        });
    }

    /** How one ended that is gone; null if it may still turn out to be a moment. */
    private Attempt endOf(Begin begin, long now) {
        if (begin.answer != null && begin.answer.effect() == Effect.BROKEN) {
            Occurrence by = begin.asked;
            return attempt(begin, End.BROKEN, by.time(), by.event(), begin.answer.because(), false);
        }
        if (begin.answer != null && begin.answer.effect() == Effect.OVER) {
            return tooLate(begin);
        }
        if (begin.goneAt >= now) {
            return null;
        }
        long asked = begin.asked == null ? begin.path.last().time() : begin.asked.time();
        return attempt(begin, End.DROPPED, Math.max(asked, lastMoment), null, null, false);
    }

    private Attempt tooLate(Begin begin) {
        return attempt(begin, End.TOO_LATE, inquiry.overAt(begin.path), null, inquiry.limit(begin.path), false);
    }

    private Attempt attempt(Begin begin, End end, long at, PlayerEvent by, String because, boolean completes) {
        return new Attempt(
                begin.path.taken().stream()
                        .map(taken -> taken.occurrence().event())
                        .toList(),
                begin.path.taken().stream()
                        .map(taken ->
                                inquiry.word(taken.step(), taken.occurrence().event()))
                        .toList(),
                inquiry.stepsDone(begin.path),
                end,
                at,
                by,
                because,
                inquiry.waitsFor(begin.path),
                completes,
                List.copyOf(begin.refusals.kept));
    }

    private static void addBeginnings(List<String> key, Set<List<String>> beginnings) {
        for (int i = 1; i < key.size(); i++) {
            beginnings.add(key.subList(0, i));
        }
    }

    private static List<String> key(Path path) {
        return path.taken().stream()
                .map(taken -> key(taken.step(), taken.occurrence().event().eventId()))
                .toList();
    }

    private static String key(int step, String eventId) {
        return step + " " + eventId;
    }

    /** Those that came furthest, of those the last ones first. */
    public List<Attempt> furthest(int most) {
        return ended.stream()
                .sorted(Comparator.comparingInt((Attempt attempt) -> -attempt.stepsDone())
                        .thenComparingInt(attempt -> -attempt.taken().size())
                        .thenComparingLong(attempt -> -attempt.taken().get(0).at()))
                .limit(most)
                .toList();
    }

    /** The pattern as the player has it, step by step, in words. */
    public List<String> steps() {
        return inquiry.steps();
    }

    /** How many matches began and did not become a moment. */
    public int begun() {
        return ended.size();
    }

    /** The last events that the first step would have needed by their type and did not take. */
    public List<Refusal> refusedFirst() {
        return List.copyOf(refusedFirst.kept);
    }
}
