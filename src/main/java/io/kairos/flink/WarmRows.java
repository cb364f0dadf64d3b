package io.kairos.flink;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;

/**
 * Rows as state has them, read or written lately: they are not asked for again. To write is to write through, so that nobody
 * can tell that it is there. An array of bytes is one object to the garbage collector, where a decoded row is dozens: many
 * more players fit in here than into {@link HotRows}, from which rows come and to which they go.
 */
final class WarmRows implements PlayerState {
    /** There is no row: that is known of who is new, and of who was forgotten lately. */
    private static final byte[] NONE = {};

    /** Rough heap of a row beside its bytes: the entry, the player's id, the header of the array. */
    private static final int WEIGHT = 160;

    private final long most;
    private final PlayerState state;

    /** The least recently used first. */
    private final Map<String, byte[]> rows = new LinkedHashMap<>(16, 0.75f, true);

    private long weight;
    private final Counter hits = new SimpleCounter();

    /** @param most bytes of heap, as estimated */
    WarmRows(long most, PlayerState state) {
        this.most = most;
        this.state = state;
    }

    @Override
    public byte[] row(String player) throws Exception {
        byte[] known = rows.get(player);
        if (known != null) {
            hits.inc();
            return known == NONE ? null : known;
        }
        byte[] row = state.row(player);
        keep(player, row == null ? NONE : row);
        return row;
    }

    @Override
    public void write(String player, byte[] row) throws Exception {
        state.write(player, row);
        keep(player, row);
    }

    @Override
    public void clear(String player) throws Exception {
        state.clear(player);
        keep(player, NONE);
    }

    private void keep(String player, byte[] row) {
        byte[] before = rows.put(player, row);
        weight += weight(row) - (before == null ? 0 : weight(before));
        for (Iterator<byte[]> oldest = rows.values().iterator(); weight > most; oldest.remove()) {
            weight -= weight(oldest.next());
        }
    }

    private static long weight(byte[] row) {
        return WEIGHT + row.length;
    }

    /** As heap, as estimated, in bytes. */
    long weight() {
        return weight;
    }

    /** Shows in the metrics how well it does. */
    void show(MetricCounters metrics) {
        metrics.show("row_cache", "warm_hits", hits);
        metrics.group().gauge("rows_warm_bytes", this::weight);
    }
}
