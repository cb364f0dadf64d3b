package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision.Reason;
import io.kairos.offer.TagChange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a tag is gained, refreshed, weakened and lost, to the millisecond. */
class TagLifeTest {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private static final String EVENTS = """
            events:
              seen:  { actor: player, attributes: { size: number, ends: time } }
              asked: { actor: player }
              went:  { actor: player, attributes: { far: boolean } }
              paid:  { actor: system, fact: true, attributes: { amount: number } }
            names:
              far_away: { went: "far" }
            """;
    private static final String FEATURES = """
            features:
              seen_1h: { count: seen, over: 1h }
              paid_1h: { sum: amount, of: paid, over: 1h }
              offers_over: { count: offer_ended, over: 1h }
              warmings: { count: warms, over: 1h }
            """;
    private static final String OFFERS = """
            offers:
              gift: { class: inducement, lasts: 60s, channels: [in_app], message: "A gift." }
              care: { class: care, lasts: 60s, channels: [in_app], message: "A break?" }
            """;
    private static final String WARMS =
            "pattern: warms\nsequence: [{ on: seen, as: it }]\ntag: { name: warm, for: 10s }\n";
    private static final String ASKS = "pattern: asks\nsequence: [{ on: asked, where: \"tagged('warm')\" }]\n";
    private static final String GIVES =
            "pattern: gives\nsequence: [{ on: asked }]\noffers: [gift]\nbecause: You were here.\n";

    private Rig rig;

    @AfterEach
    void close() {
        rig.close();
    }

    /** @param tags entries of tags.yaml */
    private Rig with(String tags, String... patterns) {
        List<String> files = new ArrayList<>(List.of(
                "events.yaml",
                EVENTS,
                "features.yaml",
                FEATURES,
                "offers.yaml",
                OFFERS,
                "tags.yaml",
                "tags:\n" + tags));
        List<String> all = new ArrayList<>(List.of(patterns));
        if (all.stream().noneMatch(pattern -> pattern.startsWith("pattern: warms\n"))) {
            all.add("pattern: warms\nsequence: [{ on: seen, where: \"size > 1000\" }]\n");
        }
        for (String pattern : all) {
            String id = pattern.lines().findFirst().orElseThrow().substring("pattern: ".length());
            files.addAll(List.of("patterns/" + id + ".yaml", pattern));
        }
        rig = Rig.of(files.toArray(String[]::new));
        return rig;
    }

    /** Milliseconds since noon, what happened, the tag, its level, when it ends, and why. */
    private List<String> said() {
        return rig.tags.stream().map(TagLifeTest::line).toList();
    }

    private static String line(TagChange change) {
        return "%d %s %s %d until %d %s"
                .formatted(
                        change.at() - NOON,
                        change.change(),
                        change.tag(),
                        change.level(),
                        change.until() - NOON,
                        change.cause());
    }

    private static List<String> names(TagChange change) {
        return change.current().stream().map(TagChange.Held::tag).toList();
    }

    // ---- its first and its last millisecond

    @Test
    void aTagIsWornFromTheNextEventToItsLastMillisecond() {
        with("  warm: { about: x }", WARMS, ASKS)
                .play(player("ada")
                        .does("seen")
                        .does("asked")
                        .waits(9_999)
                        .does("asked")
                        .waits(1)
                        .does("asked"));
        assertThat(rig.momentsOf("asks")).containsExactly(NOON, NOON + 9_999);
        assertThat(said())
                .containsExactly("0 GAINED warm 1 until 10000 warms", "10000 LOST warm 0 until 10000 expired");
    }

    @Test
    void aRefreshOnTheLastMillisecondKeepsItAndOneOnTheNextGainsItAnew() {
        with("  warm: { about: x }", WARMS)
                .play(player("ada")
                        .does("seen")
                        .waits(9_999)
                        .does("seen")
                        .waits(10_000)
                        .does("seen"));
        assertThat(said())
                .containsExactly(
                        "0 GAINED warm 1 until 10000 warms",
                        "9999 REFRESHED warm 1 until 19999 warms",
                        "19999 LOST warm 0 until 19999 expired",
                        "19999 GAINED warm 1 until 29999 warms");
        assertThat(rig.tags.get(1).current()).containsExactly(new TagChange.Held("warm", NOON, NOON + 19_999, 1));
        assertThat(rig.tags.get(3).current())
                .containsExactly(new TagChange.Held("warm", NOON + 19_999, NOON + 29_999, 1));
    }

