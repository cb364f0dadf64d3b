package io.kairos.pattern.match;

import io.kairos.event.Counters;
import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.event.Values;
import io.kairos.pattern.match.Progress.Silence;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Step;
import io.kairos.playbook.Vocabulary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One pattern over one player: what a runtime that walks states cannot know. The final silence, restart and overlap,
 * ties, caps on partial matches and {@code within} at the deadline are here.
 */
public final class PatternHost {
    /** There is no deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int FORMAT = 1;

    /** For so long after a silence was complete an event that would have broken it is noticed, milliseconds. */
    private static final long NOTICED = 10_000;

    private static final Comparator<Path> BEGAN_FIRST = PatternHost::compareArrivals;

    private final Pattern pattern;
    private final Matcher matcher;
    private final int maxPartials;
    private final Sequence sequence;
    private final Step.No silence;
    private final Set<String> reactsTo;

    public PatternHost(Pattern pattern, Vocabulary vocabulary, Matcher matcher, int maxPartials) {
        this.pattern = pattern;
        this.matcher = matcher;
        this.maxPartials = maxPartials;
        this.sequence = new Sequence(pattern, vocabulary);
        this.silence = pattern.finalSilence();
        this.reactsTo = Set.copyOf(sequence.reactsTo());
    }

    public Pattern pattern() {
        return pattern;
    }

    /** The event types the pattern can react to; any other leaves a progress as it is. */
    public Set<String> reactsTo() {
        return reactsTo;
    }

    public Progress none() {
        return new Progress(this, matcher.none());
    }

    /**
     * One event; everything due before its time has been done. What is due at its time may be still to be done, if the
     * event came of another deadline then: it is too late to break that. The matches it completes, in order.
     */
    public List<Match> on(Progress progress, Occurrence occurrence, Scope scope, Counters counters) {
        PlayerEvent event = occurrence.event();
        if (!reactsTo.contains(event.type())) {
            return List.of();
        }
        long now = occurrence.time();
        notice(progress, occurrence, scope, counters);
        prune(progress, now);
        List<Path> paths = longest(matcher.on(progress.partials, occurrence, progress.arrival(now), scope));
        List<Match> complete = new ArrayList<>();
        for (Iterator<Silence> running = progress.silences.iterator(); running.hasNext(); ) {
            Silence unbroken = running.next();
            Path path = unbroken.path();
            if (unbroken.deadline() > now && sequence.concerns(path, event)) {
                Scope matched = sequence.scope(scope, path);
                if (silence.orUntil() != null && silence.orUntil().selects(event, matched)) {
                    complete.add(new Match(path, now));
                    running.remove();
                } else if (silence.what().selects(event, matched)) {
                    running.remove();
                }
            }
        }
        for (Path path : paths) {
            if (silence == null) {
                complete.add(new Match(path, now));
            } else {
                fallSilent(progress, path, now, scope, complete);
            }
        }
        List<Match> matches = settle(progress, complete);
        capAt(progress, counters);
        return matches;
    }

    /** The deadline {@code time}, which is {@link Progress#nextDeadline}; the matches that complete there. */
    public List<Match> at(Progress progress, long time, Scope scope, Counters counters) {
        List<Match> complete = new ArrayList<>();
        for (Iterator<Silence> running = progress.silences.iterator(); running.hasNext(); ) {
            Silence due = running.next();
            if (due.deadline() <= time) {
                complete.add(new Match(due.path(), due.deadline()));
                progress.last = due;
                running.remove();
            }
        }
        return settle(progress, complete);
    }

    private void fallSilent(Progress progress, Path path, long now, Scope scope, List<Match> complete) {
        progress.silences.removeIf(shorter -> shorter.deadline() > now && begins(path, shorter.path()));
        long deadline = Sequence.over(silence.lasting(), now, sequence.scope(scope, path));
        if (deadline == NEVER) {
            return;
        }
        if (deadline <= now) {
            complete.add(new Match(path, now));
        } else if (deadline < sequence.limit(path.taken())) {
            progress.silences.add(new Silence(path, deadline));
        } else if (silence.orUntil() != null) {
            progress.silences.add(new Silence(path, NEVER));
        }
    }

    /** Counts an event that happened before a deadline already complete and would have broken that silence. */
    private void notice(Progress progress, Occurrence occurrence, Scope scope, Counters counters) {
        Silence last = progress.last;
        if (last == null) {
            return;
        }
        PlayerEvent event = occurrence.event();
        if (occurrence.time() >= last.deadline() + NOTICED) {
            progress.last = null;
        } else if (event.at() < last.deadline()
                && event.at() >= last.path().last().time()
                && sequence.concerns(last.path(), event)
                && silence.what().selects(event, sequence.scope(scope, last.path()))) {
            counters.count("after_deadline", pattern.id());
        }
    }

    /** Of paths with the same first event the longest. */
    private static List<Path> longest(List<Path> paths) {
        List<Path> longest = new ArrayList<>();
        for (Path path : paths) {
            Predicate<Path> rival = other -> sameEvent(path.first(), other.first());
            if (paths.stream()
                            .filter(rival)
                            .noneMatch(
                                    other -> other.taken().size() > path.taken().size())
                    && longest.stream().noneMatch(rival)) {
                longest.add(path);
            }
        }
        return longest;
    }

