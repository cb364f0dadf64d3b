package io.kairos.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Selector;
import io.kairos.playbook.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever small pattern meets whatever small stream, the automaton finds what the letter of the design finds. */
class RandomPlayTest {
    private static final int PATTERNS = 1_000;
    private static final int STREAMS_PER_PATTERN = 4;
    private static final long[] LENGTHS = {2, 3, 5, 8, 12};

    @Test
    void theMatcherFindsWhatTheLetterOfTheDesignFinds() {
        int moments = 0;
        try (CompactMatcherFactory factory = new CompactMatcherFactory()) {
            for (int seed = 0; seed < PATTERNS; seed++) {
                Random random = new Random(seed);
                Pattern pattern = pattern(random);
                for (int stream = 0; stream < STREAMS_PER_PATTERN; stream++) {
                    List<PlayerEvent> events = events(random);
                    List<String> expected = new ReferenceMatcher(pattern, Sketch.VOCABULARY, events).moments();
                    Play play = new Play(factory, pattern, Sketch.VOCABULARY, 1_000, random.nextBoolean());
                    events.forEach(play::on);
                    play.end();
                    assertThat(play.moments)
                            .as(
                                    "seed %d, stream %d, same %s, within %s, %s, %s, %s",
                                    seed,
                                    stream,
                                    pattern.same(),
                                    pattern.within(),
                                    pattern.afterMatch(),
                                    pattern.sequence(),
                                    shown(events))
                            .containsExactlyElementsOf(expected);
                    moments += expected.size();
                }
            }
        }
        assertThat(moments).as("moments in all, so that something was compared").isGreaterThan(PATTERNS);
    }

    private static String shown(List<PlayerEvent> events) {
        StringBuilder shown = new StringBuilder();
        for (PlayerEvent event : events) {
            shown.append(event.eventId()).append('@').append(event.at()).append(event.attributes());
        }
        return shown.toString();
    }

    private static List<PlayerEvent> events(Random random) {
        List<PlayerEvent> events = new ArrayList<>();
        long time = 1;
        int size = 4 + random.nextInt(9);
        for (int i = 0; i < size; i++) {
            time += new long[] {0, 1, 1, 2, 4}[random.nextInt(5)];
            char kind = "LLLLWWBBSSXV".charAt(random.nextInt(12));
            String attributes = switch (kind) {
                case 'L', 'W' -> "(product=" + value(random) + ")";
                case 'B', 'S' -> random.nextInt(8) == 0 ? "" : "(slip_id=" + value(random) + ")";
                default -> "";
            };
            events.add(Play.event("" + kind + i + "@" + time + attributes));
        }
        return events;
    }

    private static String value(Random random) {
        return random.nextBoolean() ? "a" : "b";
    }

    private static Selector selector(Random random) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> Sketch.LOSS;
            case 3 -> Sketch.WIN;
            case 4 -> Sketch.BET;
            case 5 -> Sketch.either(Sketch.BET, Sketch.PICK);
            case 6 -> Sketch.either(Sketch.PICK, Sketch.ENDED, Sketch.VIEW);
            default ->
                Sketch.typeAfter(
                        "step0", "bet_settled", scope -> !scope.matched("step0").isEmpty());
        };
    }

    private static long length(Random random) {
        return LENGTHS[random.nextInt(LENGTHS.length)];
    }

    private static Pattern pattern(Random random) {
        Sketch sketch = new Sketch();
        int steps = 1 + random.nextInt(3);
        for (int i = 0; i < steps; i++) {
            Sketch.On on = Sketch.on(i == 0 && random.nextInt(3) > 0 ? Sketch.LOSS : selector(random))
                    .as("step" + i);
            boolean middle = i > 0 && i < steps - 1;
            boolean optional = middle && random.nextInt(3) == 0;
            int least = 1 + random.nextInt(optional ? 1 : 3);
            on.times(least, random.nextInt(4) == 0 ? least + 1 + random.nextInt(3) : least);
            if (random.nextInt(3) == 0) {
                on.brokenBy(selector(random));
            }
            if (random.nextInt(3) == 0) {
                on.inARow();
            }
            if (random.nextInt(4) == 0) {
                on.within(length(random) + 2);
            }
            if (random.nextInt(6) == 0) {
                on.immediately();
            }
            if (random.nextInt(6) == 0) {
                on.same(random.nextBoolean() ? "product" : "slip_id");
            }
            if (random.nextInt(8) == 0) {
                on.different(random.nextBoolean() ? "product" : "slip_id");
            }
            if (optional) {
                on.optional();
            }
            sketch.then(on);
            boolean last = i == steps - 1;
            if (!optional && random.nextInt(last ? 2 : 3) == 0) {
                Step.Wait wait = last || random.nextBoolean() ? new Step.Wait.For(length(random)) : null;
                sketch.no(selector(random), wait, last && random.nextInt(3) == 0 ? selector(random) : null);
            }
        }
        if (random.nextInt(3) == 0) {
            sketch.within(8 + length(random));
        }
        if (random.nextInt(3) == 0) {
            sketch.same(random.nextInt(3) == 0 ? new String[] {"slip_id", "product"} : new String[] {"slip_id"});
        }
        if (random.nextInt(3) == 0) {
            sketch.overlap();
        }
        return sketch.pattern();
    }
}
