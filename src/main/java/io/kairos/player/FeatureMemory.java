package io.kairos.player;

import io.kairos.event.Counters;
import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.playbook.Correction;
import io.kairos.playbook.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rolling features of one player. An event is at hand from {@link #on} until {@link #over}, the next event, or a
 * later time, whichever is first: only as long is {@link #before} another value than {@link #value}, and only as long
 * does {@code since} look past the event itself. A feature whose definition changed starts anew. What is kept of a
 * feature stays as the bytes it rests in until an event or a condition asks for it.
 */
final class FeatureMemory {
    private static final int FORMAT = 2;

    /** Features had no numbers yet. */
    private static final int FORMAT_WITH_MARKS = 1;

    private static final FeatureCell[] NOTHING = {};

    private final String playerId;

    /** By the numbers of the features; null where nothing was counted, or where it still rests. */
    private FeatureCell[] cells = NOTHING;

    /** What the row said of those that nobody has asked for since; null if there was no row. */
    private RestingFeatures resting;

    /** The features that the last event counted or undid, and those of the session it ended. */
    private final List<FeatureIndex.Entry> changed = new ArrayList<>();

    private FeatureIndex known;
    private int step;
    private long clock = Long.MIN_VALUE;

    /** When the session began that features over the session are about. */
    private long session = Long.MIN_VALUE;

    private FeatureMemory(String playerId) {
        this.playerId = playerId;
    }

    static FeatureMemory none(String playerId) {
        return new FeatureMemory(playerId);
    }

    /** Turns to the features of the playbook in force; what that does not know, or knows otherwise, is left out. */
    void adopt(FeatureIndex features) {
        if (features == known) {
            return;
        }
        wakeAll();
        FeatureCell[] before = cells;
        cells = new FeatureCell[features.numbers()];
        known = features;
        for (FeatureCell cell : before) {
            FeatureIndex.Entry entry =
                    cell == null ? null : features.entry(cell.feature().id());
            if (entry != null && entry.isSame(cell.entry())) {
                cells[entry.number()] = cell;
            }
        }
    }

    private void wakeAll() {
        if (resting != null) {
            known.entries().forEach(this::awake);
            resting = null;
        }
    }

    /** Null if nothing was counted for it. */
    private FeatureCell awake(FeatureIndex.Entry entry) {
        FeatureCell cell = cells[entry.number()];
        if (cell == null && resting != null && resting.has(entry.number())) {
            cell = FeatureCell.of(entry);
            try {
                cell.read(resting.take(entry.number()));
            } catch (IOException | RuntimeException e) {
                throw torn(entry, e);
            }
            cells[entry.number()] = cell;
        }
        return cell;
    }

    private IllegalStateException torn(FeatureIndex.Entry entry, Exception why) {
        return new IllegalStateException(
                "the row of player " + playerId + " is torn in feature "
                        + entry.feature().id() + ": " + why.getMessage(),
                why);
    }

    /**
     * Takes what another memory, which is given up, has counted for these features, where nothing is known here.
     *
     * @param sessionSince when the session began that features over the session are about, here and there
     */
    void takeOver(FeatureMemory other, List<FeatureIndex.Entry> features, long sessionSince) {
        adopt(other.known);
        if (session == Long.MIN_VALUE) {
            session = sessionSince;
        }
        for (FeatureIndex.Entry entry : features) {
            FeatureCell counted = other.awake(entry);
            if (counted != null && awake(entry) == null) {
                counted.untouched();
                cells[entry.number()] = counted;
            }
        }
        clock = Math.max(clock, other.clock);
    }

    /**
     * Counts an event, or undoes what it corrects. A condition or value that reads a feature sees the ones before it in
     * the index with the event counted, and those after it without.
     *
     * @param time the player's clock
     * @param matched false for a fact that is too late to be matched: it counts at its own time, in a window that still
     *     covers it; everything else counts at the clock
     * @param sessionSince when the session began
     * @param scope is about this event
     */
    void on(PlayerEvent event, long time, boolean matched, long sessionSince, Scope scope, Counters counters) {
        over();
        clock = time;
        changed.clear();
        if (sessionSince != session) {
            session = sessionSince;
            endSession();
        }
        for (Correction correction : known.corrections(event.type())) {
            if (correction.when() == null || correction.when().holds(scope)) {
                correct(event, correction.undone(event, scope), scope, counters);
            }
        }
        count(event, matched, scope);
    }

    /** Counts what Kairos itself noticed at an event or a deadline: the event at hand stays at hand. */
    void noticed(PlayerEvent event, long time, Scope scope) {
        clock = time;
        changed.clear();
        count(event, true, scope);
    }

    private void endSession() {
        for (FeatureIndex.Entry entry : known.ofSession()) {
            if (awake(entry) != null) {
                changed.add(entry);
                cells[entry.number()] = null;
            }
        }
    }

    private void count(PlayerEvent event, boolean matched, Scope scope) {
        known.turn();
        for (FeatureIndex.Watch watch : known.watching(event)) {
            if (watch.breaks(scope)) {
                ((FeatureCell.Breakable) touched(watch.entry())).breakAt(event, clock, matched);
            } else if (watch.counts(scope) && isOfSession(watch.entry(), FeatureCell.position(event, clock, matched))) {
                double number = watch.number(scope);
                Object value = number == number ? watch.value(scope) : null;
                if (value != null) {
                    touched(watch.entry()).count(event, clock, matched, number, value);
                }
            }
        }
    }

    private boolean isOfSession(FeatureIndex.Entry entry, long position) {
        return !entry.feature().session() || position >= session;
    }

    /** @param undone what is undone, as it was; null if it is not known when that was */
    private void correct(PlayerEvent event, PlayerEvent undone, Scope scope, Counters counters) {
        if (undone == null) {
            counters.count("uncorrectable", event.type());
            return;
        }
        long position = Math.min(undone.at(), clock);
        UndoneScope was = new UndoneScope(undone, scope);
        known.turn();
        for (FeatureIndex.Watch watch : known.watching(undone)) {
            FeatureCell cell = awake(watch.entry());
            if (cell != null && isOfSession(watch.entry(), position) && !undo(watch, cell, position, was)) {
                counters.count("uncorrectable", watch.entry().feature().id());
            }
        }
    }

    /** Whether nothing of it is left. */
    private boolean undo(FeatureIndex.Watch watch, FeatureCell cell, long position, Scope was) {
        if (watch.readsFeatures()) {
            return false;
        }
        if (watch.breaks(was)) {
            touch(cell);
            return ((FeatureCell.Breakable) cell).undoBreak(position);
        }
        if (!watch.counts(was)) {
            return true;
        }
        double number = watch.number(was);
        Object value = number == number ? watch.value(was) : null;
        if (value == null) {
            return true;
        }
        touch(cell);
        return cell.undo(position, clock, number, value);
    }

    /** The features that what was counted last has changed. */
    List<FeatureIndex.Entry> changed() {
        return changed;
    }

    /** The event at hand is over. */
    void over() {
        step++;
    }

    /** Null if it is unknown at that time, which is never before the last event; or if nothing reads the feature. */
    Object value(String id, long time) {
        FeatureIndex.Entry entry = entry(id);
        if (entry == null) {
            return null;
        }
        if (entry.of() != null) {
            return FeatureCell.boxed(number(entry, time, false), entry.feature().type());
        }
        FeatureCell cell = awake(entry);
        if (cell == null) {
            return FeatureCell.startingValue(entry.feature());
        }
        return looksBack(cell, time) ? cell.valueBefore(time) : cell.value(time);
    }

    /** Without the event at hand; where that did not count, or none is at hand, the value. */
    Object before(String id, long time) {
        FeatureIndex.Entry entry = entry(id);
        if (entry == null) {
            return null;
        }
        if (entry.of() != null) {
            return FeatureCell.boxed(number(entry, time, true), entry.feature().type());
        }
        FeatureCell cell = awake(entry);
        if (cell == null) {
            return FeatureCell.startingValue(entry.feature());
        }
        requireRemembered(entry);
        return isAtHand(cell, time) ? cell.valueBefore(time) : cell.value(time);
    }

    /**
     * The value of a number, a time or a duration without rounding: a median may lie between two milliseconds. NaN if it
     * is unknown or none of these.
     */
    double number(String id, long time) {
        FeatureIndex.Entry entry = entry(id);
        return entry == null ? Double.NaN : number(entry, time, false);
    }

    /** The same without the event at hand. */
    double numberBefore(String id, long time) {
        FeatureIndex.Entry entry = entry(id);
        return entry == null ? Double.NaN : number(entry, time, true);
    }

    private double number(FeatureIndex.Entry entry, long time, boolean before) {
        if (entry.of() != null) {
            return ratio(entry, time, before);
        }
        FeatureCell cell = awake(entry);
        if (cell == null) {
            return FeatureCell.startingNumber(entry.feature());
        }
        if (before) {
            requireRemembered(entry);
        }
        boolean back = before ? isAtHand(cell, time) : looksBack(cell, time);
        return back ? cell.numberBefore(time) : cell.number(time);
    }

    private static void requireRemembered(FeatureIndex.Entry entry) {
        if (!entry.remembers()) {
            throw new IllegalStateException(
                    "the playbook did not say that `before." + entry.feature().id() + "` is read");
        }
    }

    /** Unknown if one of both is, or never was, or if there is nothing to measure by. */
    private double ratio(FeatureIndex.Entry entry, long time, boolean before) {
        double of = number(entry.of(), time, before);
        double to = number(entry.to(), time, before);
        boolean never = of == Long.MAX_VALUE || to == Long.MAX_VALUE;
        return never || to == 0 ? Double.NaN : of / to * entry.feature().ratio().scale();
    }

    /** How many values stand behind a feature over the last values; 0 for any other. */
    int values(String id) {
        FeatureIndex.Entry entry = entry(id);
        FeatureCell cell = entry == null ? null : awake(entry);
        return cell == null ? 0 : cell.values();
    }

    /** Nothing is known, or nothing any more by the time of the last event. */
    boolean isEmpty() {
        return diesAt() <= clock;
    }

    /** From then on it is as good as none; {@link PlayerMemory#NEVER} if it holds something that has no end of its own. */
    long diesAt() {
        if (known == null) {
            return FeatureCell.NONE;
        }
        for (FeatureIndex.Entry entry : known.endless()) {
            if (isKept(entry)) {
                return PlayerMemory.NEVER;
            }
        }
        long diesAt = FeatureCell.NONE;
        for (FeatureIndex.Entry entry : known.entries()) {
            if (isKept(entry)) {
                diesAt = Math.max(diesAt, entry.end(anchor(entry)));
            }
        }
        return diesAt;
    }

    /** Whether anything was counted for it. */
    private boolean isKept(FeatureIndex.Entry entry) {
        return cells[entry.number()] != null || resting != null && resting.has(entry.number());
    }

    private boolean isAlive(FeatureIndex.Entry entry) {
        return isKept(entry) && (!entry.ends() || entry.isAlive(anchor(entry), clock));
    }

    /** Of one that has an end and is kept. */
    private long anchor(FeatureIndex.Entry entry) {
        FeatureCell cell = cells[entry.number()];
        if (cell != null) {
            return cell.anchor();
        }
        try {
            return resting.anchor(entry.number());
        } catch (IOException e) {
            throw torn(entry, e);
        }
    }

    /** Between events: what an event at hand would make different is not written. */
    void write(RowWriter out) throws IOException {
        out.writeByte(FORMAT);
        out.writeInt(known == null ? 0 : known.layout());
        Values.writeLong(known == null ? 0 : known.version(), out);
        boolean ofSession = isAnyOfSessionAlive();
        out.writeBoolean(ofSession);
        if (ofSession) {
            Values.writeLong(session, out);
        }
        RestingFeatures.Copy copy = new RestingFeatures.Copy(resting, out);
        for (int number = 0; number < cells.length; number++) {
            FeatureIndex.Entry entry = known.numbered(number);
            if (entry == null || !isAlive(entry)) {
                continue;
            }
            if (cells[number] == null) {
                copy.add(number);
            } else {
                copy.begin(number);
                int section = out.open();
                cells[number].write(out);
                out.close(section);
            }
        }
        copy.end();
    }

    private boolean isAnyOfSessionAlive() {
        if (known != null) {
            for (FeatureIndex.Entry entry : known.ofSession()) {
                if (isAlive(entry)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What the index does not know, or knows under another definition, is left out. */
    static FeatureMemory read(String playerId, RowReader in, FeatureIndex features) throws IOException {
        int format = in.readByte();
        if (format != FORMAT && format != FORMAT_WITH_MARKS) {
            throw new IOException("features are written in format " + format + ", but this version reads only up to "
                    + FORMAT + "; run the version that wrote them");
        }
        FeatureMemory memory = new FeatureMemory(playerId);
        memory.adopt(features);
        int layout = format == FORMAT ? in.readInt() : 0;
        long version = format == FORMAT ? Values.readLong(in) : 0;
        if (in.readBoolean()) {
            memory.session = Values.readLong(in);
        }
        memory.resting = format == FORMAT
                ? RestingFeatures.read(in, features, layout, version)
                : RestingFeatures.readMarked(in, features);
        return memory;
    }

    private void touch(FeatureCell cell) {
        cell.touch(step, clock);
        changed.add(cell.entry());
    }

    private FeatureCell touched(FeatureIndex.Entry entry) {
        FeatureCell cell = awake(entry);
        if (cell == null) {
            cell = FeatureCell.of(entry);
            cells[entry.number()] = cell;
        }
        touch(cell);
        return cell;
    }

    private FeatureIndex.Entry entry(String id) {
        return known == null ? null : known.entry(id);
    }

    private boolean isAtHand(FeatureCell cell, long time) {
        return cell.isTouched(step) && time == clock;
    }

    private boolean looksBack(FeatureCell cell, long time) {
        return cell instanceof FeatureSince && isAtHand(cell, time);
    }
}
