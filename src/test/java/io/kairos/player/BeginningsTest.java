package io.kairos.player;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Finding the patterns that begin with an event says and counts the same as asking each of them. */
class BeginningsTest {
    private static final String EVENTS = """
            events:
              seen: { actor: player, attributes: { page: string, kind: [A, B, C], size: number, live: boolean } }
              went: { actor: player, attributes: { page: string, size: number } }
            names:
              big: { seen: "size >= 10", went: "size > 10" }
            """;

    private static final List<String> CONDITIONS = List.of(
            "page == 'x'",
            "'x' == page",
            "page != 'x'",
            "page in ['x', 'y']",
            "!(page in ['x', 'y'])",
            "kind == 'A' && size > 3",
            "size > 3 && kind == 'A'",
            "size >= 3",
            "size < 3",
            "size <= 3",
            "!(size < 3)",
            "size > 0 && size < 1",
            "size >= 0 && size <= 0",
            "3 <= size && size <= 7",
            "size == 5",
            "size != 5",
            "size > 7 && size < 3",
            "live && size >= 2 && size < 4",
            "size >= 2 && size < 4 && live",
            "page == 'x' || size > 9",
            "size * 2 > 9 && page == 'y'",
            "live ? size > 3 : size < 3",
            "page == kind",
            "type == 'seen'",
            "page == 'x' && page == 'y'");

    private static final List<String> NEVER = List.of("size > 7 && size < 3", "page == 'x' && page == 'y'");
    private static final List<Object> KINDS = List.of("A", "B", "x", 1.0);
    private static final List<Object> PAGES = List.of("x", "y", "z", 3.0, true);
    private static final List<Object> SIZES = List.of(
            -0.0,
            0.0,
            0.5,
            1.0,
            2.0,
            2.9999999999999996,
            3.0,
            3.0000000000000004,
            3L,
            4L,
            5.0,
            7.0,
            9.0,
            10.0,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            "3",
            false);

    @Test
    void findingThemIsAskingThemAll() {
        Rig found = rig("%s");
        // nothing is known to be necessary for one of two
        Rig asked = rig("(%s) || false");

        List<PlayerEvent> play = play(4_000);
        play.forEach(found::on);
        play.forEach(asked::on);

        assertThat(found.moments).extracting(Decision::pattern).containsAll(patterns());
        assertThat(found.moments).extracting(Decision::momentId).containsExactlyElementsOf(momentIds(asked));
        assertThat(found.counted("unknown_condition"))
                .isEqualTo(asked.counted("unknown_condition"))
                .isPositive();
    }

    private static List<String> momentIds(Rig rig) {
        return rig.moments.stream().map(Decision::momentId).toList();
    }

    private static Rig rig(String form) {
        List<String> files = new ArrayList<>(List.of("events.yaml", EVENTS));
        for (int i = 0; i < CONDITIONS.size(); i++) {
            files.add("patterns/p" + i + ".yaml");
            files.add("pattern: p%d\nsequence: [{ on: seen, where: \"%s\" }]\n"
                    .formatted(i, form.formatted(CONDITIONS.get(i))));
            files.add("patterns/b" + i + ".yaml");
            files.add("pattern: b%d\nsequence: [{ on: big, where: \"size < %d\" }]\n".formatted(i, 10 + i));
        }
        return Rig.of(files.toArray(String[]::new));
    }

    /** All but what can never hold. */
    private static List<String> patterns() {
        List<String> patterns = new ArrayList<>();
        for (int i = 0; i < CONDITIONS.size(); i++) {
            if (!NEVER.contains(CONDITIONS.get(i))) {
                patterns.add("p" + i);
            }
        }
        return patterns;
    }

    private static List<PlayerEvent> play(int events) {
        Random chance = new Random(7);
        List<PlayerEvent> play = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            Map<String, Object> attributes = new LinkedHashMap<>();
            put(attributes, "page", PAGES, chance);
            put(attributes, "kind", KINDS, chance);
            put(attributes, "size", SIZES, chance);
            put(attributes, "live", List.of(true, false, "true"), chance);
            play.add(PlayerEvent.of("e" + i, "ada", i % 5 == 0 ? "went" : "seen", 1_000L * i, attributes));
        }
        return play;
    }

    private static void put(Map<String, Object> attributes, String name, List<?> values, Random chance) {
        if (chance.nextInt(6) > 0) {
            attributes.put(name, values.get(chance.nextInt(values.size())));
        }
    }
}
