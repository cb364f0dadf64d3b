package io.kairos.cli;

import io.kairos.event.EventJson;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.kafka.KafkaSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** An evening in files, as a backtest would leave them: what {@code explain --results} reads. */
final class DemoRecord implements AutoCloseable {
    private final Path folder;
    private final Writer events;

    /** By player, the different things there are to tell. */
    private final Map<String, Set<String>> told = new TreeMap<>();

    private long sent;

    DemoRecord(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            this.events = Files.newBufferedWriter(folder.resolve("events.jsonl"));
        } catch (IOException e) {
            throw Stop.file("write to", folder, e);
        }
    }

    void sent(PlayerEvent event) {
        write(EventJson.write(event), events);
        sent++;
    }

    /** How many events there were. */
    long events() {
        return sent;
    }

    /** Writes down what was decided; whose evening has the most to tell, null if nobody's has anything. */
    String finish(KafkaSettings settings, Progress progress) {
        write("decisions.jsonl", Output.Kind.DECISION, "reason", settings, progress);
        write("offers.jsonl", Output.Kind.OFFER, "reason", settings, progress);
        write("tags.jsonl", Output.Kind.TAG_CHANGE, "change", settings, progress);
        return told.entrySet().stream()
                .max(Map.Entry.comparingByValue((one, other) -> Integer.compare(one.size(), other.size())))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private void write(String file, Output.Kind kind, String telling, KafkaSettings settings, Progress progress) {
        Path path = folder.resolve(file);
        try (Writer lines = Files.newBufferedWriter(path);
                RecordTopic<Map<String, Object>> topic = RecordTopic.of(settings, kind, true)) {
            topic.toTheEnd(progress, record -> {
                write(EventJson.write(record), lines);
                if (record.get("player_id") != null) {
                    told.computeIfAbsent(record.get("player_id").toString(), none -> new TreeSet<>())
                            .add(kind + " " + record.get("status") + " " + record.get(telling));
                }
            });
        } catch (IOException e) {
            throw Stop.file("write to", path, e);
        }
    }

    private static void write(String line, Writer file) {
        try {
            file.write(line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            events.close();
        } catch (IOException e) {
            throw Stop.file("write to", folder, e);
        }
    }
}
