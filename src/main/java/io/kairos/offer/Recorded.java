package io.kairos.offer;

import io.kairos.event.Values;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** By pattern, the period whose refusal has been recorded: the next ones of it are only counted. */
final class Recorded {
    /** Whoever is refused by more at once has some of it recorded again. */
    static final int MOST = 64;

    private static final long ANY_SESSION = Long.MIN_VALUE;

    private record Period(long until, long session) {}

    private final Map<String, Period> periods = new TreeMap<>();

    /** Whether a refusal is the first of its period. */
    boolean isFirst(String pattern, RestraintGuard.Full full, long time, long sessionSince) {
        Period known = periods.get(pattern);
        if (known != null
                && time < known.until()
                && (known.session() == ANY_SESSION || known.session() == sessionSince)) {
            return false;
        }
        periods.values().removeIf(period -> period.until() <= time);
        if (periods.size() >= MOST) {
            Iterator<String> any = periods.keySet().iterator();
            any.next();
            any.remove();
        }
        periods.put(pattern, new Period(full.until(), full.ofSession() ? sessionSince : ANY_SESSION));
        return true;
    }

    /** Something was offered: what is refused from now on belongs to another period. */
    void over(String pattern) {
        periods.remove(pattern);
    }

    /** For people to read. */
    List<Map<String, Object>> shown() {
        List<Map<String, Object>> shown = new ArrayList<>();
        periods.forEach((pattern, period) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("by", pattern);
            fields.put("until", period.until() == CapLog.NEVER ? null : period.until());
            fields.put("session_since", period.session() == ANY_SESSION ? null : period.session());
            shown.add(fields);
        });
        return shown;
    }

    void write(DataOutput out) throws IOException {
        Values.writeLength(periods.size(), out);
        for (Map.Entry<String, Period> period : periods.entrySet()) {
            Values.writeText(period.getKey(), out);
            Values.writeLong(period.getValue().until(), out);
            Values.writeLong(period.getValue().session(), out);
        }
    }

    static Recorded read(DataInput in) throws IOException {
        Recorded recorded = new Recorded();
        for (int left = Values.readLength(in); left > 0; left--) {
            recorded.periods.put(Values.readWord(in), new Period(Values.readLong(in), Values.readLong(in)));
        }
        return recorded;
    }
}
