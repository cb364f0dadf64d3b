package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Events of one player that wait for earlier ones: by their time, at equal times as they came. */
final class WaitingRoom {
    private static final int FORMAT = 1;

    private final List<Arrival> waiting = new ArrayList<>();

    void add(Arrival arrival) {
        int place = waiting.size();
        while (place > 0 && time(waiting.get(place - 1)) > time(arrival)) {
            place--;
        }
        waiting.add(place, arrival);
    }

    /** Takes out, in order, what happened at or before {@code time}, and of the rest so many that at most {@code most} stay. */
    List<Arrival> leave(long time, int most) {
        int leaving = Math.max(0, waiting.size() - most);
        while (leaving < waiting.size() && time(waiting.get(leaving)) <= time) {
            leaving++;
        }
        List<Arrival> first = waiting.subList(0, leaving);
        List<Arrival> left = List.copyOf(first);
        first.clear();
        return left;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    /** The time of the first to leave; of one that is not empty. */
    long earliest() {
        return time(waiting.get(0));
    }

    /** The time of the last to leave; of one that is not empty. */
    long latest() {
        return time(waiting.get(waiting.size() - 1));
    }

    private static long time(Arrival arrival) {
        return arrival.event().at();
    }

    /** Who waits, for people to read. */
    List<Map<String, Object>> shown() {
        return waiting.stream().map(arrival -> arrival.event().fields()).toList();
    }

    /** @param pending the time of the pending timer */
    byte[] encode(long pending) {
        RowWriter out = new RowWriter();
        try {
            out.writeByte(FORMAT);
            out.writeLong(pending);
            Values.writeLength(waiting.size(), out);
            for (Arrival arrival : waiting) {
                InFlight.write(arrival, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The time of the pending timer in what {@link #encode} wrote. */
    static long pending(byte[] row) {
        try {
            return head(row).readLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static WaitingRoom decode(byte[] row) {
        try {
            RowReader in = head(row);
            in.readLong();
            WaitingRoom room = new WaitingRoom();
            for (int left = Values.readLength(in); left > 0; left--) {
                room.waiting.add(InFlight.readArrival(in));
            }
            return room;
        } catch (IOException e) {
            throw new UncheckedIOException("events that wait for earlier ones cannot be read", e);
        }
    }

    private static RowReader head(byte[] row) throws IOException {
        RowReader in = new RowReader(row);
        int format = in.readByte();
        if (format != FORMAT) {
            throw new IOException("they have format " + format + ", but this version reads format " + FORMAT
                    + "; they were written by a newer Kairos");
        }
        return in;
    }
}
