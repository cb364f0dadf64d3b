package io.kairos.flink;

import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.player.PlayerMemory;
import io.kairos.player.Rules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * A player's row as it rests in state: a format byte, which deadlines are pending, and then the core's own bytes.
 *
 * @param wakeUp when the pending wake-up is; {@link PlayerMemory#NEVER} if there is none
 * @param offerEnd the same for the end of an open offer
 * @param memory as {@link PlayerMemory#encode} made it; null if nothing is known about the player
 */
record StoredRow(long wakeUp, long offerEnd, byte[] memory) {
    static final StoredRow NONE = new StoredRow(PlayerMemory.NEVER, PlayerMemory.NEVER, null);

    private static final int FORMAT = 1;

    /** The format and two times. */
    private static final int MOST_BEFORE_MEMORY = 23;

    /**
     * {@code bytes} may be null: no row.
     *
     * @throws IllegalStateException if the bytes are no row of a format known here: it names the player
     */
    static StoredRow of(String player, byte[] bytes) {
        if (bytes == null) {
            return NONE;
        }
        RowReader in = new RowReader(bytes);
        try {
            int format = in.readByte();
            if (format != FORMAT) {
                throw new IllegalStateException("the stored row of player " + player + " has format " + format
                        + ", but this version reads format " + FORMAT + "; it was written by a newer Kairos");
            }
            long wakeUp = readTime(in);
            long offerEnd = readTime(in);
            byte[] memory = new byte[in.left()];
            in.readFully(memory);
            return new StoredRow(wakeUp, offerEnd, memory);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the stored row of player " + player + " (" + bytes.length + " bytes) is torn: " + e.getMessage(),
                    e);
        }
    }

    byte[] bytes() {
        RowWriter out = new RowWriter(MOST_BEFORE_MEMORY);
        try {
            out.writeByte(FORMAT);
            writeTime(wakeUp, out);
            writeTime(offerEnd, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] before = out.toByteArray();
        byte[] row = Arrays.copyOf(before, before.length + memory.length);
        System.arraycopy(memory, 0, row, before.length, memory.length);
        return row;
    }

    PlayerMemory memory(String player, Rules rules) {
        return memory == null ? PlayerMemory.of(player) : PlayerMemory.decode(player, memory, rules);
    }

    private static void writeTime(long time, RowWriter out) throws IOException {
        out.writeBoolean(time != PlayerMemory.NEVER);
        if (time != PlayerMemory.NEVER) {
            Values.writeLong(time, out);
        }
    }

    private static long readTime(RowReader in) throws IOException {
        return in.readBoolean() ? Values.readLong(in) : PlayerMemory.NEVER;
    }
}
