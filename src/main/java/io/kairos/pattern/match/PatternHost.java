package io.kairos.pattern.match;

import io.kairos.event.Counters;
import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Step;
import io.kairos.playbook.Vocabulary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One pattern over one player: what a runtime that walks states cannot know. The final silence, restart and overlap,
 * ties, caps on partial matches and {@code within} at the deadline are here. For one thread.
 */
public final class PatternHost {
    /** There is no deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    /** For so long after a silence was complete an event that would have broken it is noticed, milliseconds. */
    static final long NOTICED = 10_000;

    private static final int FORMAT = 1;
    private static final Comparator<Match> BEGAN_FIRST = (one, other) -> Path.compareArrivals(one.path(), other.path());
    private static final Comparator<Silence> WRITTEN = Comparator.comparing(
                    (Silence running) -> running.path, CompactMatcher.ORDER)
            .thenComparingLong(running -> running.deadline);

    private final Pattern pattern;
    private final Matcher matcher;
    private final int maxPartials;
    private final Sequence sequence;
    private final Set<String> reactsTo = new HashSet<>();

    /** Null if the sequence ends with an event. */
    private final Step.No silence;

    private final Choices breaks;
    private final Choices orUntil;

    /** The last step may go on while the silence after it runs. */
    private final boolean loopsIntoSilence;

    private final Waiting.Found found = new Waiting.Found();

    /** For writing. */
    private final RowWriter body = new RowWriter();

    private final List<Silence> silences = new ArrayList<>();
    private PathTable table;

    public PatternHost(Pattern pattern, Vocabulary vocabulary, MatcherFactory factory, int maxPartials) {
        this.pattern = pattern;
        this.maxPartials = maxPartials;
        this.sequence = new Sequence(pattern, vocabulary, factory.conditions());
        this.matcher = factory.compile(pattern, sequence);
        this.silence = pattern.finalSilence();
        this.breaks = new Choices(silence == null ? null : silence.what(), factory.conditions());
        this.orUntil = new Choices(silence == null ? null : silence.orUntil(), factory.conditions());
        this.loopsIntoSilence =
                silence != null && sequence.more(pattern.sequence().size() - 2) != null;
        sequence.stages().forEach(stage -> reactsTo.addAll(sequence.reactsTo(stage.index())));
        reactsTo.addAll(breaks.types());
        reactsTo.addAll(orUntil.types());
    }

    public Pattern pattern() {
        return pattern;
    }

    /** The event types the pattern can react to; any other leaves a progress as it is. */
    public Set<String> reactsTo() {
        return reactsTo;
    }

    /**
     * The conditions of which one must hold for a match to begin with an event of this type; null among them stands for
     * any event. Empty if none begins so.
     */
    public List<Conditions.Shared> beginsWith(String type) {
        return sequence.beginsWith(type);
    }

    public Progress none() {
        return new Progress(matcher.none());
    }

    /**
     * One event; everything due before its time has been done. What is due at its time may be still to be done, if the
     * event came of another deadline then: it is too late to break that. The matches it completes, in order.
     */
    public List<Match> on(Progress progress, Occurrence occurrence, Scope scope, Counters counters) {
        if (!reactsTo.contains(occurrence.event().type())) {
            return List.of();
        }
        if (progress.last != null) {
            notice(progress, occurrence, scope, counters);
        }
        List<Path> paths = matcher.on(progress.partials, occurrence, scope);
        List<Match> complete = List.of();
        if (progress.silent.size() > 0) {
            complete = breakSilences(progress, occurrence, scope);
        }
        if (!paths.isEmpty()) {
            complete = new ArrayList<>(complete);
            if (loopsIntoSilence) {
                endSilencesThatBeginAnew(progress, paths, occurrence.time());
            }
            for (Path path : longest(paths)) {
                if (silence == null) {
                    complete.add(new Match(path, occurrence.time()));
                } else {
                    fallSilent(progress, path, occurrence.time(), scope, complete);
                }
            }
        }
        List<Match> matches = complete.isEmpty() ? complete : settle(progress, complete);
        if (progress.size() > maxPartials) {
            capAt(progress, occurrence.time(), counters);
        }
        return matches;
    }

    /** The deadline {@code time}, which is {@link Progress#nextDeadline}; the matches that complete there. */
    public List<Match> at(Progress progress, long time) {
        List<Match> complete = new ArrayList<>();
        for (Silence due = progress.takeDue(time); due != null; due = progress.takeDue(time)) {
            complete.add(new Match(due.path, due.deadline));
            progress.last = due;
        }
        return settle(progress, complete);
    }

