package io.kairos.flink;

import io.kairos.event.Setting;
import io.kairos.playbook.Durations;
import io.kairos.playbook.Suggestion;
import io.kairos.player.Core;
import io.kairos.player.RecentEvents;
import io.kairos.player.Visitor;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;

/**
 * The job's settings, typed; read once, at start. Durations are milliseconds.
 *
 * @param ahead 0 if nothing is refused for being from the future
 * @param parallelism 0 for the cluster's default
 * @param identity null if nobody resolves identities
 */
public record Settings(
        long slack,
        long lateness,
        long ahead,
        Quiet quiet,
        Fresh fresh,
        int maxPartials,
        long forgetAfter,
        RecentEvents.Bounds recent,
        long checkpointInterval,
        int parallelism,
        Cache cache,
        Visitor.Bounds identity,
        Ordering ordering)
        implements Serializable {
    private static final long serialVersionUID = 1;

    /** Chosen once: rows are assigned to subtasks by it. */
    static final int MAX_PARALLELISM = 720;

    private static final int MAX_CACHED = 100_000_000;
    private static final int MAX_RECENT = 1_000;
    private static final int MAX_RECENT_BYTES = 1 << 20;
    private static final int MAX_HELD = 10_000;
    private static final int MAX_HELD_BYTES = 16 << 20;
    private static final int MAX_WAITING = 10_000;

    /** What moves time while a partition is quiet. */
    public enum Quiet {
        NONE,
        ELAPSED
    }

    /** What a moment's age is measured against when it is decided. */
    public enum Fresh {
        WALL,
        EVENT
    }

    /**
     * How many rows a subtask may hold between two steps.
     *
     * @param rows decoded; 0 to hold none, nor any as bytes: every step reads and writes its row
     * @param bytes of heap for those, as estimated; of which what is remembered to undo a step takes at most half
     * @param dirty rows newer than in state
     * @param warm bytes of heap, as estimated, for rows as state has them; 0 to hold none
     */
    public record Cache(int rows, long bytes, int dirty, long warm) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /**
     * Whether a player's events are brought into order before they are looked at.
     *
     * @param waits how long an event waits for earlier ones, milliseconds; 0 if they are taken as they come
     * @param maxEvents of a player that may wait; beyond it the earliest does not wait any longer
     */
    public record Ordering(long waits, int maxEvents) implements Serializable {
        private static final long serialVersionUID = 1;

        boolean isOn() {
            return waits > 0;
        }
    }

    private static final Setting SLACK = new Setting(
            "time.slack", "500ms", "The watermark of a partition stays this far behind the latest event seen.");
    private static final Setting LATENESS = new Setting(
            "time.lateness",
            "10s",
            "A gesture further behind its player's clock is dead-lettered TOO_LATE; facts never are.");
    private static final Setting AHEAD = new Setting(
            "time.ahead",
            "60s",
            "An event further ahead of its Kafka record's time is dead-lettered FROM_THE_FUTURE; `off` for a replay of recorded times.");
    private static final Setting QUIET = new Setting(
            "time.quiet",
            "none",
            "What moves time while a partition is quiet: `none` (heartbeats do) or `elapsed` (input-active time since its last record).");
    private static final Setting FRESH = new Setting(
            "time.fresh",
            "wall",
            "What a moment's age is measured against: the `wall` clock, or `event` for a replay, where every moment is fresh.");
    private static final Setting MAX_PARTIALS = new Setting(
            "partials.max", "64", "Partial matches per pattern and player; beyond it the oldest is dropped.");
    private static final Setting FORGET_AFTER = new Setting(
            "memory.forget-after",
            "90d",
            "What has no end of its own is forgotten so long after a player's last event.");
    private static final Setting RECENT = new Setting(
            "memory.recent",
            "off",
            "So long a player's events are kept, so that a pattern or feature switched on later sees them instead of starting blind (such as `10m`).");
    private static final Setting RECENT_EVENTS =
            new Setting("memory.recent-events", "32", "Events kept per player; beyond it the oldest goes.");
    private static final Setting RECENT_BYTES = new Setting(
            "memory.recent-bytes", "4kb", "The same in bytes, as estimated from the lengths of their texts.");
    private static final Setting CHECKPOINT_INTERVAL = new Setting(
            "checkpoint.interval", "10s", "Time between checkpoints, where Flink's own configuration sets none.");
    private static final Setting PARALLELISM =
            new Setting("parallelism", "0", "Subtasks of every operator but the sources; 0 for the cluster's default.");

    private static final Setting CACHE_ROWS = new Setting(
            "cache.rows",
            "50000",
            "Players whose rows a subtask keeps decoded; more than play at the same time is enough. 0 for none.");
    private static final Setting CACHE_BYTES = new Setting(
            "cache.bytes",
            "6mb",
            "Heap that a subtask's decoded rows may take, as estimated from their encoded sizes; more of it makes more hits, and longer pauses of the garbage collector.");
    private static final Setting CACHE_DIRTY = new Setting(
            "cache.dirty",
            "2000",
            "Decoded rows of a subtask that may be newer than in state; a checkpoint waits until they are written.");
    private static final Setting CACHE_WARM = new Setting(
            "cache.warm",
            "64mb",
            "Heap that a subtask's rows may take as bytes, read or written lately, so that RocksDB is not asked for them; `0mb` for none.");

    private static final Setting IDENTITY_HOLD = new Setting(
            "identity.hold",
            "30m",
            "So long an event with only an `anonymous_id` is held until an event with both ids says whose it is; `off`: it is dead-lettered NO_PLAYER.");
    private static final Setting IDENTITY_EVENTS =
            new Setting("identity.events", "100", "Events held per anonymous id; beyond it the oldest is dropped.");
    private static final Setting IDENTITY_BYTES = new Setting("identity.bytes", "64kb", "The same in bytes.");
    private static final Setting IDENTITY_LINKED = new Setting(
            "identity.linked",
            "30m",
            "So long after the last event with both ids, an event with only that anonymous id is that player's.");
    private static final Setting ORDERING_WAIT = new Setting(
            "ordering.wait",
            "off",
            "So long each event waits for earlier ones of its player, for producers that disorder them (such as `500ms`); silences complete that much later.");
    private static final Setting ORDERING_EVENTS = new Setting(
            "ordering.events",
            "256",
            "Events of a player that may wait; beyond it the earliest does not wait any longer.");

    /** Every setting of this package there is. */
    public static final List<Setting> KEYS = List.of(
            SLACK,
            LATENESS,
            AHEAD,
            QUIET,
            FRESH,
            MAX_PARTIALS,
            FORGET_AFTER,
            RECENT,
            RECENT_EVENTS,
            RECENT_BYTES,
            CHECKPOINT_INTERVAL,
            PARALLELISM,
            CACHE_ROWS,
            CACHE_BYTES,
            CACHE_DIRTY,
            CACHE_WARM,
            IDENTITY_HOLD,
            IDENTITY_EVENTS,
            IDENTITY_BYTES,
            IDENTITY_LINKED,
            ORDERING_WAIT,
            ORDERING_EVENTS);

    /**
     * Reads the settings given by name; what is not given has its default.
     *
     * @throws IllegalArgumentException if a name is unknown or a value is not what its setting takes
     */
    public static Settings of(Map<String, String> given) {
        requireKnown(given.keySet(), KEYS.stream().map(Setting::name).toList());
        Map<String, String> values = new LinkedHashMap<>();
        KEYS.forEach(key -> values.put(
                key.name(), given.getOrDefault(key.name(), key.defaultValue()).trim()));
        return new Settings(
                duration(values, SLACK),
                duration(values, LATENESS),
                positiveOrOff(values, AHEAD),
                choice(values, QUIET, Quiet.values()),
                choice(values, FRESH, Fresh.values()),
                number(values, MAX_PARTIALS, 1, 100_000),
                positive(values, FORGET_AFTER),
                recent(values),
                positive(values, CHECKPOINT_INTERVAL),
                number(values, PARALLELISM, 0, MAX_PARALLELISM),
                new Cache(
                        number(values, CACHE_ROWS, 0, MAX_CACHED),
                        bytes(values, CACHE_BYTES),
                        number(values, CACHE_DIRTY, 0, MAX_CACHED),
                        bytes(values, CACHE_WARM)),
                identity(values),
                new Ordering(positiveOrOff(values, ORDERING_WAIT), number(values, ORDERING_EVENTS, 1, MAX_WAITING)));
    }

    private static RecentEvents.Bounds recent(Map<String, String> values) {
        RecentEvents.Bounds bounds = new RecentEvents.Bounds(
                positiveOrOff(values, RECENT), number(values, RECENT_EVENTS, 1, MAX_RECENT), (int)
                        bytes(values, RECENT_BYTES, MAX_RECENT_BYTES));
        return bounds.age() == 0 ? RecentEvents.Bounds.NONE : bounds;
    }

    private static Visitor.Bounds identity(Map<String, String> values) {
        Visitor.Bounds bounds = new Visitor.Bounds(
                positiveOrOff(values, IDENTITY_HOLD),
                number(values, IDENTITY_EVENTS, 1, MAX_HELD),
                bytes(values, IDENTITY_BYTES, MAX_HELD_BYTES),
                positive(values, IDENTITY_LINKED));
        return bounds.hold() == 0 ? null : bounds;
    }

    /**
     * Stops at the first name that nobody knows.
     *
     * @throws IllegalArgumentException naming it, the known name most like it and the known ones
     */
    public static void requireKnown(Collection<String> given, Collection<String> known) {
        for (String name : given) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown setting `%s`; %s".formatted(name, Suggestion.of(name, known)));
            }
        }
    }

    /** The tolerances of the core. */
    public Core.Settings core() {
        return new Core.Settings(lateness, maxPartials, forgetAfter, recent);
    }

    private static long duration(Map<String, String> values, Setting key) {
        String text = values.get(key.name());
        return Durations.parse(text)
                .orElseThrow(() -> refused(key, text, "must be a number and one of ms, s, m, h, d (such as `10s`)"));
    }

    private static long positive(Map<String, String> values, Setting key) {
        long millis = duration(values, key);
        if (millis == 0) {
            throw refused(key, values.get(key.name()), "must be longer than nothing");
        }
        return millis;
    }

    private static long positiveOrOff(Map<String, String> values, Setting key) {
        return values.get(key.name()).equals("off") ? 0 : positive(values, key);
    }

    private static int number(Map<String, String> values, Setting key, int from, int to) {
        String text = values.get(key.name());
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < from || Integer.parseInt(text) > to) {
            throw refused(key, text, "must be a whole number from " + from + " to " + to);
        }
        return Integer.parseInt(text);
    }

    private static long bytes(Map<String, String> values, Setting key) {
        String text = values.get(key.name());
        try {
            return MemorySize.parseBytes(text);
        } catch (IllegalArgumentException e) {
            throw refused(key, text, "must be a number and one of kb, mb, gb (such as `64mb`)");
        }
    }

    private static long bytes(Map<String, String> values, Setting key, long to) {
        long bytes = bytes(values, key);
        if (bytes < 1 || bytes > to) {
            throw refused(key, values.get(key.name()), "must be from 1 to " + to + " bytes");
        }
        return bytes;
    }

    private static <E extends Enum<E>> E choice(Map<String, String> values, Setting key, E[] choices) {
        String text = values.get(key.name());
        return Arrays.stream(choices)
                .filter(choice -> word(choice).equals(text))
                .findFirst()
                .orElseThrow(() -> refused(
                        key,
                        text,
                        "must be one of "
                                + String.join(
                                        ", ",
                                        Arrays.stream(choices)
                                                .map(Settings::word)
                                                .toList())));
    }

    private static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    private static IllegalArgumentException refused(Setting key, String found, String rule) {
        return new IllegalArgumentException("setting `%s` %s, but is `%s`; its default is `%s`"
                .formatted(key.name(), rule, found, key.defaultValue()));
    }
}
