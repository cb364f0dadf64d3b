package io.kairos.event;

/** One setting of the job: its name, its default as it would be written, and what it does in one sentence. */
public record Setting(String name, String defaultValue, String description) {}
