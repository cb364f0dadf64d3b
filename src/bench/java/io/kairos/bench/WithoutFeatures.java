package io.kairos.bench;

import io.kairos.playbook.Bundle;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A playbook that asks the same of events and keeps no feature: wherever one was read stands a constant. Tags gained by
 * rules go with the features their rules read; they stay declared.
 */
final class WithoutFeatures {
    private static final String FEATURES = "features.yaml";
    private static final Pattern RULE = Pattern.compile(", when: \"[^\"]*\", for: \\w+");

    /** {@code 3 x pace, at_least: 20s, at_most: 2m}. */
    private static final String MULTIPLE = "(\\d+) x %s(, at_least: \\w+)?(, at_most: \\w+)?";

    private WithoutFeatures() {}

    /**
     * @param constants by feature
     * @throws IOException if they cannot be read
     * @throws IllegalStateException if one is missing or of no feature
     */
    static Bundle of(Bundle playbook, Path constants) throws IOException {
        Properties values = new Properties();
        try (Reader text = Files.newBufferedReader(constants)) {
            values.load(text);
        }
        requireEach(playbook, values, constants);
        Map<String, String> files = new TreeMap<>(playbook.files());
        files.remove(FEATURES);
        files.replaceAll((path, text) -> path.equals("events.yaml") ? text : replaced(text, values));
        return new Bundle(playbook.version(), playbook.author(), playbook.note(), files);
    }

    private static void requireEach(Bundle playbook, Properties values, Path constants) {
        TreeSet<String> features =
                new TreeSet<>(Workload.read(playbook).features().keySet());
        if (!features.equals(values.stringPropertyNames())) {
            throw new IllegalStateException("%s must name each feature once, which are %s, but it names %s"
                    .formatted(constants, features, new TreeSet<>(values.stringPropertyNames())));
        }
    }

    private static String replaced(String text, Properties values) {
        String replaced = RULE.matcher(text).replaceAll("");
        for (String feature : values.stringPropertyNames()) {
            String value = values.getProperty(feature);
            replaced = Pattern.compile(MULTIPLE.formatted(feature))
                    .matcher(replaced)
                    .replaceAll(times -> multiple(Integer.parseInt(times.group(1)), value));
            replaced = replaced.replaceAll("\\b(before\\.)?" + feature + "\\b", Matcher.quoteReplacement(value));
        }
        return replaced;
    }

    private static String multiple(int times, String duration) {
        int unit = duration.length() - 1;
        return times * Integer.parseInt(duration.substring(0, unit)) + duration.substring(unit);
    }
}