    /** Which of the complete matches count, and what they end. */
    private List<Match> settle(Progress progress, List<Match> complete) {
        if (complete.isEmpty()) {
            return complete;
        }
        complete.sort(Comparator.comparing(Match::path, BEGAN_FIRST));
        List<Path> longest = longest(complete.stream().map(Match::path).toList());
        complete.removeIf(match -> !longest.contains(match.path()));
        if (pattern.afterMatch() == Pattern.AfterMatch.OVERLAP) {
            return complete;
        }
        List<Match> winners = new ArrayList<>();
        for (Match match : complete) {
            if (winners.stream().noneMatch(winner -> sequence.compatible(winner.path(), match.path()))) {
                winners.add(match);
            }
        }
        Predicate<Path> ended = path -> winners.stream().anyMatch(winner -> sequence.compatible(winner.path(), path));
        matcher.drop(progress.partials, ended);
        progress.silences.removeIf(running -> ended.test(running.path()));
        return winners;
    }

    private void prune(Progress progress, long now) {
        progress.silences.removeIf(running -> sequence.limit(running.path().taken()) <= now);
        if (progress.partials.size() > 0) {
            matcher.drop(progress.partials, path -> sequence.diesAt(path.taken()) <= now);
        }
    }

    private void capAt(Progress progress, Counters counters) {
        if (progress.size() <= maxPartials) {
            return;
        }
        List<Path> begun = new ArrayList<>();
        progress.silences.forEach(running -> begun.add(running.path()));
        for (Path path : matcher.paths(progress.partials)) {
            if (begun.stream().noneMatch(other -> same(path, other))) {
                begun.add(path);
            }
        }
        begun.sort(BEGAN_FIRST);
        for (Path oldest : begun.subList(0, Math.max(0, begun.size() - maxPartials))) {
            matcher.drop(progress.partials, path -> same(path, oldest));
            progress.silences.removeIf(running -> same(running.path(), oldest));
            counters.count("partials_dropped", pattern.id());
        }
    }

    long diesAt(Progress progress) {
        long diesAt = progress.last == null ? Long.MIN_VALUE : progress.last.deadline() + NOTICED;
        for (Silence running : progress.silences) {
            diesAt = Math.max(
                    diesAt,
                    Math.min(running.deadline(), sequence.limit(running.path().taken())));
        }
        for (Path path : matcher.paths(progress.partials)) {
            diesAt = Math.max(diesAt, sequence.diesAt(path.taken()));
        }
        return diesAt;
    }

    /** Writes what is not dead at {@code clock}. */
    public void write(Progress progress, long clock, EventPool pool, DataOutput out) throws IOException {
        prune(progress, clock);
        out.writeByte(FORMAT);
        matcher.write(progress.partials, pool, out);
        Values.writeLength(progress.silences.size(), out);
        for (Silence running : progress.silences) {
            write(running, pool, out);
        }
        boolean noticing = progress.last != null && clock < progress.last.deadline() + NOTICED;
        out.writeBoolean(noticing);
        if (noticing) {
            write(progress.last, pool, out);
        }
    }

    public Progress read(EventPool pool, DataInput in) throws IOException {
        int format = in.readByte();
        if (format != FORMAT) {
            throw new IOException(
                    "pattern " + pattern.id() + ": progress in format " + format + ", this release reads " + FORMAT);
        }
        Progress progress = new Progress(this, matcher.read(pool, in));
        int silences = Values.readLength(in);
        for (int i = 0; i < silences; i++) {
            progress.silences.add(readSilence(pool, in));
        }
        if (in.readBoolean()) {
            progress.last = readSilence(pool, in);
        }
        if (silence == null && (silences > 0 || progress.last != null)) {
            throw new IOException("pattern " + pattern.id() + ": a silence where the sequence has none");
        }
        matcher.paths(progress.partials).forEach(progress::arrived);
        progress.silences.forEach(running -> progress.arrived(running.path()));
        return progress;
    }

    private static void write(Silence running, EventPool pool, DataOutput out) throws IOException {
        Values.writeLong(running.deadline(), out);
        Values.writeLength(running.path().taken().size(), out);
        for (Path.Taken taken : running.path().taken()) {
            Values.writeLength(taken.step(), out);
            Values.writeLength(pool.reference(taken.occurrence()), out);
            Values.writeLength(taken.arrival(), out);
        }
    }

    private Silence readSilence(EventPool pool, DataInput in) throws IOException {
        long deadline = Values.readLong(in);
        List<Path.Taken> taken = new ArrayList<>();
        int size = Values.readLength(in);
        for (int i = 0; i < size; i++) {
            int step = Values.readLength(in);
            if (step >= pattern.sequence().size()) {
                throw new IOException("pattern " + pattern.id() + ": no step " + step);
            }
            taken.add(new Path.Taken(step, pool.get(Values.readLength(in)), Values.readLength(in)));
        }
        if (taken.isEmpty()) {
            throw new IOException("pattern " + pattern.id() + ": a silence after nothing");
        }
        return new Silence(new Path(taken), deadline);
    }

    /** Which path's first event came first; if it is the same, which path's next. */
    private static int compareArrivals(Path one, Path other) {
        int common = Math.min(one.taken().size(), other.taken().size());
        for (int i = 0; i < common; i++) {
            int order = one.taken().get(i).compareArrival(other.taken().get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Whether the longer one goes on where the shorter one ends: one more of a loop. */
    private static boolean begins(Path longer, Path shorter) {
        return longer.taken().size() > shorter.taken().size()
                && same(new Path(longer.taken().subList(0, shorter.taken().size())), shorter);
    }

    private static boolean same(Path one, Path other) {
        if (one.taken().size() != other.taken().size()) {
            return false;
        }
        for (int i = 0; i < one.taken().size(); i++) {
            Path.Taken taken = one.taken().get(i);
            Path.Taken second = other.taken().get(i);
            if (taken.step() != second.step() || !sameEvent(taken.occurrence(), second.occurrence())) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameEvent(Occurrence one, Occurrence other) {
        return one.event().eventId().equals(other.event().eventId());
    }
}
