package io.kairos.offer;

import io.kairos.offer.Decision.Reason;
import io.kairos.playbook.Kill;
import io.kairos.playbook.OfferTemplate;

/** The kill switch. It stops offers, not tags: those protect. */
final class KillGuard implements Guard {
    @Override
    public No against(Moment moment, Situation situation) {
        return no(kill(situation).stops(brand(situation), moment.pattern().id()));
    }

    @Override
    public No against(OfferTemplate offer, Moment moment, Situation situation) {
        return no(kill(situation).stops(brand(situation), moment.pattern().id(), offer.id()));
    }

    private static Kill kill(Situation situation) {
        return situation.playbook().policy().kill();
    }

    private static String brand(Situation situation) {
        return situation.scope().envelope("brand");
    }

    private static No no(String by) {
        return by == null ? null : new No(Reason.KILLED, by);
    }
}
