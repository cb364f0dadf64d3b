package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision.Reason;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What conditions know beside the player's own history: where he is, when, whether he is there, and what concerns everybody. */
class ContextTest {
    private static final long MINUTE = 60_000;
    private static final String EVENTS = """
            events:
              seen: { actor: player }
              asked: { actor: player }
              paid: { actor: system, fact: true }
              session_ended: { actor: player }
              incident: { actor: system, scope: all, expires: 5m, attributes: { state: [OPEN, CLOSED], severity: number } }
            """;

    private Rig rig;

    @AfterEach
    void close() {
        rig.close();
    }

    /** A look under a condition, and a minute of silence after a question under the same. */
    private Rig when(String condition) {
        rig = Rig.of(
                "events.yaml",
                EVENTS,
                "patterns/looks.yaml",
                "pattern: looks\nsequence: [{ on: seen, where: \"" + condition + "\" }]\n",
                "patterns/falls-silent.yaml",
                "pattern: falls-silent\nsequence: [{ on: asked }, { no: asked, for: 60s }]\n" + "audience: { when: \""
                        + condition + "\" }\n");
        return rig;
    }

    private static PlayerEvent incident(long at, String state, long severity) {
        return PlayerEvent.of(
                "incident-" + at + state, null, "incident", at, Map.of("state", state, "severity", severity));
    }

    // ---- where and when

    @Test
    void aConditionKnowsWhereThePlayerIsAlsoAtADeadline() {
        when("device == 'mobile' && channel == 'web' && country == 'MT' && brand == 'gold' && licence == 'MGA'")
                .play(player("ada")
                        .in("device", "mobile")
                        .in("channel", "web")
                        .in("country", "MT")
                        .in("brand", "gold")
                        .in("licence", "MGA")
                        .does("seen")
                        .does("asked"))
                .play(player("bea").in("device", "desktop").does("seen").does("asked"))
                .until(NOON + MINUTE);
        assertThat(rig.momentsOf("looks")).containsExactly(NOON);
        assertThat(rig.reasonsOf("falls-silent")).containsExactly(Reason.NO_OFFERS, Reason.GATED);
    }

    @Test
    void theHourAndTheWeekdayAreThoseOfThePlayersZone() {
        when("local_hour == 13 && local_weekday == 1")
                .play(player("ada")
                        .in("zone", "Europe/Malta")
                        .does("seen")
                        .waits(60 * MINUTE - 1)
                        .does("seen")
                        .waits(1)
                        .does("seen"))
                .play(player("bea").in("zone", "UTC").does("seen"))
                .play(player("cleo").does("seen"));
        assertThat(rig.momentsOf("looks")).containsExactly(NOON, NOON + 60 * MINUTE - 1);
    }

    // ---- whether he is there

    @Test
    void aPlayerIsThereFromHisFirstEventUntilHalfAnHourAfterHisLast() {
        rig = Rig.of(
                "events.yaml",
                EVENTS,
                "patterns/there.yaml",
                "pattern: there\nsequence: [{ on: asked }, { no: asked, for: 29m }]\nunless: \"!in_session\"\n",
                "patterns/gone.yaml",
                "pattern: gone\nsequence: [{ on: asked }, { no: asked, for: 30m }]\nunless: in_session\n",
                "patterns/nearly.yaml",
                "pattern: nearly\nsequence: [{ on: asked }, { no: asked, for: 1799999ms }]\nunless: in_session\n");
        rig.play(player("ada").does("asked").waits(10 * MINUTE).does("paid")).until(NOON + 30 * MINUTE);
        assertThat(rig.reasonsOf("there")).containsExactly(Reason.NO_OFFERS);
        assertThat(rig.reasonsOf("nearly")).containsExactly(Reason.GATED);
        assertThat(rig.reasonsOf("gone")).containsExactly(Reason.NO_OFFERS);
    }

