package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often and when we speak, on the last millisecond of each limit and on the first beyond it. */
class RestraintTest {
    private static final long SECOND = 1_000;
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final String EVENTS = """
            events:
              seen:    { actor: system }
              went:    { actor: system }
              worried: { actor: system }
              closed:  { actor: system }
              came:    { actor: player }
              offer_feedback: { actor: system, fact: true, attributes: { offer_id: string, stage: [SHOWN, ACCEPTED, DISMISSED] } }
            """;
    private static final String OFFERS = """
            offers:
              hint:   { class: information, lasts: 1s, channels: [in_app, push], message: "A hint." }
              letter: { class: information, lasts: 1s, channels: [push], message: "A letter." }
              notice: { class: information, lasts: 1s, message: "A notice." }
              care:   { class: care, lasts: 1s, channels: [push], message: "A break?" }
            """;

    private Rig rig;

    @AfterEach
    void close() {
        rig.close();
    }

    private Rig with(String restraint, String... more) {
        List<String> files = new ArrayList<>(
                List.of(
                        "events.yaml",
                        EVENTS,
                        "offers.yaml",
                        OFFERS,
                        "policy.yaml",
                        "restraint: " + restraint + "\n",
                        "patterns/hinting.yaml",
                        "pattern: hinting\nsequence: [{ on: seen }]\noffers: [hint]\nbecause: You were here.\nuntil: closed\n",
                        "patterns/caring.yaml",
                        "pattern: caring\nsequence: [{ on: worried }]\noffers: [care]\nbecause: You were here.\npriority: 90\n"));
        files.addAll(List.of(more));
        rig = Rig.of(files.toArray(String[]::new));
        return rig;
    }

    private static String[] pattern(String id, String on, String rest) {
        return new String[] {"patterns/" + id + ".yaml", "pattern: " + id + "\nsequence: [{ on: " + on + " }]\n" + rest
        };
    }

    private static Play player() {
        return Play.player("ada").in("session_id", "s1");
    }

    private String verdict() {
        Decision last = rig.moments.get(rig.moments.size() - 1);
        return last.reason() + (last.detail() == null ? "" : " " + last.detail());
    }

    // ---- caps over everything, care caps, gap

    @ParameterizedTest
    @CsvSource({
        // restraint, the event, how long after the first one, what is said
        "'{ caps: [1 per 90s] }',                     seen,    89999,  CAPPED policy 1 per 90s",
        "'{ caps: [1 per 90s] }',                     seen,    90000,  OFFERED",
        "'{ caps: [1 per 90s] }',                     went,    89999,  CAPPED policy 1 per 90s",
        "'{ caps: [1 per 90s] }',                     went,    90000,  OFFERED",
        "'{ caps: [1 per 90s] }',                     worried, 2000,   OFFERED",
        "'{ caps: [once] }',                          went,    900000, CAPPED policy once",
        "'{ caps: [2 per 90s] }',                     went,    2000,   OFFERED",
        "'{ caps: [1 per session] }',                 went,    2000,   CAPPED policy 1 per session",
        "'{ gap: 90s }',                              went,    89999,  GAP policy gap of 90s",
        "'{ gap: 90s }',                              went,    90000,  OFFERED",
        "'{ gap: 90s }',                              worried, 2000,   OFFERED",
        "'{ care_caps: [1 per 10m] }',                went,    2000,   OFFERED",
        "'{ care_caps: [1 per 10m] }',                worried, 2000,   OFFERED",
    })
    void whatHeSawIsCountedWhoeverSentIt(String restraint, String event, long later, String said) {
        with(restraint, pattern("going", "went", "offers: [letter]\nbecause: You were here.\n"))
                .play(player().does("seen").waits(later).does(event));
        assertThat(verdict()).isEqualTo(said);
    }

    @Test
    void theGapIsNotBetweenCare() {
        with("{ gap: 90s, care_caps: [5 per 1h] }")
                .play(player().does("worried").waits(2 * SECOND).does("worried"));
        assertThat(verdict()).isEqualTo("OFFERED");
    }

