package io.kairos.player;

import io.kairos.event.DeadLetter;
import io.kairos.event.PlayerEvent;
import io.kairos.event.RowWriter;
import io.kairos.offer.Decision;
import io.kairos.offer.Erasure;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.TagChange;
import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.pattern.match.EventPool;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.playbook.Playbook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The core over many players, for what their rows weigh. Of most of them only the rows are kept. */
public final class RowSections implements AutoCloseable {
    private static final int DECODED = 20_000;

    /** Format, checksum, where the events begin, the clock, the number of arrivals at it, when the row can go, the number of witnesses. */
    private static final int HEAD = 1 + 4 + 4 + 8 + 1 + 8 + 1;

    private final MatcherFactory factory = new CompactMatcherFactory();
    private final Core core = new Core();
    private final Map<String, byte[]> rows = new HashMap<>();

    /** The least recently used first. */
    private final Map<String, PlayerMemory> decoded = new LinkedHashMap<>(16, 0.75f, true);

    private final Rules rules;
    private final Tally tally = new Tally();

    /** What a row consists of. */
    public enum Section {
        CLOCK_AND_ENVELOPE("clock and envelope"),
        RECENT_IDS("recent ids"),
        FEATURES("features"),
        TAGS("tags"),
        PARTIALS("partial matches"),
        EVENTS("events they and tags hold"),
        OFFERS("offers, caps, protection");

        private final String words;

        Section(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** Bytes of all players: on average, what so many of a hundred do not exceed, and the most. */
    public record Weight(double mean, int p50, int p90, int p99, int max) {
        private static Weight of(int[] bytes) {
            int[] sorted = bytes.clone();
            Arrays.sort(sorted);
            return new Weight(
                    Arrays.stream(sorted).average().orElse(0),
                    percentile(sorted, 50),
                    percentile(sorted, 90),
                    percentile(sorted, 99),
                    percentile(sorted, 100));
        }

        private static int percentile(int[] sorted, int percent) {
            return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(sorted.length * percent / 100.0) - 1];
        }
    }

    /** @param patterns of it what partial matches take, with the events they hold */
    public record Weights(int players, Weight row, Weight patterns, Map<Section, Weight> sections) {}

    public RowSections(Playbook playbook, Core.Settings settings) {
        rules = Rules.of(playbook, factory, settings);
    }

    public void on(PlayerEvent event) {
        core.on(memory(event.playerId()), event, rules, Now.OF_THE_MOMENT, ForAll.NOTHING, tally);
    }

    private PlayerMemory memory(String player) {
        PlayerMemory memory = decoded.get(player);
        if (memory == null) {
            byte[] row = rows.get(player);
            memory = row == null ? PlayerMemory.of(player) : PlayerMemory.decode(player, row, rules);
            decoded.put(player, memory);
            if (decoded.size() > DECODED) {
                PlayerMemory eldest = decoded.values().iterator().next();
                decoded.remove(eldest.playerId());
                rows.put(eldest.playerId(), eldest.encode());
            }
        }
        return memory;
    }

    /** How many moments of each pattern there were so far. */
    public Map<String, Long> moments() {
        return Collections.unmodifiableMap(tally.moments);
    }

    /** How often tags were gained, refreshed or lost so far. */
    public long tagChanges() {
        return tally.tagChanges;
    }

    /** As they are. */
    public Weights weigh() {
        return weighAt(Long.MIN_VALUE);
    }

    /** When all that was due until then has happened. */
    public Weights weighAt(long time) {
        decoded.values().forEach(memory -> rows.put(memory.playerId(), memory.encode()));
        decoded.clear();
        rows.entrySet().removeIf(row -> comesTo(time, row));
        int[] all = new int[rows.size()];
        int[] patterns = new int[rows.size()];
        Map<Section, int[]> sections = new EnumMap<>(Section.class);
        for (Section section : Section.values()) {
            sections.put(section, new int[rows.size()]);
        }
        int next = 0;
        for (Map.Entry<String, byte[]> row : rows.entrySet()) {
            Map<Section, Integer> bytes = bytes(row.getKey(), row.getValue());
            all[next] = row.getValue().length;
            patterns[next] = bytes.get(Section.PARTIALS) + bytes.get(Section.EVENTS);
            for (Section section : Section.values()) {
                sections.get(section)[next] = bytes.get(section);
            }
            next++;
        }
        Map<Section, Weight> weights = new EnumMap<>(Section.class);
        sections.forEach((section, bytes) -> weights.put(section, Weight.of(bytes)));
        return new Weights(next, Weight.of(all), Weight.of(patterns), weights);
    }

    /** Whether nothing of it is left then. */
    private boolean comesTo(long time, Map.Entry<String, byte[]> row) {
        PlayerMemory memory = PlayerMemory.decode(row.getKey(), row.getValue(), rules);
        if (Math.min(memory.nextWakeUp(), memory.nextOfferEnd()) > time) {
            return false;
        }
        core.at(memory, time, rules, Now.OF_THE_MOMENT, ForAll.NOTHING, tally);
        row.setValue(memory.encode());
        return memory.isForgotten();
    }

    /** Each section as it is written by itself; what is left of the row is the events. */
    private Map<Section, Integer> bytes(String player, byte[] row) {
        PlayerMemory memory = PlayerMemory.decode(player, row, rules);
        EventPool pool = new EventPool(player);
        Map<Section, Integer> bytes = new EnumMap<>(Section.class);
        try {
            pool.begin();
            bytes.put(Section.RECENT_IDS, size(memory.recent::write));
            bytes.put(Section.FEATURES, size(memory.features::write));
            bytes.put(Section.TAGS, size(out -> memory.tags.write(pool, out)));
            bytes.put(Section.PARTIALS, size(out -> memory.begun.write(memory.clock, pool, out)));
            bytes.put(Section.EVENTS, 0);
            bytes.put(Section.OFFERS, size(memory.relationship::write) + size(out -> witnesses(memory, pool, out)));
            bytes.put(Section.CLOCK_AND_ENVELOPE, HEAD + size(memory.envelope::write));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int known = bytes.values().stream().mapToInt(Integer::intValue).sum();
        bytes.put(Section.EVENTS, row.length - known);
        return bytes;
    }

    private static void witnesses(PlayerMemory memory, EventPool pool, RowWriter out) throws IOException {
        for (Witness witness : memory.witnesses.values()) {
            witness.write(pool, out);
        }
    }

    private interface Written {
        void to(RowWriter out) throws IOException;
    }

    private static int size(Written section) throws IOException {
        RowWriter out = new RowWriter();
        section.to(out);
        return out.size();
    }

    @Override
    public void close() {
        factory.close();
    }

    /** Counts, and says nothing. */
    private static final class Tally implements Outbox {
        private final Map<String, Long> moments = new TreeMap<>();
        private long tagChanges;

        @Override
        public void moment(Decision decision) {
            moments.merge(decision.pattern(), 1L, Long::sum);
        }

        @Override
        public void decision(Decision decision) {}

        @Override
        public void offer(OfferRecord offer) {}

        @Override
        public void tag(TagChange change) {
            tagChanges++;
        }

        @Override
        public void erased(Erasure erasure) {}

        @Override
        public void refuse(DeadLetter.Reason reason, String detail) {
            throw new IllegalStateException("the generated list has nothing to refuse, but " + detail);
        }

        @Override
        public void count(String counter, String of) {}
    }
}
