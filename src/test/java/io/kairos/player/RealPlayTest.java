package io.kairos.player;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.DeadLetter;
import io.kairos.event.EventJson;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.offer.Erasure;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.TagChange;
import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.PlaybookReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recorded play of real people over the memories of the core, which rest in their rows now and then. */
class RealPlayTest {
    private static final Path DATA = Path.of("../shared/data");

    @ParameterizedTest
    @CsvSource({"bustabit, 7", "pokernow, 2"})
    void cutAnywhereTheMomentsAreThoseExpected(String set, int oneRestIn) throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(DATA), "no recorded play at " + DATA);
        Moments found = new Moments();
        Random random = new Random(oneRestIn);
        try (CompactMatcherFactory factory = new CompactMatcherFactory();
                BufferedReader lines = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(DATA.resolve(set + "/events.jsonl.gz"))),
                        StandardCharsets.UTF_8))) {
            Rules rules = Rules.of(PlaybookReader.read(playbook()).playbook(), factory, Core.Settings.DEFAULT);
            Core core = new Core();
            Map<String, PlayerMemory> memories = new HashMap<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                PlayerEvent event = EventJson.read(line);
                PlayerMemory memory = memories.computeIfAbsent(event.playerId(), PlayerMemory::of);
                core.on(memory, event, rules, Now.OF_THE_MOMENT, found);
                if (random.nextInt(oneRestIn) == 0) {
                    memories.put(event.playerId(), PlayerMemory.decode(event.playerId(), memory.encode(), rules));
                }
            }
            memories.values().forEach(memory -> core.at(memory, Long.MAX_VALUE - 1, rules, Now.OF_THE_MOMENT, found));
        }
        List<String> expected = Files.readAllLines(DATA.resolve(set + "/expected.csv"));
        assertThat(found.lines).containsExactlyInAnyOrderElementsOf(expected.subList(1, expected.size()));
    }

    /** The reference patterns, which the sets' description lists. */
    private static Bundle playbook() throws IOException {
        Matcher block = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(Files.readString(DATA.resolve("README.md")));
        assertThat(block.find()).isTrue();
        Map<String, String> files = new TreeMap<>();
        for (String document : block.group(1).split("(?m)^---\n")) {
            Matcher pattern = Pattern.compile("^pattern: (\\S+)").matcher(document);
            String file =
                    pattern.find() ? "patterns/" + pattern.group(1) : document.substring(0, document.indexOf(':'));
            files.put(file + ".yaml", document);
        }
        return new Bundle(1, "test", null, files);
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
