package io.kairos.offer;

import io.kairos.event.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One record of the player-tags topic: a tag is gained, refreshed or lost, and the set the player has now.
 *
 * @param at when, milliseconds
 * @param until when the tag that changed ends, milliseconds; for a lost one, when it ended
 * @param level how strong it is now, from 1; of a lost one 0
 * @param cause the pattern that gave it, {@code rule} if its own rule did, or what ended it ({@code expired},
 *     {@code until}, {@code replaced} by another of its group) or weakened it ({@code decay})
 * @param tells who is to be told; null for nobody
 * @param current all tags after the change
 */
public record TagChange(
        String playerId,
        String tag,
        Change change,
        long at,
        long until,
        int level,
        String cause,
        String tells,
        List<Held> current,
        long playbookVersion) {

    /** What happened to the tag. */
    public enum Change {
        GAINED,
        REFRESHED,
        /** Its level fell by one. */
        WEAKENED,
        LOST
    }

    /** A tag the player has. */
    public record Held(String tag, long since, long until, int level) {}

    public Output output() {
        return new Output(Output.Kind.TAG_CHANGE, playerId, at, Map.of("tag", tag, "change", change.name()), fields());
    }

    /** Empties the player's entry of the compacted topic; follows the change that lost the last tag. */
    public static Output tombstone(String playerId, long at) {
        return new Output(Output.Kind.TAG_CHANGE, playerId, at, Map.of(), null);
    }

    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("player_id", playerId);
        fields.put("tag", tag);
        fields.put("change", change.name());
        fields.put("at", at);
        fields.put("until", until);
        fields.put("level", (long) level);
        fields.put("cause", cause);
        fields.put("notify", tells);
        fields.put("current", current.stream().map(TagChange::fields).toList());
        fields.put("playbook_version", playbookVersion);
        return fields;
    }

    private static Map<String, Object> fields(Held held) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("tag", held.tag());
        fields.put("since", held.since());
        fields.put("until", held.until());
        fields.put("level", (long) held.level());
        return fields;
    }
}
