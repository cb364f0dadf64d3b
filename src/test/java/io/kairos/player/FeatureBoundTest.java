package io.kairos.player;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowWriter;
import io.kairos.playbook.EventType;
import io.kairos.playbook.EventType.Attribute;
import io.kairos.playbook.PlaybookFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a player sends, what is kept of his features stays below a size that only the playbook decides. */
class FeatureBoundTest {
    private static final int EVENTS = 100_000;

    /** What one feature takes at most: 32 numbers, or 32 different values with the time each was seen. */
    private static final int MOST_PER_FEATURE = 320;

    /** A text of 256 characters. */
    private static final int MOST_PER_TEXT = 3 * FeatureLatest.LONGEST_TEXT + 20;

    /** One of each kind, over all events if it can be, and over values nobody would count. */
    private static final String FEATURES = """
            features:
              f01: { count: any, over: 10m }
              f02: { sum: stake, of: [bet_placed, bet_settled, game_round], over: 1h }
              f03: { min: stake, of: [bet_placed, bet_settled, game_round], over: 10m }
              f04: { max: "stake / 3", of: [bet_placed, bet_settled, game_round], over: 10m }
              f05: { mean: stake, of: [bet_placed, bet_settled, game_round], over: 24h }
              f06: { distinct: game_id, of: [game_launched, game_round], over: 24h }
              f07: { distinct: game_id, of: [game_launched, game_round], over: session }
              f08: { count: any, over: session }
              f09: { sum: "payout - stake", of: bet_settled, over: session }
              f10: { median: stake, of: [bet_placed, game_round], over: session }
              f11: { median: "stake / 7", of: [bet_placed, game_round], last: 32 }
              f12: { gap: any, last: 32 }
              f13: { since: any }
              f14: { latest: slip_id, of: bet_placed }
              f15: { last: odds, of: bet_placed }
              f16: { streak: loss, broken_by: win }
              f17: { run: any, gap: 5m }
              f18: { from: cashier_opened, to: cashier_closed }
              f19: { from: any, to: [win, loss], at_most: 10m }
              f20: { ratio: f02, to: f05 }
              f21: { max: f20, of: any, over: 1h }
              f22: { sum: stake, of: [bet_placed, game_round], last: 32 }
            """;

    @Test
    void aHundredThousandEventsOfEveryTypeAtRandomLeaveItSmall() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(
                "events.yaml",
                PlaybookFolder.read(Path.of("flink-conf/playbook")).files().get("events.yaml"));
        files.put("features.yaml", FEATURES);
        StringBuilder reading = new StringBuilder("pattern: reading\nsequence: [{ on: session_started }]\nbecause: \"");
        for (int i = 1; i <= 22; i++) {
            reading.append("{f%02d}".formatted(i));
        }
        files.put("patterns/reading.yaml", reading.append("\"\n").toString());
        String[] texts = files.entrySet().stream()
                .flatMap(file -> List.of(file.getKey(), file.getValue()).stream())
                .toArray(String[]::new);
        Random chance = new Random(7);
        int largest = 0;
        int kept = 0;
        try (Rig rig = Rig.of(texts)) {
            Rules rules = rig.rules();
            List<EventType> types =
                    List.copyOf(rules.playbook().vocabulary().types().values());
            PlayerMemory memory = PlayerMemory.of("ada");
            Core core = new Core();
            long time = Play.NOON;
            for (int i = 0; i < EVENTS; i++) {
                time += chance.nextInt(chance.nextInt(20) == 0 ? 200_000 : 3_000);
                core.on(
                        memory,
                        event(i, types.get(chance.nextInt(types.size())), time, chance),
                        rules,
                        Now.OF_THE_MOMENT,
                        rig);
                if (i % 500 == 0) {
                    RowWriter section = new RowWriter();
                    memory.features.write(section);
                    largest = Math.max(largest, section.size());
                    memory = PlayerMemory.decode("ada", memory.encode(), rules);
                    kept = Math.max(kept, known(memory));
                }
            }
            assertThat(kept).as("features that know something").isEqualTo(22);
            assertThat(largest).isBetween(1_500, 20 * MOST_PER_FEATURE + MOST_PER_TEXT);
            assertThat(largest).isLessThan(3_000);
        }
    }

    @Test
    void aFeatureThatNothingReadsTakesNoRoom() {
        String events = "events:\n  bet: { actor: player, attributes: { stake: number } }\n";
        String features = """
                features:
                  read: { count: bet, where: 'ground > 0', over: 1h }
                  alone: { count: bet, over: 1h }
                  ground: { sum: stake, of: bet, over: 1h }
                """;
        try (Rig rig = Rig.of(
                "events.yaml",
                events,
                "features.yaml",
                features,
                "patterns/reading.yaml",
                "pattern: reading\nsequence: [{ on: bet, where: 'read > 1' }]\n")) {
            rig.play(Play.player("ada").does("bet", "stake", 2.0).does("bet", "stake", 2.0));
            PlayerMemory ada = rig.memory("ada");

            assertThat(rig.momentsOf("reading")).hasSize(1);
            assertThat(ada.features.value("read", ada.clock)).isEqualTo(2.0);
            assertThat(ada.features.value("ground", ada.clock)).isEqualTo(4.0);
            assertThat(ada.features.value("alone", ada.clock)).isNull();
        }
    }

    private static int known(PlayerMemory memory) {
        int known = 0;
        for (int i = 1; i <= 22; i++) {
            known += memory.features.value("f%02d".formatted(i), memory.clock) != null ? 1 : 0;
        }
        return known;
    }

    private static PlayerEvent event(int number, EventType type, long time, Random chance) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, Attribute> attribute : type.attributes().entrySet()) {
            attributes.put(attribute.getKey(), value(attribute.getValue(), time, chance));
        }
        long at = chance.nextInt(30) == 0 ? time - chance.nextInt(3_600_000) : time;
        String session = "s" + number / 900;
        return new PlayerEvent(
                "e" + number,
                "ada",
                null,
                type.id(),
                at,
                session,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                attributes);
    }

    private static Object value(Attribute attribute, long time, Random chance) {
        if (!attribute.listed().isEmpty()) {
            return attribute.listed().get(chance.nextInt(attribute.listed().size()));
        }
        return switch (attribute.type()) {
            case STRING -> "€".repeat(chance.nextInt(400)) + chance.nextInt();
            case NUMBER -> chance.nextDouble() * Math.pow(10, chance.nextInt(300));
            case BOOLEAN -> chance.nextBoolean();
            case TIME -> time - chance.nextInt(86_400_000);
            case DURATION -> (long) chance.nextInt(100_000);
        };
    }
}