    private List<Match> breakSilences(Progress progress, Occurrence occurrence, Scope scope) {
        boolean mayBreak = breaks.maySelect(occurrence, scope);
        boolean mayComplete = orUntil.maySelect(occurrence, scope);
        if (!mayBreak && !mayComplete) {
            return List.of();
        }
        PlayerEvent event = occurrence.event();
        List<Match> complete = new ArrayList<>();
        if (sequence.key().tellsFirst(event.type())) {
            progress.silent.addTo(found, sequence.key().first(event));
        } else {
            progress.silent.addAllTo(found);
        }
        try {
            found.forEach(one -> {
                Silence unbroken = (Silence) one;
                if (unbroken.diesAt <= occurrence.time()) {
                    progress.remove(unbroken);
                } else if (unbroken.deadline > occurrence.time()
                        && sequence.key().holds(unbroken.path, event)) {
                    Scope matched = sequence.scope(scope, unbroken.path);
                    if (mayComplete && orUntil.selects(occurrence, matched)) {
                        complete.add(new Match(unbroken.path, occurrence.time()));
                        progress.remove(unbroken);
                    } else if (mayBreak && breaks.selects(occurrence, matched)) {
                        progress.remove(unbroken);
                    }
                }
            });
        } finally {
            found.clear();
        }
        return complete;
    }

    private void endSilencesThatBeginAnew(Progress progress, List<Path> paths, long now) {
        progress.silent.addAllTo(found);
        found.forEach(one -> {
            if (((Silence) one).deadline > now && paths.stream().anyMatch(path -> path.goesOnAfter(one.path))) {
                progress.remove((Silence) one);
            }
        });
        found.clear();
    }

    private void fallSilent(Progress progress, Path path, long now, Scope scope, List<Match> complete) {
        long deadline = sequence.silentUntil(silence.lasting(), path, now, scope);
        long limit = sequence.limit(path);
        if (deadline <= now) {
            complete.add(new Match(path, now));
        } else if (deadline < limit) {
            progress.add(new Silence(path, deadline, limit));
        } else if (silence.orUntil() != null) {
            progress.add(new Silence(path, NEVER, limit));
        }
    }

    /** Counts an event that happened before a deadline already complete and would have broken that silence. */
    private void notice(Progress progress, Occurrence occurrence, Scope scope, Counters counters) {
        Silence last = progress.last;
        PlayerEvent event = occurrence.event();
        if (occurrence.time() >= last.deadline + NOTICED) {
            progress.last = null;
        } else if (event.at() < last.deadline
                && event.at() >= last.path.last().time()
                && sequence.key().holds(last.path, event)
                && breaks.selects(occurrence, sequence.scope(scope, last.path))) {
            counters.count("after_deadline", pattern.id());
        }
    }

    /** Of paths with the same first event the longest, and of equally long ones the first. */
    private static List<Path> longest(List<Path> paths) {
        if (paths.size() == 1) {
            return paths;
        }
        Map<Occurrence, Path> longest = new LinkedHashMap<>();
        for (Path path : paths) {
            longest.merge(path.first(), path, (known, next) -> next.length() > known.length() ? next : known);
        }
        return new ArrayList<>(longest.values());
    }

    /** Which of the complete matches count, and what they end. */
    private List<Match> settle(Progress progress, List<Match> complete) {
        complete.sort(BEGAN_FIRST);
        List<Path> longest = longest(complete.stream().map(Match::path).toList());
        complete.removeIf(match -> !longest.contains(match.path()));
        if (pattern.afterMatch() == Pattern.AfterMatch.OVERLAP) {
            return complete;
        }
        List<Match> winners = new ArrayList<>();
        for (Match match : complete) {
            if (winners.stream().noneMatch(winner -> Key.compatible(winner.path(), match.path()))) {
                winners.add(match);
                dropSame(progress, match.path());
            }
        }
        return winners;
    }

    private void dropSame(Progress progress, Path winner) {
        matcher.dropSame(progress.partials, winner);
        progress.silent.addTo(found, Key.first(winner));
        found.forEach(running -> {
            if (Key.compatible(winner, running.path)) {
                progress.remove((Silence) running);
            }
        });
        found.clear();
    }