    @Test
    void atOneTimeOffersEndThenTagsThenSilencesEachById() {
        with(
                        "  warm: { about: x }\n  cold: { about: x }",
                        "pattern: b-silence\nsequence: [{ on: seen }, { no: asked, for: 60s }]\nunless: \"tagged('warm') || tagged('cold')\"\n",
                        "pattern: a-silence\nsequence: [{ on: seen }, { no: asked, for: 60s }]\n",
                        "pattern: both\nsequence: [{ on: seen }]\n"
                                + "tag: [{ name: warm, for: 60s }, { name: cold, for: 60s }]\noffers: [gift]\nbecause: You were here.\n",
                        "pattern: offer-is-over\nsequence: [{ on: offer_ended }]\nunless: \"!tagged('warm')\"\n")
                .play(player("ada").does("seen"))
                .until(NOON + MINUTE);
        assertThat(rig.moments.stream().map(moment -> moment.pattern() + " " + moment.reason()))
                .containsExactly(
                        "both OFFERED", "offer-is-over NO_OFFERS", "a-silence NO_OFFERS", "b-silence NO_OFFERS");
        assertThat(said())
                .containsExactly(
                        "0 GAINED warm 1 until 60000 both",
                        "0 GAINED cold 1 until 60000 both",
                        "60000 LOST cold 0 until 60000 expired",
                        "60000 LOST warm 0 until 60000 expired");
        assertThat(names(rig.tags.get(2))).containsExactly("warm");
    }

    @Test
    void oneThatEndsSoonerDoesNotShortenItAndDoesNotEndIt() {
        with(
                        "  warm: { about: x }",
                        WARMS,
                        "pattern: briefly\nsequence: [{ on: asked }]\ntag: { name: warm, for: 1s }\nuntil: went\n")
                .play(player("ada")
                        .does("seen")
                        .waits(5_000)
                        .does("asked")
                        .waits(1_000)
                        .does("went"))
                .until(NOON + HOUR);
        assertThat(said())
                .containsExactly(
                        "0 GAINED warm 1 until 10000 warms",
                        "5000 REFRESHED warm 1 until 10000 briefly",
                        "10000 LOST warm 0 until 10000 expired");
    }

    // ---- extend

    @Test
    void extendingAddsTheTimeUpToTheMostThereMayBe() {
        with("  warm: { about: x, refresh: extend, at_most: 25s }", WARMS)
                .play(player("ada")
                        .does("seen")
                        .waits(4_000)
                        .does("seen")
                        .waits(1_000)
                        .does("seen"))
                .until(NOON + HOUR);
        assertThat(said())
                .containsExactly(
                        "0 GAINED warm 1 until 10000 warms",
                        "4000 REFRESHED warm 1 until 20000 warms",
                        "5000 REFRESHED warm 1 until 30000 warms",
                        "30000 LOST warm 0 until 30000 expired");
        rig.play(player("bea").does("seen").does("seen").does("seen"));
        assertThat(rig.tags.get(rig.tags.size() - 1).until()).isEqualTo(NOON + 25_000);
    }

    // ---- strengthen

    private static final String LEVELS = "  warm: { about: x, refresh: strengthen, levels: 3, decay: 4s }";

    @Test
    void aTagStrengthensWithRepetitionAndDecaysLevelByLevel() {
        with(
                        LEVELS,
                        WARMS,
                        "pattern: at-level\nsequence: [{ on: asked, as: it, where: \"tag_level('warm') >= 0\" }]\n"
                                + "facts: { level: \"tag_level('warm')\" }\n")
                .play(player("ada")
                        .does("asked")
                        .does("seen")
                        .waits(1_000)
                        .does("seen")
                        .waits(1_000)
                        .does("seen")
                        .waits(1_000)
                        .does("seen")
                        .waits(9_999)
                        .does("asked") // at 12999
                        .waits(1)
                        .does("asked")
                        .waits(4_000)
                        .does("asked")
                        .waits(3_999)
                        .does("asked") // at 20999
                        .waits(1)
                        .does("asked"));
        assertThat(said())
                .containsExactly(
                        "0 GAINED warm 1 until 10000 warms",
                        "1000 REFRESHED warm 2 until 15000 warms",
                        "2000 REFRESHED warm 3 until 20000 warms",
                        "3000 REFRESHED warm 3 until 21000 warms",
                        "13000 WEAKENED warm 2 until 21000 decay",
                        "17000 WEAKENED warm 1 until 21000 decay",
                        "21000 LOST warm 0 until 21000 expired");
        assertThat(rig.moments.stream()
                        .filter(moment -> moment.pattern().equals("at-level"))
                        .map(moment -> moment.facts().get("level")))
                .containsExactly(0.0, 3.0, 2.0, 1.0, 1.0, 0.0);
        assertThat(rig.tags.get(4).current()).containsExactly(new TagChange.Held("warm", NOON, NOON + 21_000, 2));
    }

