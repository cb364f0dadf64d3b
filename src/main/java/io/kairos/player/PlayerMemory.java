package io.kairos.player;

import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.offer.Relationship;
import io.kairos.pattern.match.EventPool;
import io.kairos.player.TagShelf.Worn;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** All that is kept about one player: one row of state. Changed by {@link Core} only. */
public final class PlayerMemory {
    /** There is no deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The first byte of a row. */
    static final int FORMAT = 3;

    /** The same but for the features, which had no numbers yet. */
    private static final int FORMAT_WITH_MARKS = 2;

    /** Where the checksum is, behind the format. */
    private static final int CHECKSUM = 1;

    /** From here on everything is in the checksum: first, where the events begin, which are written last. */
    private static final int HEAD = CHECKSUM + Integer.BYTES;

    private static final int BODY = HEAD + Integer.BYTES;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** The clock of a player of whom nothing has happened yet. */
    static final long NO_CLOCK = Long.MIN_VALUE;

    final String playerId;
    long clock = NO_CLOCK;
    Envelope envelope;
    RecentIds recent;
    FeatureMemory features;
    TagShelf tags;
    Relationship relationship;

    /** By open offer, the events of its moment. */
    final Map<String, Witness> witnesses = new TreeMap<>();

    DelayedMoments delayed;
    Begun begun;
    private RecentEvents lately;

    /** What its row refers to. */
    private EventPool pool;

    /** By pattern, how much had begun under a lineage that the rules no longer have; counted at the next step. */
    final Map<String, Integer> dropped = new LinkedHashMap<>();

    /** How many occurrences there were at {@code lastTime}. */
    private int occurrences;

    private long lastTime = NO_CLOCK;

    long forgetAt = NEVER;
    boolean forgotten;

    private PlayerMemory(String playerId, EventPool pool) {
        this.playerId = playerId;
        this.pool = pool;
    }

