package io.kairos.player;

import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.Moment;
import io.kairos.pattern.match.EventPool;
import io.kairos.playbook.Pattern.Mode;
import io.kairos.player.Rules.Active;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Moments whose offers are issued a while later, if the player does nothing until then. What is due first stands first. */
final class DelayedMoments {
    /** More than one offer is never open: whoever waits behind so many has no prospect. */
    static final int MOST = 8;

    private static final Comparator<Delayed> ORDER = Comparator.comparingLong(Delayed::due)
            .thenComparingInt(delayed -> -delayed.it().pattern().priority())
            .thenComparing(delayed -> delayed.it().pattern().id())
            .thenComparing(delayed -> delayed.it().moment().id());

    /** One of them, and when it is due, milliseconds. */
    record Delayed(Noticed it, long due) {
        /** As it is decided at {@code time}. */
        Noticed at(long time) {
            return new Noticed(it.active(), it.moment().at(time), it.witness(), it.steps());
        }
    }

    /**
     * One that waited under a pattern that was changed or taken away: nothing comes of it but a record.
     *
     * @param time of the moment, milliseconds
     */
    record Lost(
            String pattern,
            String momentId,
            long time,
            Map<String, Object> facts,
            Witness witness,
            List<Integer> steps) {

        /** It is over as soon as anybody looks; nobody knows any more what it would have been asked. */
        Decision decision(PlayerMemory memory, Rules rules, Now now) {
            long at = Math.max(time, memory.clock);
            Active successor = rules.pattern(pattern);
            return new Decision(
                    momentId,
                    memory.playerId,
                    pattern,
                    at,
                    now.at(at),
                    Reason.OVER,
                    "its pattern changed while the offer waited",
                    witness.matched(steps),
                    facts,
                    Map.of(),
                    memory.tags.names(),
                    List.of(),
                    Map.of(),
                    null,
                    null,
                    null,
                    (successor == null ? Mode.LIVE : successor.pattern().mode()).name(),
                    rules.playbook().version());
        }
    }

    private final List<Delayed> all = new ArrayList<>(0);

    /** Not written: whoever reads has to say so. */
    private final List<Lost> lost = new ArrayList<>(0);

    boolean isEmpty() {
        return all.isEmpty();
    }

    boolean isFull() {
        return all.size() >= MOST;
    }

    List<Delayed> all() {
        return List.copyOf(all);
    }

    void add(Delayed delayed) {
        all.add(delayed);
        all.sort(ORDER);
    }

    void take(Delayed delayed) {
        all.remove(delayed);
        delayed.it().witness().letGo();
    }

    Delayed first() {
        return all.get(0);
    }

    long nextDue() {
        return all.isEmpty() ? PlayerMemory.NEVER : first().due();
    }

    /** What is lost is to be said at once. */
    long nextWakeUp() {
        return lost.isEmpty() ? nextDue() : Long.MIN_VALUE;
    }

    List<Lost> lost() {
        return List.copyOf(lost);
    }

    void lostIsSaid() {
        lost.clear();
    }

    /** {@link Long#MIN_VALUE} if there is none. */
    long lastDue() {
        return all.isEmpty() ? Long.MIN_VALUE : all.get(all.size() - 1).due();
    }

    void write(EventPool pool, RowWriter out) throws IOException {
        Values.writeLength(all.size(), out);
        for (Delayed delayed : all) {
            Moment moment = delayed.it().moment();
            Values.writeText(delayed.it().pattern().id(), out);
            out.writeLong(delayed.it().active().mark());
            Values.writeLong(delayed.due(), out);
            Values.writeText(moment.id(), out);
            Values.writeLong(moment.time(), out);
            Values.writeMap(moment.facts(), out);
            delayed.it().witness().write(pool, out);
            for (int step : delayed.it().steps()) {
                Values.writeLength(step, out);
            }
        }
    }

    /** Those whose pattern the rules no longer have as it was are lost. */
    static DelayedMoments read(String playerId, EventPool pool, Rules rules, RowReader in) throws IOException {
        DelayedMoments moments = new DelayedMoments();
        for (int left = Values.readLength(in); left > 0; left--) {
            String pattern = Values.readText(in);
            Active active = rules.marked(in.readLong());
            long due = Values.readLong(in);
            String id = Values.readText(in);
            long time = Values.readLong(in);
            Map<String, Object> facts = Values.readMap(in);
            Witness witness = Witness.read(pool, in);
            List<Integer> steps = new ArrayList<>();
            for (int i = 0; i < witness.size(); i++) {
                steps.add(Values.readLength(in));
            }
            if (active == null || !active.pattern().id().equals(pattern)) {
                moments.lost.add(new Lost(pattern, id, time, facts, witness, steps));
                witness.letGo();
            } else {
                Moment moment = new Moment(active.pattern(), id, playerId, time, facts);
                moments.all.add(new Delayed(new Noticed(active, moment, witness, steps), due));
            }
        }
        return moments;
    }
}
