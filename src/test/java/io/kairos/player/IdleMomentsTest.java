package io.kairos.player;

import static io.kairos.player.Tells.Part.MOMENT;
import static io.kairos.player.Tells.Part.NEAR_MISS;
import static io.kairos.player.Tells.Part.TWICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision.Reason;
import io.kairos.player.Tells.About;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Players who do nothing for a while. */
class IdleMomentsTest extends PlaybookStory {

    @Nested
    @About("player-idle")
    class ThirtySecondsIdle {
        @Tells(MOMENT)
        void isNoticedThirtySecondsAfterTheLastMove() {
            tell(views(player("eve").does("session_started").waits(10_000), "HOME"))
                    .until(39_999);
            assertThat(moments("player-idle")).isEmpty();
            until(HOUR);
            assertThat(moments("player-idle")).containsExactly(40_000L);
            assertThat(issued("player-idle")).containsExactly("recently-played");
            assertThat(tag("idle")).containsExactly("GAINED 40000", "LOST 160000 expired");
        }

        @Tells(NEAR_MISS)
        void aMoveOneMillisecondBeforeIsEnough() {
            tell(views(player("eve").does("session_started").waits(29_999), "HOME"))
                    .until(59_998);
            assertThat(moments("player-idle")).isEmpty();
        }

        @Test
        void whoHasLeftIsNotIdle() {
            tell(player("eve").does("session_started").waits(9_000).does("session_ended", "reason", "LOGOUT"))
                    .toTheEnd();
            assertThat(moments("player-idle")).isEmpty();
        }

        @Test
        void whoThinksAboutASlipIsLeftToIt() {
            tell(picks(player("eve"), "slip-1", 2, 1)).until(44_999);
            assertThat(reasons("player-idle")).containsExactly(Reason.GATED);
        }

        @Test
        void forTwoMinutesToTheMillisecond() {
            tell(views(picks(player("eve"), "slip-1", 2, 1).waits(89_999), "HOME"))
                    .until(2 * MINUTE);
            assertThat(moments("player-idle")).containsExactly(30_000L, 119_999L);
            assertThat(reasons("player-idle")).containsOnly(Reason.GATED);
        }

        @Test
        void andNoLonger() {
            tell(views(picks(player("eve"), "slip-1", 2, 1).waits(90_000), "HOME"))
                    .until(2 * MINUTE);
            assertThat(moments("player-idle")).containsExactly(30_000L, 120_000L);
            assertThat(reasons("player-idle")).last().isNotEqualTo(Reason.GATED);
        }

        @Test
        void aPauseAfterLosingIsLeftAlone() {
            tell(player("eve").loses(1)).until(MINUTE);
            assertThat(reasons("player-idle")).containsExactly(Reason.GATED);
        }

        @Tells(TWICE)
        void twiceWithinHalfAnHourIsOfferedOnceAndTheFirstMoveWithdrawsIt() {
            tell(views(
                            views(player("eve").does("session_started").waits(40_000), "HOME")
                                    .waits(40_000),
                            "HOME"))
                    .until(100_000);
            assertThat(reasons("player-idle")).containsExactly(Reason.OFFERED, Reason.CAPPED);
            assertThat(ends("player-idle")).containsExactly("WITHDRAWN 40000 UNTIL");
            assertThat(tag("idle"))
                    .containsExactly("GAINED 30000", "LOST 40000 until", "GAINED 70000", "LOST 80000 until");
        }
    }

    @Nested
    @About("lobby-idle")
    class HalfAMinuteInTheLobby {
        private Play looksAt(Play play, String page) {
            return views(play, page).does("page_heartbeat", "visible", true, "focused", true, "quiet", 0L);
        }

        @Tells(MOMENT)
        void isNoticedWithEveryHalfMinuteOfSilenceThatBeginsInTheLobbyAndSaysMoreThanThat() {
            tell(looksAt(player("rosa").does("session_started").waits(SECOND), "LISTING"))
                    .until(HOUR);
            assertThat(moments("lobby-idle")).containsExactly(31_000L);
            assertThat(issued("lobby-idle")).containsExactly("recently-played");
            assertThat(reasons("player-idle")).containsExactly(Reason.OFFER_OPEN);
            assertThat(tag("lobby-idle")).containsExactly("GAINED 31000", "LOST 151000 expired");
        }

        @Tells(NEAR_MISS)
        void insideAGameNobodyIsDisturbedInThisWay() {
            tell(looksAt(player("rosa").does("session_started").waits(SECOND), "GAME"))
                    .until(HOUR);
            assertThat(moments("lobby-idle")).isEmpty();
            assertThat(moments("player-idle")).containsExactly(31_000L);
        }

        @Test
        void aPageThatNobodySeesIsNoLobby() {
            Play rosa = looksAt(player("rosa").does("session_started").waits(SECOND), "LISTING");
            tell(rosa.does("page_heartbeat", "visible", false)).until(HOUR);
            assertThat(moments("lobby-idle")).isEmpty();
        }

        @Test
        void theLastMillisecondOfTheFirstFiveMinutesCounts() {
            tell(looksAt(player("rosa").does("session_started").waits(5 * MINUTE - 30 * SECOND - 1), "HOME"))
                    .until(HOUR);
            assertThat(reasons("lobby-idle")).containsExactly(Reason.OFFERED);
        }

        @Test
        void afterFiveMinutesHeKnowsTheLobby() {
            tell(looksAt(player("rosa").does("session_started").waits(5 * MINUTE - 30 * SECOND), "HOME"))
                    .until(HOUR);
            assertThat(reasons("lobby-idle")).containsExactly(Reason.GATED);
        }

        @Test
        void whoHasLostIsLeftAloneHereToo() {
            tell(looksAt(player("rosa").does("session_started").loses(1), "LISTING"))
                    .until(MINUTE);
            assertThat(reasons("lobby-idle")).containsExactly(Reason.GATED);
        }

        @Tells(TWICE)
        void isSaidOnceASession() {
            Play rosa = looksAt(player("rosa").does("session_started"), "LISTING");
            looksAt(rosa.waits(40 * SECOND), "LISTING");
            rosa.waits(40 * SECOND).in("session_id", "s2").does("session_started");
            tell(looksAt(rosa, "LISTING")).until(10 * MINUTE);
            assertThat(reasons("lobby-idle")).containsExactly(Reason.OFFERED, Reason.CAPPED, Reason.OFFERED);
            assertThat(moments("lobby-idle")).containsExactly(30_000L, 70_000L, 110_000L);
            assertThat(ends("lobby-idle")).startsWith("WITHDRAWN 40000 UNTIL");
        }
    }
}
