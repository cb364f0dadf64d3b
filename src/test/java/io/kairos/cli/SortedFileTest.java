package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SortedFileTest {
    @TempDir
    private Path folder;

    @Test
    void linesStandInOrderOfTimeAndThoseOfTheSameTimeAsTheyCame() throws IOException {
        assertThat(written(1 << 20, List.of(3, 1, 2, 1))).containsExactly("head", "1:1", "1:3", "2:2", "3:0");
    }

    @Test
    void whatDoesNotFitIntoMemoryComesOutTheSame() throws IOException {
        List<Integer> times = new Random(7).ints(5_000, 0, 300).boxed().toList();

        assertThat(written(10_000, times)).isEqualTo(written(1 << 30, times));
        assertThat(folder.toFile().list()).containsExactly("lines");
    }

    @Test
    void aFileNobodyWroteToHasItsHeaderOnly() throws IOException {
        assertThat(written(100, List.of())).containsExactly("head");
    }

    private List<String> written(long charsInMemory, List<Integer> times) throws IOException {
        Path path = folder.resolve("lines");
        try (SortedFile file = new SortedFile(path, "head", charsInMemory)) {
            for (int i = 0; i < times.size(); i++) {
                file.add(times.get(i), times.get(i) + ":" + i);
            }
        }
        return new ArrayList<>(Files.readAllLines(path));
    }
}
