package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Status;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.PlaybookFolder;
import io.kairos.playbook.PlaybookReader;
import io.kairos.playbook.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What must never happen, line by line, held against the default playbook. */
class NeverTest {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private Rig rig;

    @AfterEach
    void close() {
        if (rig != null) {
            rig.close();
        }
    }

    private Rig healthy() {
        rig = Unrestrained.rig().whoseFeedsNeverFail();
        return rig;
    }

    private static Play in(String licence, String zone) {
        return player("bob").in("licence", licence).in("zone", zone).in("session_id", "s1");
    }

    /** He hesitates over a slip: the moment at which the default playbook would tempt him. */
    private static Play hesitates(Play play) {
        PlaybookStory.picks(play, "slip-" + play.now(), 2, 1).waits(50 * SECOND);
        return play.does("search_performed", "results", 1);
    }

    private List<String> issued() {
        return rig.offers.stream()
                .filter(offer -> offer.status() == Status.ISSUED)
                .map(OfferRecord::offerClass)
                .toList();
    }

    private static List<String> problems(Map<String, String> changed) throws IOException {
        Map<String, String> files = new TreeMap<>(
                PlaybookFolder.read(Path.of("flink-conf/playbook")).files());
        files.putAll(changed);
        return PlaybookReader.read(new Bundle(1, null, null, files)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void whoIsNotProtectedIsTempted() {
        healthy().play(hesitates(in("GB", "Europe/London")));
        assertThat(issued()).containsExactly("inducement");
    }

    @Nested
    @DisplayName("Send any marketing to a self-excluded player")
    class SelfExcluded {
        @Test
        void nothingReachesHimWhateverHeDoes() {
            int after = 0;
            for (int seed = 0; seed < 12; seed++) {
                try (Rig each = Unrestrained.rig().whoseFeedsNeverFail()) {
                    Scenes scenes = new Scenes("ada", new Random(seed));
                    for (int i = 0; i < 30; i++) {
                        scenes.next(each.offers);
                    }
                    each.play(scenes.play());
                    int told = scenes.play().events().size();
                    each.on(scenes.play()
                            .does("rg_self_excluded", "scope", "NATIONAL")
                            .last());
                    assertThat(each.memory("ada").relationship.open()).isEmpty();
                    each.offers.clear();
                    each.moments.clear();
                    for (int i = 0; i < 60; i++) {
                        scenes.next(each.offers);
                    }
                    List<PlayerEvent> events = scenes.play().events();
                    events.subList(told + 1, events.size()).forEach(each::on);
                    each.toTheEnd();
                    assertThat(each.offers).as("seed " + seed).isEmpty();
                    after += (int) each.moments.stream()
                            .filter(moment -> moment.reason() == Reason.PROTECTED)
                            .count();
                }
            }
            assertThat(after).as("moments that would have been offers").isGreaterThan(100);
        }
    }

    @Nested
    @DisplayName("Offer a new bonus, or target marketing, where strong indicators of harm show; across products")
    class Harm {
        /** The seven families of indicators: one of each, in whichever product, stops what the other would send. */
        @ParameterizedTest(name = "{0}")
        @CsvSource({
            "spend: close to a limit of his own, near-limit",
            "patterns of spend: raised at once after losing, tag harm-shown",
            "time: an hour without a pause, tag long-session",
            "gambling behaviour: a high score of risk, high-risk",
            "contact: he wrote that he worries, worried",
            "management tools: lowered a limit, limits-himself",
            "account: deposits keep failing, tag funding-strain",
        })
        @DisplayName("Use fewer than the seven indicator families")
        void noneOfTheSevenFamiliesOfIndicatorsIsOverlooked(String family, String state) {
            healthy();
            Play bob = in("GB", "Europe/London");
            shows(bob, state);
            rig.play(bob);
            rig.offers.clear();
            List<PlayerEvent> told = bob.events();
            hesitates(bob.waits(MINUTE));
            bob.events().subList(told.size(), bob.events().size()).forEach(rig::on);
            assertThat(rig.moments)
                    .filteredOn(moment -> moment.pattern().equals("slip-hesitation"))
                    .flatExtracting(Decision::candidates)
                    .filteredOn(candidate -> candidate.offer().equals("odds-boost"))
                    .singleElement()
                    .satisfies(candidate -> assertThat(candidate.verdict()).isEqualTo("PROTECTED " + state));
            assertThat(issued()).doesNotContain("inducement");
        }

        private void shows(Play bob, String state) {
            switch (state) {
                case "near-limit" -> bob.does("rg_limit_progress", "kind", "LOSS", "period", "DAY", "percent", 80);
                case "tag harm-shown" -> {
                    for (int i = 0; i < 3; i++) {
                        round(bob, "BET", 10);
                        round(bob, "LOSS", 10);
                    }
                    round(bob, "BET", 30);
                    bob.waits(SECOND);
                    round(bob, "WIN", 30);
                }
                case "tag long-session" -> {
                    for (int i = 0; i <= 16; i++) {
                        round(bob.waits(4 * MINUTE), "BET", 10);
                    }
                }
                case "high-risk" -> bob.does("rg_risk_scored", "level", 4, "provider", "model-1");
                case "worried" -> bob.does("customer_contacted", "topic", "GAMBLING");
                case "limits-himself" -> bob.does("rg_limit_changed", "kind", "LOSS", "direction", "DOWN");
                case "tag funding-strain" -> {
                    for (int i = 0; i < 3; i++) {
                        bob.does("deposit_failed", "method", "CARD", "why", "DECLINED")
                                .waits(SECOND);
                    }
                }
                default -> throw new IllegalArgumentException(state);
            }
        }

        private void round(Play bob, String kind, double stake) {
            bob.does(
                            "game_round",
                            "product",
                            "CASINO",
                            "kind",
                            kind,
                            "stake",
                            stake,
                            "payout",
                            kind.equals("WIN") ? 9 : 0)
                    .waits(SECOND);
        }
    }

    @Nested
    @DisplayName("Automate a strong action with no human review and no way to contest")
    class StrongAction {
        @Test
        void itIsAskedForAndNotDoneAndTheCaseSaysWhy() {
            rig = Rig.of(
                    "events.yaml",
                    "events: { lost: { actor: system, fact: true } }",
                    "offers.yaml",
                    "offers: { closed: { class: care, lasts: 1h, message: Closed for a day., review: true } }",
                    "patterns/losing.yaml",
                    "pattern: losing\nsequence: [{ on: lost, as: losses, times: 3 }]\noffers: [closed]\nbecause: You were here.\nfacts: { count: losses.count }\n");
            rig.play(player("bob").does("lost").waits(1).does("lost").waits(1).does("lost"));
            rig.toTheEnd();
            assertThat(rig.offers).isEmpty();
            assertThat(rig.decisions).singleElement().satisfies(decision -> {
                assertThat(decision.reason()).isEqualTo(Reason.REVIEW);
                assertThat(decision.offerId()).isNotNull();
                assertThat(decision.matched()).hasSize(3);
                assertThat(decision.facts()).containsEntry("count", 3.0);
            });
        }
    }

    @Nested
    @DisplayName("Mix products in one incentive, or wagering above 10x, in GB")
    class Incentives {
        @ParameterizedTest(name = "{0}")
        @CsvSource({
            "'products: [SPORTS]', OFFERED",
            "'products: [SPORTS, CASINO]', FORBIDDEN",
            "'wagering: 10', OFFERED",
            "'wagering: 10.01', FORBIDDEN"
        })
        void isForbiddenThereAndNotElsewhere(String terms, Reason inGb) throws IOException {
            String offers = PlaybookFolder.read(Path.of("flink-conf/playbook"))
                    .files()
                    .get("offers.yaml")
                    .replace("value: 5, requires: bet", "value: 5, requires: bet, " + terms);
            rig = Unrestrained.rig(
                            Map.of(
                                    "offers.yaml",
                                    offers,
                                    "licences/MT.yaml",
                                    "licence: MT\n",
                                    "patterns/slip-hesitation.yaml",
                                    "pattern: slip-hesitation\nsequence: [{ on: search_performed }]\noffers: [odds-boost]\nbecause: You were here.\n"))
                    .whoseFeedsNeverFail();
            rig.play(in("GB", "Europe/London").does("search_performed", "results", 1));
            rig.play(player("eve").in("licence", "MT").does("search_performed", "results", 1));
            assertThat(rig.reasonsOf("slip-hesitation")).containsExactly(inGb, Reason.OFFERED);
        }
    }

    @Nested
    @DisplayName("Press \"bet now\", invent urgency, encourage chasing, claim an offer lowers risk")
    class Chasing {
        /** Through names, and through the patterns it builds on. */
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "[{ on: loss }]",
                    "[{ on: bet_settled, where: \"outcome != 'WIN'\" }]",
                    "[{ on: chase-deposit }]",
                    "[{ on: chase-risk }, { on: session_started }]",
                    "[{ on: deposit_failed }]",
                })
        void noDepositIsAskedForAfterALoss(String sequence) throws IOException {
            String offers =
                    PlaybookFolder.read(Path.of("flink-conf/playbook")).files().get("offers.yaml")
                            + "  match: { class: inducement, lasts: 5m, requires: deposit, message: \"We match it.\" }\n";
            assertThat(problems(Map.of(
                            "offers.yaml",
                            offers,
                            "patterns/tempts.yaml",
                            "pattern: tempts\nsequence: " + sequence + "\noffers: [match]\nbecause: You were here.\n")))
                    .anyMatch(problem -> problem.contains("may not send `match`: no deposit offer on losses"));
        }
    }

