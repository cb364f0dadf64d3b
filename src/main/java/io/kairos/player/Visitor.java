package io.kairos.player;

import io.kairos.event.Counters;
import io.kairos.event.EventCodec;
import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that is kept about one anonymous id, a browser or a device: the players who were seen behind it and when, and what
 * happened while nobody was known to be.
 *
 * <p>Whose an event is, its own time says and not when it came: the player's seen last at or before it, for a bounded time;
 * after that, and before anybody was seen, the next one's. What has no next one yet is held. An event is never given to two
 * players, and never to one who was not seen next to it.
 */
public final class Visitor {
    private static final int FORMAT = 1;

    /** Players kept per anonymous id; what is older than the first of them is nobody's. */
    private static final int MOST_LINKS = 8;

    /** In place of a player, where it is not known any more who was there. */
    private static final String NOBODY = "";

    /** How long what is over is still known, for events that come late, milliseconds. */
    private static final long GRACE = 60_000;

    /**
     * How much is held, and how long.
     *
     * @param hold an event is held so long, milliseconds
     * @param maxEvents per anonymous id; beyond it the oldest is dropped
     * @param maxBytes the same in bytes, as they are held
     * @param linked so long after a player was last seen behind an anonymous id, what comes from it is his, milliseconds
     */
    public record Bounds(long hold, int maxEvents, long maxBytes, long linked) implements Serializable {
        private static final long serialVersionUID = 1;

        public static final Bounds DEFAULT = new Bounds(30 * 60_000, 100, 64 << 10, 30 * 60_000);
    }

    /** A player was seen from {@code since} to {@code seen}, and nobody else in between. */
    private record Link(String player, long since, long seen) {}

    /** An event of nobody yet; its bytes are not looked at until it is somebody's. */
    private record Held(long at, byte[] event) {
        static Held of(PlayerEvent event) {
            RowWriter out = new RowWriter();
            try {
                EventCodec.write(event, out);
            } catch (IOException e) {
                throw new IllegalStateException("writing to memory failed", e);
            }
            return new Held(event.at(), out.toByteArray());
        }

        PlayerEvent of(String player) {
            try {
                return EventCodec.read(new RowReader(event)).of(player);
            } catch (IOException e) {
                throw new IllegalStateException("a held event is torn: " + e.getMessage(), e);
            }
        }
    }

    /** By time; none overlaps the next. */
    private final List<Link> links;

    /** In order of arrival. */
    private final List<Held> held;

    private long bytes;

    /** Who was there before is not known any more. */
    private long knownFrom;

    private Visitor(List<Link> links, List<Held> held, long knownFrom) {
        this.links = links;
        this.held = held;
        this.knownFrom = knownFrom;
        held.forEach(each -> bytes += each.event().length);
    }

    /** Of whom nothing is known. */
    public static Visitor unknown() {
        return new Visitor(new ArrayList<>(), new ArrayList<>(), Long.MIN_VALUE);
    }

    /**
     * An event that has no player.
     *
     * @return whose it is; null if that is not known, and perhaps never will be
     */
    public String on(PlayerEvent event, Bounds bounds, Counters counters) {
        String player = event.at() < knownFrom ? NOBODY : playerAt(event.at(), bounds);
        if (NOBODY.equals(player)) {
            counters.count("anonymous", "nobody");
            return null;
        }
        if (player != null) {
            counters.count("anonymous", "direct");
            return player;
        }
        hold(Held.of(event), bounds, counters);
        return null;
    }

    private void hold(Held next, Bounds bounds, Counters counters) {
        counters.count("anonymous", "held");
        held.add(next);
        bytes += next.event().length;
        while (held.size() > bounds.maxEvents() || bytes > bounds.maxBytes()) {
            bytes -= held.remove(0).event().length;
            counters.count("anonymous", "dropped");
        }
    }

    /**
     * A player is seen behind it.
     *
     * @return what was held and is his, in order of time
     */
    public List<PlayerEvent> seen(String player, long at, Bounds bounds, Counters counters) {
        link(player, at);
        List<Held> his = new ArrayList<>();
        List<Held> rest = new ArrayList<>();
        for (Held each : held) {
            if (each.at() + bounds.hold() < at) {
                counters.count("anonymous", "expired");
            } else if (player.equals(playerAt(each.at(), bounds))) {
                counters.count("anonymous", "carried");
                his.add(each);
            } else {
                rest.add(each);
            }
        }
        keep(rest);
        his.sort(Comparator.comparingLong(Held::at));
        return his.stream().map(each -> each.of(player)).toList();
    }

    private void keep(List<Held> rest) {
        held.clear();
        held.addAll(rest);
        bytes = held.stream().mapToLong(each -> each.event().length).sum();
    }

