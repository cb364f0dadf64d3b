package io.kairos.player;

import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.offer.Relationship;
import io.kairos.pattern.match.EventPool;
import io.kairos.player.Rules.Active;
import io.kairos.player.TagShelf.Worn;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** All that is kept about one player: one row of state. Changed by {@link Core} only. */
public final class PlayerMemory {
    /** There is no deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The first byte of a row. */
    static final int FORMAT = 1;

    /** The clock of a player of whom nothing has happened yet. */
    static final long NO_CLOCK = Long.MIN_VALUE;

    final String playerId;
    long clock = NO_CLOCK;
    Envelope envelope = new Envelope();
    RecentIds recent = new RecentIds();
    FeatureMemory features = FeatureMemory.none();
    TagShelf tags = new TagShelf();
    Relationship relationship = Relationship.none();

    /** By open offer, the events of its moment. */
    final Map<String, Witness> witnesses = new TreeMap<>();

    final Begun begun = new Begun();

    /** By pattern, how much had begun under a lineage that the rules no longer have; counted at the next step. */
    final Map<String, Integer> dropped = new LinkedHashMap<>();

    /** How many occurrences there were at {@code lastTime}. */
    private int occurrences;

    private long lastTime = NO_CLOCK;

    long forgetAt = NEVER;
    boolean forgotten;

    private PlayerMemory(String playerId) {
        this.playerId = playerId;
    }

    /** Nothing is known yet. */
    public static PlayerMemory of(String playerId) {
        return new PlayerMemory(playerId);
    }

    public String playerId() {
        return playerId;
    }

    /** The event as it happens to him now. */
    Occurrence occurrence(PlayerEvent event) {
        occurrences = lastTime == clock ? occurrences + 1 : 1;
        lastTime = clock;
        return new Occurrence(event, clock, occurrences - 1);
    }

    /** When the core wants to be called at the latest, offers apart: a silence, a tag's end, forgetting. */
    public long nextWakeUp() {
        return Math.min(Math.min(nextSilence(), nextTagEnd()), forgetAt);
    }

    long nextSilence() {
        return begun.nextDeadline();
    }

    long nextTagEnd() {
        Worn first = tags.firstToEnd();
        return first == null ? NEVER : first.until();
    }

    /** When the next open offer expires. */
    public long nextOfferEnd() {
        return relationship.nextOfferEnd();
    }

    /** Nothing is left to keep: the row can go. */
    public boolean isForgotten() {
        return forgotten;
    }

    /**
     * Sets when the row can go: when all that has an end has ended and the player's clock is beyond lateness. What has
     * no end of its own is kept for {@link Core.Settings#forgetAfter}; what stands for ever is kept for ever.
     */
    void planForgetting(Rules rules) {
        long end = relationship.diesAt(rules.playbook());
        if (end == NEVER) {
            forgetAt = NEVER;
            return;
        }
        long kept = clock + rules.settings().forgetAfter();
        end = Math.max(end, begun.diesAt(kept));
        for (Worn tag : tags.all()) {
            end = Math.max(end, tag.until());
        }
        end = Math.max(end, Math.min(features.diesAt(), kept));
        forgetAt = Math.max(end, clock + rules.settings().lateness()) + 1;
    }

    public byte[] encode(Rules rules) {
        try {
            EventPool pool = new EventPool();
            RowWriter out = new RowWriter(512);
            writeBegun(pool, out);
            tags.write(pool, out);
            relationship.write(out);
            Values.writeLength(witnesses.size(), out);
            for (Map.Entry<String, Witness> entry : witnesses.entrySet()) {
                Values.writeText(entry.getKey(), out);
                entry.getValue().write(pool, out);
            }
            features.write(out);

            RowWriter head = new RowWriter(out.size() + 1024);
            head.writeByte(FORMAT);
            head.writeLong(clock);
            Values.writeLength(lastTime == clock ? occurrences : 0, head);
            head.writeLong(forgetAt);
            envelope.write(head);
            recent.write(head);
            pool.write(head);
            out.writeTo(head);
            return head.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
    }

    private void writeBegun(EventPool pool, DataOutput out) throws IOException {
        Values.writeLength(begun.entries().size(), out);
        for (Begun.Entry entry : begun.entries()) {
            Active active = entry.active();
            RowWriter bytes = new RowWriter();
            active.host().write(entry.progress(), clock, pool, bytes);
            Values.writeText(active.pattern().id(), out);
            Values.writeText(active.lineage(), out);
            Values.writeLength(entry.progress().size(), out);
            Values.writeLength(bytes.size(), out);
            bytes.writeTo(out);
        }
    }

    /**
     * Reads a row of any released format; what the rules no longer know is dropped and counted at the next step.
     *
     * @throws IllegalStateException if the bytes are no row: it names the player and the format
     */
    public static PlayerMemory decode(String playerId, byte[] row, Rules rules) {
        int format = row.length == 0 ? -1 : row[0];
        if (format != FORMAT) {
            throw new IllegalStateException("the row of player " + playerId + " has format " + format
                    + "; this version reads format " + FORMAT);
        }
        try {
            RowReader in = new RowReader(row, 1, row.length);
            PlayerMemory memory = new PlayerMemory(playerId);
            memory.clock = in.readLong();
            memory.lastTime = memory.clock;
            memory.occurrences = Values.readLength(in);
            memory.forgetAt = in.readLong();
            memory.envelope = Envelope.read(in);
            memory.recent = RecentIds.read(in);
            EventPool pool = EventPool.read(in);
            memory.readBegun(rules, pool, in);
            memory.tags = TagShelf.read(pool, in);
            memory.relationship = Relationship.read(in);
            int offers = Values.readLength(in);
            for (int i = 0; i < offers; i++) {
                memory.witnesses.put(Values.readText(in), Witness.read(pool, in));
            }
            memory.features = FeatureMemory.read(in, rules.features());
            return memory;
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "the row of player " + playerId + " (format " + format + ", " + row.length + " bytes) is torn: "
                            + e.getMessage(),
                    e);
        }
    }

    private void readBegun(Rules rules, EventPool pool, RowReader in) throws IOException {
        int patterns = Values.readLength(in);
        for (int i = 0; i < patterns; i++) {
            String id = Values.readText(in);
            String lineage = Values.readText(in);
            int size = Values.readLength(in);
            RowReader bytes = in.slice(Values.readLength(in));
            Active active = rules.pattern(id);
            if (active != null && active.lineage().equals(lineage)) {
                begun.put(active, active.host().read(pool, bytes));
            } else {
                dropped.put(id, size);
            }
        }
    }
}
