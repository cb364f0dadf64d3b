package io.kairos.cli;

import io.kairos.event.Setting;
import io.kairos.flink.Settings;
import io.kairos.kafka.KafkaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * All settings of a job that reads from Kafka, read once, at start.
 *
 * @param heartbeats whether the job writes heartbeats itself
 * @param effective every setting by name, as given or by default
 */
record JobSettings(Settings job, KafkaSettings kafka, boolean heartbeats, Map<String, String> effective) {

    private static final Setting HEARTBEATS = new Setting(
            "heartbeats",
            "true",
            "Whether the job writes a heartbeat to every partition of the event topics every 100 ms, so that silences"
                    + " complete where nobody plays; `false` where producers do, or where times are replayed as recorded.");

    /** Every setting there is, in the order they are printed. */
    static final List<Setting> KEYS = keys();

    private static List<Setting> keys() {
        List<Setting> keys = new ArrayList<>();
        keys.addAll(KafkaSettings.KEYS);
        keys.add(HEARTBEATS);
        keys.addAll(Settings.KEYS);
        return List.copyOf(keys);
    }

    /**
     * Reads what is given by name.
     *
     * @throws IllegalArgumentException if a name is unknown or a value is not what its setting takes
     */
    static JobSettings of(Map<String, String> given) {
        return of(given, null);
    }

    /** @param client the Kafka clients' properties; null to read the file that the settings name */
    static JobSettings of(Map<String, String> given, Map<String, String> client) {
        Settings.requireKnown(given.keySet(), KEYS.stream().map(Setting::name).toList());
        Map<String, String> effective = new LinkedHashMap<>();
        KEYS.forEach(key -> effective.put(
                key.name(), given.getOrDefault(key.name(), key.defaultValue()).strip()));
        Set<String> ofJob = new LinkedHashSet<>();
        Settings.KEYS.forEach(key -> ofJob.add(key.name()));
        Map<String, String> job = new LinkedHashMap<>(given);
        job.keySet().retainAll(ofJob);
        JobSettings settings = new JobSettings(
                Settings.of(job),
                client == null ? KafkaSettings.read(given) : KafkaSettings.read(given, client),
                yes(effective, HEARTBEATS),
                effective);
        if (settings.heartbeats() && settings.job().fresh() == Settings.Fresh.EVENT) {
            throw new IllegalArgumentException(
                    "heartbeats say what time it is now, which ends every silence of a replay"
                            + " of recorded times; with time.fresh=event set heartbeats=false");
        }
        return settings;
    }

    private static boolean yes(Map<String, String> effective, Setting key) {
        String text = effective.get(key.name());
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(
                    "setting `%s` must be true or false, but is `%s`".formatted(key.name(), text));
        }
        return text.equals("true");
    }

    /** A file of {@code name = value} lines. */
    static Map<String, String> file(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        Map<String, String> settings = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
    }

    /** Every setting as it is in effect; what may be a secret is not shown. */
    void print(PrintWriter out) {
        effective.forEach((name, value) -> out.printf("  %s = %s%n", name, value));
        kafka.redacted().forEach((name, value) -> out.printf("  kafka: %s = %s%n", name, value));
        out.flush();
    }
}
