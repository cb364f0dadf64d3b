package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.TagChange;
import io.kairos.offer.TagChange.Change;
import io.kairos.playbook.Bundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoreTest {
    private static final String EVENTS = """
            events:
              seen: { actor: player, attributes: { what: string, size: number, ends: time } }
              went: { actor: player }
              paid: { actor: system, fact: true, attributes: { amount: number } }
              offer_feedback: { actor: player, fact: true, attributes: { offer_id: string, stage: [SHOWN, ACCEPTED, DISMISSED] } }
              rg_self_excluded: { actor: player, fact: true, attributes: { until: time, scope: [BRAND, NATIONAL] } }
              rg_self_exclusion_ended: { actor: system, fact: true, attributes: { scope: [BRAND, NATIONAL] } }
              rg_timeout_started: { actor: player, fact: true, attributes: { until: time } }
              rg_timeout_ended: { actor: system, fact: true }
              block_changed: { actor: system, fact: true, attributes: { active: boolean } }
            """;
    private static final String OFFERS = """
            offers:
              hint: { class: information, lasts: 60s, channels: [in_app], message: "A hint." }
              named: { class: information, lasts: 60s, channels: [in_app], needs: [what], message: "See {what}." }
              gift: { class: inducement, lasts: 60s, channels: [in_app], message: "A gift." }
              care: { class: care, lasts: 60s, channels: [in_app], message: "A break?" }
            """;
    private static final String HINT = """
            pattern: hint-seen
            sequence:
              - { on: seen, as: it }
            offers: [hint]
            facts: { what: it.what }
            because: You saw {what}.
            """;

    private Rig rig;

    @AfterEach
    void close() {
        if (rig != null) {
            rig.close();
        }
    }

    private Rig with(String... patterns) {
        return withFiles("tags.yaml", "tags: { warm: { about: is warm } }", patterns);
    }

    private Rig withFiles(String path, String text, String... patterns) {
        rig = Rig.of(files(path, text, patterns));
        return rig;
    }

    private static String[] files(String path, String text, String... patterns) {
        List<String> files = new ArrayList<>(List.of("events.yaml", EVENTS, "offers.yaml", OFFERS, path, text));
        for (String pattern : patterns) {
            String id = pattern.lines().findFirst().orElseThrow().substring("pattern: ".length());
            files.addAll(List.of("patterns/" + id + ".yaml", pattern));
        }
        return files.toArray(String[]::new);
    }

    // ---- order, lateness, repetition

    @Test
    void aRepeatedEventChangesNothingTheClockIncluded() {
        Play ada = player("ada").does("seen");
        with(HINT).play(ada);
        byte[] row = rig.row("ada");
        rig.on(ada.last());
        assertThat(rig.counted("duplicate")).isEqualTo(1);
        assertThat(rig.row("ada")).isEqualTo(row);
    }

    @Test
    void anIdThatIsRepeatedLongAfterIsAnotherEvent() {
        Play ada = player("ada").does("seen", "what", "x");
        PlayerEvent first = ada.last();
        with("pattern: seen-thrice\nsequence: [{ on: seen, times: 3, within: 1h }]\n")
                .play(ada);
        Play meanwhile = player("ada").waits(1_000);
        for (int i = 0; i < RecentIds.KEPT; i++) {
            meanwhile.does("went");
        }
        rig.play(meanwhile)
                .on(first.movedTo(NOON + 2_000))
                .play(player("ada").waits(3_000).does("seen"));
        assertThat(rig.momentsOf("seen-thrice")).containsExactly(NOON + 3_000);
    }

    @Test
    void aTextAmongTheFactsIsCut() {
        with(HINT).play(player("ada").does("seen", "what", "x".repeat(60_000)));
        assertThat(rig.moments.get(0).facts()).containsEntry("what", "x".repeat(256));
        assertThat(rig.offers.get(0).words().because()).isEqualTo("You saw " + "x".repeat(256) + ".");
    }

    @Test
    void aGestureTenSecondsBehindIsMatchedAtTheClockAndCounted() {
        with(HINT).play(player("ada").does("went").at(NOON - 10_000, "seen", "what", "x"));
        assertThat(rig.momentsOf("hint-seen")).containsExactly(NOON);
        assertThat(rig.counted("late")).isEqualTo(1);
    }

    @Test
    void aGestureFurtherBehindIsRefused() {
        with(HINT).play(player("ada").does("went").at(NOON - 10_001, "seen", "what", "x"));
        assertThat(rig.moments).isEmpty();
        assertThat(rig.refused).singleElement().asString().contains("TOO_LATE", "10001 ms", "10000 ms");
        assertThat(rig.counted("too_late")).isEqualTo(1);
    }

    @Test
    void aFactIsNeverTooLateButNotMatchedAnyMore() {
        with("pattern: paid-up\nsequence: [{ on: paid }]\n")
                .play(player("ada").does("went").at(NOON - 10_001, "paid", "amount", 1));
        assertThat(rig.moments).isEmpty();
        assertThat(rig.refused).isEmpty();
        assertThat(rig.counted("late_fact")).isEqualTo(1);
    }

    @Test
    void aSelfExclusionAnHourLateIsObeyed() {
        with(HINT)
                .play(player("ada")
                        .does("went")
                        .at(NOON - 3_600_000, "rg_self_excluded")
                        .waits(1)
                        .does("seen"));
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.PROTECTED);
        assertThat(rig.offers).isEmpty();
    }

    @Test
    void anUnknownTypeIsCountedAndBreaksNothing() {
        with(HINT).play(player("ada").does("nobody_knows_it", "x", 1).does("seen", "what", "x"));
        assertThat(rig.counted("unknown_type nobody_knows_it")).isEqualTo(1);
        assertThat(rig.momentsOf("hint-seen")).hasSize(1);
    }

    @Test
    void historyDoesNotDependOnWhenTimeIsLookedAt() {
        Play ada = player("ada");
        for (int i = 0; i < 40; i++) {
            ada.does(i % 7 == 0 ? "went" : "seen", "what", "w" + i).waits(1_000L * (i % 13) * (i % 5));
        }
        String silence = """
                pattern: quiet
                sequence: [{ on: seen }, { no: any, for: 5s }]
                tag: { name: warm, for: 12s }
                offers: [hint]
                because: You were here.
                """;
        with(silence.replace("offers: [hint]", ""), HINT).play(ada).toTheEnd();
        List<Decision> together = List.copyOf(rig.decisions);
        List<TagChange> tags = List.copyOf(rig.tags);
        List<OfferRecord> offers = List.copyOf(rig.offers);
        rig.close();
        with(silence.replace("offers: [hint]", ""), HINT);
        ada.events().forEach(event -> rig.until(event.at() - 1).on(event).until(event.at()));
        rig.toTheEnd();
        assertThat(rig.decisions).isEqualTo(together);
        assertThat(rig.tags).isEqualTo(tags).isNotEmpty();
        assertThat(rig.offers).isEqualTo(offers).isNotEmpty();
    }

    // ---- offers

    @Test
    void anOfferCarriesWhyAndUntilWhen() {
        with(HINT.replace("[hint]", "[named]")).play(player("ada").does("seen", "what", "roses"));
        assertThat(rig.offers).singleElement().satisfies(offer -> {
            assertThat(offer.words().message()).isEqualTo("See roses.");
            assertThat(offer.words().because()).isEqualTo("You saw roses.");
            assertThat(offer.facts()).containsEntry("what", "roses");
            assertThat(offer.issuedAt()).isEqualTo(NOON);
            assertThat(offer.expiresAt()).isEqualTo(NOON + 60_000);
        });
    }

    @Test
    void anOfferExpiresAtItsDeadlineToTheMillisecond() {
        with(HINT).play(player("ada").does("seen", "what", "x")).until(NOON + 59_999);
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint");
        rig.until(NOON + 60_000);
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "EXPIRED hint");
        assertThat(rig.offers.get(1).at()).isEqualTo(NOON + 60_000);
    }

    @Test
    void feedbackEndsAnOfferOnceAndLaterFeedbackChangesNothing() {
        with(HINT);
        Play ada = player("ada").does("seen", "what", "x");
        rig.play(ada);
        String id = rig.offers.get(0).offerId();
        Play feedback = player("ada").waits(5_000);
        feedback.does("offer_feedback", "offer_id", id, "stage", "SHOWN")
                .does("offer_feedback", "offer_id", id, "stage", "ACCEPTED")
                .does("offer_feedback", "offer_id", id, "stage", "DISMISSED");
        rig.play(feedback).toTheEnd();
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "ACCEPTED hint");
        assertThat(rig.counted("late_feedback DISMISSED")).isEqualTo(1);
    }

    @Test
    void anEqualPriorityWaitsAndAHigherOneWithdraws() {
        with(
                        HINT,
                        "pattern: equal\nsequence: [{ on: went }]\noffers: [gift]\nbecause: You were here.\n",
                        "pattern: higher\nsequence: [{ on: paid }]\noffers: [care]\nbecause: You were here.\npriority: 51\n")
                .play(player("ada")
                        .does("seen", "what", "x")
                        .waits(1)
                        .does("went")
                        .waits(1)
                        .does("paid"));
        assertThat(rig.reasonsOf("equal")).containsExactly(Reason.OFFER_OPEN);
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "WITHDRAWN hint HIGHER_PRIORITY", "ISSUED care");
    }

    @Test
    void theFirstOfferWhoseConditionHoldsIsChosenAndEveryVerdictIsKept() {
        with("""
                        pattern: sized
                        sequence: [{ on: seen, as: it }]
                        offers: [{ offer: gift, when: "it.size > 5" }, hint, care]
                        because: You were here.
                        """).play(player("ada").does("seen", "size", 5));
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint");
        assertThat(rig.decisions.get(0).candidates())
                .extracting(candidate -> candidate.offer() + " " + candidate.verdict())
                .containsExactly("gift NOT_WHEN it.size > 5", "hint CHOSEN", "care LISTED_LATER");
    }

    @Test
    void aMomentOlderThanFreshIsNotOffered() {
        with(HINT).decidesAt(time -> time + 5_000).play(player("ada").does("seen", "what", "x"));
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.OFFERED);
        rig.decidesAt(time -> time + 5_001).play(player("bob").does("seen", "what", "x"));
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.OFFERED, Reason.STALE);
    }

    @Test
    void whatADeadAttemptMayHaveOfferedIsWithdrawnAndChargesItsCaps() {
        with(HINT + "caps: [once]\n").decidesAt(new Now() {
            @Override
            public long at(long momentTime) {
                return momentTime + 60_000;
            }

            @Override
            public boolean mayHaveBeenDecided(long momentTime, long fresh) {
                return true;
            }
        });
        rig.play(player("ada").does("seen", "what", "x").waits(1).does("seen", "what", "y"));
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.RECOVERED, Reason.RECOVERED);
        assertThat(rig.offersSaid()).containsExactly("WITHDRAWN hint RECOVERED");
        assertThat(rig.decisions.get(0).offerId()).isEqualTo(rig.offers.get(0).offerId());
    }

    @Test
    void whatIsOverIsNotSent() {
        String until = HINT + "not_after: it.ends\ntag: { name: warm, for: 1h }\n";
        with(until).play(player("ada").does("seen", "ends", NOON));
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.OVER);
        assertThat(rig.tags).isEmpty();
        rig.play(player("bob").does("seen", "ends", NOON + 1_000)).toTheEnd();
        assertThat(rig.offers).extracting(OfferRecord::at).containsExactly(NOON, NOON + 1_000);
        assertThat(rig.tags).extracting(TagChange::at).containsExactly(NOON, NOON + 1_000);
    }

    @Test
    void anUnlessThatMeetsSomethingUnknownHoldsOurTongue() {
        with(HINT + "unless: \"it.size > 5\"\n").play(player("ada").does("seen", "what", "x"));
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.GATED);
        assertThat(rig.decisions.get(0).detail()).isEqualTo("unless: it.size > 5");
    }

    // ---- caps

    @Test
    void aCapCountsOverItsSlidingWindow() {
        with(HINT.replace("[hint]", "[hint]\nuntil: went") + "caps: [2 per 10s]\n");
        Play ada = player("ada");
        for (long time : new long[] {0, 4_000, 9_999, 10_000, 13_999, 14_000}) {
            ada.at(NOON + time, "seen", "what", "x").at(NOON + time, "went");
        }
        rig.play(ada);
        assertThat(rig.reasonsOf("hint-seen"))
                .containsExactly(
                        Reason.OFFERED, Reason.OFFERED, Reason.CAPPED, Reason.OFFERED, Reason.CAPPED, Reason.OFFERED);
    }

    @Test
    void aRefusalByACapIsCountedEachTimeAndRecordedOncePerPeriod() {
        with(HINT.replace("[hint]", "[hint]\nuntil: went") + "caps: [1 per 10s]\n");
        Play ada = player("ada").does("seen").does("went");
        for (int i = 0; i < 5; i++) {
            ada.waits(1_000).does("seen");
        }
        rig.play(ada.waits(5_000).does("seen").does("went").waits(1_000).does("seen"));
        assertThat(rig.counted("decisions CAPPED")).isEqualTo(6);
        assertThat(rig.decisions)
                .extracting(Decision::reason)
                .containsExactly(Reason.OFFERED, Reason.CAPPED, Reason.OFFERED, Reason.CAPPED);
    }

    @Test
    void anOffersOwnCapPassesTheMomentOnToTheNextOffer() {
        String capped = OFFERS.replace("hint: { class: information,", "hint: { class: information, caps: [1 per 10m],");
        rig = Rig.of(
                "events.yaml",
                EVENTS,
                "offers.yaml",
                capped,
                "patterns/hint-seen.yaml",
                HINT.replace("[hint]", "[hint, care]\nuntil: went"),
                "patterns/paid-up.yaml",
                "pattern: paid-up\nsequence: [{ on: paid }]\noffers: [hint]\nbecause: You were here.\n");
        rig.play(player("ada")
                .does("seen")
                .does("went")
                .waits(1)
                .does("seen")
                .does("went")
                .waits(1)
                .does("paid"));
        assertThat(rig.offersSaid())
                .containsExactly("ISSUED hint", "WITHDRAWN hint UNTIL", "ISSUED care", "WITHDRAWN care UNTIL");
        assertThat(rig.reasonsOf("paid-up")).containsExactly(Reason.CAPPED);
        assertThat(rig.decisions.get(2).candidates())
                .singleElement()
                .hasToString("Candidate[offer=hint, verdict=CAPPED 1 per 10m, rank=null]");
        assertThat(rig.until(NOON + 1 + MONTH).row("ada"))
                .as("what he saw last is known for a month")
                .isNotNull();
        assertThat(rig.until(NOON + 2 + MONTH).row("ada")).isNull();
    }

    private static final long MONTH = 30L * 86_400_000;

    @Test
    void aDecisionSaysHowOftenEachCapHadBeenCharged() {
        with(HINT.replace("[hint]", "[hint]\nuntil: went") + "caps: [2 per 10s, once]\n")
                .play(player("ada")
                        .does("seen", "what", "x")
                        .does("went")
                        .waits(1)
                        .does("seen", "what", "y"));
        assertThat(rig.decisions)
                .extracting(Decision::counters)
                .containsExactly(Map.of("2 per 10s", 0L, "once", 0L), Map.of("2 per 10s", 1L, "once", 1L));
    }

    @Test
    void onceIsOnceForEver() {
        with(HINT + "caps: [once]\n")
                .play(player("ada")
                        .does("seen", "what", "x")
                        .waits(400L * 86_400_000)
                        .does("seen"));
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.OFFERED, Reason.CAPPED);
    }

    @Test
    void aCapPerSessionBeginsAnewWithTheSession() {
        with(HINT + "caps: [1 per session]\n");
        Play ada =
                player("ada").in("session_id", "s1").does("seen", "what", "x").waits(61_000);
        rig.play(ada.does("seen").in("session_id", "s2").waits(1_000).does("seen", "what", "x"));
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.OFFERED, Reason.CAPPED, Reason.OFFERED);
    }

    @Test
    void aShadowPatternDecidesAndSendsNothing() {
        with(HINT + "mode: shadow\ntag: { name: warm, for: 1h }\ncaps: [1 per 1h]\n")
                .play(player("ada").does("seen", "what", "x").waits(1).does("seen"));
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.SHADOW, Reason.CAPPED);
        assertThat(rig.offers).isEmpty();
        assertThat(rig.tags).isEmpty();
    }

    // ---- protection

    @Test
    void selfExclusionTimeOutAndBlockStopEverythingUntilTheyEnd() {
        for (String[] state : new String[][] {
            {"rg_self_excluded", "rg_self_exclusion_ended"}, {"rg_timeout_started", "rg_timeout_ended"}
        }) {
            with(HINT.replace("[hint]", "[care, hint]"))
                    .play(player("ada")
                            .does(state[0])
                            .waits(1)
                            .does("seen")
                            .waits(1)
                            .does(state[1])
                            .waits(1)
                            .does("seen", "what", "x"));
            assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.PROTECTED, Reason.OFFERED);
            rig.close();
        }
        with(HINT)
                .play(player("ada")
                        .does("block_changed", "active", true)
                        .waits(1)
                        .does("seen"));
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.PROTECTED);
        assertThat(rig.decisions.get(0).detail()).isEqualTo("blocked");
    }

    @Test
    void aTimeOutEndsAtItsDateToTheMillisecond() {
        with(HINT)
                .play(player("ada")
                        .does("rg_timeout_started", "until", NOON + 5_000)
                        .waits(4_999)
                        .does("seen"));
        rig.play(player("bob")
                .does("rg_timeout_started", "until", NOON + 5_000)
                .waits(5_000)
                .does("seen", "what", "x"));
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.PROTECTED, Reason.OFFERED);
    }

    @Test
    void withinOneFactTheLaterOneWinsWhateverTheOrderOfArrival() {
        with(HINT)
                .play(player("ada")
                        .at(NOON + 2_000, "rg_self_excluded")
                        .at(NOON + 1_000, "rg_self_exclusion_ended")
                        .at(NOON + 3_000, "seen"));
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.PROTECTED);
    }

    @Test
    void theEndOfABrandsExclusionDoesNotEndTheNationalOne() {
        Play ada = player("ada").does("rg_self_excluded", "scope", "NATIONAL").waits(1);
        ada.does("rg_self_excluded", "scope", "BRAND").waits(1);
        ada.does("rg_self_exclusion_ended", "scope", "BRAND")
                .waits(1)
                .does("seen")
                .waits(1);
        ada.does("rg_self_exclusion_ended", "scope", "NATIONAL").waits(1).does("seen");
        with(HINT).play(ada);
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.PROTECTED, Reason.OFFERED);
    }

    @Test
    void anEndThatDoesNotSayOfWhatEndsAll() {
        Play ada = player("ada").does("rg_self_excluded", "scope", "NATIONAL").waits(1);
        ada.does("rg_self_exclusion_ended").waits(1).does("seen");
        with(HINT).play(ada);
        assertThat(rig.reasonsOf("hint-seen")).containsExactly(Reason.OFFERED);
    }

    @Test
    void anOpenOfferIsWithdrawnAtOnceWhenThePlayerExcludesHimself() {
        with(HINT).play(player("ada").does("seen", "what", "x").waits(10).does("rg_self_excluded"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "WITHDRAWN hint PROTECTED");
    }

    @Test
    void aSuppressingTagHoldsBackItsClassAndWithdrawsWhatIsOpen() {
        String warm = "tags: { warm: { about: is warm, suppress: [inducement] } }";
        withFiles(
                        "tags.yaml",
                        warm,
                        "pattern: gives\nsequence: [{ on: seen }]\noffers: [gift, hint]\nbecause: You were here.\n",
                        "pattern: warms\nsequence: [{ on: went }]\ntag: { name: warm, for: 10s }\n")
                .play(player("ada")
                        .does("seen")
                        .waits(1)
                        .does("went")
                        .waits(9_999)
                        .does("seen", "what", "x"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED gift", "WITHDRAWN gift SUPPRESSED", "ISSUED hint");
    }

    // ---- tags

    @Test
    void aTagIsGainedRefreshedAndLostToTheMillisecond() {
        with("pattern: warms\nsequence: [{ on: seen }]\ntag: { name: warm, for: 10s }\n")
                .play(player("ada").does("seen").waits(6_000).does("seen"))
                .until(NOON + 15_999);
        assertThat(rig.tags).extracting(TagChange::change).containsExactly(Change.GAINED, Change.REFRESHED);
        rig.until(NOON + 16_000);
        assertThat(rig.tags.get(2).change()).isEqualTo(Change.LOST);
        assertThat(rig.tags.get(2).at()).isEqualTo(NOON + 16_000);
        assertThat(rig.tags.get(2).current()).isEmpty();
        assertThat(rig.tags.get(1).current()).containsExactly(new TagChange.Held("warm", NOON, NOON + 16_000, 1));
    }

    @Test
    void untilLosesTheTag() {
        with("pattern: warms\nsequence: [{ on: seen }]\ntag: { name: warm, for: 10s }\nuntil: went\n")
                .play(player("ada").does("seen").waits(6_000).does("went"));
        assertThat(rig.tags).extracting(TagChange::change).containsExactly(Change.GAINED, Change.LOST);
        assertThat(rig.tags.get(1).cause()).isEqualTo("until");
    }

    @Test
    void patternsSeeTheTagsAsTheyWereBeforeTheMomentsOfTheSameEvent() {
        with(
                        "pattern: warms\nsequence: [{ on: seen }]\ntag: { name: warm, for: 10s }\npriority: 90\n",
                        "pattern: asks\nsequence: [{ on: seen, where: \"tagged('warm')\" }]\n")
                .play(player("ada").does("seen").waits(1).does("seen"));
        assertThat(rig.momentsOf("asks")).containsExactly(NOON + 1);
    }

    @Test
    void aMomentIsAnEventForOtherPatterns() {
        with(
                        "pattern: small\nsequence: [{ on: seen, as: it }]\nfacts: { size: it.size }\n",
                        "pattern: big\nsequence: [{ on: small, times: 2, where: \"size > 1\" }]\n")
                .play(player("ada")
                        .does("seen", "size", 2)
                        .waits(1)
                        .does("seen", "size", 1)
                        .waits(1)
                        .does("seen", "size", 3));
        assertThat(rig.momentsOf("big")).containsExactly(NOON + 2);
    }

    @Test
    void aMomentAtADeadlineComesTooLateToBreakASilenceThatEndsThenToo() {
        for (String id : List.of("earlier-id", "the-later-id")) {
            close();
            with(
                            "pattern: idle\nsequence: [{ on: any }, { no: any, for: 10s }]\n",
                            "pattern: " + id + "\nsequence: [{ on: seen }, { no: idle, for: 10s }]\n",
                            "pattern: longer\nsequence: [{ on: seen }, { no: idle, for: 10001ms }]\n")
                    .play(player("ada").does("seen"))
                    .toTheEnd();
            assertThat(rig.momentsOf(id)).containsExactly(NOON + 10_000);
            assertThat(rig.momentsOf("longer")).isEmpty();
        }
    }

    @Test
    void aConditionThatMeetsSomethingUnknownIsCounted() {
        with(
                        "pattern: big\nsequence: [{ on: seen, where: \"size >\\n 1\" }]\n",
                        "pattern: other\nsequence: [{ on: went, as: it }]\nunless: \"!(tagged('warm') || it.session_id == 'x')\"\n")
                .play(player("ada")
                        .does("seen", "size", 2)
                        .waits(1)
                        .does("seen")
                        .waits(1)
                        .does("went"));
        assertThat(rig.counted("unknown_condition")).isEqualTo(2);
        assertThat(rig.counted("unknown_condition size > 1")).isEqualTo(1);
        assertThat(rig.counted("unknown_condition !(tagged('warm') || it.session_id == 'x')"))
                .isEqualTo(1);
    }

    @Test
    void theEventAtHandStaysAtHandWhileItsMomentsAreCounted() {
        withFiles(
                        "features.yaml",
                        "features:\n  since_seen: { since: seen }\n  seen_1h: { count: seen, over: 1h }\n  noticed_1h: { count: notices, over: 1h }\n",
                        "pattern: notices\nsequence: [{ on: seen }]\nunless: \"since_seen < 5s || before.seen_1h == seen_1h\"\n",
                        "pattern: twice\nsequence: [{ on: notices, where: \"noticed_1h == 2 && before.noticed_1h == 1\" }]\n")
                .play(player("ada")
                        .does("seen")
                        .waits(4_999)
                        .does("seen")
                        .waits(5_000)
                        .does("seen"));
        assertThat(rig.reasonsOf("notices")).containsExactly(Reason.NO_OFFERS, Reason.GATED, Reason.NO_OFFERS);
        assertThat(rig.momentsOf("twice")).containsExactly(NOON + 4_999);
    }

    @Test
    void theEndOfAnOfferIsAnEvent() {
        with(HINT, "pattern: ignored\nsequence: [{ on: offer_ended, where: \"status == 'EXPIRED'\" }]\n")
                .play(player("ada").does("seen", "what", "x"))
                .toTheEnd();
        assertThat(rig.momentsOf("ignored")).containsExactly(NOON + 60_000);
    }

    @Test
    void theEndOfAnOfferSaysItsClassAsAnalystsWriteIt() {
        with(
                        HINT,
                        "pattern: informed\nsequence: [{ on: offer_ended, where: \"class == 'information' && offer == 'hint'\" }]\n")
                .play(player("ada").does("seen", "what", "x"))
                .toTheEnd();
        assertThat(rig.momentsOf("informed")).containsExactly(NOON + 60_000);
    }

    // ---- live change

    private static final String PAIR = "pattern: pair\nsequence: [{ on: seen }, { on: went }]\n";

    @Test
    void aPartialMatchSurvivesTheChangeOfAnotherPattern() {
        with(PAIR, HINT).play(player("ada").does("seen"));
        rig.changesTo(2, files("policy.yaml", "fresh: 1s", PAIR, HINT.replace("You saw", "You looked at")));
        rig.play(player("ada").waits(1).does("went").does("went"));
        assertThat(rig.momentsOf("pair")).hasSize(1);
    }

    @Test
    void aPartialMatchOfAChangedPatternIsDroppedAndCounted() {
        with(PAIR).play(player("ada").does("seen"));
        rig.changesTo(
                2, files("policy.yaml", "fresh: 1s", PAIR.replace("on: seen }", "on: seen, where: \"size > 1\" }")));
        rig.play(player("ada").waits(1).does("went").does("went"));
        assertThat(rig.momentsOf("pair")).isEmpty();
        assertThat(rig.counted("partials_dropped_by_change pair")).isEqualTo(1);
    }

    @Test
    void pausingAPatternBreaksWhatHadBegun() {
        with(PAIR).play(player("ada").does("seen"));
        rig.changesTo(2, files("policy.yaml", "fresh: 1s", PAIR + "mode: paused\n"));
        rig.changesTo(3, files("policy.yaml", "fresh: 1s", PAIR));
        rig.play(player("ada").waits(1).does("went").does("went"));
        assertThat(rig.momentsOf("pair")).isEmpty();
    }

    @Test
    void anOpenOfferRunsToItsEndWhenItsPatternIsGone() {
        with(HINT).play(player("ada").does("seen", "what", "x"));
        rig.changesTo(2, files("policy.yaml", "fresh: 1s", PAIR)).toTheEnd();
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "EXPIRED hint");
        assertThat(rig.offers.get(1).playbookVersion()).isEqualTo(1);
    }

    // ---- forgetting

    @Test
    void aRowVanishesWhenAllOfItHasEndedAndNotBefore() {
        with("pattern: warms\nsequence: [{ on: seen }]\ntag: { name: warm, for: 60s }\n")
                .play(player("ada").does("seen"))
                .until(NOON + 60_000);
        assertThat(rig.row("ada")).isNotNull();
        assertThat(rig.until(NOON + 70_001).row("ada")).isNull();
    }

    @Test
    void aStandingFactIsKeptForEver() {
        with(HINT).play(player("ada").does("rg_self_excluded")).toTheEnd();
        assertThat(rig.row("ada")).isNotNull();
        assertThat(rig.memory("ada").nextWakeUp()).isEqualTo(PlayerMemory.NEVER);
    }

    @Test
    void aTornRowIsRefusedByName() {
        with(HINT).play(player("ada").does("seen", "what", "x"));
        byte[] row = rig.row("ada");
        Rules rules = Rules.of(
                io.kairos.playbook.PlaybookReader.read(new Bundle(1, "", "", java.util.Map.of("events.yaml", EVENTS)))
                        .playbook(),
                new io.kairos.pattern.compile.CompactMatcherFactory(),
                Core.Settings.DEFAULT);
        assertThatThrownBy(() -> PlayerMemory.decode("ada", java.util.Arrays.copyOf(row, row.length - 3), rules))
                .hasMessageContaining("ada")
                .hasMessageContaining("format 3");
        row[0] = 99;
        assertThatThrownBy(() -> PlayerMemory.decode("ada", row, rules))
                .hasMessageContaining("the row of player ada has format 99");
    }
}
