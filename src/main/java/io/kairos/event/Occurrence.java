package io.kairos.event;

/**
 * An event in its player's life: what happened, and where the player's own clock stood when it was processed.
 *
 * @param time milliseconds of the epoch, never before the one of the occurrence before it
 * @param arrival its place among the player's occurrences of the same time, from 0
 */
public record Occurrence(PlayerEvent event, long time, int arrival) {}
