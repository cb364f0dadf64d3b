package io.kairos.event;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A record that was refused, and why.
 *
 * @param detail one readable sentence
 * @param topic where it came from, with {@code partition} and {@code offset}; null if it came from no topic
 * @param original the bytes as they arrived, where they could not be decoded, at most {@link #ORIGINAL_KEPT} of them;
 *     else null
 * @param event the event, where it could be decoded; else null
 * @param time milliseconds of the epoch: the record's own time
 */
public record DeadLetter(
        Reason reason,
        String detail,
        String topic,
        int partition,
        long offset,
        byte[] original,
        PlayerEvent event,
        long time) {

    /** A record of the size a broker takes must not become a dead letter that it does not take. */
    public static final int ORIGINAL_KEPT = 512 << 10;

    public DeadLetter {
        if (original != null && original.length > ORIGINAL_KEPT) {
            detail = detail + "; kept are the first " + ORIGINAL_KEPT + " of " + original.length + " bytes";
            original = Arrays.copyOf(original, ORIGINAL_KEPT);
        }
    }

    /** Why a record is refused. The names are those of the counters and of the topic. */
    public enum Reason {
        UNREADABLE,
        TOO_LARGE,
        NULL_VALUE,
        INVALID_ENVELOPE,
        NO_PLAYER,
        FROM_THE_FUTURE,
        TOO_LATE,
        /** The step over it went wrong, which is a defect of Kairos. */
        FAILED
    }

    public Output output() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("reason", reason.name());
        fields.put("detail", detail);
        fields.put("topic", topic);
        fields.put("partition", topic == null ? null : (long) partition);
        fields.put("offset", topic == null ? null : offset);
        fields.put("original", original);
        fields.put("event", event == null ? null : event.fields());
        fields.put("time", time);
        String key = event == null || event.playerId() == null ? "" : event.playerId();
        return new Output(Output.Kind.DEAD_LETTER, key, time, Map.of("reason", reason.name()), fields);
    }
}
