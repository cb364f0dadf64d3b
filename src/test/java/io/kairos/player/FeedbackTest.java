package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.OfferRecord.Status;
import io.kairos.offer.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a player says of an offer: what ends it, what is progress, and what is counted and harmless. */
class FeedbackTest {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private Rig rig;
    private int said;

    @BeforeEach
    void start() {
        rig = Rig.of(
                "events.yaml",
                """
                events:
                  seen: { actor: player }
                  went: { actor: player }
                  offer_feedback: { actor: player, fact: true, attributes: { offer_id: string, stage: [DELIVERED, SHOWN, CLICKED, ACCEPTED, REDEEMED, DISMISSED, IGNORED, OPTED_OUT, OPTED_IN, HELPFUL, UNHELPFUL] } }
                """,
                "offers.yaml",
                "offers: { hint: { class: information, lasts: 60s, channels: [in_app], message: \"A hint.\" } }",
                "patterns/look.yaml",
                "pattern: look\nsequence: [{ on: seen }]\noffers: [hint]\nuntil: went\n");
        rig.play(player("ada").does("seen"));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private String offerId() {
        return rig.offers.get(0).offerId();
    }

    private void says(long at, String... stages) {
        for (String stage : stages) {
            Play ada = player("ada").waits(HOUR + said++);
            rig.on(ada.at(NOON + at, "offer_feedback", "offer_id", offerId(), "stage", stage)
                    .last());
        }
    }

    private List<Status> ends() {
        return rig.offers.stream().map(offer -> offer.status()).skip(1).toList();
    }

    private List<String> tallied() {
        return rig.feedback.stream().map(tally -> tally.what()).toList();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "DELIVERED, -",
                "SHOWN,     -",
                "CLICKED,   -",
                "ACCEPTED,  ACCEPTED",
                "REDEEMED,  ACCEPTED",
                "DISMISSED, DISMISSED",
                "IGNORED,   -",
                "OPTED_OUT, DISMISSED",
                "OPTED_IN,  -",
                "HELPFUL,   -",
                "UNHELPFUL, -"
            })
    void aStageEndsAnOpenOfferOrIsProgress(String stage, Status end) {
        says(5_000, stage);

        assertThat(ends()).isEqualTo(end == null ? List.of() : List.of(end));
        assertThat(rig.counted("feedback " + stage)).isEqualTo(1);
        boolean isItsEnd = stage.equals("ACCEPTED") || stage.equals("DISMISSED");
        assertThat(tallied()).isEqualTo(isItsEnd ? List.of() : List.of(stage));
    }

    /** What comes first, what comes second, how the offer ends, and which counters the second one moves. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "SHOWN,     SHOWN,     -,         repeated",
                "SHOWN,     CLICKED,   -,         feedback",
                "HELPFUL,   UNHELPFUL, -,         contradicting",
                "HELPFUL,   HELPFUL,   -,         repeated",
                "ACCEPTED,  DISMISSED, ACCEPTED,  contradicting late",
                "ACCEPTED,  ACCEPTED,  ACCEPTED,  repeated late",
                "ACCEPTED,  REDEEMED,  ACCEPTED,  feedback",
                "REDEEMED,  ACCEPTED,  ACCEPTED,  repeated late",
                "REDEEMED,  REDEEMED,  ACCEPTED,  repeated late",
                "ACCEPTED,  OPTED_OUT, ACCEPTED,  feedback",
                "ACCEPTED,  SHOWN,     ACCEPTED,  late",
                "ACCEPTED,  HELPFUL,   ACCEPTED,  feedback",
                "DISMISSED, ACCEPTED,  DISMISSED, contradicting late",
                "DISMISSED, REDEEMED,  DISMISSED, contradicting late",
                "DISMISSED, OPTED_OUT, DISMISSED, feedback",
                "OPTED_OUT, DISMISSED, DISMISSED, repeated late",
                "OPTED_OUT, UNHELPFUL, DISMISSED, feedback",
            })
    void theFirstWordCountsAndTheSecondIsHarmless(String first, String second, Status end, String counters) {
        says(5_000, first);
        Map<String, Integer> before = Map.copyOf(rig.counts);

        says(6_000, second);

        assertThat(ends()).isEqualTo(end == null ? List.of() : List.of(end));
        for (String counter : List.of("feedback", "repeated", "contradicting", "late", "unknown", "early")) {
            String name = (counter.equals("feedback") ? counter : counter + "_feedback") + " " + second;
            assertThat(rig.counted(name) - before.getOrDefault(name, 0))
                    .as(name)
                    .isEqualTo(List.of(counters.split(" ")).contains(counter) ? 1 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofAnOfferThatExpiredOnlyAJudgementAndAStopCount(Stage stage) {
        says(MINUTE, stage.name());

        assertThat(ends()).containsExactly(Status.EXPIRED);
        boolean counts = switch (stage) {
            case HELPFUL, UNHELPFUL, OPTED_OUT, OPTED_IN -> true;
            case DELIVERED, SHOWN, CLICKED, ACCEPTED, REDEEMED, DISMISSED, IGNORED -> false;
        };
        assertThat(rig.counted("feedback " + stage)).isEqualTo(counts ? 1 : 0);
        assertThat(rig.counted("late_feedback " + stage)).isEqualTo(counts ? 0 : 1);
    }

    @Test
    void aMillisecondBeforeItsDeadlineItIsAcceptedAndAtItsDeadlineItHasExpired() {
        says(MINUTE - 1, "ACCEPTED");
        assertThat(ends()).containsExactly(Status.ACCEPTED);
        rig.close();
        start();

        says(MINUTE, "ACCEPTED");
        assertThat(ends()).containsExactly(Status.EXPIRED);
    }

    /** The player's time decides: it is what the deadline shown is measured by. */
    @Test
    void whatWasSaidInTimeAndArrivesAfterTheDeadlineIsLate() {
        rig.on(player("ada").waits(MINUTE).does("went").last());
        says(MINUTE - 1, "ACCEPTED");

        assertThat(ends()).containsExactly(Status.EXPIRED);
        assertThat(rig.counted("late_feedback ACCEPTED")).isEqualTo(1);
    }

