package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.TagChange;
import io.kairos.offer.TagChange.Change;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens on the last millisecond, on the first, and when two things happen in the same one. */
class OfferLimitsTest {
    private static final String EVENTS = """
            events:
              seen: { actor: player, attributes: { ends: time } }
              went: { actor: player }
              paid: { actor: system, fact: true }
              offer_feedback: { actor: player, fact: true, attributes: { offer_id: string, stage: [SHOWN, ACCEPTED, DISMISSED] } }
              rg_timeout_started: { actor: player, fact: true, attributes: { until: time } }
            """;
    private static final String OFFERS = """
            offers:
              hint: { class: information, lasts: 60s, channels: [in_app], message: "A hint." }
              gift: { class: inducement, lasts: 60s, channels: [in_app], message: "A gift." }
            """;
    private static final String HINT =
            "pattern: hint-seen\nsequence: [{ on: seen }]\noffers: [hint]\nbecause: You were here.\n";
    private static final String UNTIL_WENT = HINT + "until: went\n";
    private static final String GIFT =
            "pattern: gift-paid\nsequence: [{ on: paid }]\noffers: [gift]\nbecause: You were here.\n";

    private Rig rig;

    @AfterEach
    void close() {
        if (rig != null) {
            rig.close();
        }
    }

    private Rig with(String... patterns) {
        rig = Rig.of(files(patterns));
        return rig;
    }

    private static String[] files(String... patterns) {
        List<String> files = new ArrayList<>(List.of(
                "events.yaml", EVENTS, "offers.yaml", OFFERS, "tags.yaml", "tags: { warm: { about: is warm } }"));
        for (String pattern : patterns) {
            String id = pattern.lines().findFirst().orElseThrow().substring("pattern: ".length());
            files.addAll(List.of("patterns/" + id + ".yaml", pattern));
        }
        return files.toArray(String[]::new);
    }

    // ---- the end of an offer and something else

    @Test
    void feedbackAtTheDeadlineComesTooLateAndAMillisecondBeforeItDoesNot() {
        for (long wait : new long[] {59_999, 60_000}) {
            with(HINT).play(player("ada").does("seen"));
            String id = rig.offers.get(0).offerId();
            rig.play(player("ada").waits(wait).does("offer_feedback", "offer_id", id, "stage", "ACCEPTED"));
            assertThat(rig.offersSaid())
                    .containsExactly("ISSUED hint", wait == 60_000 ? "EXPIRED hint" : "ACCEPTED hint");
            assertThat(rig.counted("late_feedback")).isEqualTo(wait == 60_000 ? 1 : 0);
            rig.close();
        }
    }

