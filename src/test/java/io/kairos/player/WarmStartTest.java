package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision;
import io.kairos.player.RecentEvents.Bounds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is switched on while a player plays sees what he did lately. */
class WarmStartTest {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final Bounds TEN_MINUTES = new Bounds(10 * MINUTE, 32, 4_096);

    private static final String EVENTS = """
            events:
              seen: { actor: player, attributes: { what: string, size: number } }
              went: { actor: player }
              slept: { actor: player }
              paid: { actor: system, fact: true, attributes: { amount: number } }
              session_ended: { actor: player }
              rg_self_excluded: { actor: player, fact: true }
            """;

    private static final String PAIR = """
            pattern: pair
            sequence: [{ on: seen, as: it }, { on: went }]
            tag: { name: paired, for: 10m }
            offers: [hint]
            because: You were here.
            """;

    private static final String SILENT = """
            pattern: silent
            sequence: [{ on: seen }, { no: went, for: 60s }]
            """;

    private static final String THRICE = "pattern: thrice\nsequence: [{ on: seen, times: 3 }]\n";

    private static final String COUNTED = """
            pattern: counted
            sequence: [{ on: went, where: "sizes >= 30" }]
            facts: { sizes: sizes, session: session_sizes, usual: usual }
            """;

    private static final String FEATURES = """
            features:
              sizes: { sum: size, of: seen, over: 1h }
              session_sizes: { sum: size, of: seen, over: session }
              usual: { median: size, of: seen, last: 5 }
            """;

    private Rig rig;

    @AfterEach
    void close() {
        if (rig != null) {
            rig.close();
        }
    }

    private Rig begins(String... patterns) {
        return begins(TEN_MINUTES, patterns);
    }

    private Rig begins(Bounds bounds, String... patterns) {
        rig = Rig.of(files(patterns)).remembersLately(bounds);
        return rig;
    }

    private static String[] files(String... patterns) {
        List<String> files = new ArrayList<>(List.of(
                "events.yaml",
                EVENTS,
                "features.yaml",
                FEATURES,
                "tags.yaml",
                "tags: { paired: { about: a pair }, big: { about: saw much, when: \"sizes >= 30\", for: 10m } }",
                "offers.yaml",
                "offers: { hint: { class: information, lasts: 60s, channels: [in_app], message: \"A hint.\" } }"));
        for (String pattern : patterns) {
            String id = pattern.lines().findFirst().orElseThrow().substring("pattern: ".length());
            files.addAll(List.of("patterns/" + id + ".yaml", pattern));
        }
        return files.toArray(String[]::new);
    }

    private void changesTo(long version, String... patterns) {
        rig.changesTo(version, files(patterns));
    }

    // ---- patterns

    @Test
    void aPatternSwitchedOnSeesWhatHappenedBefore() {
        begins().play(player("ada").does("seen", "what", "x"));
        changesTo(2, PAIR);

        rig.play(player("ada").waits(SECOND).does("went"));

        assertThat(rig.momentsOf("pair")).containsExactly(NOON + SECOND);
        assertThat(rig.moments.get(0).matched())
                .extracting(Decision.MatchedEvent::eventId)
                .containsExactly("ada-0-0", "ada-1000-0");
        assertThat(rig.offersSaid()).containsExactly("ISSUED hint");
    }

    @Test
    void itBeginsBlindWhereNothingIsKept() {
        begins(Bounds.NONE).play(player("ada").does("seen"));
        changesTo(2, PAIR);

        rig.play(player("ada").waits(SECOND).does("went"));

        assertThat(rig.moments).isEmpty();
    }

    @Test
    void whatWouldHaveBeenCompleteIsNeverSaidAndIsOver() {
        begins().play(player("ada").does("seen").waits(SECOND).does("went"));
        changesTo(2, PAIR);

        rig.play(player("ada").waits(2 * SECOND).does("slept").waits(SECOND).does("went"));

        assertThat(rig.moments).isEmpty();
        assertThat(rig.offers).isEmpty();
        assertThat(rig.tags).isEmpty();
        assertThat(rig.memory("ada").begun.entries()).isEmpty();

        rig.play(player("ada").waits(5 * SECOND).does("seen").does("went"));
        assertThat(rig.momentsOf("pair")).containsExactly(NOON + 5 * SECOND);
    }

