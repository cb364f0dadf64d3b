package io.kairos.player;

import io.kairos.event.Values;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The ids of the player's last {@value #KEPT} events, as 64-bit hashes: an event repeated among them is a duplicate. A
 * repetition from further back is taken for a new event.
 */
final class RecentIds {
    static final int KEPT = 64;

    private long[] hashes = {};
    private int next;

    boolean contains(String eventId) {
        long hash = hash(eventId);
        for (long known : hashes) {
            if (known == hash) {
                return true;
            }
        }
        return false;
    }

    void add(String eventId) {
        if (hashes.length < KEPT) {
            hashes = Arrays.copyOf(hashes, hashes.length + 1);
            hashes[hashes.length - 1] = hash(eventId);
        } else {
            hashes[next] = hash(eventId);
            next = (next + 1) % KEPT;
        }
    }

    /** FNV-1a with a final mix: rows outlive JVMs, so it must never change. */
    private static long hash(String eventId) {
        long hash = 0xcbf29ce484222325L;
        for (byte next : eventId.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ next & 0xff) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return hash ^ hash >>> 31;
    }

    void write(DataOutput out) throws IOException {
        Values.writeLength(hashes.length, out);
        Values.writeLength(next, out);
        for (long hash : hashes) {
            out.writeLong(hash);
        }
    }

    static RecentIds read(DataInput in) throws IOException {
        RecentIds ids = new RecentIds();
        int size = Values.readLength(in);
        int next = Values.readLength(in);
        if (size > KEPT || next >= KEPT) {
            throw new IOException(size + " recent ids from " + next + " on, where " + KEPT + " are kept");
        }
        ids.next = next;
        ids.hashes = new long[size];
        for (int i = 0; i < size; i++) {
            ids.hashes[i] = in.readLong();
        }
        return ids;
    }
}
