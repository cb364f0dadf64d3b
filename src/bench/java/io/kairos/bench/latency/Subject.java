package io.kairos.bench.latency;

import java.util.List;
import java.util.Map;

/** What is measured. */
enum Subject {
    /** The job with its default settings. */
    KAIROS("Kairos", Map.of()),
    /** See {@link EmptyAnswer}. */
    PASS_THROUGH("pass-through", Map.of()),
    KAIROS_UNCACHED("Kairos, cache off", Map.of("cache.rows", "0"));

    private final String title;
    private final Map<String, String> settings;

    Subject(String title, Map<String, String> settings) {
        this.title = title;
        this.settings = settings;
    }

    String title() {
        return title;
    }

    /** The job's settings that differ from the defaults. */
    Map<String, String> settings() {
        return settings;
    }

    /** What it offers something for; an empty step notices no silence. */
    List<Moment> notices() {
        return switch (this) {
            case KAIROS, KAIROS_UNCACHED -> List.of(Moment.GESTURE, Moment.SILENCE);
            case PASS_THROUGH -> List.of(Moment.GESTURE);
        };
    }

    /** Without the cache, only what a checkpoint does at the first load is of interest. */
    boolean atEveryLoad() {
        return this != KAIROS_UNCACHED;
    }
}
