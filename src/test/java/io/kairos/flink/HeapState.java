package io.kairos.flink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rows and timers on the heap; remembers what was asked of it, and can refuse to write. */
final class HeapState implements PlayerState {
    /** Rows as they are now, by player. */
    final Map<String, byte[]> rows = new TreeMap<>();

    /** What was asked since somebody last looked, such as {@code read ada} and {@code write ada}. */
    final List<String> asked = new ArrayList<>();

    /** By time, and at the same time by player and namespace. */
    final TreeSet<Timer> timers = new TreeSet<>(
            Comparator.comparingLong(Timer::time).thenComparing(Timer::player).thenComparing(Timer::namespace));

    /** Whose row cannot be written; null if everybody's can. */
    String full;

    record Timer(String player, String namespace, long time) {}

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

    @Override
    public void register(String player, String namespace, long time) {
        asked.add("register " + player);
        timers.add(new Timer(player, namespace, time));
    }

    @Override
    public void delete(String player, String namespace, long time) {
        asked.add("delete " + player);
        timers.remove(new Timer(player, namespace, time));
    }

    /** What was asked since this was last called. */
    List<String> asked() {
        List<String> since = List.copyOf(asked);
        asked.clear();
        return since;
    }

    /** Rows as hex, and timers. */
    List<String> shown() {
        List<String> shown = new ArrayList<>();
        rows.forEach((player, row) -> shown.add(player + ": " + HexFormat.of().formatHex(row)));
        timers.forEach(timer -> shown.add(timer.toString()));
        return shown;
    }
}