    @Test
    void aSilenceThatStillRunsCompletesAtItsTime() {
        begins().play(player("ada").does("seen"));
        changesTo(2, SILENT);

        rig.play(player("ada").waits(MINUTE - 1).does("slept"));

        assertThat(rig.memory("ada").nextWakeUp()).isEqualTo(NOON + MINUTE);
        assertThat(rig.until(NOON + MINUTE).momentsOf("silent")).containsExactly(NOON + MINUTE);
    }

    @Test
    void aSilenceThatIsOverWhenHeIsLookedAtIsNotSaid() {
        begins().play(player("ada").does("seen"));
        changesTo(2, SILENT);

        rig.play(player("ada").waits(MINUTE).does("slept")).until(NOON + 5 * MINUTE);

        assertThat(rig.moments).isEmpty();
    }

    @Test
    void aDeadlineLooksAtHimToo() {
        begins(SILENT.replace("silent", "short").replace("60s", "10s"))
                .play(player("ada").does("seen"));
        changesTo(2, SILENT, SILENT.replace("silent", "short").replace("60s", "10s"));

        rig.until(NOON + 10 * SECOND);

        assertThat(rig.momentsOf("short")).containsExactly(NOON + 10 * SECOND);
        assertThat(rig.until(NOON + MINUTE).momentsOf("silent")).containsExactly(NOON + MINUTE);
    }

    @Test
    void whatHasNotChangedGoesOnAndSeesNothingTwice() {
        begins(THRICE).play(player("ada").does("seen", "size", 10).does("seen", "size", 10));
        changesTo(2, THRICE, COUNTED);

        rig.play(player("ada").waits(SECOND).does("seen", "size", 10));

        assertThat(rig.momentsOf("thrice")).containsExactly(NOON + SECOND);
        changesTo(3, THRICE, COUNTED, PAIR);
        rig.play(player("ada").waits(2 * SECOND).does("went"));
        assertThat(rig.moments.stream().filter(moment -> moment.pattern().equals("counted")))
                .singleElement()
                .satisfies(moment -> assertThat(moment.facts()).containsEntry("sizes", 30.0));
    }

    @Test
    void aChangedPatternSeesItUnderItsNewDefinition() {
        begins(PAIR).play(player("ada").does("seen", "size", 5).does("seen", "size", 1));
        changesTo(2, PAIR.replace("as: it }", "as: it, where: \"size > 2\" }"));

        rig.play(player("ada").waits(SECOND).does("went"));

        assertThat(rig.moments)
                .singleElement()
                .satisfies(moment -> assertThat(moment.matched())
                        .extracting(Decision.MatchedEvent::eventId)
                        .containsExactly("ada-0-0", "ada-1000-0"));
        assertThat(rig.counted("partials_dropped_by_change pair")).isEqualTo(2);
    }

    @Test
    void aPatternSwitchedOnAfterAPauseSeesThePause() {
        begins(PAIR + "mode: paused\n").play(player("ada").does("seen"));
        changesTo(2, PAIR);

        rig.play(player("ada").waits(SECOND).does("went"));

        assertThat(rig.momentsOf("pair")).hasSize(1);
    }

    @Test
    void heIsToldOnceHoweverOftenThePlaybookChanges() {
        begins().play(player("ada").does("seen"));
        changesTo(2, PAIR);
        rig.play(player("ada").waits(SECOND).does("slept"));
        changesTo(3, PAIR, THRICE);

        rig.play(player("ada").waits(2 * SECOND).does("slept").does("went"));

        assertThat(rig.momentsOf("pair")).hasSize(1);
    }

    @Test
    void aMomentOfAnotherPatternIsOneOfTheEventsHeRemembers() {
        begins(THRICE).play(player("ada").does("seen").does("seen").does("seen"));
        changesTo(2, THRICE, "pattern: after\nsequence: [{ on: thrice }, { on: went }]\n");

        rig.play(player("ada").waits(SECOND).does("went"));

        assertThat(rig.momentsOf("after")).containsExactly(NOON + SECOND);
    }