    @Test
    void careHasCapsOfItsOwn() {
        with("{ caps: [1 per 90s], care_caps: [1 per 10m] }");
        rig.play(player().does("worried").waits(2 * SECOND).does("seen"));
        assertThat(verdict()).isEqualTo("OFFERED");
        rig.play(player().waits(10 * 60 * SECOND - 1).does("worried"));
        assertThat(verdict()).isEqualTo("CAPPED care 1 per 10m");
        rig.play(player().waits(10 * 60 * SECOND).does("worried"));
        assertThat(verdict()).isEqualTo("OFFERED");
    }

    @Test
    void aPatternThatListsBothGoesOnWithCareWhenTheRestIsCapped() {
        with("{ caps: [1 per 90s] }", pattern("both", "went", "offers: [letter, care]\nbecause: You were here.\n"))
                .play(player().does("seen").waits(2 * SECOND).does("went"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint", "EXPIRED hint", "ISSUED care");
        assertThat(rig.moments.get(1).candidates())
                .extracting(Decision.Candidate::verdict)
                .containsExactly("CAPPED policy 1 per 90s", "CHOSEN");
    }

    @Test
    void aCapPerSessionBeginsAnewWithTheSession() {
        with("{ caps: [1 per session] }");
        Play play = player().does("came").does("seen").waits(2 * SECOND).does("seen");
        rig.play(play.in("session_id", "s2").waits(2 * SECOND).does("came").does("seen"));
        assertThat(rig.reasonsOf("hinting")).containsExactly(Reason.OFFERED, Reason.CAPPED, Reason.OFFERED);
    }

    @Test
    void everyCapThatIsLookedAtIsInTheDecisionWithItsCount() {
        with(
                        "{ caps: [3 per 90s, 6 per 24h], care_caps: [4 per 24h], gap: 1s, back_off: { after: [2 dismissed per 24h], for: 24h } }",
                        pattern("both", "went", "caps: [5 per 1h]\noffers: [letter, care]\nbecause: You were here.\n"))
                .play(player().does("seen").waits(2 * SECOND).does("went"));
        assertThat(rig.moments.get(1).counters().toString())
                .isEqualTo("{5 per 1h=0, policy 3 per 90s=1, policy 6 per 1d=1, policy gap of 1s=0, 2 dismissed per"
                        + " 1d=0, care 4 per 1d=0}");
    }

    @Test
    void aRefusalIsRecordedOncePerPeriodAndPatternAndCountedEachTime() {
        with("{ caps: [1 per 90s] }", pattern("going", "went", "offers: [letter]\nbecause: You were here.\n"));
        Play play = player().does("seen");
        for (int i = 0; i < 10; i++) {
            play.waits(2 * SECOND).does("seen").does("went");
        }
        rig.play(play.waits(90 * SECOND).does("seen").waits(2 * SECOND).does("seen"));
        assertThat(rig.decisions)
                .extracting(decision -> decision.pattern() + " " + decision.reason())
                .containsExactly(
                        "hinting OFFERED", "hinting CAPPED", "going CAPPED", "hinting OFFERED", "hinting CAPPED");
        assertThat(rig.counted("decisions CAPPED")).isEqualTo(21);
    }

    /** Two at once leave room for the next one when the first of them is past, not the last. */
    @Test
    void thePeriodOfARefusalEndsWhenThereIsRoomAgain() {
        for (long first : new long[] {89_999, 90_000}) {
            with("{ caps: [2 per 90s] }", pattern("going", "went", "offers: [letter]\nbecause: You were here.\n"));
            rig.play(player().does("seen")
                    .waits(40 * SECOND)
                    .does("seen")
                    .waits(2 * SECOND)
                    .does("seen")
                    .waits(first - 42 * SECOND)
                    .does("went")
                    .does("seen"));
            assertThat(rig.decisions)
                    .extracting(decision -> decision.pattern() + " " + decision.reason())
                    .startsWith("hinting OFFERED", "hinting OFFERED", "hinting CAPPED")
                    .endsWith(
                            first < 90_000
                                    ? new String[] {"hinting CAPPED", "going CAPPED"}
                                    : new String[] {"hinting CAPPED", "going OFFERED", "hinting CAPPED"});
            rig.close();
        }
    }

    @Test
    void aShadowPatternHasAccountsOfItsOwn() {
        with(
                "{ caps: [1 per 90s] }",
                pattern("going", "went", "offers: [letter]\nbecause: You were here.\nmode: shadow\n"));
        rig.play(player().does("seen")
                .waits(2 * SECOND)
                .does("went")
                .waits(2 * SECOND)
                .does("went")
                .waits(90 * SECOND - 4 * SECOND)
                .does("seen"));
        assertThat(rig.moments)
                .extracting(Decision::reason)
                .containsExactly(Reason.OFFERED, Reason.SHADOW, Reason.CAPPED, Reason.OFFERED);
    }

    @Test
    void whatARecoveredMomentMayHaveSentIsCharged() {
        with("{ caps: [1 per 90s] }", pattern("going", "went", "offers: [letter]\nbecause: You were here.\n"));
        rig.decidesAt(new Now() {
            @Override
            public long at(long momentTime) {
                return momentTime + HOUR;
            }

            @Override
            public boolean mayHaveBeenDecided(long momentTime, long fresh) {
                return true;
            }
        });
        rig.play(player().does("seen"));
        rig.decidesAt(Now.OF_THE_MOMENT).play(player().waits(90 * SECOND - 1).does("went"));
        assertThat(rig.moments).extracting(Decision::reason).containsExactly(Reason.RECOVERED, Reason.CAPPED);
    }

    @Test
    void theRowIsKeptAsLongAsACapOverEverythingCounts() {
        with("{ caps: [1 per 60d] }").play(player().does("seen"));
        assertThat(rig.until(NOON + 60 * DAY).row("ada")).isNotNull();
        assertThat(rig.until(NOON + 60 * DAY + 1).row("ada")).isNull();
    }

    @Test
    void aLicenceAddsToThePolicyAndCountsWhatHeSawBeforeHeCameToIt() {
        with(
                "{ caps: [2 per 90s] }",
                "licences/MT.yaml",
                "licence: MT\nrestraint: { caps: [1 per 60s, 9 per 60s], gap: 80s, care_caps: [1 per 60s], quiet_hours: { from: \"12:00\", to: \"12:01\", channels: [push] } }\n",
                pattern("going", "went", "offers: [letter]\nbecause: You were here.\n")[0],
                pattern("going", "went", "offers: [letter]\nbecause: You were here.\n")[1]);
        Play play = player().in("zone", "UTC").does("seen").waits(2 * SECOND);
        rig.play(play.in("licence", "MT").does("seen").does("went").does("worried"));
        assertThat(rig.moments)
                .extracting(moment -> moment.reason() + " " + moment.detail())
                .containsExactly(
                        "OFFERED null", "CAPPED licence MT 1 per 1m", "CAPPED licence MT 1 per 1m", "OFFERED null");
        rig.play(player().in("licence", "MT").waits(61_999).does("worried"));
        assertThat(verdict()).isEqualTo("CAPPED licence MT care 1 per 1m");
        rig.play(player().in("licence", "MT").waits(79_999).does("went"));
        assertThat(verdict()).isEqualTo("GAP licence MT gap of 80s");
        rig.play(player().in("licence", "MT").waits(80_000).does("went"));
        assertThat(verdict()).isEqualTo("OFFERED");
        rig.play(player().in("licence", "GB").waits(82_000).does("went"));
        assertThat(verdict()).isEqualTo("CAPPED policy 2 per 90s");
    }

    // ---- quiet hours

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "2026-03-02T21:59:59.999, in_app push",
                "2026-03-02T22:00:00,     in_app",
                "2026-03-02T23:59:59.999, in_app",
                "2026-03-03T00:00:00,     in_app",
                "2026-03-03T07:59:59.999, in_app",
                "2026-03-03T08:00:00,     in_app push",
                // the clocks are put forward at 02:00 on 29 March: 07:59 is an hour earlier than it would have been
                "2026-03-29T07:59:59.999, in_app",
                "2026-03-29T08:00:00,     in_app push",
            })
    void atNightOnlyTheQuietChannelIsQuietByTheClocksOfThePlayer(LocalDateTime clock, String channels) {
        with("{ quiet_hours: { from: \"22:00\", to: \"08:00\", channels: [push] } }");
        rig.play(at(clock, "Europe/Paris").does("seen"));
        assertThat(String.join(" ", rig.offers.get(0).channels())).isEqualTo(channels);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T12:59:59.999, OFFERED",
        "2026-03-02T13:00:00,     QUIET_HOURS policy 13:00 to 14:00",
        "2026-03-02T13:59:59.999, QUIET_HOURS policy 13:00 to 14:00",
        "2026-03-02T14:00:00,     OFFERED",
    })
    void whatHasNoOtherChannelIsDropped(LocalDateTime clock, String said) {
        String hours = "{ quiet_hours: { from: \"13:00\", to: \"14:00\"%s } }";
        for (String channels : new String[] {", channels: [PUSH]", ""}) {
            with(hours.formatted(channels), pattern("going", "went", "offers: [letter]\nbecause: You were here.\n"));
            rig.play(at(clock, "Australia/Eucla").does("went"));
            assertThat(verdict()).isEqualTo(said);
            rig.play(at(clock, "Australia/Eucla").waits(2 * HOUR));
            assertThat(rig.offers).as("it is not sent later").hasSize(said.equals("OFFERED") ? 1 : 0);
            rig.close();
        }
    }

    private static Play at(LocalDateTime clock, String zone) {
        long time = clock.atZone(ZoneId.of(zone)).toInstant().toEpochMilli();
        return player().in("zone", zone).waits(time - NOON);
    }

    @Test
    void whereNobodyKnowsTheZoneItIsAlwaysQuiet() {
        with(
                "{ quiet_hours: { from: \"03:00\", to: \"03:01\", channels: [push] } }",
                pattern("going", "went", "offers: [letter]\nbecause: You were here.\n"));
        rig.play(player().does("went").does("seen"));
        assertThat(rig.reasonsOf("going")).containsExactly(Reason.QUIET_HOURS);
        assertThat(rig.offers.get(0).channels()).containsExactly("in_app");
        rig.play(player().in("zone", "Atlantis/Capital").waits(2 * SECOND).does("went"));
        assertThat(rig.reasonsOf("going")).containsExactly(Reason.QUIET_HOURS, Reason.QUIET_HOURS);
    }

    @Test
    void whatNamesNoChannelMayBeShownOnAnyAndIsDropped() {
        with(
                "{ quiet_hours: { from: \"12:00\", to: \"13:00\", channels: [push] } }",
                pattern("going", "went", "offers: [notice]\nbecause: You were here.\n"));
        rig.play(player().in("zone", "UTC").does("went"));
        assertThat(verdict()).isEqualTo("QUIET_HOURS policy 12:00 to 13:00");
        rig.play(player().in("zone", "UTC").waits(HOUR - 1).does("went"));
        assertThat(verdict()).isEqualTo("QUIET_HOURS policy 12:00 to 13:00");
        rig.play(player().in("zone", "UTC").waits(HOUR).does("went"));
        assertThat(verdict()).isEqualTo("OFFERED");
    }

    @Test
    void careIsNotQuiet() {
        with("{ quiet_hours: { from: \"12:00\", to: \"13:00\" } }");
        rig.play(player().in("zone", "UTC").does("worried"));
        assertThat(verdict()).isEqualTo("OFFERED");
        assertThat(rig.offers.get(0).channels()).containsExactly("push");
    }

    // ---- back-off

    private static final String BACK_OFF =
            "{ back_off: { after: [2 dismissed per 1h, 3 ignored per 1h], for: 2h, doubling_to: 7h, forgiven_by: accepted } }";

    private Play answers(Play play, String stage) {
        OfferRecord last = rig.offers.get(rig.offers.size() - 1);
        return play.does("offer_feedback", "offer_id", last.offerId(), "stage", stage);
    }

    /** He is offered something and answers 100 ms later. */
    private Play answered(Play play, String event, String stage) {
        rig.on(play.does(event).last());
        rig.on(answers(play.waits(100), stage).last());
        return play.waits(2 * SECOND);
    }

    /** Asks on the last millisecond of a silence that began {@code ago} before, and on the first after it. */
    private Play isSilentFor(Play play, long began, long lasts) {
        play.waits(began + lasts - 1 - play.now());
        rig.on(play.does("seen").last());
        assertThat(verdict()).isEqualTo("BACKED_OFF until " + (began + lasts));
        rig.on(play.waits(1).does("seen").last());
        assertThat(verdict()).isEqualTo("OFFERED");
        return play;
    }

    @Test
    void twoDismissalsBringSilenceThatDoublesUpToItsMost() {
        with(BACK_OFF);
        Play play = player();
        for (long lasts : new long[] {2 * HOUR, 4 * HOUR, 7 * HOUR, 7 * HOUR}) {
            answered(play, "seen", "DISMISSED");
            answered(play, "seen", "DISMISSED");
            isSilentFor(play, play.now() - 2 * SECOND, lasts);
            rig.on(play.does("closed").last());
            play.waits(HOUR);
        }
    }

    @Test
    void dismissalsOutsideTheWindowDoNotAddUp() {
        with(BACK_OFF);
        Play play = player();
        answered(play, "seen", "DISMISSED");
        play.waits(HOUR - 2_100);
        answered(play, "seen", "DISMISSED");
        rig.on(play.does("seen").last());
        assertThat(verdict()).as("the first was an hour before the second").isEqualTo("OFFERED");
        rig.close();

        with(BACK_OFF);
        Play other = player();
        answered(other, "seen", "DISMISSED");
        other.waits(HOUR - 2_101);
        answered(other, "seen", "DISMISSED");
        rig.on(other.does("seen").last());
        assertThat(verdict()).startsWith("BACKED_OFF");
    }

    @Test
    void threeIgnoredOffersBringSilenceFromTheEndOfTheThird() {
        with(BACK_OFF);
        Play play = player();
        for (int i = 0; i < 3; i++) {
            rig.on(play.does("seen").last());
            play.waits(2 * SECOND);
        }
        isSilentFor(play, play.now() - SECOND, 2 * HOUR);
    }

    @Test
    void whatWasWithdrawnOrWasCareIsNotCounted() {
        with(BACK_OFF);
        Play play = player();
        for (int i = 0; i < 5; i++) {
            rig.on(play.does("seen").last());
            rig.on(play.waits(1).does("closed").last());
            answered(play.waits(2 * SECOND), "worried", "DISMISSED");
        }
        rig.on(play.does("seen").last());
        assertThat(verdict()).isEqualTo("OFFERED");
    }

    @Test
    void careGoesOnWhileWeAreSilent() {
        with(BACK_OFF);
        Play play = answered(answered(player(), "seen", "DISMISSED"), "seen", "DISMISSED");
        rig.on(play.does("worried").last());
        assertThat(verdict()).isEqualTo("OFFERED");
    }

    @Test
    void anAcceptanceForgivesAllAndOneOfCareForgivesNothing() {
        with(BACK_OFF);
        Play play = answered(answered(player(), "seen", "DISMISSED"), "seen", "DISMISSED");
        answered(play.waits(2 * HOUR), "worried", "ACCEPTED");
        answered(answered(play, "seen", "DISMISSED"), "seen", "DISMISSED");
        isSilentFor(play, play.now() - 2 * SECOND, 4 * HOUR);
        rig.on(answers(play.waits(1), "ACCEPTED").last());
        answered(answered(play.waits(2 * SECOND), "seen", "DISMISSED"), "seen", "DISMISSED");
        isSilentFor(play, play.now() - 2 * SECOND, 2 * HOUR);
    }

    @Test
    void theRowIsKeptThroughTheSilenceAndItsLengthForNinetyDays() {
        with(BACK_OFF);
        Play play = answered(answered(player(), "seen", "DISMISSED"), "seen", "DISMISSED");
        rig.until(play.now() + 90 * DAY - 3 * SECOND);
        assertThat(rig.row("ada")).isNotNull();
        rig.until(play.now() + 91 * DAY);
        assertThat(rig.row("ada")).isNull();
    }
}