    @Test
    void whatIsOverAtItsDeadlineHasExpired() {
        with(UNTIL_WENT).play(player("ada").does("seen").waits(60_000).does("went"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "EXPIRED hint");
        with(UNTIL_WENT).play(player("bob").does("seen").waits(59_999).does("went"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "WITHDRAWN hint UNTIL");
    }

    @Test
    void aMomentAtTheDeadlineOfTheOpenOfferIsOffered() {
        with(HINT).play(player("ada").does("seen").waits(60_000).does("seen"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "EXPIRED hint", "ISSUED hint");
        with(HINT).play(player("bob").does("seen").waits(59_999).does("seen"));
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.OFFERED, Reason.OFFER_OPEN);
    }

    @Test
    void anEventThatIsUntilAndMomentEndsTheOldOneAndBeginsTheNew() {
        with(HINT + "until: seen\n").play(player("ada").does("seen").waits(1).does("seen"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "WITHDRAWN hint UNTIL", "ISSUED hint");
    }

    /** It follows one slip, and an event that ought to say which and does not is about none. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"one, WITHDRAWN hint UNTIL", "two, EXPIRED hint", "-, EXPIRED hint"})
    void untilIsOfTheSameKey(String slip, String end) {
        try (Rig slips = Rig.of(
                "events.yaml",
                "events: { opened: { actor: player, attributes: { slip_id: string } }, cleared: { actor: player, attributes: { slip_id: string } } }",
                "offers.yaml",
                "offers: { hint: { class: help, lasts: 60s, message: \"A hint.\" } }",
                "patterns/slip.yaml",
                "pattern: slip\nsequence: [{ on: opened }]\nsame: slip_id\noffers: [hint]\nbecause: You were here.\nuntil: cleared\n")) {
            Play ada = player("ada").does("opened", "slip_id", "one").waits(1);
            slips.play(ada.does("cleared", "slip_id", slip)).until(NOON + 60_000);
            assertThat(slips.offersSaid()).containsExactly("ISSUED hint", end);
        }
    }

    @Test
    void ofTwoMomentsOnOneEventTheHigherPriorityIsOfferedElseTheFirstById() {
        String other = "pattern: another\nsequence: [{ on: seen }]\noffers: [gift]\nbecause: You were here.\n";
        with(HINT, other).play(player("ada").does("seen"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED gift");
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.OFFER_OPEN);
        with(HINT + "priority: 51\n", other).play(player("ada").does("seen"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint");
        assertThat(rig.reasonsOf("another")).containsExactly(Reason.OFFER_OPEN);
    }

    @Test
    void aRecoveredMomentAlsoEndsTheOfferItWouldHaveReplaced() {
        with(HINT, GIFT + "priority: 51\n").play(player("ada").does("seen"));
        rig.decidesAt(new Now() {
            @Override
            public long at(long momentTime) {
                return momentTime + 60_000;
            }

            @Override
            public boolean mayHaveBeenDecided(long momentTime, long fresh) {
                return true;
            }
        });
        rig.play(player("ada").waits(1).does("paid"));
        assertThat(rig.offersSaid())
                .containsExactly("ISSUED hint", "WITHDRAWN hint HIGHER_PRIORITY", "WITHDRAWN gift RECOVERED");
    }

    // ---- protection

    @Test
    void protectionInTheMillisecondOfAMomentHoldsWhicheverCameFirst() {
        Play before =
                player("ada").does("rg_timeout_started", "until", NOON + 1_000).does("seen");
        with(HINT).play(before);
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.PROTECTED);
        Play after = player("bob").does("seen").does("rg_timeout_started", "until", NOON + 1_000);
        with(HINT).play(after);
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "WITHDRAWN hint PROTECTED");
        assertThat(rig.offers.get(1).at()).isEqualTo(NOON);
    }

    // ---- tags and not_after

    @Test
    void aShorterRefreshDoesNotShortenATag() {
        with(
                        "pattern: longer\nsequence: [{ on: seen }]\ntag: { name: warm, for: 60s }\n",
                        "pattern: shorter\nsequence: [{ on: went }]\ntag: { name: warm, for: 5s }\n")
                .play(player("ada").does("seen").waits(1_000).does("went"))
                .toTheEnd();
        assertThat(rig.tags)
                .extracting(TagChange::change)
                .containsExactly(Change.GAINED, Change.REFRESHED, Change.LOST);
        assertThat(rig.tags.get(2).at()).isEqualTo(NOON + 60_000);
    }

    @Test
    void notAfterShortensOfferAndTagAndNeverLengthensThem() {
        String bounded =
                HINT.replace("on: seen", "on: seen, as: it") + "not_after: it.ends\ntag: { name: warm, for: 60s }\n";
        for (long ends : new long[] {1, 59_999, 60_000, 60_001}) {
            with(bounded).play(player("ada").does("seen", "ends", NOON + ends)).toTheEnd();
            assertThat(rig.offers).extracting(OfferRecord::at).containsExactly(NOON, NOON + Math.min(ends, 60_000));
            assertThat(rig.offers.get(0).expiresAt()).isEqualTo(NOON + Math.min(ends, 60_000));
            assertThat(rig.tags).extracting(TagChange::at).containsExactly(NOON, NOON + Math.min(ends, 60_000));
            rig.close();
        }
    }

    // ---- caps

    @Test
    void whatWasChargedCountsOnUnderANewPlaybook() {
        String capped = UNTIL_WENT + "caps: [2 per 1h]\n";
        with(capped)
                .play(player("ada")
                        .does("seen")
                        .waits(1)
                        .does("went")
                        .waits(1)
                        .does("seen")
                        .does("went"));
        rig.changesTo(
                2, files(capped.replace("sequence: [{ on: seen }]", "sequence: [{ on: seen, where: \"true\" }]")));
        rig.play(player("ada").waits(10).does("seen").waits(3_599_990).does("seen"));
        assertThat(rig.reasonsOf("hint-seen"))
                .containsExactly(Reason.OFFERED, Reason.OFFERED, Reason.CAPPED, Reason.OFFERED);
    }

    @Test
    void aShadowPatternThatGoesLiveBeginsWithFreshCaps() {
        String capped = HINT + "caps: [1 per 1h]\n";
        with(capped + "mode: shadow\n").play(player("ada").does("seen"));
        rig.changesTo(2, files(capped))
                .play(player("ada").waits(1).does("seen").waits(1).does("seen"));
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.SHADOW, Reason.OFFERED, Reason.CAPPED);
    }

    @Test
    void aRefusalIsRecordedOncePerPeriodWhateverSessionsBeginInIt() {
        with(HINT + "caps: [1 per 1h]\n");
        Play ada = player("ada").in("session_id", "s1").does("seen");
        for (String session : List.of("s2", "s3", "s4")) {
            ada.waits(1_000).in("session_id", session).does("seen").waits(1).does("seen");
        }
        rig.play(ada.waits(3_600_000).does("seen").waits(1).does("seen"));
        assertThat(rig.decisions)
                .extracting(decision -> decision.reason())
                .containsExactly(Reason.OFFERED, Reason.CAPPED, Reason.OFFERED, Reason.CAPPED);
        assertThat(rig.counted("decisions CAPPED")).isEqualTo(7);
    }

    @Test
    void afterAnOfferARefusalBelongsToAnotherPeriod() {
        String capped = UNTIL_WENT + "caps: [%d per 1h]\n";
        with(capped.formatted(1))
                .play(player("ada").does("seen").does("went").waits(1).does("seen"));
        rig.changesTo(2, files(capped.formatted(2)));
        rig.play(player("ada").waits(2).does("seen").does("went").waits(1).does("seen"));
        assertThat(rig.decisions)
                .extracting(decision -> decision.reason())
                .containsExactly(Reason.OFFERED, Reason.CAPPED, Reason.OFFERED, Reason.CAPPED);
    }

    @Test
    void aRefusalPerSessionIsRecordedOncePerSession() {
        with(HINT + "caps: [1 per session]\n");
        Play ada = player("ada");
        for (String session : List.of("s1", "s2")) {
            ada.in("session_id", session)
                    .does("seen")
                    .waits(60_000)
                    .does("seen")
                    .waits(1)
                    .does("seen")
                    .waits(60_000);
        }
        rig.play(ada);
        assertThat(rig.decisions)
                .extracting(decision -> decision.reason())
                .containsExactly(Reason.OFFERED, Reason.CAPPED, Reason.OFFERED, Reason.CAPPED);
    }

    @Test
    void aLateFactOfAnEarlierSessionDoesNotBeginAnotherOne() {
        with(UNTIL_WENT + "caps: [1 per session]\n");
        Play ada =
                player("ada").in("session_id", "s2").does("seen").does("went").waits(1);
        ada.in("session_id", "s1").at(NOON - 3_600_000, "paid");
        rig.play(ada.in("session_id", "s2").waits(1).does("seen"));
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.OFFERED, Reason.CAPPED);
    }

    @Test
    void aSettlementOfAnEarlierSessionDoesNotBeginAnotherOne() {
        with(UNTIL_WENT + "caps: [1 per session]\n");
        Play ada =
                player("ada").in("session_id", "s2").does("seen").does("went").waits(1);
        ada.in("session_id", "s1").does("paid");
        rig.play(ada.in("session_id", "s2").waits(1).does("seen"));
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.OFFERED, Reason.CAPPED);
    }

    // ---- shares

    @Test
    void rolloutAndHoldoutTakeTheirShareOfPlayersAndAlwaysTheSameOnes() {
        String shared = UNTIL_WENT + "audience: { rollout: %s, holdout: %s }\n";
        assertThat(offered(shared.formatted("0%", "0%"))).isEmpty();
        assertThat(offered(shared.formatted("100%", "0%"))).hasSize(PLAYERS);
        assertThat(offered(shared.formatted("100%", "100%"))).isEmpty();
        List<String> third = offered(shared.formatted("30%", "0%"));
        assertThat(third).hasSizeBetween(1_060, 1_340); // 30 % of 4,000, five standard deviations
        assertThat(offered(shared.formatted("30%", "0%"))).isEqualTo(third);
        assertThat(offered(shared.formatted("60%", "0%")))
                .as("whoever was in stays in")
                .containsAll(third);
        assertThat(offered(shared.formatted("100%", "5%"))).hasSizeBetween(3_730, 3_870);
    }

    private static final int PLAYERS = 4_000;

    private List<String> offered(String pattern) {
        with(pattern);
        for (int i = 0; i < PLAYERS; i++) {
            rig.play(player("player-" + i).does("seen"));
        }
        List<String> players = rig.offers.stream().map(OfferRecord::playerId).toList();
        rig.close();
        return players;
    }
}
