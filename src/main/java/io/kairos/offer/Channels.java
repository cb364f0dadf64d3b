package io.kairos.offer;

import io.kairos.playbook.Scope;
import java.util.Arrays;
import java.util.List;

/** Where an offer is shown: in the app to who is there, by what reaches him elsewhere to who is not. */
final class Channels {
    private static final String IN_APP = "in_app";

    private Channels() {}

    /** Those of {@code open} that reach him now; all of them if it is not known whether he is there. */
    static List<String> reaching(List<String> open, Scope scope) {
        return scope.neverThere()
                ? open
                : open.stream()
                        .filter(channel -> channel.equals(IN_APP) == scope.inSession())
                        .toList();
    }

    /**
     * The channel he prefers, else the one on which he last accepted something, else the first listed; null if none
     * reaches him.
     *
     * @param preferred null if that is not known
     * @param acceptedOn null if that is not known
     */
    static String choose(List<String> reaching, Object preferred, String acceptedOn) {
        for (Object wanted : Arrays.asList(preferred, acceptedOn)) {
            if (wanted != null && reaching.contains(wanted)) {
                return (String) wanted;
            }
        }
        return reaching.isEmpty() ? null : reaching.get(0);
    }
}
