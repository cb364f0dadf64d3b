package io.kairos.pattern;

import static io.kairos.pattern.Sketch.on;
import static io.kairos.pattern.Sketch.sequence;
import static io.kairos.pattern.Sketch.type;
import static io.kairos.pattern.Sketch.typeAfter;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kairos.event.PlayerEvent;
import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.playbook.EventType;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Selector;
import io.kairos.playbook.Step;
import io.kairos.playbook.Vocabulary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The six reference patterns over real play; the moments were found by a program that is no automaton. */
class RealPlayTest {
    private static final Path DATA = Path.of("../shared/data");

    private static final Vocabulary VOCABULARY = new Vocabulary(Map.of(
            "bet_placed", new EventType("bet_placed", true, false, false, 0, Map.of()),
            "bet_settled", new EventType("bet_settled", false, true, false, 0, Map.of()),
            "deposit_succeeded", new EventType("deposit_succeeded", false, true, false, 0, Map.of()),
            "withdrawal_paid", new EventType("withdrawal_paid", false, true, false, 0, Map.of())));

    private static final Selector LOSS = type(
            "bet_settled", scope -> "LOSS".equals(scope.event().attributes().get("outcome")));
    private static final Selector BET = type("bet_placed");

    private static List<Pattern> patterns() {
        long minute = 60_000;
        return List.of(
                sequence(on(LOSS).as("losses").times(3).inARow())
                        .no(BET, 20_000)
                        .within(15 * minute)
                        .pattern("loss-streak-silence"),
                sequence(on(LOSS).as("losses").times(3).inARow())
                        .no(BET, new Step.Wait.Relative(3, "pace", 10_000, 2 * minute), null)
                        .within(15 * minute)
                        .pattern("loss-streak-own-pace"),
                sequence(
                                on(LOSS).as("lost"),
                                on(typeAfter(
                                        "lost",
                                        "bet_placed",
                                        scope -> stake(scope.event())
                                                >= 2
                                                        * stake(scope.matched("lost")
                                                                .get(0)))))
                        .within(5 * minute)
                        .pattern("stake-doubled-after-loss"),
                sequence(on(LOSS).as("lost"), on(type("deposit_succeeded")))
                        .within(10 * minute)
                        .pattern("deposit-after-loss"),
                sequence(on(type("bet_settled", scope -> number(scope.event(), "payout") >= 10 * stake(scope.event()))))
                        .no(BET, 30_000)
                        .pattern("big-win-pause"),
                sequence(on(BET)).no(BET, 30_000).pattern("player-idle"));
    }

    private static double stake(PlayerEvent event) {
        return number(event, "stake");
    }

    private static double number(PlayerEvent event, String attribute) {
        return ((Number) event.attributes().get(attribute)).doubleValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bustabit", "pokernow"})
    void theMomentsAreThoseExpected(String set) throws IOException {
        Path events = DATA.resolve(set).resolve("events.jsonl.gz");
        Assumptions.assumeTrue(Files.exists(events), "no " + events);
        List<String> found = new ArrayList<>();
        try (CompactMatcherFactory factory = new CompactMatcherFactory()) {
            for (Map.Entry<String, List<PlayerEvent>> player : players(events).entrySet()) {
                for (Pattern pattern : patterns()) {
                    for (String moment : moments(factory, pattern, player.getValue())) {
                        found.add(pattern.id() + "," + player.getKey() + "," + moment.replace(' ', ','));
                    }
                }
            }
        }
        List<String> expected = Files.readAllLines(DATA.resolve(set).resolve("expected.csv"));
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected.subList(1, expected.size()));
    }

    private static List<String> moments(CompactMatcherFactory factory, Pattern pattern, List<PlayerEvent> events) {
        Play play = new Play(factory, pattern, VOCABULARY, 64, false);
        Deque<Long> gaps = new ArrayDeque<>();
        long last = 0;
        for (PlayerEvent event : events) {
            if (event.type().equals("bet_placed")) {
                long gap = event.at() - last;
                if (last > 0 && gap <= 30 * 60_000) {
                    gaps.addLast(gap);
                }
                if (gaps.size() > 20) {
                    gaps.removeFirst();
                }
                last = event.at();
                play.features.put("pace", median(gaps));
                play.features.put("pace.values", gaps.size());
            }
            play.on(event);
        }
        play.end();
        return play.moments;
    }

    private static Double median(Deque<Long> values) {
        long[] sorted = values.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return null;
        }
        return sorted.length % 2 == 1 ? (double) sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }

    private static Map<String, List<PlayerEvent>> players(Path file) throws IOException {
        Map<String, List<PlayerEvent>> players = new HashMap<>();
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node = json.readTree(line);
                Map<String, Object> attributes = new LinkedHashMap<>();
                for (Map.Entry<String, JsonNode> attribute :
                        node.get("attributes").properties()) {
                    JsonNode value = attribute.getValue();
                    attributes.put(
                            attribute.getKey(), value.isNumber() ? (Object) value.doubleValue() : value.textValue());
                }
                PlayerEvent event = PlayerEvent.of(
                        node.get("event_id").textValue(),
                        node.get("player_id").textValue(),
                        node.get("type").textValue(),
                        node.get("at").longValue(),
                        attributes);
                players.computeIfAbsent(event.playerId(), id -> new ArrayList<>())
                        .add(event);
            }
        }
        return players;
    }
}
