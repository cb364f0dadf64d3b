package io.kairos.offer;

import io.kairos.playbook.Channel;
import io.kairos.playbook.OfferClass;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Scope;
import java.util.Arrays;
import java.util.List;

/** Where an offer is shown: in the app to who is there, elsewhere to who is not. */
final class Channels {
    private static final String IN_APP = Channel.of("in_app");

    private Channels() {}

    /**
     * Those of its channels that are right for now. If none is, any still reaches who is there; who is not is not shown
     * anything in the app, care apart: he may come back to it. It may also be that nobody knows whether he is there.
     */
    static List<String> reaching(OfferTemplate offer, Scope scope) {
        if (scope.neverThere()) {
            return offer.channels();
        }
        List<String> reaching = offer.channels().stream()
                .filter(channel -> Channel.of(channel).equals(IN_APP) == scope.inSession())
                .toList();
        boolean any = scope.inSession() || offer.offerClass() == OfferClass.CARE;
        return reaching.isEmpty() && any ? offer.channels() : reaching;
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
            for (String channel : reaching) {
                if (wanted instanceof String word && Channel.of(word).equals(Channel.of(channel))) {
                    return channel;
                }
            }
        }
        return reaching.isEmpty() ? null : reaching.get(0);
    }
}