    /** Nothing is known yet. */
    public static PlayerMemory of(String playerId) {
        PlayerMemory memory = new PlayerMemory(playerId, new EventPool(playerId));
        memory.envelope = new Envelope(playerId);
        memory.recent = new RecentIds();
        memory.begun = new Begun(playerId);
        memory.tags = new TagShelf();
        memory.relationship = Relationship.none(playerId);
        memory.delayed = new DelayedMoments();
        memory.lately = new RecentEvents();
        memory.features = FeatureMemory.none(playerId);
        return memory;
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

    /** An event happened to him, or Kairos noticed it itself: it is kept for a while, if that is wanted. */
    void remember(Occurrence occurrence, boolean own, boolean matched, RecentEvents.Bounds bounds) {
        try {
            lately.add(occurrence, own, matched, pool, bounds);
        } catch (IOException e) {
            throw torn(e);
        }
    }

    /** What happened to him lately, the oldest first. */
    List<RecentEvents.Happened> lately(long time, RecentEvents.Bounds bounds) {
        try {
            return lately.all(time, pool, bounds);
        } catch (IOException e) {
            throw torn(e);
        }
    }

    /** The version of the playbook under which he was last looked at; not known if nothing has happened to him lately. */
    long seenUnder() {
        return lately.seenUnder();
    }

    void seenUnder(long version) {
        lately.seenUnder(version);
    }

    /** Whether it is known what happened to him lately. */
    boolean remembersLately() {
        return !lately.isEmpty();
    }

    private IllegalStateException torn(IOException e) {
        return new IllegalStateException("the row of player " + playerId + " is torn: " + e.getMessage(), e);
    }

    /**
     * When the core wants to be called at the latest, open offers apart: a silence, a delayed offer, a tag that weakens or
     * ends, forgetting.
     */
    public long nextWakeUp() {
        return Math.min(Math.min(nextSilence(), nextTagChange()), Math.min(delayed.nextWakeUp(), forgetAt));
    }

    long nextSilence() {
        return begun.nextDeadline();
    }

    long nextTagChange() {
        Worn first = tags.firstToChange();
        return first == null ? NEVER : first.nextChange();
    }

    /** When the next open offer expires. */
    public long nextOfferEnd() {
        return relationship.nextOfferEnd();
    }

    /** The player's time, milliseconds; {@link Long#MIN_VALUE} if nothing has happened to him. */
    public long clock() {
        return clock;
    }

    /** Whether something is open that the rules stop. */
    public boolean hasOpenWhatIsStopped(Rules rules) {
        return relationship.hasOpen(rules.playbook().policy().kill());
    }

    /** Nothing is left to keep: the row can go. */
    public boolean isForgotten() {
        return forgotten;
    }

    /**
     * Sets when the row can go: when all that has an end has ended and the player's clock is beyond lateness. What has
     * no end of its own is kept for {@link Core.Settings#forgetAfter}; of a row with something that stands for ever, all else
     * goes then.
     */
    void planForgetting(Rules rules) {
        long kept = clock + rules.settings().forgetAfter();
        long end = Math.max(begun.diesAt(kept), Math.max(tags.lastEnd(), delayed.lastDue()));
        end = Math.max(end, Math.min(features.diesAt(), kept));
        end = Math.max(end, lately.diesAt(rules.settings().recent()));
        boolean nothingEnds = end == Long.MIN_VALUE;
        if (relationship.hasHabits()) {
            end = Math.max(end, kept);
        }
        long stands = relationship.diesAt(rules.accounts());
        if (stands == NEVER && nothingEnds) {
            forgetAt = NEVER;
            return;
        }
        end = stands == NEVER ? end : Math.max(end, stands);
        forgetAt = Math.max(end, clock + rules.settings().lateness()) + 1;
    }

    /** {@link #forgetAt} has come: the row can go, or all of it but what stands for ever. */
    void forget(Rules rules) {
        forgotten = relationship.diesAt(rules.accounts()) != NEVER;
        if (!forgotten) {
            begun = new Begun(playerId);
            features = FeatureMemory.none(playerId);
            lately = new RecentEvents();
            pool = new EventPool(playerId);
            planForgetting(rules);
        }
    }

    /** The moment's events are not needed any more: its offer is over. */
    void forgetWitness(String offerId) {
        Witness witness = witnesses.remove(offerId);
        if (witness != null) {
            witness.letGo();
        }
    }

    private boolean areWitnessesUnread() {
        for (Witness witness : witnesses.values()) {
            if (!witness.isUnread()) {
                return false;
            }
        }
        return true;
    }

    /** The row of a memory. */
    public byte[] encode() {
        return encode(new RowWriter(1024));
    }

    /** @param row to write in; whatever is in it goes */
    public byte[] encode(RowWriter row) {
        try {
            if (!pool.isUnread()
                    || !begun.isUnread()
                    || !lately.isUnread()
                    || !tags.isUnread()
                    || !areWitnessesUnread()
                    || !delayed.isEmpty()) {
                pool.begin();
            }
            row.clear();
            row.writeByte(FORMAT);
            row.writeInt(0);
            row.writeInt(0);
            row.writeLong(clock);
            Values.writeLength(lastTime == clock ? occurrences : 0, row);
            row.writeLong(forgetAt);
            envelope.write(row);
            recent.write(row);
            begun.write(clock, pool, row);
            tags.write(pool, row);
            relationship.write(row);
            Values.writeLength(witnesses.size(), row);
            for (Map.Entry<String, Witness> entry : witnesses.entrySet()) {
                Values.writeText(entry.getKey(), row);
                entry.getValue().write(pool, row);
            }
            delayed.write(pool, row);
            lately.write(clock, pool, row);
            features.write(row);
            row.setInt(HEAD, row.size());
            pool.write(row);
            return sealed(row.toByteArray());
        } catch (IOException e) {
            // writing to memory does not fail, but what is written may rest unread in a row
            throw new IllegalStateException("the row of player " + playerId + " is torn: " + e.getMessage(), e);
        }
    }

    /** A row says what it must add up to: one that was torn, or written by somebody else, is not taken for his. */
    private static byte[] sealed(byte[] row) {
        INT.set(row, CHECKSUM, checksum(row));
        return row;
    }

    private static int checksum(byte[] row) {
        CRC32C sum = new CRC32C();
        sum.update(row, HEAD, row.length - HEAD);
        return (int) sum.getValue();
    }

    /**
     * Reads a row of any released format; what the rules no longer know is dropped and counted at the next step. What no
     * event asks for stays as the bytes it is.
     *
     * @throws IllegalStateException if the bytes are no row: it names the player and the format
     */
    public static PlayerMemory decode(String playerId, byte[] row, Rules rules) {
        int format = row.length == 0 ? -1 : row[0];
        if (format != FORMAT && format != FORMAT_WITH_MARKS) {
            throw new IllegalStateException("the row of player " + playerId + " has format " + format
                    + "; this version reads formats " + FORMAT_WITH_MARKS + " and " + FORMAT);
        }
        try {
            if (row.length < HEAD || (int) INT.get(row, CHECKSUM) != checksum(row)) {
                throw new IOException("its checksum does not fit");
            }
            int eventsAt = new RowReader(row, HEAD, row.length).readInt();
            if (eventsAt < BODY || eventsAt > row.length) {
                throw new IOException("its events cannot begin at " + eventsAt);
            }
            RowReader in = new RowReader(row, BODY, eventsAt);
            EventPool events = EventPool.read(playerId, new RowReader(row, eventsAt, row.length));
            PlayerMemory memory = new PlayerMemory(playerId, events);
            memory.clock = in.readLong();
            memory.lastTime = memory.clock;
            memory.occurrences = Values.readLength(in);
            memory.forgetAt = in.readLong();
            memory.envelope = Envelope.read(playerId, in);
            memory.recent = RecentIds.read(in);
            memory.begun = Begun.read(
                    playerId,
                    memory.clock,
                    events,
                    rules,
                    in,
                    (id, size) -> memory.dropped.merge(id, size, Integer::sum));
            memory.tags = TagShelf.read(events, in);
            memory.relationship = Relationship.read(playerId, in);
            int offers = Values.readLength(in);
            for (int i = 0; i < offers; i++) {
                memory.witnesses.put(Values.readText(in), Witness.read(events, in));
            }
            memory.delayed = DelayedMoments.read(playerId, events, rules, in);
            memory.delayed.lost().forEach(lost -> memory.dropped.merge(lost.pattern(), 1, Integer::sum));
            memory.lately = RecentEvents.read(memory.clock, in);
            memory.features = FeatureMemory.read(playerId, in, rules.features());
            return memory;
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "the row of player " + playerId + " (format " + format + ", " + row.length + " bytes) is torn: "
                            + e.getMessage(),
                    e);
        }
    }
}
