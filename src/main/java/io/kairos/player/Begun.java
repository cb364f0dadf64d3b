package io.kairos.player;

import io.kairos.pattern.match.Progress;
import io.kairos.player.Rules.Active;
import java.util.ArrayList;
import java.util.List;

/** What has begun for one player, in the order in which patterns run; a pattern with nothing begun is not in it. */
final class Begun {
    private final List<Entry> entries = new ArrayList<>();

    /** How far one pattern has come. */
    record Entry(Active active, Progress progress) {}

    List<Entry> entries() {
        return entries;
    }

    /** The progress of a pattern; null if it has none. */
    Progress of(Active active) {
        int at = find(active.order());
        return at < 0 ? null : entries.get(at).progress();
    }

    /** Keeps a progress as long as there is anything in it. */
    void put(Active active, Progress progress) {
        int at = find(active.order());
        if (at < 0 && !progress.isEmpty()) {
            entries.add(-at - 1, new Entry(active, progress));
        } else if (at >= 0 && progress.isEmpty()) {
            entries.remove(at);
        }
    }

    /** Where the pattern is; if it is not there, one less than minus the place where it belongs. */
    private int find(int order) {
        int low = 0;
        int high = entries.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = entries.get(middle).active().order();
            if (found == order) {
                return middle;
            }
            if (found < order) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    long nextDeadline() {
        long next = PlayerMemory.NEVER;
        for (int i = 0; i < entries.size(); i++) {
            next = Math.min(next, entries.get(i).progress().nextDeadline());
        }
        return next;
    }

    /** Of those with a silence complete at {@code time}, the first by id. */
    Entry firstDue(long time) {
        Entry first = null;
        for (Entry entry : entries) {
            if (entry.progress().nextDeadline() == time
                    && (first == null
                            || entry.active()
                                            .pattern()
                                            .id()
                                            .compareTo(first.active().pattern().id())
                                    < 0)) {
                first = entry;
            }
        }
        return first;
    }

    /** When all of it will have ended by itself, what has no limit at {@code kept}. */
    long diesAt(long kept) {
        long diesAt = Long.MIN_VALUE;
        for (int i = 0; i < entries.size(); i++) {
            diesAt = Math.max(diesAt, Math.min(entries.get(i).progress().diesAt(), kept));
        }
        return diesAt;
    }
}
