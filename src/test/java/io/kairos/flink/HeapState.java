package io.kairos.flink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rows on the heap; remembers what was asked of it, and can refuse to write. */
final class HeapState implements PlayerState {
    /** Rows as they are now, by player. */
    final Map<String, byte[]> rows = new TreeMap<>();

    /** What was asked since somebody last looked, such as {@code read ada} and {@code write ada}. */
    final List<String> asked = new ArrayList<>();

    /** Whose row cannot be written; null if everybody's can. */
    String full;

    static final class DiskFull extends Exception {
        private static final long serialVersionUID = 1;
    }

    @Override
    public byte[] row(String player) {
        asked.add("read " + player);
        return rows.get(player);
    }

    @Override
    public void write(String player, byte[] row) throws DiskFull {
        if (player.equals(full)) {
            throw new DiskFull();
        }
        asked.add("write " + player);
        rows.put(player, Arrays.copyOf(row, row.length));
    }

    @Override
    public void clear(String player) {
        asked.add("clear " + player);
        rows.remove(player);
    }

    /** What was asked since this was last called. */
    List<String> asked() {
        List<String> since = List.copyOf(asked);
        asked.clear();
        return since;
    }

    /** Rows as hex. */
    List<String> shown() {
        List<String> shown = new ArrayList<>();
        rows.forEach((player, row) -> shown.add(player + ": " + HexFormat.of().formatHex(row)));
        return shown;
    }
}