    @Nested
    @DisplayName("Hint at cancelling a withdrawal")
    class Withdrawal {
        @Test
        void noInducementGrowsFromOne() throws IOException {
            for (String on : List.of("withdrawal_requested", "withdrawal-requested")) {
                assertThat(problems(Map.of(
                                "patterns/tempts.yaml",
                                "pattern: tempts\nsequence: [{ on: " + on
                                        + " }]\noffers: [odds-boost]\nbecause: You were here.\n")))
                        .as(on)
                        .singleElement()
                        .asString()
                        .contains("may not send `odds-boost`: RTS 14B");
            }
        }

        @Test
        void whatTemptsIsTakenBackAtOnceAndNothingTemptsUntilItIsPaid() {
            healthy();
            Play bob =
                    hesitates(in("GB", "Europe/London")).does("withdrawal_requested", "payment_id", "w1", "amount", 50);
            rig.play(bob);
            assertThat(rig.offersSaid()).contains("WITHDRAWN odds-boost PROTECTED");
            int known = bob.events().size();
            hesitates(bob.waits(HOUR));
            bob.events().subList(known, bob.events().size()).forEach(rig::on);
            assertThat(issued()).containsOnlyOnce("inducement");
        }
    }

    @Nested
    @DisplayName("Publicly push inducements in Ontario")
    class Ontario {
        @Test
        void noneIsSentThereWhateverThePattern() {
            healthy().play(hesitates(in("ON", "America/Toronto")));
            assertThat(issued()).containsExactly("help");

            rig.close();
            rig = Unrestrained.rig(
                            Map.of(
                                    "patterns/tempts.yaml",
                                    "pattern: tempts\nsequence: [{ on: search_performed }]\noffers: [odds-boost]\nbecause: You were here.\n"))
                    .whoseFeedsNeverFail();
            rig.play(in("ON", "America/Toronto").does("search_performed", "results", 1));
            assertThat(rig.moments)
                    .filteredOn(moment -> moment.pattern().equals("tempts"))
                    .singleElement()
                    .satisfies(moment -> {
                        assertThat(moment.reason()).isEqualTo(Reason.FORBIDDEN);
                        assertThat(moment.detail()).isEqualTo("ON: no inducement");
                    });
        }
    }