    @Test
    void aWeakenedTagStrengthensAgain() {
        with(LEVELS, WARMS)
                .play(player("ada").does("seen").does("seen").waits(11_000).does("seen"))
                .until(NOON + HOUR);
        assertThat(said())
                .containsExactly(
                        "0 GAINED warm 1 until 10000 warms",
                        "0 REFRESHED warm 2 until 14000 warms",
                        "10000 WEAKENED warm 1 until 14000 decay",
                        "11000 REFRESHED warm 2 until 25000 warms",
                        "21000 WEAKENED warm 1 until 25000 decay",
                        "25000 LOST warm 0 until 25000 expired");
    }

    @Test
    void aShorterRepetitionStrengthensItToo() {
        with(LEVELS, WARMS, "pattern: briefly\nsequence: [{ on: asked }]\ntag: { name: warm, for: 1s }\n")
                .play(player("ada").does("seen").waits(1_000).does("asked"))
                .until(NOON + 10_000);
        assertThat(said())
                .containsExactly(
                        "0 GAINED warm 1 until 10000 warms",
                        "1000 REFRESHED warm 2 until 14000 briefly",
                        "10000 WEAKENED warm 1 until 14000 decay");
    }

    @Test
    void withoutADecayEachLevelLastsAsLongAsItWasGainedFor() {
        with("  warm: { about: x, refresh: strengthen, levels: 2 }", WARMS)
                .play(player("ada").does("seen").does("seen"))
                .until(NOON + HOUR);
        assertThat(said())
                .endsWith(
                        "0 REFRESHED warm 2 until 20000 warms",
                        "10000 WEAKENED warm 1 until 20000 decay",
                        "20000 LOST warm 0 until 20000 expired");
    }

    @Test
    void aTagWithoutLevelsIsAtLevelOne() {
        with(
                        "  warm: { about: x }",
                        WARMS,
                        "pattern: asks\nsequence: [{ on: asked, where: \"tag_level('warm') == 1\" }]\n")
                .play(player("ada")
                        .does("asked")
                        .does("seen")
                        .does("seen")
                        .waits(1)
                        .does("asked"));
        assertThat(rig.momentsOf("asks")).containsExactly(NOON + 1);
    }

    // ---- groups

    private static final String MOODS =
            "  calm: { about: x, group: mood }\n  tilting: { about: x, group: mood }\n  rich: { about: x }";
    private static final String CALMS =
            "pattern: calms\nsequence: [{ on: seen }]\ntag: [{ name: calm, for: 1h }, { name: rich, for: 1h }]\n";
    private static final String TILTS = "pattern: tilts\nsequence: [{ on: went }]\ntag: { name: tilting, for: 1h }\n";

    @Test
    void gainingOneOfAGroupLosesTheOther() {
        with(MOODS, CALMS, TILTS)
                .play(player("ada")
                        .does("seen")
                        .waits(1_000)
                        .does("went")
                        .waits(1_000)
                        .does("seen"));
        assertThat(said())
                .containsExactly(
                        "0 GAINED calm 1 until 3600000 calms",
                        "0 GAINED rich 1 until 3600000 calms",
                        "1000 LOST calm 0 until 1000 replaced",
                        "1000 GAINED tilting 1 until 3601000 tilts",
                        "2000 LOST tilting 0 until 2000 replaced",
                        "2000 GAINED calm 1 until 3602000 calms",
                        "2000 REFRESHED rich 1 until 3602000 calms");
        assertThat(names(rig.tags.get(2))).containsExactly("rich", "tilting");
        assertThat(names(rig.tags.get(3))).containsExactly("rich", "tilting");
    }

