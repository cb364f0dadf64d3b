package io.kairos.player;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.DeadLetter;
import io.kairos.event.PlayerEvent;
import io.kairos.job.RealPlay;
import io.kairos.offer.Decision;
import io.kairos.offer.Erasure;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.TagChange;
import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.playbook.PlaybookReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded play of real people over the memories of the core, which rest in their rows now and then. */
class RealPlayTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void cutAnywhereTheMomentsAreThoseExpected(int oneRestIn) throws Exception {
        RealPlay.assumeThere();
        Moments found = new Moments();
        Random random = new Random(oneRestIn);
        try (CompactMatcherFactory factory = new CompactMatcherFactory()) {
            Rules rules = Rules.of(PlaybookReader.read(RealPlay.playbook()).playbook(), factory, Core.Settings.DEFAULT);
            Core core = new Core();
            Map<String, PlayerMemory> memories = new HashMap<>();
            for (PlayerEvent event : RealPlay.events()) {
                PlayerMemory memory = memories.computeIfAbsent(event.playerId(), PlayerMemory::of);
                core.on(memory, event, rules, Now.OF_THE_MOMENT, ForAll.NOTHING, found);
                if (random.nextInt(oneRestIn) == 0) {
                    memories.put(event.playerId(), PlayerMemory.decode(event.playerId(), memory.encode(), rules));
                }
            }
            memories.values()
                    .forEach(memory ->
                            core.at(memory, Long.MAX_VALUE - 1, rules, Now.OF_THE_MOMENT, ForAll.NOTHING, found));
        }
        assertThat(found.lines).containsExactlyInAnyOrderElementsOf(RealPlay.moments());
    }

    private static final class Moments implements Outbox {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void moment(Decision decision) {
            lines.add(String.join(
                    ",",
                    decision.pattern(),
                    decision.playerId(),
                    "" + decision.at(),
                    decision.matched().stream()
                            .map(Decision.MatchedEvent::eventId)
                            .collect(Collectors.joining("+"))));
        }

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
            throw new AssertionError(reason + ": " + detail);
        }

        @Override
        public void count(String counter, String of) {}
    }
}
