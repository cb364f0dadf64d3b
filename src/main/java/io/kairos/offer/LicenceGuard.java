package io.kairos.offer;

import io.kairos.offer.Decision.Reason;
import io.kairos.playbook.Licence;
import io.kairos.playbook.OfferClass;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Scope;
import java.util.Map;

/** What the player's licence allows. Where there are licences, nobody is tempted under one that nobody has written down. */
final class LicenceGuard implements Guard {
    @Override
    public No against(OfferTemplate offer, Moment moment, Situation situation) {
        Map<String, Licence> licences = situation.playbook().policy().licences();
        if (licences.isEmpty() || offer.terms().mandated()) {
            return null;
        }
        Scope scope = situation.scope();
        String id = scope.envelope("licence");
        Licence licence = id == null ? null : licences.get(id);
        if (licence == null) {
            return offer.offerClass() == OfferClass.INDUCEMENT
                    ? new No(Reason.FORBIDDEN, id == null ? "no licence is known" : "no rules for the licence " + id)
                    : null;
        }
        String rule = licence.against(offer, situation.now(moment), scope.envelope("zone"));
        return rule == null ? null : new No(Reason.FORBIDDEN, id + ": " + rule);
    }
}
