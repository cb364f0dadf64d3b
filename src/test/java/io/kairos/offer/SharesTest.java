package io.kairos.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision.Reason;
import io.kairos.player.Play;
import io.kairos.player.Rig;
import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A share of the players goes up to its bound, and whoever stands on the bound itself is beyond it. */
class SharesTest {
    private static final String EVENTS = "events: { seen: { actor: player } }";
    private static final String OFFERS =
            "offers: { hint: { class: help, lasts: 1s, message: A hint. }, sign: { class: help, lasts: 1s, message: A sign. } }";

    /** @param in what is decided of who is within the share */
    @ParameterizedTest
    @CsvSource({
        "look/rollout, OFFERED,  NOT_IN_ROLLOUT",
        "look/holdout, HELD_OUT, OFFERED",
        "holdout,      HELD_OUT, OFFERED",
        "look/variant, CAPPED,   OFFERED",
    })
    void whoStandsOnTheBoundIsBeyondIt(String experiment, Reason in, Reason beyond) {
        double stands = 0;
        String ada = "";
        for (int i = 0; stands != share(percent(stands)) || stands < 0.1; i++) {
            ada = "ada-" + i;
            stands = Moment.share(ada, experiment);
        }
        assertThat(decided(ada, experiment, stands)).isEqualTo(beyond);
        assertThat(decided(ada, experiment, Math.nextDown(Math.nextDown(stands))))
                .isEqualTo(beyond);
        assertThat(decided(ada, experiment, Math.nextUp(Math.nextUp(stands)))).isEqualTo(in);
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).toPlainString() + "%";
    }

    private static double share(String percent) {
        return Double.parseDouble(percent.replace("%", "")) / 100;
    }

    /** He looks twice: one of the variants may be seen once. */
    private static Reason decided(String player, String experiment, double share) {
        String pattern = "pattern: look\nsequence: [{ on: seen }]\noffers: [hint]\nbecause: You were here.\n"
                + switch (experiment) {
                    case "look/rollout" -> "audience: { rollout: " + percent(share) + " }\n";
                    case "look/holdout" -> "audience: { holdout: " + percent(share) + " }\n";
                    case "look/variant" -> "variants: { rare: { share: " + percent(share) + ", caps: [once] } }\n";
                    default -> "";
                };
        String policy = experiment.equals("holdout") ? "holdout: " + percent(share) + "\n" : "fresh: 3s\n";
        try (Rig rig = Rig.of(
                "events.yaml", EVENTS, "offers.yaml", OFFERS, "policy.yaml", policy, "patterns/look.yaml", pattern)) {
            rig.play(Play.player(player).does("seen").waits(2_000).does("seen"));
            return rig.moments.get(1).reason();
        }
    }
}
