package io.kairos.player;

import static io.kairos.offer.OfferRecord.Status.ISSUED;
import static io.kairos.player.Play.NOON;
import static io.kairos.player.Tells.Part.MOMENT;
import static io.kairos.player.Tells.Part.NEAR_MISS;
import static io.kairos.player.Tells.Part.TWICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import io.kairos.playbook.Pattern;
import io.kairos.player.Tells.About;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Players who play long, late, or near their limits, and those who protect themselves. */
class ProtectionMomentsTest extends PlaybookStory {
    /** A bet now and after every {@code gap}, so many in all. */
    private static Play bets(Play play, int times, long gap, double stake) {
        for (int i = 0; i < times; i++) {
            play.does("bet_placed", "stake", stake).waits(gap);
        }
        return play;
    }

    @Nested
    @About("long-session")
    class LongSession {
        @Tells(MOMENT)
        void anHourWithoutAPauseIsToldAndATagUntilTenMinutesAfterTheLastBet() {
            tell(bets(player("hana"), 17, 4 * MINUTE, 1)).until(3 * HOUR);
            assertThat(moments("long-session")).containsExactly(HOUR);
            assertThat(issued("long-session")).containsExactly("time-and-money");
            assertThat(tag("long-session"))
                    .containsExactly("GAINED 3600000", "REFRESHED 3840000", "LOST 4440000 expired");
            assertThat(tag("break-offered")).containsExactly("GAINED 3600000", "LOST 7200000 expired");
        }

        @Tells(NEAR_MISS)
        void oneMillisecondLessIsNotAnHour() {
            tell(bets(bets(player("hana"), 15, 4 * MINUTE, 1).waits(-1), 1, 0, 1));
            assertThat(moments("long-session")).isEmpty();
            assertThat(tag("long-session")).isEmpty();
        }

        @Test
        void aPauseOfFiveMinutesBeginsItAnew() {
            tell(bets(bets(player("hana"), 15, 4 * MINUTE, 1).waits(MINUTE), 14, 4 * MINUTE, 1));
            assertThat(moments("long-session")).isEmpty();
        }

        @Tells(TWICE)
        void isSaidOnceAnHourToWhoGoesOn() {
            tell(bets(player("hana"), 31, 4 * MINUTE, 1));
            assertThat(moments("long-session")).containsExactly(HOUR, 2 * HOUR);
            assertThat(issued("long-session")).containsExactly("time-and-money", "time-and-money");
            assertThat(tag("break-offered")).startsWith("GAINED 3600000", "LOST 7200000 expired", "GAINED 7200000");
        }
    }

    @Nested
    @About("late-unusual")
    class LateAndUnusual {
        /** In Auckland it is one in the morning when it is noon in Greenwich. */
        private Play awakeInAuckland(double nightShare) {
            return player("ivo")
                    .in("zone", "Pacific/Auckland")
                    .does("player_profiled", "typical_staked_30m", 100.0, "typical_night_share", nightShare);
        }

        @Tells(MOMENT)
        void isNoticedAfterHalfAnHourAndHoldsUntilSixInTheMorning() {
            tell(bets(awakeInAuckland(0.04), 11, 3 * MINUTE, 20)).until(DAY);
            assertThat(moments("late-unusual")).containsExactly(30 * MINUTE);
            assertThat(issued("late-unusual")).containsExactly("gentle-check");
            assertThat(tag("late-unusual")).containsExactly("GAINED 1800000", "LOST 18000000 expired");
        }

        @Tells(NEAR_MISS)
        void oneMillisecondLessIsNotHalfAnHour() {
            tell(bets(bets(awakeInAuckland(0.04), 10, 3 * MINUTE, 20).waits(-1), 1, 0, 20));
            assertThat(moments("late-unusual")).isEmpty();
        }

        @Test
        void whoOftenPlaysAtNightIsNotDisturbed() {
            tell(bets(awakeInAuckland(0.05), 20, 3 * MINUTE, 20));
            assertThat(moments("late-unusual")).isEmpty();
        }

        @Test
        void whoStakesAsUsualIsNotDisturbed() {
            tell(bets(awakeInAuckland(0.04), 20, 3 * MINUTE, 12));
            assertThat(moments("late-unusual")).isEmpty();
        }

        @Test
        void inMaltaItIsTheAfternoon() {
            tell(bets(awakeInAuckland(0.04).in("zone", "Europe/Malta"), 20, 3 * MINUTE, 20));
            assertThat(moments("late-unusual")).isEmpty();
        }

        @Test
        void beforeFiveItIsLateToTheMillisecond() {
            tell(bets(awakeInAuckland(0.04).waits(3 * HOUR + 30 * MINUTE - 1), 11, 3 * MINUTE, 20));
            assertThat(moments("late-unusual")).hasSize(1);
        }