    @Test
    void ofAGroupTheFirstGainedInAnEventCounts() {
        with(MOODS, CALMS, "pattern: tilts\nsequence: [{ on: seen }]\ntag: { name: tilting, for: 1h }\npriority: 90\n")
                .play(player("ada").does("seen").waits(1_000).does("seen"));
        assertThat(rig.tags.stream().map(TagChange::tag)).containsExactly("tilting", "rich", "tilting", "rich");
    }

    // ---- rules

    private static final String KEEN = "  keen: { about: x, when: \"seen_1h >= 2\", for: 10s }";

    @Test
    void aRuleGivesItsTagBeforeThePatternsOfTheSameEvent() {
        with(KEEN, "pattern: keen-seen\nsequence: [{ on: seen, where: \"tagged('keen')\" }]\n")
                .play(player("ada").does("seen").waits(1_000).does("seen"));
        assertThat(said()).containsExactly("1000 GAINED keen 1 until 11000 rule");
        assertThat(rig.momentsOf("keen-seen")).containsExactly(NOON + 1_000);
    }

    @Test
    void aRuleIsLookedAtOnlyWhenOneOfItsFeaturesChanged() {
        with(KEEN)
                .play(player("ada")
                        .does("seen")
                        .does("seen")
                        .waits(1_000)
                        .does("went")
                        .waits(1_000)
                        .does("seen"))
                .until(NOON + 12_000);
        assertThat(said())
                .containsExactly(
                        "0 GAINED keen 1 until 10000 rule",
                        "2000 REFRESHED keen 1 until 12000 rule",
                        "12000 LOST keen 0 until 12000 expired");
        rig.play(player("ada").waits(13_000).does("went"));
        assertThat(said()).hasSize(3);
    }

    @Test
    void aRuleThatNoLongerHoldsLetsItsTagRunOut() {
        with("  keen: { about: x, when: \"seen_1h == 1\", for: 10s }")
                .play(player("ada").does("seen").waits(1_000).does("seen"))
                .until(NOON + HOUR);
        assertThat(said()).containsExactly("0 GAINED keen 1 until 10000 rule", "10000 LOST keen 0 until 10000 expired");
    }

    @Test
    void aFactTooLateToBeMatchedMovesARuleToo() {
        with("  payer: { about: x, when: \"paid_1h >= 100\", for: 1h }")
                .play(player("ada").does("seen").at(NOON - MINUTE, "paid", "amount", 100));
        assertThat(said()).containsExactly("0 GAINED payer 1 until 3600000 rule");
    }

    @Test
    void aRuleThatFollowsFromAMomentIsSeenByNoPatternOfThatEvent() {
        with(
                        "  warm: { about: x }\n  warmed: { about: x, when: \"warmings >= 1\", for: 1h }",
                        WARMS,
                        "pattern: after\nsequence: [{ on: warms, where: \"tagged('warmed')\" }]\n")
                .play(player("ada").does("seen").waits(1).does("seen"));
        assertThat(said().subList(0, 2))
                .containsExactlyInAnyOrder("0 GAINED warm 1 until 10000 warms", "0 GAINED warmed 1 until 3600000 rule");
        assertThat(rig.momentsOf("after")).containsExactly(NOON + 1);
    }

    @Test
    void aRuleGivesItsTagOnceAnEventHoweverOftenItsFeaturesChange() {
        with(
                        "  busy: { about: x, when: \"seen_1h + warmings >= 1\", for: 10s, refresh: strengthen, levels: 9 }",
                        "pattern: warms\nsequence: [{ on: seen }]\n")
                .play(player("ada").does("seen"));
        assertThat(said()).containsExactly("0 GAINED busy 1 until 10000 rule");
    }

    @Test
    void aRuleMayComeToBeAtADeadline() {
        with("  ignoring: { about: x, when: \"offers_over >= 1\", for: 1h, suppress: [inducement] }", GIVES)
                .play(player("ada").does("asked"))
                .until(NOON + MINUTE);
        assertThat(said()).containsExactly("60000 GAINED ignoring 1 until 3660000 rule");
        rig.play(player("ada").waits(2 * MINUTE).does("asked"));
        assertThat(rig.reasonsOf("gives")).containsExactly(Reason.OFFERED, Reason.PROTECTED);
    }

