package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kairos.offer.TagChange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tags of the reference playbook beside the repository; skipped where it is not. */
class SharedTagsTest {
    private static final Path PLAYBOOK = Path.of("..", "shared", "playbook");
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Rig rig;

    @BeforeEach
    void read() {
        assumeTrue(Files.isDirectory(PLAYBOOK), "no reference playbook here");
        rig = Rig.of(PLAYBOOK);
    }

    @AfterEach
    void close() {
        if (rig != null) {
            rig.close();
        }
    }

    private List<String> said(String tag) {
        return rig.tags.stream()
                .filter(change -> change.tag().equals(tag))
                .map(SharedTagsTest::line)
                .toList();
    }

    private static String line(TagChange change) {
        return change.change() + " at " + (change.at() - NOON) / SECOND + " until " + (change.until() - NOON) / SECOND
                + " by " + change.cause();
    }

    @Test
    void aHighRollerIsOneByRuleForAnHourAfterHisLastBetThatSaysSo() {
        rig.play(player("ada")
                        .does("bet_placed", "stake", 600)
                        .waits(SECOND)
                        .does("bet_placed", "stake", 401)
                        .waits(MINUTE)
                        .does("page_viewed", "page", "HOME"))
                .until(NOON + 2 * HOUR);
        assertThat(said("high-roller"))
                .containsExactly("GAINED at 1 until 3601 by rule", "LOST at 3601 until 3601 by expired");
    }

    @Test
    void whoeverWaitsForAWithdrawalIsCashingOutUntilADayAfterItIsPaid() {
        rig.play(player("ada")
                        .does("withdrawal_requested", "payment_id", "w", "amount", 50)
                        .waits(2 * HOUR)
                        .does("withdrawal_paid", "payment_id", "w", "amount", 50))
                .until(NOON + 3 * DAY);
        assertThat(said("cashing-out"))
                .containsExactly(
                        "GAINED at 0 until 2592000 by withdrawal-requested",
                        "LOST at 7200 until 7200 by until",
                        "GAINED at 7200 until 93600 by withdrawal-paid",
                        "LOST at 93600 until 93600 by expired");
    }

    @Test
    void whoeverTakesATimeOutIsProtectedUntilItEndsAndNoLonger() {
        rig.play(player("ada").does("rg_timeout_started", "until", NOON + DAY, "scope", "BRAND"))
                .until(NOON + 2 * DAY);
        assertThat(said("rg-protected"))
                .containsExactly("GAINED at 0 until 86400 by rg-protected", "LOST at 86400 until 86400 by expired");
    }

    @Test
    void nearALimitIsOverWhenItEases() {
        rig.play(player("ada")
                .does("rg_limit_progress", "kind", "LOSS", "percent", 85)
                .waits(MINUTE)
                .does("rg_limit_progress", "kind", "LOSS", "percent", 90)
                .waits(MINUTE)
                .does("rg_limit_progress", "kind", "LOSS", "percent", 40));
        assertThat(said("near-limit"))
                .containsExactly("GAINED at 0 until 2678400 by near-limit", "LOST at 120 until 120 by until");
    }

    @Test
    void failingDepositsSuppressInducementsForADay() {
        Play ada = player("ada");
        for (int i = 0; i < 3; i++) {
            ada.does("deposit_failed", "payment_id", "p" + i, "method", "card", "why", "DECLINED")
                    .waits(MINUTE);
        }
        rig.play(ada).until(NOON + 2 * DAY);
        assertThat(said("funding-strain"))
                .containsExactly("GAINED at 120 until 86520 by funding-strain", "LOST at 86520 until 86520 by expired");
        assertThat(rig.tags.stream()
                        .filter(change -> change.tag().equals("funding-strain"))
                        .map(TagChange::tells))
                .containsOnly("rg-desk");
    }

    @Test
    void anHourWithoutAPauseIsALongSessionUntilTenMinutesAfterTheLastPlay() {
        Play ada = player("ada");
        for (int i = 0; i <= 16; i++) {
            ada.does("bet_placed", "stake", 1).waits(4 * MINUTE);
        }
        rig.play(ada).until(NOON + 3 * HOUR);
        assertThat(said("long-session"))
                .containsExactly(
                        "GAINED at 3600 until 4200 by rule",
                        "REFRESHED at 3840 until 4440 by rule",
                        "LOST at 4440 until 4440 by expired");
        assertThat(said("break-offered"))
                .containsExactly("GAINED at 3600 until 7200 by long-session", "LOST at 7200 until 7200 by expired");
    }

    @Test
    void aRaisedStakeRightAfterLossesIsRageAndHarmForADay() {
        Play ada = player("ada");
        for (int i = 0; i < 3; i++) {
            ada.does("bet_placed", "stake", 10)
                    .does("bet_settled", "bet_id", "b" + i, "stake", 10, "payout", 0, "outcome", "LOSS")
                    .waits(10 * SECOND);
        }
        rig.play(ada.does("bet_placed", "stake", 30)).until(NOON + 2 * DAY);
        assertThat(said("rage-betting"))
                .containsExactly("GAINED at 30 until 930 by rage-bet", "LOST at 930 until 930 by expired");
        assertThat(said("harm-shown"))
                .containsExactly("GAINED at 30 until 86430 by rage-bet", "LOST at 86430 until 86430 by expired");
    }
}
