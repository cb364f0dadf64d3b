package io.kairos.playbook;

import io.kairos.event.Origin;

/**
 * One record of the playbook topic.
 *
 * @param bundle what was published; null if the record could not be read
 * @param error why it could not be read, one sentence; null if it could
 */
public record PlaybookArrival(Bundle bundle, String error, Origin origin) {

    public static PlaybookArrival of(Bundle bundle, Origin origin) {
        return new PlaybookArrival(bundle, null, origin);
    }

    public static PlaybookArrival unreadable(String error, Origin origin) {
        return new PlaybookArrival(null, error, origin);
    }
}
