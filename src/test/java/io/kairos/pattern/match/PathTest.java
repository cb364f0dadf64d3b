package io.kairos.pattern.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PathTest {
    private static Occurrence at(long time) {
        return new Occurrence(PlayerEvent.of("e" + time, "ada", "loss", time, Map.of()), time, 0);
    }

    @Test
    void ofPathsThatBeganAlikeTheOneWhoseNextEventCameFirstComesFirst() {
        Occurrence first = at(1);
        Path early = Path.free(Path.free(null, 2, 2, first), 3, 3, at(2));
        Path late = Path.free(Path.free(null, 0, 0, first), 3, 3, at(3));
        Path shorter = Path.free(null, 1, 1, first);
        assertThat(CompactMatcher.ORDER.compare(early, late)).isNegative();
        assertThat(CompactMatcher.ORDER.compare(late, shorter)).isNegative();
        assertThat(CompactMatcher.ORDER.compare(early, shorter)).isNegative();
    }

    @Test
    void theOrderOfPathsDoesNotDependOnTheOrderTheyComeIn() {
        List<Occurrence> events = List.of(at(1), at(2), at(3), at(4));
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Path> paths = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Path path = null;
                int next = random.nextInt(2);
                for (int length = 1 + random.nextInt(3); length > 0 && next < events.size(); length--) {
                    int step = random.nextInt(3);
                    path = Path.free(path, step, step, events.get(next));
                    next += 1 + random.nextInt(2);
                }
                paths.add(path);
            }
            paths.sort(CompactMatcher.ORDER);
            List<List<Path.Taken>> sorted = taken(paths);
            Collections.shuffle(paths, random);
            paths.sort(CompactMatcher.ORDER);
            assertThat(taken(paths)).as("seed %d", seed).isEqualTo(sorted);
        }
    }

    private static List<List<Path.Taken>> taken(List<Path> paths) {
        return paths.stream().map(Path::taken).toList();
    }
}
