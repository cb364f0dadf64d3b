package io.kairos.offer;

import java.util.List;

/** Where an offer is shown: in the app to who is there, by what reaches him elsewhere to who is not. */
final class Channels {
    private static final String IN_APP = "in_app";

    private Channels() {}

    /**
     * The channel he prefers, else the one on which he last accepted something, else the first listed; null if none
     * reaches him.
     *
     * @param open those that may be used
     * @param preferred null if that is not known
     * @param acceptedOn null if that is not known
     */
    static String choose(List<String> open, boolean inSession, Object preferred, String acceptedOn) {
        List<String> reaching = open.stream()
                .filter(channel -> channel.equals(IN_APP) == inSession)
                .toList();
        if (reaching.contains(preferred)) {
            return (String) preferred;
        } else if (reaching.contains(acceptedOn)) {
            return acceptedOn;
        }
        return reaching.isEmpty() ? null : reaching.get(0);
    }
}