    private void link(String player, long at) {
        int next = 0;
        while (next < links.size() && links.get(next).since() <= at) {
            next++;
        }
        Link before = next == 0 ? null : links.get(next - 1);
        if (before != null && before.player().equals(player)) {
            links.set(next - 1, new Link(player, before.since(), Math.max(before.seen(), at)));
            return;
        }
        if (before != null && before.seen() > at) {
            // he was seen before and after, but whether also in between is not known any more
            links.set(next - 1, new Link(before.player(), before.since(), at));
            links.add(next, new Link(NOBODY, at + 1, before.seen()));
            links.add(next + 1, new Link(before.player(), before.seen(), before.seen()));
        }
        Link after = next == links.size() ? null : links.get(next);
        if (after != null && after.player().equals(player)) {
            links.set(next, new Link(player, at, after.seen()));
        } else {
            links.add(next, new Link(player, at, at));
        }
        while (links.size() > MOST_LINKS) {
            links.remove(0);
            knownFrom = links.get(0).since();
        }
    }

    /** Null if nobody has been seen next to that time. */
    private String playerAt(long at, Bounds bounds) {
        Link next = null;
        for (int i = links.size() - 1; i >= 0; i--) {
            Link link = links.get(i);
            if (link.since() <= at) {
                return at <= link.seen() + bounds.linked() ? link.player() : arriving(next, at, bounds);
            }
            next = link;
        }
        return arriving(next, at, bounds);
    }

    /** Who comes next has been there before he is seen, but not for ever. */
    private static String arriving(Link next, long at, Bounds bounds) {
        return next != null && next.since() - at <= bounds.hold() ? next.player() : null;
    }

    /** Time has come to {@code time}: what is over is forgotten. */
    public void at(long time, Bounds bounds, Counters counters) {
        List<Held> rest = new ArrayList<>();
        for (Held each : held) {
            if (each.at() + bounds.hold() + GRACE <= time) {
                counters.count("anonymous", "expired");
            } else {
                rest.add(each);
            }
        }
        keep(rest);
        links.removeIf(link -> end(link, bounds) <= time);
    }

    private static long end(Link link, Bounds bounds) {
        return link.seen() + bounds.linked() + GRACE;
    }

    /** When {@link #at} has something to do; {@link PlayerMemory#NEVER} if nothing is left. */
    public long nextWakeUp(Bounds bounds) {
        long next = PlayerMemory.NEVER;
        for (Held each : held) {
            next = Math.min(next, each.at() + bounds.hold() + GRACE);
        }
        for (Link link : links) {
            next = Math.min(next, end(link, bounds));
        }
        return next;
    }

    /** Forgets a player, and what may be his. Whether there was anything to forget. */
    public boolean forget(String player) {
        boolean his = false;
        for (Link link : List.copyOf(links)) {
            if (link.player().equals(player)) {
                his = true;
                links.remove(link);
                knownFrom = Math.max(knownFrom, link.seen() + 1);
            }
        }
        if (his && (links.isEmpty() || links.get(links.size() - 1).seen() < knownFrom)) {
            keep(List.of());
        }
        return his;
    }

    /**
     * What is kept about a player and nobody else, for people to read: what {@link #forget} would forget; empty if there is
     * nothing.
     */
    public Map<String, Object> about(String player) {
        List<Map<String, Object>> seen = links.stream()
                .filter(link -> link.player().equals(player))
                .map(link -> Map.<String, Object>of("since", link.since(), "seen", link.seen()))
                .toList();
        if (seen.isEmpty()) {
            return Map.of();
        }
        boolean last = links.get(links.size() - 1).player().equals(player);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("links", seen);
        fields.put(
                "held",
                last ? held.stream().map(each -> each.of(player).fields()).toList() : List.of());
        return fields;
    }

    /** Whether it is as if it had never been seen. */
    public boolean isUnknown() {
        return links.isEmpty() && held.isEmpty();
    }

    public byte[] encode() {
        try {
            RowWriter out = new RowWriter((int) bytes + 64);
            out.writeByte(FORMAT);
            out.writeLong(knownFrom);
            Values.writeLength(links.size(), out);
            for (Link link : links) {
                Values.writeText(link.player(), out);
                out.writeLong(link.since());
                out.writeLong(link.seen());
            }
            Values.writeLength(held.size(), out);
            for (Held each : held) {
                out.writeLong(each.at());
                Values.writeLength(each.event().length, out);
                out.write(each.event());
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param anonymousId whose it is, for the message
     * @throws IllegalStateException if the bytes are of no format known here, or torn
     */
    public static Visitor decode(String anonymousId, byte[] row) {
        try {
            RowReader in = new RowReader(row);
            int format = in.readByte();
            if (format != FORMAT) {
                throw new IOException("it has format " + format + ", and this version reads format " + FORMAT);
            }
            long knownFrom = in.readLong();
            List<Link> links = new ArrayList<>();
            for (int left = Values.readLength(in); left > 0; left--) {
                links.add(new Link(Values.readText(in), in.readLong(), in.readLong()));
            }
            List<Held> held = new ArrayList<>();
            for (int left = Values.readLength(in); left > 0; left--) {
                long at = in.readLong();
                byte[] event = new byte[Values.readLength(in)];
                in.readFully(event);
                held.add(new Held(at, event));
            }
            return new Visitor(links, held, knownFrom);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "what is kept about the anonymous id %s (%d bytes) cannot be read: %s"
                            .formatted(anonymousId, row.length, e.getMessage()),
                    e);
        }
    }
}