        @Test
        void atFiveTheDayBegins() {
            tell(bets(awakeInAuckland(0.04).waits(3 * HOUR + 30 * MINUTE), 20, 3 * MINUTE, 20));
            assertThat(moments("late-unusual")).isEmpty();
        }

        @Tells(TWICE)
        void isSaidOnceANight() {
            tell(bets(awakeInAuckland(0.04), 40, 3 * MINUTE, 20)).until(DAY + 5 * MINUTE);
            assertThat(moments("late-unusual")).containsExactly(30 * MINUTE);
        }
    }

    @Nested
    @About("near-limit")
    class NearLimit {
        private Play reaches(Play play, int percent) {
            return play.does("rg_limit_progress", "kind", "LOSS", "percent", percent);
        }

        @Tells(MOMENT)
        void fourFifthsOfALimitAreTold() {
            tell(reaches(player("june"), 80)).until(40 * DAY);
            assertThat(of("near-limit", ISSUED))
                    .extracting(offer -> offer.words().message())
                    .containsExactly("You are at 80 percent of the limit you set.");
            assertThat(tag("near-limit")).containsExactly("GAINED 0", "LOST 2678400000 expired");
        }

        @Test
        void andInHisLanguage() {
            tell(reaches(player("june").does("page_viewed", "page", "HOME", "language", "de-AT"), 80));
            assertThat(of("near-limit", ISSUED))
                    .extracting(OfferRecord::words)
                    .containsExactly(new OfferRecord.Words(
                            "de",
                            "Du bist bei 80 Prozent deines Limits.",
                            "Du bist bei 80 Prozent deines Limits.",
                            "Nicht mehr zeigen"));
        }

        @Tells(NEAR_MISS)
        void lessIsNot() {
            tell(reaches(player("june"), 79));
            assertThat(moments("near-limit")).isEmpty();
        }

        @Tells(TWICE)
        void isSaidOnceUntilItHasEased() {
            Play june = reaches(reaches(player("june"), 85).waits(MINUTE), 90).waits(MINUTE);
            tell(reaches(reaches(june, 40).waits(MINUTE), 80));
            assertThat(moments("near-limit")).containsExactly(0L, 3 * MINUTE);
            assertThat(tag("near-limit")).containsExactly("GAINED 0", "LOST 120000 until", "GAINED 180000");
        }
    }

    @Nested
    @About("rg-protected")
    class Protected {
        @Tells(MOMENT)
        void whoLowersALimitIsLeftAloneAndWhatIsOpenIsWithdrawn() {
            Play kofi = leaves(player("kofi")).waits(SECOND);
            kofi.does("rg_limit_changed", "kind", "LOSS", "direction", "DOWN", "until", NOON + DAY);
            tell(kofi).until(2 * DAY);
            assertThat(moments("rg-protected")).containsExactly(1_000L);
            assertThat(ends("exit-intent")).containsExactly("WITHDRAWN 1000 SUPPRESSED");
            assertThat(tag("rg-protected")).containsExactly("GAINED 1000", "LOST 86400000 expired");
        }

        @Tells(NEAR_MISS)
        void whoRaisesALimitProtectsNothing() {
            tell(player("kofi").does("rg_limit_changed", "kind", "LOSS", "direction", "UP"));
            assertThat(moments("rg-protected")).isEmpty();
        }

        @Test
        void theEndOfATimeOutEndsIt() {
            Play kofi = player("kofi").does("rg_timeout_started", "until", NOON + DAY, "scope", "BRAND");
            tell(kofi.waits(HOUR).does("rg_timeout_ended", "scope", "BRAND"));
            assertThat(tag("rg-protected")).containsExactly("GAINED 0", "LOST 3600000 until");
        }

        @Test
        void soDoesTheEndOfAnExclusion() {
            Play kofi = player("kofi").does("rg_self_excluded", "scope", "BRAND");
            tell(kofi.waits(HOUR).does("rg_self_exclusion_ended", "scope", "BRAND"));
            assertThat(tag("rg-protected")).containsExactly("GAINED 0", "LOST 3600000 until");
        }

        @Test
        void whoExcludesHimselfForGoodIsProtectedForFiveYears() {
            tell(player("kofi").does("rg_self_excluded", "scope", "NATIONAL")).until(2_000 * DAY);
            assertThat(tag("rg-protected")).containsExactly("GAINED 0", "LOST " + 1_825 * DAY + " expired");
        }

