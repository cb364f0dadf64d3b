package io.kairos.offer;

import io.kairos.offer.Decision.Reason;
import io.kairos.playbook.Expression;
import io.kairos.playbook.Pattern.Audience;
import io.kairos.playbook.Truth;

/** Whether the pattern is meant for this player in this situation. */
final class AudienceGuard implements Guard {
    @Override
    public No against(Moment moment, Situation situation) {
        Audience audience = moment.pattern().audience();
        if (Moment.share(moment.playerId(), moment.pattern().id() + "/rollout") >= audience.rollout()) {
            return new No(Reason.NOT_IN_ROLLOUT, null);
        }
        if (audience.when() != null && !audience.when().holds(situation.scope())) {
            return new No(Reason.GATED, "audience.when: " + audience.when().source());
        }
        for (Expression unless : moment.pattern().unless()) {
            if (unless.test(situation.scope()) != Truth.FALSE) {
                return new No(Reason.GATED, "unless: " + unless.source());
            }
        }
        return null;
    }
}
