package io.kairos.player;

import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The ids of the player's last {@value #KEPT} events, as 64-bit hashes: an event repeated among them is a duplicate. A
 * repetition from further back is taken for a new event.
 */
final class RecentIds {
    static final int KEPT = 64;

    private long[] hashes = new long[4];
    private int size;
    private int next;

    /** @param id as {@link #hash} says */
    boolean contains(long id) {
        for (int i = 0; i < size; i++) {
            if (hashes[i] == id) {
                return true;
            }
        }
        return false;
    }

    void add(long id) {
        if (size < KEPT) {
            if (size == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * size);
            }
            hashes[size++] = id;
        } else {
            hashes[next] = id;
            next = (next + 1) % KEPT;
        }
    }

    /** FNV-1a over the bytes of UTF-8 with a final mix: rows outlive JVMs, so it must never change. */
    static long hash(String eventId) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < eventId.length(); i++) {
            char next = eventId.charAt(i);
            if (next >= 0x80) {
                return hash(eventId.getBytes(StandardCharsets.UTF_8));
            }
            hash = (hash ^ next) * 0x100000001b3L;
        }
        return mixed(hash);
    }

    private static long hash(byte[] utf8) {
        long hash = 0xcbf29ce484222325L;
        for (byte next : utf8) {
            hash = (hash ^ next & 0xff) * 0x100000001b3L;
        }
        return mixed(hash);
    }

    private static long mixed(long hash) {
        long mixed = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    /** The hashes in hexadecimal, for people to read. */
    List<String> shown() {
        return Arrays.stream(hashes, 0, size).mapToObj(Long::toHexString).toList();
    }

    void write(RowWriter out) throws IOException {
        Values.writeLength(size, out);
        Values.writeLength(next, out);
        for (int i = 0; i < size; i++) {
            out.writeLong(hashes[i]);
        }
    }

    static RecentIds read(RowReader in) throws IOException {
        RecentIds ids = new RecentIds();
        int size = Values.readLength(in);
        int next = Values.readLength(in);
        if (size > KEPT || next >= KEPT) {
            throw new IOException(size + " recent ids from " + next + " on, where " + KEPT + " are kept");
        }
        ids.next = next;
        ids.size = size;
        ids.hashes = new long[Math.max(4, size)];
        for (int i = 0; i < size; i++) {
            ids.hashes[i] = in.readLong();
        }
        return ids;
    }
}
