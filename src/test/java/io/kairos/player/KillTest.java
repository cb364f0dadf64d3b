package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kill switch in the playbook: nothing new, and what is open is withdrawn. */
class KillTest {
    private static final long SECOND = 1_000;
    private static final String[] FILES = {
        "events.yaml",
        "events: { seen: { actor: player }, paid: { actor: system }, tired: { actor: player } }",
        "features.yaml",
        "features: { ended: { count: offer_ended, over: 24h } }",
        "tags.yaml",
        "tags: { keen: { about: is keen, suppress: [help] } }",
        "offers.yaml",
        """
        offers:
          hint: { class: information, lasts: 60s, channels: [in_app], message: "A hint." }
          gift: { class: inducement, lasts: 60s, channels: [in_app], message: "A gift." }
          care: { class: care, lasts: 60s, channels: [in_app], message: "A break?" }
        """,
        "patterns/look.yaml",
        "pattern: look\nsequence: [{ on: seen }]\noffers: [hint, gift]\nbecause: You were here.\ntag: { name: keen, for: 10m }\n",
        "patterns/worry.yaml",
        "pattern: worry\nsequence: [{ on: tired }]\noffers: [care]\nbecause: \"{ended}\"\n",
    };

    private Rig rig;

    @BeforeEach
    void start() {
        rig = Rig.of(FILES);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Rig stops(long version, String what) {
        List<String> files = new ArrayList<>(List.of(FILES));
        files.addAll(List.of("policy.yaml", "kill: " + what + "\n"));
        return rig.changesTo(version, files.toArray(String[]::new));
    }

    private static Play of(String brand) {
        return player("ada").in("brand", brand);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ everything: true }            | KILLED  | everything   | true",
                "{ everything: false }           | OFFERED |              | false",
                "{ brands: [acme] }              | KILLED  | brand acme   | true",
                "{ brands: [other] }             | OFFERED |              | false",
                "{ patterns: [look] }            | KILLED  | pattern look | true",
                "{ patterns: [worry] }           | OFFERED |              | false",
                "{ offers: [hint] }              | OFFERED |              | true",
                "{ offers: [gift] }              | OFFERED |              | false",
                "{ offers: [gift, hint] }        | KILLED  | offer gift   | true",
                "{}                              | OFFERED |              | false",
            })
    void itStopsWhatItNamesAndWithdrawsIt(String what, Reason reason, String detail, boolean withdrawn) {
        rig.play(of("acme").does("seen"));
        stops(2, what).until(NOON + SECOND);
        assertThat(rig.offersSaid())
                .isEqualTo(withdrawn ? List.of("ISSUED hint", "WITHDRAWN hint KILLED") : List.of("ISSUED hint"));

        rig.play(of("acme").waits(120 * SECOND).does("seen"));

        assertThat(rig.reasonsOf("look")).containsExactly(Reason.OFFERED, reason);
        assertThat(rig.decisions.get(1).detail()).isEqualTo(detail);
    }

    @Test
    void whatAnOfferOfTheListIsStoppedTheNextOneIsSent() {
        stops(2, "{ offers: [hint] }").play(of("acme").does("seen"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED gift");
        assertThat(rig.decisions.get(0).candidates().get(0).verdict()).isEqualTo("KILLED offer hint");
    }

    @Test
    void careIsNoException() {
        rig.play(player("ada").does("tired"));
        stops(2, "{ everything: true }").play(player("ada").waits(SECOND).does("tired"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED care", "WITHDRAWN care KILLED");
        assertThat(rig.reasonsOf("worry")).containsExactly(Reason.OFFERED, Reason.KILLED);
    }

    @Test
    void tagsGoOn() {
        stops(2, "{ everything: true }").play(player("ada").does("seen"));
        assertThat(rig.heldBy("ada")).extracting(held -> held.tag()).containsExactly("keen");
    }

    /** The brand is the offer's, not the one he plays with now. */
    @Test
    void theBrandIsThatOfTheOffer() {
        rig.play(of("acme").does("seen")).play(of("other").waits(SECOND).does("paid"));
        stops(2, "{ brands: [other] }").until(NOON + 2 * SECOND);
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint");

        stops(3, "{ brands: [acme] }").until(NOON + 3 * SECOND);
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "WITHDRAWN hint KILLED");
    }

    @Test
    void anEventOfThePlayerComesAfterTheWithdrawal() {
        rig.play(player("ada").does("seen"));
        stops(2, "{ everything: true }").play(player("ada").waits(5 * SECOND).does("tired"));

        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "WITHDRAWN hint KILLED");
        assertThat(rig.offers.get(1).at()).isEqualTo(NOON + 5 * SECOND);
        assertThat(rig.decisions.get(1).features()).containsEntry("ended", 1.0);
    }

    @Test
    void evenWhatWouldHaveExpiredMeanwhileIsWithdrawnBeforeItsDeadline() {
        rig.play(player("ada").does("seen"));
        stops(2, "{ everything: true }").until(NOON + 60 * SECOND);
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "WITHDRAWN hint KILLED");
        assertThat(rig.offers.get(1).at()).isEqualTo(NOON + 60 * SECOND - 1);
    }

    /** The watermark may be behind the player. */
    @Test
    void nothingIsWithdrawnBeforeThePlayersOwnTime() {
        rig.play(player("ada").does("seen").waits(5 * SECOND).does("paid"));
        stops(2, "{ everything: true }").until(NOON + SECOND);
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "WITHDRAWN hint KILLED");
        assertThat(rig.offers.get(1).at()).isEqualTo(NOON + 5 * SECOND);
    }

    @Test
    void whatFollowsFromTheWithdrawalHappensThoughNothingElseDoes() {
        List<String> files = new ArrayList<>(List.of(FILES));
        files.addAll(List.of(
                "patterns/over.yaml",
                "pattern: over\nsequence: [{ on: offer_ended, where: \"status == 'WITHDRAWN'\" }]\n"));
        try (Rig watched = Rig.of(files.toArray(String[]::new))) {
            watched.play(player("ada").does("seen"));
            files.addAll(List.of("policy.yaml", "kill: { everything: true }\n"));
            watched.changesTo(2, files.toArray(String[]::new)).until(NOON + SECOND);
            assertThat(watched.momentsOf("over")).hasSize(1);
        }
    }

    @Test
    void whenItIsTakenBackOffersAreMadeAgain() {
        stops(2, "{ everything: true }").play(player("ada").does("seen"));
        stops(3, "{}").play(player("ada").waits(SECOND).does("seen"));
        assertThat(rig.reasonsOf("look")).containsExactly(Reason.KILLED, Reason.OFFERED);
    }
}
