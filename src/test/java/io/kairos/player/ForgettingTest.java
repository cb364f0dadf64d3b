package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A row ends when all that is in it has, whatever that is; and nothing of it outlives its end for long. */
class ForgettingTest {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private static final String EVENTS = """
            events:
              bet: { actor: player, attributes: { stake: number, game: string } }
              session_ended: { actor: player }
              rg_self_excluded: { actor: player, fact: true, attributes: { until: time } }
              rg_self_exclusion_ended: { actor: system, fact: true }
            """;

    private Rig rig;

    @AfterEach
    void close() {
        rig.close();
    }

    private Rig with(String features, String tags, String pattern) {
        rig = Rig.of(
                "events.yaml",
                EVENTS,
                "features.yaml",
                "features:\n" + features,
                "tags.yaml",
                "tags:\n" + tags,
                "patterns/p.yaml",
                "pattern: p\n" + pattern);
        return rig;
    }

    private void plays() {
        rig.play(player("ada")
                .in("session_id", "s")
                .does("bet", "stake", 2, "game", "the-sea")
                .waits(SECOND)
                .does("bet", "stake", 3, "game", "the-sea"));
    }

    private void isGoneOnlyFrom(long time) {
        assertThat(rig.until(time - 1).row("ada")).isNotNull();
        assertThat(rig.until(time).row("ada")).isNull();
    }

    @Test
    void featuresOfTheSessionAndOthersWithoutAnEndAreKeptForNinetyDays() {
        for (String feature : new String[] {
            "{ sum: stake, of: bet, over: session }",
            "{ distinct: game, of: bet, over: session }",
            "{ median: stake, of: bet, over: session }",
            "{ median: stake, of: bet, last: 20 }",
            "{ since: bet }",
            "{ latest: stake, of: bet }",
            "{ streak: bet, broken_by: session_ended }"
        }) {
            String value = feature.contains("since") ? "f > 1s" : "f > 100";
            with(
                    "  f: " + feature + "\n",
                    "  t: { about: t }",
                    "sequence: [{ on: session_ended, where: \"" + value + "\" }]\n");
            plays();
            isGoneOnlyFrom(NOON + SECOND + 90 * DAY + 1);
            rig.close();
        }
    }

    @Test
    void aWindowARunAndAStateAreKeptAsLongAsTheyLast() {
        with(
                "  f: { run: bet, gap: 5m }\n",
                "  t: { about: t }",
                "sequence: [{ on: session_ended, where: \"f > 10s\" }]\n");
        plays();
        isGoneOnlyFrom(NOON + SECOND + 5 * MINUTE + 1);
        rig.close();

        with(
                "  f: { from: bet, to: session_ended, at_most: 30m }\n",
                "  t: { about: t }",
                "sequence: [{ on: session_ended, where: \"f\" }]\n");
        plays();
        isGoneOnlyFrom(NOON + SECOND + 30 * MINUTE + 1);
        rig.close();

        with(
                "  f: { sum: stake, of: bet, over: 1h }\n",
                "  t: { about: t }",
                "sequence: [{ on: session_ended, where: \"f > 10\" }]\n");
        plays();
        isGoneOnlyFrom(NOON + HOUR + 1);
    }

    @Test
    void aTagWithLevelsIsKeptUntilTheLastLevelHasFallen() {
        with(
                "  f: { count: bet, over: 1m }\n",
                "  heated: { about: h, refresh: strengthen, levels: 5, decay: 20m, when: \"f >= 1\", for: 10m }",
                "sequence: [{ on: session_ended, where: \"tagged('heated')\" }]\n");
        plays();
        assertThat(rig.heldBy("ada").get(0).level()).isEqualTo(2);

        isGoneOnlyFrom(NOON + SECOND + 30 * MINUTE + 10 * SECOND + 1);
    }

    @Test
    void aMatchThatNothingEndsIsKeptForNinetyDays() {
        with(
                "  f: { count: bet, over: 1m }\n",
                "  t: { about: t }",
                "sequence: [{ on: bet }, { on: session_ended }]\n");
        plays();
        isGoneOnlyFrom(NOON + SECOND + 90 * DAY + 1);
    }

    @Test
    void ofARowThatStandsForEverAllElseGoesWhenItHasEnded() {
        with(
                "  f: { latest: game, of: bet }\n",
                "  t: { about: t }",
                "sequence: [{ on: bet, as: first }, { on: session_ended, where: \"f == 'x'\" }]\n");
        plays();
        rig.play(player("ada").waits(2 * SECOND).does("rg_self_excluded"));

        assertThat(row(NOON + 2 * SECOND + 90 * DAY)).contains("the-sea");
        assertThat(row(NOON + 2 * SECOND + 90 * DAY + 1)).doesNotContain("the-sea");
        assertThat(rig.memory("ada").nextWakeUp()).isEqualTo(PlayerMemory.NEVER);

        rig.play(player("ada").waits(91 * DAY).does("rg_self_exclusion_ended"));
        isGoneOnlyFrom(NOON + 91 * DAY + 10 * SECOND + 1);
    }

    private String row(long time) {
        return new String(rig.until(time).row("ada"), StandardCharsets.ISO_8859_1);
    }
}