        @Tells(TWICE)
        void theLaterEndCounts() {
            Play kofi = player("kofi").does("rg_timeout_started", "until", NOON + DAY, "scope", "BRAND");
            kofi.waits(HOUR).does("rg_timeout_started", "until", NOON + 2 * DAY, "scope", "BRAND");
            kofi.waits(HOUR).does("rg_limit_changed", "kind", "LOSS", "direction", "DOWN", "until", NOON + 3 * HOUR);
            tell(kofi).until(3 * DAY);
            assertThat(moments("rg-protected")).hasSize(3);
            assertThat(tag("rg-protected"))
                    .startsWith("GAINED 0", "REFRESHED 3600000")
                    .endsWith("LOST 172800000 expired");
        }
    }

    @Nested
    @About("returning")
    class Returning {
        private Play timeOutEnds(Play play) {
            return play.does("rg_timeout_ended", "scope", "BRAND");
        }

        @Tells(MOMENT)
        void theFirstSessionAfterATimeOutIsMetWithToolsAndAWeekWithoutTemptation() {
            Play lena = player("lena").does("rg_timeout_started", "until", NOON + DAY, "scope", "BRAND");
            tell(timeOutEnds(lena.waits(DAY)).waits(HOUR).does("session_started"))
                    .until(30 * DAY);
            assertThat(moments("returning")).containsExactly(DAY + HOUR);
            assertThat(issued("returning")).containsExactly("tools-and-limits");
            assertThat(tag("returning")).containsExactly("GAINED 90000000", "LOST 694800000 expired");
        }

        @Tells(NEAR_MISS)
        void whoStaysAwayForNinetyDaysIsNotMetAsReturning() {
            tell(timeOutEnds(player("lena")).waits(90 * DAY).does("session_started"));
            assertThat(moments("returning")).isEmpty();
        }

        @Test
        void oneMillisecondEarlierHeIs() {
            tell(timeOutEnds(player("lena")).waits(90 * DAY - 1).does("session_started"));
            assertThat(moments("returning")).hasSize(1);
        }

        @Test
        void inThatWeekASlipBringsNoBoost() {
            Play lena = timeOutEnds(player("lena")).does("session_started").waits(6 * DAY);
            tell(picks(lena, "slip-1", 2, 1)).until(7 * DAY - 1);
            assertThat(issued("slip-hesitation")).containsExactly("bet-explainer");
        }

        @Tells(TWICE)
        void theNextSessionIsLikeAnyOtherUntilTheNextTimeOutEnds() {
            Play lena = timeOutEnds(player("lena"))
                    .waits(HOUR)
                    .does("session_started")
                    .waits(HOUR);
            timeOutEnds(lena.does("session_started").waits(HOUR)).waits(HOUR).does("session_started");
            tell(lena);
            assertThat(moments("returning")).containsExactly(HOUR, 4 * HOUR);
            assertThat(tag("returning")).containsExactly("GAINED 3600000", "REFRESHED 14400000");
        }
    }

    @Test
    void aHighRollerIsOneByRuleForAnHourAfterHisLastBetThatSaysSo() {
        Play omar = player("omar").does("bet_placed", "stake", 600).waits(SECOND);
        tell(omar.does("bet_placed", "stake", 400)).until(HOUR);
        assertThat(tag("high-roller")).isEmpty();
        tell(bets(omar.waits(2 * HOUR), 2, SECOND, 600)).until(5 * HOUR);
        assertThat(tag("high-roller")).containsExactly("GAINED 7202000", "LOST 10802000 expired");
    }

    @Test
    void riskSpeaksBeforeAnythingThatWouldKeepHimPlaying() {
        List<Pattern> patterns = rig.rules().playbook().patterns();
        List<Integer> risk = patterns.stream()
                .filter(pattern ->
                        pattern.intent().equals("risk") && !pattern.offers().isEmpty())
                .map(Pattern::priority)
                .toList();
        List<Integer> others = patterns.stream()
                .filter(pattern ->
                        List.of("exit", "hesitation", "idle", "conversion").contains(pattern.intent()))
                .map(Pattern::priority)
                .toList();
        assertThat(risk).hasSizeGreaterThan(8);
        assertThat(others).hasSizeGreaterThan(12).allMatch(priority -> priority < Collections.min(risk));
    }

    @Test
    void aSelfExcludedPlayerGetsNothingWhateverHeDoes() {
        Play finn = player("finn").does("rg_self_excluded", "scope", "NATIONAL");
        leaves(finn).loses(6).waits(MINUTE).wins(5);
        views(finn.does("balance_viewed", "real", 1.0).waits(20_000), "HOME");
        for (int i = 0; i < 3; i++) {
            deposit(finn, "deposit_failed", "p" + i, "CARD", "DECLINED").waits(MINUTE);
        }
        tell(finn).until(HOUR);
        assertThat(rig.moments)
                .filteredOn(moment -> moment.reason() == Reason.PROTECTED)
                .extracting(Decision::pattern)
                .contains("exit-intent", "loss-streak-slowdown", "wallet-hesitation", "funding-strain");
        assertThat(rig.offers).isEmpty();
    }
}
