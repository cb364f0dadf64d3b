package io.kairos.event;

/**
 * An event in its player's life: what happened, and where the player's own clock stood when it was processed.
 *
 * @param time milliseconds of the epoch, never before the one of the occurrence before it
 */
public record Occurrence(PlayerEvent event, long time) {}