    @Nested
    @DisplayName("React to harm later than 1 h in the Netherlands")
    class Netherlands {
        @Test
        void careIsThereInTheSameMillisecondAlsoAtNight() {
            healthy();
            Play bob = in("NL", "Europe/Amsterdam").waits(14 * HOUR); // 03:00 there
            for (int i = 0; i < 3; i++) {
                bob.does("bet_placed", "bet_id", "b" + i, "stake", 10).waits(SECOND);
                bob.does("bet_settled", "bet_id", "b" + i, "stake", 10, "payout", 0, "outcome", "LOSS")
                        .waits(SECOND);
            }
            rig.play(bob.does("bet_placed", "bet_id", "b9", "stake", 30));
            assertThat(rig.offers).singleElement().satisfies(offer -> {
                assertThat(offer.offer()).isEqualTo("pause-prompt");
                assertThat(offer.issuedAt()).isEqualTo(bob.now());
            });
        }
    }

    @Nested
    @DisplayName("Block, delay or disguise leaving; act without a stated reason")
    class Leaving {
        @Test
        void whoLeavesIsToldAtOnceOrNotAtAllAndLeftAloneWhenHeHasLeft() {
            List<Pattern> exits = healthy().rules().playbook().patterns().stream()
                    .filter(pattern ->
                            pattern.intent().equals("exit") && !pattern.offers().isEmpty())
                    .toList();
            assertThat(exits).hasSizeGreaterThan(2).allSatisfy(pattern -> {
                assertThat(pattern.after()).as(pattern.id()).isZero();
                assertThat(pattern.until().hasType("session_ended"))
                        .as(pattern.id())
                        .isTrue();
            });
        }

