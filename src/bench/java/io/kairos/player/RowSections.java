package io.kairos.player;

import io.kairos.event.DeadLetter;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.offer.Erasure;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.TagChange;
import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.playbook.Playbook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The core over many players, for what their rows weigh. */
public final class RowSections implements AutoCloseable {
    private final MatcherFactory factory = new CompactMatcherFactory();
    private final Core core = new Core();
    private final Map<String, PlayerMemory> memories = new HashMap<>();
    private final Rules rules;
    private final Silent silent = new Silent();

    /** Bytes of all players: on average, and what 99 of 100 do not exceed. */
    public record Weight(double mean, int p99) {
        private static Weight of(List<Integer> bytes) {
            int[] sorted = bytes.stream().mapToInt(Integer::intValue).sorted().toArray();
            return new Weight(
                    Arrays.stream(sorted).average().orElse(0),
                    sorted.length == 0 ? 0 : sorted[(int) Math.ceil(sorted.length * 0.99) - 1]);
        }
    }

    /** @param patterns of it what partial matches take, with the events they hold */
    public record Weights(int players, Weight row, Weight patterns) {}

    public RowSections(Playbook playbook, Core.Settings settings) {
        rules = Rules.of(playbook, factory, settings);
    }

    public void on(PlayerEvent event) {
        core.on(
                memories.computeIfAbsent(event.playerId(), PlayerMemory::of),
                event,
                rules,
                Now.OF_THE_MOMENT,
                ForAll.NOTHING,
                silent);
    }

    /** What a row loses when nothing has begun is the patterns' section. Ends it: what was begun is dropped. */
    public Weights weigh() {
        List<Integer> rows = new ArrayList<>();
        List<Integer> patterns = new ArrayList<>();
        for (PlayerMemory memory : memories.values()) {
            int all = memory.encode().length;
            memory.begun = new Begun(memory.playerId);
            rows.add(all);
            patterns.add(all - memory.encode().length);
        }
        return new Weights(rows.size(), Weight.of(rows), Weight.of(patterns));
    }

    @Override
    public void close() {
        factory.close();
    }

    private static final class Silent implements Outbox {
        @Override
        public void moment(Decision decision) {}

        @Override
        public void decision(Decision decision) {}

        @Override
        public void offer(OfferRecord offer) {}

        @Override
        public void tag(TagChange change) {}

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