    private void prune(Progress progress, long now) {
        matcher.advance(progress.partials, now, (path, at, complete) -> {});
        progress.silent.addAllTo(found);
        found.forEach(running -> {
            if (running.diesAt <= now) {
                progress.remove((Silence) running);
            }
        });
        found.clear();
    }

    /** The dead go first, then the oldest. */
    private void capAt(Progress progress, long now, Counters counters) {
        prune(progress, now);
        if (progress.size() <= maxPartials) {
            return;
        }
        List<Path> begun = matcher.paths(progress.partials);
        progress.silent.addAllTo(found);
        found.forEach(running -> begun.add(running.path));
        found.clear();
        begun.sort(CompactMatcher.ORDER);
        List<Path> paths = distinct(begun);
        for (Path oldest : paths.subList(0, Math.max(0, paths.size() - maxPartials))) {
            matcher.drop(progress.partials, path -> path.isSame(oldest));
            progress.silent.addAllTo(found);
            found.forEach(running -> {
                if (running.path.isSame(oldest)) {
                    progress.remove((Silence) running);
                }
            });
            found.clear();
            counters.count("partials_dropped", pattern.id());
        }
    }

    /** Where a loop goes on while its silence runs, one path waits for both. */
    private static List<Path> distinct(List<Path> paths) {
        List<Path> distinct = new ArrayList<>();
        for (Path path : paths) {
            if (distinct.stream().noneMatch(path::isSame)) {
                distinct.add(path);
            }
        }
        return distinct;
    }

    /**
     * A partial match or a running silence.
     *
     * @param path the events taken so far
     * @param completeAt when it is a match if nothing happens; {@link #NEVER} if only an event can make it one
     */
    public record Unfinished(Path path, long completeAt) {}

    /** What has begun, the oldest first. */
    public List<Unfinished> unfinished(Progress progress) {
        List<Unfinished> begun = new ArrayList<>();
        for (Path path : matcher.paths(progress.partials)) {
            begun.add(new Unfinished(path, NEVER));
        }
        progress.silent.addAllTo(found);
        found.forEach(running -> begun.add(new Unfinished(running.path, ((Silence) running).deadline)));
        found.clear();
        begun.sort(Comparator.comparing(Unfinished::path, CompactMatcher.ORDER));
        return begun;
    }

    /** Writes what is not dead at {@code clock}. */
    public void write(Progress progress, long clock, EventPool.Part events, RowWriter out) throws IOException {
        prune(progress, clock);
        PathTable paths = emptyTable();
        body.clear();
        matcher.write(progress.partials, paths, body);
        silences.clear();
        progress.silent.addAllTo(found);
        found.forEach(running -> silences.add((Silence) running));
        found.clear();
        silences.sort(WRITTEN);
        Values.writeLength(silences.size(), body);
        for (Silence running : silences) {
            write(running, paths, body);
        }
        silences.clear();
        boolean noticing = progress.last != null && clock < progress.last.deadline + NOTICED;
        body.writeBoolean(noticing);
        if (noticing) {
            write(progress.last, paths, body);
        }
        out.writeByte(FORMAT);
        paths.write(events, out);
        body.writeTo(out);
    }

    private PathTable emptyTable() {
        if (table == null) {
            table = matcher.table();
        }
        table.clear();
        return table;
    }

    private static void write(Silence running, PathTable paths, RowWriter out) throws IOException {
        Values.writeLength(paths.reference(running.path), out);
        Values.writeLong(running.deadline, out);
    }

    public Progress read(EventPool.Part events, RowReader in) throws IOException {
        int format = in.readByte();
        if (format != FORMAT) {
            throw new IOException(
                    "pattern " + pattern.id() + ": progress in format " + format + ", this release reads " + FORMAT);
        }
        try {
            PathTable paths = emptyTable();
            paths.read(events, in);
            Progress progress = new Progress(matcher.read(paths, in));
            int silent = Values.readLength(in);
            for (int i = 0; i < silent; i++) {
                progress.add(readSilence(paths, in));
            }
            if (in.readBoolean()) {
                progress.last = readSilence(paths, in);
            }
            if (silence == null && (silent > 0 || progress.last != null)) {
                throw new IOException("a silence where the sequence has none");
            }
            return progress;
        } catch (IOException e) {
            throw new IOException("pattern " + pattern.id() + ": " + e.getMessage(), e);
        }
    }

    private Silence readSilence(PathTable paths, RowReader in) throws IOException {
        Path path = paths.path(Values.readLength(in));
        return new Silence(path, Values.readLong(in), sequence.limit(path));
    }
}