    @Test
    void atTheSameTimeTheFirstToArriveCounts() {
        says(5_000, "DISMISSED", "ACCEPTED");
        assertThat(ends()).containsExactly(Status.DISMISSED);
        rig.close();
        start();

        rig.on(player("ada").waits(5_000).does("went").last());
        says(5_000, "ACCEPTED");
        assertThat(ends()).containsExactly(Status.WITHDRAWN);
        assertThat(rig.counted("late_feedback ACCEPTED")).isEqualTo(1);
    }

    @Test
    void onAnOfferOfSomebodyElseItChangesNothing() {
        rig.on(player("bob").waits(1).does("seen").last());
        rig.on(player("bob")
                .waits(2)
                .does("offer_feedback", "offer_id", offerId(), "stage", "ACCEPTED")
                .last());

        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "ISSUED hint");
        assertThat(rig.counted("unknown_feedback ACCEPTED")).isEqualTo(1);
    }

    @Test
    void onAnOfferNobodyKnowsOrWithAStageNobodyKnowsItChangesNothing() {
        Play ada = player("ada").waits(1).does("offer_feedback", "offer_id", "none", "stage", "ACCEPTED");
        ada.does("offer_feedback", "offer_id", offerId(), "stage", "ADORED").does("offer_feedback", "offer_id", 7);
        rig.play(ada);

        assertThat(rig.offersSaid()).containsExactly("ISSUED hint");
        assertThat(rig.counted("unknown_feedback ACCEPTED")).isEqualTo(1);
        assertThat(rig.counted("unknown_feedback")).isEqualTo(3);
    }

    /** Who knows the offer's id has seen the offer: his clock is wrong, not he. */
    @Test
    void saidBeforeTheOfferWasIssuedItCountsAndIsCountedEarly() {
        says(-1, "SHOWN");
        assertThat(rig.counted("early_feedback SHOWN")).isEqualTo(1);
        says(0, "ACCEPTED");

        assertThat(rig.counted("early_feedback")).isEqualTo(1);
        assertThat(ends()).containsExactly(Status.ACCEPTED);
        assertThat(rig.offers.get(1).at()).isEqualTo(NOON);
    }

    @Test
    void theReferenceToStopItNamesTheOffer() {
        rig.on(player("ada")
                .waits(5_000)
                .does("offer_feedback", "offer_id", rig.offers.get(0).stopReference(), "stage", "OPTED_OUT")
                .last());
        assertThat(ends()).containsExactly(Status.DISMISSED);
    }

    @Test
    void anOfferIsRememberedForAnHourAfterItsEnd() {
        says(1_000, "DISMISSED");
        says(1_000 + HOUR - 1, "HELPFUL");
        assertThat(tallied()).containsExactly("HELPFUL");

        says(1_000 + HOUR, "OPTED_OUT");
        assertThat(rig.counted("unknown_feedback OPTED_OUT")).isEqualTo(1);
    }

    @Test
    void theLastFourThatEndedAreRemembered() {
        for (int i = 0; i < 5; i++) {
            rig.on(player("ada").waits(2_000 + i * 1_000).does("went").last());
            rig.on(player("ada").waits(2_001 + i * 1_000).does("seen").last());
        }
        says(7_000, "HELPFUL");
        assertThat(rig.counted("unknown_feedback HELPFUL")).isEqualTo(1);

        String second = rig.offers.get(2).offerId();
        rig.on(player("ada")
                .waits(7_001)
                .does("offer_feedback", "offer_id", second, "stage", "HELPFUL")
                .last());
        assertThat(rig.counted("feedback HELPFUL")).isEqualTo(1);
    }

    @Test
    void whenNothingElseIsLeftTheRowGoesAnHourAfterTheEnd() {
        says(1_000, "DISMISSED");
        rig.until(NOON + 1_000 + HOUR);
        assertThat(rig.row("ada")).isNotNull();
        rig.until(NOON + 1_000 + HOUR + 1);
        assertThat(rig.row("ada")).isNull();
    }
}
