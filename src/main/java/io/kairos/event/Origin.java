package io.kairos.event;

/** Where a record came from: topic, partition and offset, and the time the broker gave it (milliseconds). */
public record Origin(String topic, int partition, long offset, long timestamp) {

    /** What came from no topic: a test, a file. */
    public static final Origin NOWHERE = new Origin(null, -1, -1, 0);
}
