package io.kairos.offer;

import io.kairos.event.Values;
import io.kairos.playbook.Cap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The exact times at which something was offered, as many as its caps need to know. */
final class CapLog {
    static final long NEVER = Long.MAX_VALUE;

    /** Nothing was charged, and nothing may be. */
    static final CapLog NOTHING = new CapLog();

    private long[] times = {};

    /** The first cap that has no room at {@code time}; null if all have. */
    Cap full(List<Cap> caps, long time, long sessionSince) {
        for (Cap cap : caps) {
            if (counted(cap, time, sessionSince) >= cap.times()) {
                return cap;
            }
        }
        return null;
    }

    int counted(Cap cap, long time, long sessionSince) {
        long after = switch (cap.span()) {
            case WINDOW -> time - cap.millis();
            case SESSION -> sessionSince - 1;
            case EVER -> Long.MIN_VALUE;
        };
        int counted = 0;
        for (long charged : times) {
            if (charged > after) {
                counted++;
            }
        }
        return counted;
    }

    /** Charges, and forgets what no cap can ask for any more. */
    void charge(List<Cap> caps, long time) {
        int keep = 0;
        for (Cap cap : caps) {
            keep = Math.max(keep, cap.times());
        }
        if (keep == 0) {
            return;
        }
        int from = Math.max(0, times.length + 1 - keep);
        long[] next = Arrays.copyOfRange(times, from, times.length + 1);
        next[next.length - 1] = time;
        times = next;
    }

    /** Of a cap that is full: when its window has room again; {@link #NEVER} for a cap without one. */
    long fullUntil(Cap cap) {
        return cap.span() == Cap.Span.WINDOW ? times[times.length - cap.times()] + cap.millis() : NEVER;
    }

    /** When it no longer matters; {@link #NEVER} for a cap without a window. */
    long diesAt(List<Cap> caps) {
        long end = Long.MIN_VALUE;
        if (times.length > 0) {
            for (Cap cap : caps) {
                end = Math.max(
                        end,
                        switch (cap.span()) {
                            case WINDOW -> times[times.length - 1] + cap.millis();
                            case SESSION -> times[times.length - 1] + SESSION_KEPT;
                            case EVER -> NEVER;
                        });
            }
        }
        return end;
    }

    private static final long SESSION_KEPT = 86_400_000;

    List<Long> times() {
        return Arrays.stream(times).boxed().toList();
    }

    void write(DataOutput out) throws IOException {
        Values.writeLength(times.length, out);
        for (long time : times) {
            Values.writeLong(time, out);
        }
    }

    static CapLog read(DataInput in) throws IOException {
        CapLog log = new CapLog();
        int size = Values.readLength(in);
        long[] times = {};
        for (int i = 0; i < size; i++) {
            times = Arrays.copyOf(times, i + 1);
            times[i] = Values.readLong(in);
        }
        log.times = times;
        return log;
    }
}
