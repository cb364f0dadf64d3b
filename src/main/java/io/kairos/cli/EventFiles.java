package io.kairos.cli;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Files of events, one JSON object a line, plain or gzipped, read one after the other. */
final class EventFiles {
    private final List<Path> files;
    private final long bytes;
    private long read;

    EventFiles(List<Path> files) {
        this.files = List.copyOf(files);
        long sum = 0;
        for (Path file : files) {
            try {
                if (Files.isDirectory(file)) {
                    throw Stop.couldNotRun(null, "%s is a folder; name the files in it", file);
                }
                if (!Files.isRegularFile(file)) {
                    throw Stop.couldNotRun(null, "there is no file %s", file);
                }
                sum += Files.size(file);
            } catch (IOException e) {
                throw Stop.file("read", file, e);
            }
        }
        this.bytes = sum;
    }

    /** One line that is not blank. */
    record Line(Path file, long number, String text) {
        String where() {
            return file + ":" + number;
        }
    }

    /** Looks at one line. */
    interface Reader {
        void line(Line line);
    }

    void read(Reader reader) {
        for (Path file : files) {
            try (BufferedReader lines = open(file)) {
                long number = 0;
                for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                    number++;
                    if (!text.isBlank()) {
                        reader.line(new Line(file, number, text));
                    }
                }
            } catch (IOException e) {
                throw Stop.file("read", file, e);
            }
        }
    }

    /** How much of the files' bytes has been read, 0 to 1. */
    double share() {
        return bytes == 0 ? 1 : (double) read / bytes;
    }

    private BufferedReader open(Path file) throws IOException {
        InputStream counted = new BufferedInputStream(new Counted(Files.newInputStream(file)), 1 << 16);
        counted.mark(2);
        boolean zipped = counted.read() == 0x1f && counted.read() == 0x8b;
        counted.reset();
        InputStream plain = zipped ? new GZIPInputStream(counted, 1 << 16) : counted;
        return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8), 1 << 16);
    }

    private final class Counted extends FilterInputStream {
        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            read += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            read += Math.max(count, 0);
            return count;
        }
    }
}
