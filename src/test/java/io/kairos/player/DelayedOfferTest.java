package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code after}: the offer comes a while after the moment, if the player does nothing until then. */
class DelayedOfferTest {
    private static final String EVENTS = """
            events:
              seen: { actor: player, attributes: { what: string, ends: time } }
              went: { actor: player }
              paid: { actor: system, fact: true }
              settled: { actor: system, fact: true, attributes: { bet_id: string, settled_at: time, outcome: [LOSS, VOID] },
                         corrects: { when: "outcome == 'VOID'", at: settled_at, as: { outcome: "'LOSS'" } } }
              closed: { actor: system }
              rg_self_excluded: { actor: player, fact: true }
              rg_timeout_started: { actor: system, fact: true, attributes: { until: time } }
            """;
    private static final String OFFERS = """
            offers:
              hint: { class: information, lasts: 60s, channels: [in_app], message: "A hint." }
              care: { class: care, lasts: 60s, channels: [in_app], message: "A break?" }
            """;
    private static final String TAGS =
            "tags: { keen: { about: is keen }, cold: { about: is cold, suppress: [information] } }";
    private static final String LOOK = """
            pattern: look
            sequence: [{ on: seen, as: it }]
            tag: { name: keen, for: 10m }
            offers: [hint]
            because: You were here.
            facts: { what: it.what }
            after: 3s
            """;

    private Rig rig;

    @AfterEach
    void close() {
        rig.close();
    }

    private Rig with(String... patterns) {
        rig = Rig.of(files(patterns));
        return rig;
    }

    private static String[] files(String... patterns) {
        List<String> files = new ArrayList<>(List.of("events.yaml", EVENTS, "offers.yaml", OFFERS, "tags.yaml", TAGS));
        for (String pattern : patterns) {
            String id = pattern.lines().findFirst().orElseThrow().substring("pattern: ".length());
            files.addAll(List.of("patterns/" + id + ".yaml", pattern));
        }
        return files.toArray(String[]::new);
    }