    @Test
    void eachDeadlineIsATimeOfItsOwnForARule() {
        with(
                        "  busy: { about: x, when: \"warmings >= 1\", for: 10s, refresh: strengthen, levels: 9 }",
                        "pattern: warms\nafter_match: overlap\nsequence: [{ on: seen }, { no: asked, for: 10s }]\n")
                .play(player("ada").does("seen").waits(1_000).does("seen"))
                .until(NOON + 12_000);
        assertThat(said())
                .containsExactly("10000 GAINED busy 1 until 20000 rule", "11000 REFRESHED busy 2 until 31000 rule");
    }

    @Test
    void rulesOfOneGroupAreTriedById() {
        with("  b-mood: { about: x, group: mood, when: \"seen_1h >= 1\", for: 1h }\n"
                        + "  a-mood: { about: x, group: mood, when: \"seen_1h >= 2\", for: 1h }")
                .play(player("ada").does("seen").does("seen").does("seen"));
        assertThat(rig.tags.stream().map(change -> change.change() + " " + change.tag()))
                .containsExactly("GAINED b-mood", "LOST b-mood", "GAINED a-mood", "REFRESHED a-mood");
    }

    // ---- suppress

    @Test
    void aSuppressingTagOfARuleWithdrawsWhatIsOpenAndStopsTheOffersOfTheSameEvent() {
        with(
                        "  keen: { about: x, when: \"seen_1h >= 1\", for: 10s, suppress: [inducement], notify: rg-desk }",
                        GIVES,
                        "pattern: gives-too\nsequence: [{ on: seen }]\noffers: [gift, care]\nbecause: You were here.\n")
                .play(player("ada").does("asked").waits(1_000).does("seen"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED gift", "WITHDRAWN gift SUPPRESSED", "ISSUED care");
        assertThat(rig.tags.get(0).tells()).isEqualTo("rg-desk");

        rig.play(player("ada").waits(10_999).does("asked"));
        rig.play(player("ada").waits(11_000).does("asked"));
        assertThat(rig.moments.stream()
                        .filter(moment -> moment.pattern().equals("gives"))
                        .map(moment -> moment.reason() + " " + moment.detail()))
                .containsExactly("OFFERED null", "PROTECTED tag keen", "OFFER_OPEN care of gives-too");
    }

    @Test
    void aRefreshWithdrawsWhatIsOpenToo() {
        with("  warm: { about: x }", WARMS, GIVES)
                .play(player("ada").does("seen").does("asked"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED gift");
        rig.changesTo(
                2,
                "events.yaml",
                EVENTS,
                "offers.yaml",
                OFFERS,
                "tags.yaml",
                "tags:\n  warm: { about: x, suppress: [inducement] }",
                "patterns/warms.yaml",
                WARMS,
                "patterns/gives.yaml",
                GIVES);
        rig.play(player("ada").waits(1_000).does("seen"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED gift", "WITHDRAWN gift SUPPRESSED");
    }

    // ---- until, not_after

    @Test
    void theTagsOwnUntilEndsItWhoeverGaveIt() {
        with(
                        "  warm: { about: x, until: far_away }\n"
                                + "  keen: { about: x, when: \"seen_1h >= 1\", for: 1h, until: { on: went, where: \"seen_1h < 3\" } }",
                        WARMS)
                .play(player("ada")
                        .does("seen")
                        .waits(1_000)
                        .does("went", "far", false)
                        .waits(1_000)
                        .does("went", "far", true));
        assertThat(said())
                .containsExactly(
                        "0 GAINED keen 1 until 3600000 rule",
                        "0 GAINED warm 1 until 10000 warms",
                        "1000 LOST keen 0 until 1000 until",
                        "2000 LOST warm 0 until 2000 until");
    }

    @Test
    void anEventThatEndsATagMayAlsoGiveItAnew() {
        with("  keen: { about: x, when: \"seen_1h >= 1\", for: 1h, until: seen }")
                .play(player("ada").does("seen").waits(1_000).does("seen"));
        assertThat(said())
                .containsExactly(
                        "0 GAINED keen 1 until 3600000 rule",
                        "1000 LOST keen 0 until 1000 until",
                        "1000 GAINED keen 1 until 3601000 rule");
    }

    @Test
    void aTagDoesNotOutliveTheTimeOfDayItSays() {
        with(
                        "  warm: { about: x, not_after: 06:00 }",
                        "pattern: warms\nsequence: [{ on: seen }]\ntag: { name: warm, for: 20h }\n")
                .play(player("ada").in("zone", "Europe/Malta").does("seen")) // 13:00 there
                .play(player("bea").in("zone", "Asia/Tokyo").does("seen")) // 21:00
                .play(player("cleo").does("seen"))
                .play(player("dora")
                        .in("zone", "Europe/Malta")
                        .waits(17 * HOUR - 1)
                        .does("seen"))
                .play(player("eve").in("zone", "Europe/Malta").waits(17 * HOUR).does("seen"));
        assertThat(rig.tags.stream().map(change -> change.playerId() + " " + (change.until() - NOON)))
                .containsExactly(
                        "ada " + 17 * HOUR,
                        "bea " + 9 * HOUR,
                        "cleo " + 20 * HOUR,
                        "dora " + 17 * HOUR,
                        "eve " + 37 * HOUR);
    }

    @Test
    void neitherTagNorOfferOfAPatternOutlivesTheTimeOfDayItSays() {
        with(
                        "  warm: { about: x }",
                        "pattern: warms\nsequence: [{ on: seen }]\ntag: { name: warm, for: 20h }\noffers: [gift]\nbecause: You were here.\nnot_after: \"13:00\"\n")
                .play(player("ada")
                        .in("zone", "Europe/Malta")
                        .waits(-20 * SECOND)
                        .does("seen"));
        assertThat(rig.tags.get(0).until()).isEqualTo(NOON);
        assertThat(rig.offers.get(0).expiresAt()).isEqualTo(NOON);
    }

    @Test
    void whereTheClocksSkipATimeOfDayItIsAsMuchLater() {
        long midnight = 1_774_738_800_000L; // 2026-03-29T00:00 in Malta; at 02:00 the clocks there show 03:00
        assertThat(endsAtHalfPastTwo(midnight)).isEqualTo(midnight + 2 * HOUR + 30 * MINUTE);
    }

    @Test
    void whereTheClocksShowATimeOfDayTwiceTheNextOneCounts() {
        long midnight = 1_792_879_200_000L; // 2026-10-25T00:00 in Malta; at 03:00 the clocks there show 02:00
        assertThat(endsAtHalfPastTwo(midnight)).isEqualTo(midnight + 2 * HOUR + 30 * MINUTE);
        assertThat(endsAtHalfPastTwo(midnight + 2 * HOUR + 30 * MINUTE)).isEqualTo(midnight + 3 * HOUR + 30 * MINUTE);
        assertThat(endsAtHalfPastTwo(midnight + 3 * HOUR + 30 * MINUTE)).isEqualTo(midnight + 27 * HOUR + 30 * MINUTE);
    }

    private long endsAtHalfPastTwo(long seenAt) {
        if (rig != null) {
            rig.close();
        }
        with(
                        "  warm: { about: x, not_after: 02:30 }",
                        "pattern: warms\nsequence: [{ on: seen }]\ntag: { name: warm, for: 30h }\n")
                .play(player("ada")
                        .in("zone", "Europe/Malta")
                        .waits(seenAt - NOON)
                        .does("seen"));
        return rig.tags.get(0).until();
    }

    @Test
    void aTagThatIsOverAlreadyIsNotGained() {
        with("  keen: { about: x, when: \"seen_1h >= 1\", for: 1h, not_after: \"at - 1s\" }")
                .play(player("ada").does("seen"));
        assertThat(said()).isEmpty();
    }

    // ---- where it rests

    @Test
    void aTagThatThePlaybookNoLongerDeclaresRunsToItsEnd() {
        with(LEVELS, WARMS)
                .play(player("ada").does("seen").does("seen"))
                .changesTo(2, "events.yaml", EVENTS)
                .until(NOON + HOUR);
        assertThat(said()).endsWith("10000 WEAKENED warm 1 until 14000 decay", "14000 LOST warm 0 until 14000 expired");
    }
}