    @Test
    void aFactThatCameTooLateToBeMatchedIsNotMatchedNow() {
        begins().play(player("ada").does("went").at(NOON - 10 * SECOND - 1, "paid", "amount", 1));
        changesTo(2, "pattern: paid-off\nsequence: [{ on: paid }, { on: went }]\n");

        rig.play(player("ada").waits(SECOND).does("went"));

        assertThat(rig.moments).isEmpty();
    }

    // ---- features and tags

    @Test
    void aFeatureThatBeginsToBeReadHasCountedWhatHappenedBefore() {
        begins(PAIR)
                .play(player("ada")
                        .in("session_id", "s")
                        .does("seen", "size", 10)
                        .does("seen", "size", 20));
        changesTo(2, PAIR, COUNTED);

        rig.play(player("ada").in("session_id", "s").waits(SECOND).does("went"));

        assertThat(rig.moments.stream().filter(moment -> moment.pattern().equals("counted")))
                .singleElement()
                .satisfies(moment -> assertThat(moment.facts())
                        .containsEntry("sizes", 30.0)
                        .containsEntry("session", 30.0)
                        .containsEntry("usual", 15.0));
    }

    @Test
    void aFeatureOfTheSessionCountsOnlyThisOne() {
        begins().play(player("ada")
                .in("session_id", "one")
                .does("seen", "size", 10)
                .waits(1)
                .in("session_id", "two")
                .does("seen", "size", 20));
        changesTo(2, COUNTED);

        rig.play(player("ada").in("session_id", "two").waits(SECOND).does("went"));

        assertThat(rig.moments.get(0).facts()).containsEntry("session", 20.0).containsEntry("sizes", 30.0);
    }

    @Test
    void aTagIsNotGainedForThePastButWithTheNextEventThatHisMemoryMakesEnough() {
        rig = Rig.of("events.yaml", EVENTS).remembersLately(TEN_MINUTES);
        rig.play(player("ada").does("seen", "size", 20).does("seen", "size", 20));
        changesTo(2, PAIR);

        rig.play(player("ada").waits(SECOND).does("slept"));
        assertThat(rig.tags).isEmpty();

        rig.play(player("ada").waits(2 * SECOND).does("seen", "size", 1));
        assertThat(rig.heldBy("ada"))
                .singleElement()
                .satisfies(held -> assertThat(held.tag()).isEqualTo("big"));
    }

    // ---- bounds

    @Test
    void whatIsOlderThanAllowedIsNotSeen() {
        begins().play(player("ada").does("seen"));
        changesTo(2, PAIR);
        rig.play(player("ada").waits(10 * MINUTE).does("went"));
        assertThat(rig.moments).isEmpty();

        rig.play(player("bob").does("seen"))
                .play(player("bob").waits(9 * MINUTE).does("slept"));
        changesTo(3, THRICE.replace("times: 3", "times: 2"));
        rig.play(player("bob").waits(10 * MINUTE - 1).does("seen"));
        assertThat(rig.momentsOf("thrice")).hasSize(1);
    }

    @Test
    void onlySoManyAreKept() {
        begins(new Bounds(10 * MINUTE, 2, 4_096))
                .play(player("ada").does("seen").does("slept").does("slept"));
        rig.play(player("bob").does("slept").does("seen").does("slept"));
        changesTo(2, PAIR);

        rig.play(player("ada").waits(SECOND).does("went"))
                .play(player("bob").waits(SECOND).does("went"));

        assertThat(rig.moments).extracting(Decision::playerId).containsExactly("bob");
    }

    @Test
    void whateverHeSendsTheRowStaysSmall() {
        Bounds small = new Bounds(10 * MINUTE, 1_000, 2_000);
        begins(small);
        Random dice = new Random(1);
        int longest = 0;
        for (int i = 0; i < 2_000; i++) {
            rig.play(player("ada")
                    .waits(i * 10L + 1)
                    .does("seen", "what", "x".repeat(dice.nextInt(dice.nextInt(20) == 0 ? 5_000 : 50)), "size", i));
            longest = Math.max(longest, rig.row("ada").length);
        }
        // a row may hold about as many words of events that are gone as of those that are there
        assertThat(longest).isBetween(1_000, 2 * 2_000 + RecentIds.KEPT * Long.BYTES + 500);
    }

