package io.kairos.cli;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A text file whose lines stand in order of time, and in the order they came where the time is the same. What does not
 * fit into memory is sorted in parts beside the file and merged at the end.
 */
final class SortedFile implements AutoCloseable {
    private final Path path;
    private final String header;
    private final long charsInMemory;
    private final List<Line> lines = new ArrayList<>();
    private final List<Path> parts = new ArrayList<>();
    private long chars;

    /** One line; {@code part} is the older the smaller. */
    private record Line(long time, int part, String text) {}

    /** @param header the first line; null for none */
    SortedFile(Path path, String header, long charsInMemory) {
        this.path = path;
        this.header = header;
        this.charsInMemory = charsInMemory;
    }

    void add(long time, String text) throws IOException {
        lines.add(new Line(time, parts.size(), text));
        chars += text.length() + 64;
        if (chars > charsInMemory) {
            spill();
        }
    }

    private void spill() throws IOException {
        Path part = Files.createTempFile(path.toAbsolutePath().getParent(), path.getFileName() + ".", ".part");
        parts.add(part);
        lines.sort(Comparator.comparingLong(Line::time));
        try (BufferedWriter writer = Files.newBufferedWriter(part)) {
            for (Line line : lines) {
                writer.write(line.time() + "\t" + line.text() + "\n");
            }
        }
        lines.clear();
        chars = 0;
    }

    @Override
    public void close() throws IOException {
        lines.sort(Comparator.comparingLong(Line::time));
        try (BufferedWriter writer = Files.newBufferedWriter(path)) {
            if (header != null) {
                writer.write(header + "\n");
            }
            if (!parts.isEmpty()) {
                spill();
                merge(writer);
            }
            for (Line line : lines) {
                writer.write(line.text() + "\n");
            }
        }
    }

    private void merge(BufferedWriter writer) throws IOException {
        PriorityQueue<Line> heads =
                new PriorityQueue<>(Comparator.comparingLong(Line::time).thenComparingInt(Line::part));
        List<BufferedReader> readers = new ArrayList<>();
        try {
            for (Path part : parts) {
                readers.add(Files.newBufferedReader(part));
                next(readers, readers.size() - 1, heads);
            }
            while (!heads.isEmpty()) {
                Line line = heads.poll();
                writer.write(line.text() + "\n");
                next(readers, line.part(), heads);
            }
        } finally {
            for (BufferedReader reader : readers) {
                reader.close();
            }
            for (Path part : parts) {
                Files.deleteIfExists(part);
            }
        }
    }

    private static void next(List<BufferedReader> readers, int part, PriorityQueue<Line> heads) throws IOException {
        String line = readers.get(part).readLine();
        if (line != null) {
            int tab = line.indexOf('\t');
            heads.add(new Line(Long.parseLong(line.substring(0, tab)), part, line.substring(tab + 1)));
        }
    }
}