    @Test
    void itIsIssuedAtItsTimeToTheMillisecondAndLastsFromThen() {
        with(LOOK).play(player("ada").does("seen", "what", "roses")).until(NOON + 2_999);
        assertThat(rig.offers).isEmpty();
        assertThat(rig.decisions).isEmpty();
        assertThat(rig.memory("ada").nextWakeUp()).isEqualTo(NOON + 3_000);

        rig.until(NOON + 3_000);

        OfferRecord offer = rig.offers.get(0);
        assertThat(offer.issuedAt()).isEqualTo(NOON + 3_000);
        assertThat(offer.at()).isEqualTo(NOON + 3_000);
        assertThat(offer.expiresAt()).isEqualTo(NOON + 63_000);
        assertThat(offer.facts()).containsEntry("what", "roses");
        Decision decision = rig.decisions.get(0);
        assertThat(decision.reason()).isEqualTo(Reason.OFFERED);
        assertThat(decision.at()).isEqualTo(NOON + 3_000);
        assertThat(decision.matched()).containsExactly(new Decision.MatchedEvent(0, "it", "ada-0-0", "seen", NOON));
        rig.until(NOON + 62_999);
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint");
        rig.until(NOON + 63_000);
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "EXPIRED hint");
    }

    @Test
    void theIdsAreThoseItWouldHaveWithoutDelay() {
        with(LOOK).play(player("ada").does("seen")).toTheEnd();
        OfferRecord delayed = rig.offers.get(0);
        rig.close();
        with(LOOK.replace("after: 3s\n", "")).play(player("ada").does("seen")).toTheEnd();

        assertThat(delayed.offerId()).isEqualTo(rig.offers.get(0).offerId());
        assertThat(delayed.momentId()).isEqualTo(rig.offers.get(0).momentId());
    }

    @Test
    void theTagDoesNotWait() {
        with(LOOK).play(player("ada").does("seen"));
        assertThat(rig.tags)
                .singleElement()
                .satisfies(tag -> assertThat(tag.at()).isEqualTo(NOON));
        rig.until(NOON + 3_000);
        assertThat(rig.tags).hasSize(1);
    }

    /** What he does a millisecond before it is due comes first; at its time it is issued first. */
    @ParameterizedTest
    @CsvSource({"0, ACTED_FIRST", "1, ACTED_FIRST", "2999, ACTED_FIRST", "3000, OFFERED"})
    void whoActsFirstIsNotDisturbed(long wait, Reason reason) {
        with(LOOK).play(player("ada").does("seen").waits(wait).does("went")).until(NOON + 5_000);

        assertThat(rig.reasonsOf("look")).containsExactly(reason);
        assertThat(rig.offers).hasSize(reason == Reason.OFFERED ? 1 : 0);
        if (reason == Reason.ACTED_FIRST) {
            assertThat(rig.decisions.get(0).detail()).isEqualTo("went");
            assertThat(rig.decisions.get(0).at()).isEqualTo(NOON + wait);
        }
    }

    @Test
    void whatOthersDoAndWhatNobodyKnowsIsNoActOfHis() {
        with(LOOK)
                .play(player("ada").does("seen").waits(1_000).does("paid").does("unheard_of"))
                .until(NOON + 3_000);
        assertThat(rig.reasonsOf("look")).containsExactly(Reason.OFFERED);
    }

    @Test
    void whatHeDidBeforeTheMomentAndArrivesAfterItIsNoAct() {
        with(LOOK).play(player("ada").does("seen").at(NOON - 1, "went")).until(NOON + 3_000);
        assertThat(rig.reasonsOf("look")).containsExactly(Reason.OFFERED);
    }

    @Test
    void theMomentThatFollowsFromHisActWaitsForItself() {
        with(LOOK).play(player("ada").does("seen").waits(2_000).does("seen")).until(NOON + 5_000);

        assertThat(rig.reasonsOf("look")).containsExactly(Reason.ACTED_FIRST, Reason.OFFERED);
        assertThat(rig.offers.get(0).issuedAt()).isEqualTo(NOON + 5_000);
    }

    @Test
    void aProtectionThatCameMeanwhileIsRespected() {
        for (long until : new long[] {NOON + 3_000, NOON + 3_001}) {
            with(LOOK)
                    .play(player("ada").does("seen").waits(2_999).does("rg_timeout_started", "until", until))
                    .until(NOON + 4_000);
            assertThat(rig.reasonsOf("look"))
                    .containsExactly(until == NOON + 3_000 ? Reason.OFFERED : Reason.PROTECTED);
            rig.close();
        }
        with(LOOK)
                .play(player("ada").does("seen").waits(1).does("rg_self_excluded"))
                .until(NOON + 4_000);
        assertThat(rig.reasonsOf("look")).containsExactly(Reason.ACTED_FIRST);
        assertThat(rig.offers).isEmpty();
    }

    @Test
    void aTagGainedMeanwhileSuppressesIt() {
        with(LOOK, "pattern: chill\nsequence: [{ on: paid }]\ntag: { name: cold, for: 2s }\n")
                .play(player("ada").does("seen").waits(1_001).does("paid"))
                .until(NOON + 4_000);
        assertThat(rig.reasonsOf("look")).containsExactly(Reason.PROTECTED);
    }

    @Test
    void whatIsOverMeanwhileIsNotIssued() {
        with(LOOK + "until: closed\n")
                .play(player("ada").does("seen").waits(2_999).does("closed"))
                .until(NOON + 4_000);
        assertThat(rig.reasonsOf("look")).containsExactly(Reason.OVER);
        assertThat(rig.decisions.get(0).detail()).isEqualTo("until: closed");
    }

    @Test
    void notAfterIsLookedAtWhenItIsDue() {
        for (long ends : new long[] {NOON + 3_000, NOON + 3_001}) {
            with(LOOK + "not_after: it.ends\n")
                    .play(player("ada").does("seen", "ends", ends))
                    .until(NOON + 4_000);
            assertThat(rig.reasonsOf("look")).containsExactly(ends == NOON + 3_000 ? Reason.OVER : Reason.OFFERED);
            rig.close();
        }
        with(LOOK + "not_after: it.ends\n")
                .play(player("ada").does("seen", "ends", NOON + 10_000))
                .until(NOON + 4_000);
        assertThat(rig.offers.get(0).expiresAt()).isEqualTo(NOON + 10_000);
    }

    @Test
    void whatSpeaksAgainstTheMomentIsDecidedAtOnce() {
        with(LOOK + "caps: [1 per 60s]\n").play(player("ada").does("seen")).until(NOON + 3_000);
        rig.play(player("ada").waits(70_000).does("seen").waits(3_000)).until(NOON + 73_000);
        assertThat(rig.reasonsOf("look")).containsExactly(Reason.OFFERED, Reason.OFFERED);

        rig.play(player("ada").waits(80_000).does("seen"));
        assertThat(rig.reasonsOf("look")).containsExactly(Reason.OFFERED, Reason.OFFERED, Reason.CAPPED);
        assertThat(rig.decisions.get(2).at()).isEqualTo(NOON + 80_000);
    }

    @Test
    void ofTwoThatAreDueTogetherTheMoreImportantIsIssuedAndTheOtherFindsItOpen() {
        with(
                        LOOK,
                        "pattern: also\nsequence: [{ on: seen }]\noffers: [care]\nbecause: You were here.\nafter: 3s\npriority: 60\n")
                .play(player("ada").does("seen"))
                .until(NOON + 3_000);
        assertThat(rig.offersSaid()).containsExactly("ISSUED care");
        assertThat(rig.reasonsOf("look")).containsExactly(Reason.OFFER_OPEN);
    }

    @Test
    void whatIsOverMeanwhileIsNotIssuedAlsoWhereNothingElseIsOpenAndHeHasNoTag() {
        with("pattern: look\nsequence: [{ on: seen }]\noffers: [hint]\nbecause: You were here.\nafter: 3s\nuntil: closed\n")
                .play(player("ada").does("seen").waits(1).does("closed"))
                .until(NOON + 4_000);
        assertThat(rig.reasonsOf("look")).containsExactly(Reason.OVER);
    }

    @Test
    void thatATagTookItBackIsNoticed() {
        with(
                        LOOK,
                        "pattern: chill\nsequence: [{ on: paid }]\ntag: { name: cold, for: 2s }\n",
                        "pattern: over\nsequence: [{ on: offer_ended }]\n")
                .play(player("ada").does("seen").waits(4_000).does("paid"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "WITHDRAWN hint SUPPRESSED");
        assertThat(rig.momentsOf("over")).hasSize(1);
    }

    @Test
    void aSilenceThatCompletesInItsMillisecondFindsItOpen() {
        with(
                        LOOK,
                        "pattern: idle\nsequence: [{ on: seen }, { no: went, for: 3s }]\noffers: [care]\nbecause: You were here.\n")
                .play(player("ada").does("seen"))
                .until(NOON + 3_000);
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint");
        assertThat(rig.reasonsOf("idle")).containsExactly(Reason.OFFER_OPEN);
    }

    @Test
    void aVoidOfTheBetItRestsOnTakesTheGroundAway() {
        String lost =
                "pattern: lost\nsequence: [{ on: settled, where: \"outcome == 'LOSS'\" }]\noffers: [care]\nbecause: You were here.\nafter: 3s\n";
        with(lost)
                .play(player("ada")
                        .does("settled", "bet_id", "b1", "outcome", "LOSS")
                        .waits(1_000)
                        .does("settled", "bet_id", "b1", "outcome", "VOID", "settled_at", NOON))
                .until(NOON + 4_000);
        assertThat(rig.reasonsOf("lost")).containsExactly(Reason.OVER);
        assertThat(rig.decisions.get(0).detail()).isEqualTo("VOIDED");
    }

    @Test
    void noMoreThanEightWait() {
        with("pattern: paid-up\nsequence: [{ on: paid }]\noffers: [hint]\nbecause: You were here.\nafter: 3s\n");
        for (int i = 0; i < DelayedMoments.MOST + 1; i++) {
            rig.on(player("ada").waits(i).does("paid").last());
        }
        assertThat(rig.reasonsOf("paid-up")).containsExactly(Reason.OFFER_OPEN);
        assertThat(rig.decisions.get(0).detail()).isEqualTo("8 moments wait already");
        assertThat(rig.memory("ada").delayed.all()).hasSize(DelayedMoments.MOST);
    }

    @Test
    void aShadowPatternWaitsAsWell() {
        with(LOOK + "mode: shadow\n").play(player("ada").does("seen")).until(NOON + 3_000);
        assertThat(rig.reasonsOf("look")).containsExactly(Reason.SHADOW);
        rig.play(player("ada").waits(10_000).does("seen").waits(10).does("went"));
        assertThat(rig.reasonsOf("look")).containsExactly(Reason.SHADOW, Reason.ACTED_FIRST);
    }

    @Test
    void freshIsWhatIsIssuedWhenItIsDue() {
        for (long late : new long[] {5_000, 5_001}) {
            with(LOOK)
                    .decidesAt(moment -> NOON + 3_000 + late)
                    .play(player("ada").does("seen"))
                    .until(NOON + 3_000);
            assertThat(rig.reasonsOf("look")).containsExactly(late == 5_000 ? Reason.OFFERED : Reason.STALE);
            rig.close();
        }
        with(LOOK);
    }

    @Test
    void whatWaitsUnderAPatternThatChangesIsDroppedAndCounted() {
        with(LOOK).play(player("ada").does("seen"));
        rig.changesTo(2, files(LOOK.replace("on: seen, as: it", "on: seen, as: it, where: \"what != 'x'\"")))
                .until(NOON + 3_000);
        assertThat(rig.offers).isEmpty();
        assertThat(rig.counted("partials_dropped_by_change look")).isEqualTo(1);
    }

    /** With all that is still known: whoever asks why nothing was sent finds it. */
    @Test
    void whatWaitsUnderAPatternThatChangesOrGoesLeavesARecord() {
        String changed = LOOK.replace("on: seen, as: it", "on: seen, as: it, where: \"what != 'x'\"");
        for (String next :
                new String[] {changed, changed + "mode: shadow\n", "pattern: also\nsequence: [{ on: went }]\n"}) {
            with(LOOK)
                    .play(player("ada")
                            .does("seen", "what", "roses")
                            .waits(1_000)
                            .does("paid"));
            rig.changesTo(2, files(next));
            assertThat(rig.memory("ada").nextWakeUp()).isEqualTo(Long.MIN_VALUE);

            rig.until(NOON + 1_500).until(NOON + 9_000);

            assertThat(rig.decisions).singleElement().satisfies(decision -> {
                assertThat(decision.reason()).isEqualTo(Reason.OVER);
                assertThat(decision.detail()).isEqualTo("its pattern changed while the offer waited");
                assertThat(decision.pattern()).isEqualTo("look");
                assertThat(decision.at()).isEqualTo(NOON + 1_000);
                assertThat(decision.facts()).containsEntry("what", "roses");
                assertThat(decision.tags()).containsExactly("keen");
                assertThat(decision.matched()).singleElement().satisfies(matched -> {
                    assertThat(matched.alias()).isEqualTo("it");
                    assertThat(matched.type()).isEqualTo("seen");
                    assertThat(matched.step()).isZero();
                });
                assertThat(decision.mode()).isEqualTo(next.contains("shadow") ? "SHADOW" : "LIVE");
                assertThat(decision.playbookVersion()).isEqualTo(2);
            });
            assertThat(rig.moments).isEqualTo(rig.decisions);
            assertThat(rig.counted("decisions OVER")).isEqualTo(1);
            rig.close();
        }
    }

    @Test
    void whatWaitsUnderAPatternThatStaysIsIssuedUnderTheNewVersion() {
        with(LOOK).play(player("ada").does("seen"));
        rig.changesTo(2, files(LOOK, "pattern: also\nsequence: [{ on: went }]\n"))
                .until(NOON + 3_000);
        assertThat(rig.offers)
                .singleElement()
                .satisfies(offer -> assertThat(offer.playbookVersion()).isEqualTo(2));
    }

    @Test
    void theRowStaysAsLongAsSomethingWaits() {
        with(LOOK.replace("after: 3s", "after: 20m").replace("tag: { name: keen, for: 10m }\n", ""))
                .play(player("ada").does("seen"))
                .until(NOON + 1_199_999);
        assertThat(rig.row("ada")).isNotNull();
        rig.until(NOON + 1_200_000);
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint");
    }
}