        @Test
        void everyOfferSaysWhy() throws IOException {
            healthy();
            for (int seed = 0; seed < 6; seed++) {
                Scenes scenes = new Scenes("ada-" + seed, new Random(seed));
                for (int i = 0; i < 40; i++) {
                    scenes.next(rig.offers);
                }
                rig.play(scenes.play());
            }
            assertThat(rig.offers)
                    .hasSizeGreaterThan(100)
                    .allSatisfy(offer ->
                            assertThat(offer.words().because()).endsWith(".").doesNotContain("{"));
            assertThat(problems(Map.of(
                            "patterns/mute.yaml",
                            "pattern: mute\nsequence: [{ on: search_performed }]\noffers: [nearest-titles]\n")))
                    .singleElement()
                    .asString()
                    .contains("because");
        }
    }

    @Nested
    @DisplayName("Emit when the RG or consent feed is missing or stale")
    class Feed {
        @Test
        void withoutTheFeedNothingIsSentButCare() {
            int refused = 0;
            int cared = 0;
            for (int seed = 0; seed < 8; seed++) {
                try (Rig each = Unrestrained.rig()) {
                    Scenes scenes = new Scenes("ada", new Random(seed));
                    for (int i = 0; i < 60; i++) {
                        scenes.next(each.offers);
                    }
                    each.play(scenes.play()).toTheEnd();
                    assertThat(each.offers)
                            .extracting(OfferRecord::offerClass)
                            .as("seed " + seed)
                            .containsOnly("care");
                    cared += each.offers.size();
                    refused += (int) each.moments.stream()
                            .filter(moment -> "feed-silent".equals(moment.detail()))
                            .count();
                }
            }
            assertThat(cared).isGreaterThan(30);
            assertThat(refused).isGreaterThan(100);
        }

        @Test
        void itIsMissingFromTheFullMinuteOn() {
            for (long since : new long[] {59_999, 60_000}) {
                try (Rig each = Unrestrained.rig()) {
                    Play bob = in("GB", "Europe/London");
                    PlaybookStory.picks(bob, "slip", 2, 1);
                    each.everybodyHears(
                            PlayerEvent.of("beat", null, "rg_heartbeat", NOON + 45 * SECOND - since, Map.of()));
                    each.play(bob).until(NOON + 45 * SECOND);
                    assertThat(each.offersSaid())
                            .isEqualTo(since == 60_000 ? List.of() : new ArrayList<>(List.of("ISSUED odds-boost")));
                }
            }
        }
    }
}
