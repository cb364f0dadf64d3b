package io.kairos.event;

import java.util.List;

/**
 * What somebody did before it was known that he is a player, on its way to the player's memory.
 *
 * @param linkedBy the id of the event that says who he is, which comes by a way of its own and is in effect just before
 *     the first of {@code events} that is later; null if that is known already
 * @param events in order of time
 */
public record Carried(String playerId, String linkedBy, List<PlayerEvent> events) {}
