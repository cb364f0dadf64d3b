package io.kairos.event;

import java.util.Map;

/**
 * One record on its way to a topic.
 *
 * @param key the record's key: the player's id, but for what concerns no player or all of them
 * @param time milliseconds of the epoch, the record's timestamp
 * @param headers text headers a consumer may look at without decoding the value
 * @param fields the value by the field names of its schema, a tree of null, Boolean, Long, Double, String, byte[],
 *     List and Map; null is a tombstone
 */
public record Output(Kind kind, String key, long time, Map<String, String> headers, Map<String, Object> fields) {

    /** What is written; each kind has a topic of its own. */
    public enum Kind {
        OFFER,
        DECISION,
        TAG_CHANGE,
        DEAD_LETTER,
        PLAYBOOK_STATUS,
        OFFER_STATS
    }
}
