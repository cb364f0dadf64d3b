package io.kairos.pattern.match;

/** One completed match of a pattern: the events, and the time of the moment (event or deadline), milliseconds. */
public record Match(Path path, long time) {}