    @Test
    void hisSessionIsOverWhenHeEndsItAndOnAgainWithWhatHeDoesNext() {
        rig = Rig.of(
                "events.yaml",
                EVENTS,
                "patterns/ended.yaml",
                "pattern: ended\nsequence: [{ on: session_ended, where: \"!in_session\" }]\n",
                "patterns/paid-away.yaml",
                "pattern: paid-away\nsequence: [{ on: paid, where: \"!in_session\" }]\n",
                "patterns/back.yaml",
                "pattern: back\nsequence: [{ on: seen, where: in_session }]\n");
        rig.play(player("ada")
                .does("paid")
                .waits(1)
                .does("seen")
                .does("paid")
                .waits(1)
                .does("session_ended")
                .waits(1)
                .does("paid")
                .does("seen")
                .waits(1)
                .does("paid"));
        assertThat(rig.momentsOf("back")).containsExactly(NOON + 1, NOON + 3);
        assertThat(rig.momentsOf("ended")).containsExactly(NOON + 2);
        assertThat(rig.momentsOf("paid-away")).containsExactly(NOON, NOON + 3);
    }

    // ---- what concerns everybody

    @Test
    void aConditionKnowsTheLatestEventForAllUntilItExpires() {
        when("all.incident.state == 'OPEN' && all.incident.severity >= 2 && all.incident.at <= at")
                .play(player("ada").does("seen"))
                .everybodyHears(incident(NOON + 1, "OPEN", 2))
                .play(player("ada")
                        .waits(1)
                        .does("seen")
                        .waits(5 * MINUTE - 1)
                        .does("seen")
                        .waits(1)
                        .does("seen"));
        assertThat(rig.momentsOf("looks")).containsExactly(NOON + 1, NOON + 5 * MINUTE);
    }

    @Test
    void whatWasNeverHeardAndWhatHasExpiredIsMissingSoBothAConditionAndItsOppositeFail() {
        when("all.incident.state == 'OPEN'").play(player("ada").does("asked")).until(NOON + MINUTE);
        assertThat(rig.reasonsOf("falls-silent")).containsExactly(Reason.GATED);
        close();
        when("!(all.incident.state == 'OPEN')")
                .play(player("ada").does("asked"))
                .until(NOON + MINUTE);
        assertThat(rig.reasonsOf("falls-silent")).containsExactly(Reason.GATED);
        rig.everybodyHears(incident(NOON + MINUTE, "CLOSED", 1))
                .play(player("ada").waits(2 * MINUTE).does("asked"))
                .until(NOON + 3 * MINUTE);
        assertThat(rig.reasonsOf("falls-silent")).containsExactly(Reason.GATED, Reason.NO_OFFERS);
        assertThat(rig.counted("unknown_condition")).isEqualTo(1);
    }

    @Test
    void whetherAnythingIsKnownIsNeverMissing() {
        when("!(all.incident.known && all.incident.state == 'OPEN')")
                .play(player("ada").does("seen"))
                .everybodyHears(incident(NOON + 1, "OPEN", 2))
                .play(player("ada")
                        .waits(1)
                        .does("seen")
                        .waits(5 * MINUTE - 1)
                        .does("seen")
                        .waits(1)
                        .does("seen"));
        assertThat(rig.momentsOf("looks")).containsExactly(NOON, NOON + 5 * MINUTE + 1);
        assertThat(rig.counted("unknown_condition")).isZero();
    }

    @Test
    void anEarlierEventForAllThatComesLaterChangesNothing() {
        when("all.incident.state == 'OPEN'")
                .everybodyHears(incident(NOON, "OPEN", 1))
                .everybodyHears(incident(NOON - 1, "CLOSED", 1))
                .everybodyHears(incident(NOON, "CLOSED", 1))
                .play(player("ada").does("seen"));
        assertThat(rig.momentsOf("looks")).containsExactly(NOON);
    }

    @Test
    void aRuleOfATagMayAskForIt() {
        rig = Rig.of(
                "events.yaml",
                EVENTS,
                "features.yaml",
                "features: { looks: { count: seen, over: 1h } }",
                "tags.yaml",
                "tags: { stranded: { about: x, when: \"looks >= 2 && all.incident.state == 'OPEN' && in_session\", for: 1m } }");
        rig.everybodyHears(incident(NOON, "OPEN", 1))
                .play(player("ada").does("seen").waits(1_000).does("seen"));
        assertThat(rig.tags).hasSize(1);
        assertThat(rig.tags.get(0).at()).isEqualTo(NOON + 1_000);
    }
}