    @Test
    void anEventThatAPatternHoldsIsHeldOnce() {
        begins(PAIR).play(player("ada").does("seen", "what", "the-sea"));

        String row = new String(rig.row("ada"), StandardCharsets.ISO_8859_1);

        assertThat(row.split("the-sea", -1)).hasSize(2);
    }

    // ---- laws

    /** Of all that completes after he was looked at again. */
    @Test
    void switchedOnLateIsAsGoodAsSwitchedOnFromTheBeginning() {
        String[] late = {
            PAIR,
            SILENT,
            THRICE + "within: 2m\n",
            COUNTED.replace(">= 30", ">= 5"),
            SILENT.replace("silent", "calm").replace("went", "[went, slept]")
        };
        int compared = 0;
        for (int seed = 0; seed < 60; seed++) {
            Random dice = new Random(seed);
            List<Play> play = play(dice);
            int before = 1 + dice.nextInt(play.size() - 2);
            try (Rig always = Rig.of(files(late));
                    Rig later = Rig.of(files(THRICE)).remembersLately(new Bounds(60 * MINUTE, 100, 100_000))) {
                play.subList(0, before).forEach(step -> {
                    always.play(step);
                    later.play(step);
                });
                later.changesTo(2, files(late));
                long touched = play.get(before).now();
                play.subList(before, play.size()).forEach(step -> {
                    always.play(step);
                    later.play(step);
                });
                assertThat(said(later.toTheEnd(), touched))
                        .as("seed %d", seed)
                        .isEqualTo(said(always.toTheEnd(), touched));
                compared += said(later, touched).size();
            }
        }
        assertThat(compared).isGreaterThan(300);
    }

    private static List<Play> play(Random dice) {
        List<Play> play = new ArrayList<>();
        long time = 0;
        for (int i = 0; i < 20; i++) {
            time += 1 + dice.nextInt(dice.nextInt(4) == 0 ? 90_000 : 9_000);
            String type = List.of("seen", "seen", "seen", "went", "slept").get(dice.nextInt(5));
            play.add(player("ada").waits(time).does(type, "size", dice.nextInt(9)));
        }
        return play;
    }

    private static List<String> said(Rig rig, long touched) {
        return rig.moments.stream()
                .filter(moment -> moment.at() >= touched && !(moment.at() == touched && isSilence(moment)))
                .map(moment -> moment.at() + " " + moment.pattern() + " " + moment.matched() + " " + moment.facts())
                .toList();
    }

    private static boolean isSilence(Decision moment) {
        return moment.pattern().equals("silent") || moment.pattern().equals("calm");
    }

    // ---- forgetting

    @Test
    void theRowGoesWhenTheLastEventIsTooOld() {
        begins().play(player("ada").does("seen"));

        assertThat(rig.until(NOON + 10 * MINUTE).row("ada")).isNotNull();
        assertThat(rig.until(NOON + 10 * MINUTE + 1).row("ada")).isNull();
    }

    @Test
    void whatIsRememberedOfAPlayerWhoIsExcludedForEverGoesAndTheExclusionStays() {
        begins(THRICE).play(player("ada").does("seen", "what", "the-sea").does("rg_self_excluded"));
        assertThat(new String(rig.row("ada"), StandardCharsets.ISO_8859_1)).contains("the-sea");

        rig.toTheEnd();

        assertThat(new String(rig.row("ada"), StandardCharsets.ISO_8859_1)).doesNotContain("the-sea");
        assertThat(rig.row("ada").length).isLessThan(160);
        assertThat(rig.memory("ada").nextWakeUp()).isEqualTo(PlayerMemory.NEVER);
        rig.play(player("ada")
                .waits(100L * 24 * 60 * MINUTE)
                .does("seen")
                .does("seen")
                .does("seen"));
        assertThat(rig.reasonsOf("thrice")).containsExactly(Decision.Reason.NO_OFFERS);
    }
}
