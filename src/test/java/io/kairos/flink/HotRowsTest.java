package io.kairos.flink;

import static io.kairos.flink.Evening.NOON;
import static io.kairos.flink.Evening.SECOND;
import static io.kairos.flink.Evening.bet;
import static io.kairos.flink.Evening.heartbeat;
import static io.kairos.flink.Evening.looked;
import static io.kairos.flink.Evening.lost;
import static io.kairos.flink.Evening.playbook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.event.Arrival;
import io.kairos.event.Output;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.playbook.Bundle;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HotRowsTest {
    private final MatcherFactory matchers = new Stumbling();

    @AfterEach
    void close() {
        matchers.close();
    }

    @Test
    void aStepOverACachedRowAsksNothingOfTheState() throws Exception {
        HeapSubtask job = cache(10, 10).reads(bet("ada", NOON));
        assertThat(job.state.asked()).containsExactly("read ada");

        job.reads(bet("ada", NOON + 1), bet("ada", NOON + 2));

        assertThat(job.state.asked()).isEmpty();
        job.rows.writeAll();
        assertThat(job.state.asked()).containsExactly("write ada");
    }

    @Test
    void withNothingCachedEveryStepReadsAndWrites() throws Exception {
        HeapSubtask job = cache(0, 10).reads(bet("ada", NOON), bet("ada", NOON + 1));

        assertThat(job.state.asked()).containsExactly("read ada", "write ada", "read ada", "write ada");
        assertThat(job.rows.rows()).isZero();
        assertThat(job.rows.weight()).isZero();
    }

    @Test
    void aStepThatChangesNothingWritesNothing() throws Exception {
        HeapSubtask job = cache(0, 10).reads(bet("ada", NOON));
        job.state.asked();

        job.reads(bet("ada", NOON));

        assertThat(job.state.asked()).containsExactly("read ada");
    }

    @Test
    void theRowThatWasNotUsedForLongestGoesFirstAndIsWritten() throws Exception {
        HeapSubtask job = cache(2, 10).reads(bet("ada", NOON), bet("bob", NOON), bet("ada", NOON + 1));
        job.state.asked();

        job.reads(bet("eve", NOON));

        assertThat(job.state.asked()).containsExactly("read eve", "write bob");
        assertThat(job.rows.rows()).isEqualTo(2);
    }

    @Test
    void whoHasTimeWritesWhatHasWaitedLongestFirst() throws Exception {
        HeapSubtask job = cache(10, 10).reads(bet("ada", NOON), bet("bob", NOON), bet("ada", NOON + 1));
        job.state.asked();

        job.rows.writeFor(0);
        assertThat(job.state.asked()).isEmpty();

        job.rows.writeFor(Duration.ofHours(1).toNanos());
        assertThat(job.state.asked()).containsExactly("write ada", "write bob");
        assertThat(job.rows.dirtyRows()).isZero();
        assertThat(job.rows.rows()).isEqualTo(2);
    }

    @Test
    void aRowThatIsWrittenAlreadyGoesWithoutBeingWrittenAgain() throws Exception {
        HeapSubtask job = cache(1, 10).reads(bet("ada", NOON));
        job.rows.writeAll();
        job.state.asked();

        job.reads(bet("bob", NOON));

        assertThat(job.state.asked()).containsExactly("read bob");
    }

    @Test
    void beyondTheBoundTheRowThatHasWaitedLongestIsWrittenAndStays() throws Exception {
        HeapSubtask job = cache(10, 2).reads(bet("ada", NOON), bet("bob", NOON), bet("ada", NOON + 1));
        job.state.asked();

        job.reads(bet("eve", NOON));
        assertThat(job.state.asked()).containsExactly("read eve", "write ada");
        assertThat(job.rows.dirtyRows()).isEqualTo(2);

        job.reads(bet("ada", NOON + 2));
        assertThat(job.state.asked()).containsExactly("write bob");
    }

    @Test
    void aHotRowIsWrittenOnceInSixtyFourSteps() throws Exception {
        HeapSubtask job = cache(10, 10);
        for (int i = 0; i < 640; i++) {
            job.reads(looked("ada", NOON), bet("ada", NOON));
        }

        assertThat(job.state.asked()).filteredOn("write ada"::equals).hasSize(2 * 640 / 64);
    }

    @Test
    void aLongRowIsWrittenLessOften() throws Exception {
        HeapSubtask job = cache(10, 10);
        Map<String, Object> essay = Map.of("balance", 1.0, "note", "x".repeat(10_000));
        job.reads(Evening.event("ada", "balance_viewed", NOON, essay));
        job.rows.writeAll();
        job.state.asked();

        for (int i = 1; i <= 300; i++) {
            job.reads(lost("ada", NOON + i));
        }
        assertThat(job.state.asked()).doesNotContain("write ada");

        for (int i = 301; i <= 400; i++) {
            job.reads(lost("ada", NOON + i));
        }
        assertThat(job.state.asked()).filteredOn("write ada"::equals).hasSize(1);
    }

    @Test
    void largeRowsAreBoundedByTheirBytes() throws Exception {
        HeapSubtask job = job(settings(1_000, "300kb", 1_000));
        for (int player = 0; player < 50; player++) {
            job.reads(Evening.event(
                    "player-" + player, "balance_viewed", NOON, Map.of("balance", 1.0, "note", "x".repeat(10_000))));
            assertThat(job.rows.weight()).isLessThanOrEqualTo(300 << 10);
        }
        job.rows.writeAll();

        assertThat(job.rows.rows()).isLessThan(50);
        assertThat(job.state.rows).hasSize(50);
    }

    @Test
    void whatIsRememberedOfStepsTakesHalfOfTheBytes() throws Exception {
        HeapSubtask job = job(settings(1_000, "100kb", 1_000));
        Map<String, Object> essay = Map.of("note", "x".repeat(10_000));
        for (int i = 0; i < 20; i++) {
            job.reads(Evening.event("ada", "bet_placed", NOON + i, essay));
        }

        assertThat(job.state.asked()).filteredOn("write ada"::equals).hasSize(4);
    }

    @Test
    void writingRowsLeavesTimersAlone() throws Exception {
        HeapSubtask job = cache(10, 10).reads(threeLosses("ada")).reads(threeLosses("eve"));
        job.state.asked();

        job.rows.writeAll();

        assertThat(job.state.asked()).containsExactly("write ada", "write eve");
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenLater() throws Exception {
        HeapSubtask job = cache(10, 10).reads(bet("ada", NOON), bet("bob", NOON), bet("eve", NOON));
        job.state.full = "bob";

        assertThatThrownBy(job.rows::writeAll).isInstanceOf(HeapState.DiskFull.class);
        assertThat(job.state.rows).containsOnlyKeys("ada");
        assertThat(job.rows.dirtyRows()).isEqualTo(2);

        job.state.full = null;
        job.rows.writeAll();
        assertThat(job.state.rows).containsOnlyKeys("ada", "bob", "eve");
    }

    @Test
    void aRowThatCannotBeWrittenIsNotEvicted() throws Exception {
        HeapSubtask job = cache(1, 10).reads(bet("bob", NOON));
        job.state.full = "bob";

        assertThatThrownBy(() -> job.reads(bet("ada", NOON))).isInstanceOf(HeapState.DiskFull.class);

        job.state.full = null;
        job.rows.writeAll();
        assertThat(job.state.rows).containsOnlyKeys("ada", "bob");
    }

    @Test
    void otherRulesBeginWithNothingCachedAndNothingLost() throws Exception {
        HeapSubtask job = cache(10, 10).reads(threeLosses("ada"));

        job.hears(playbook(2, "20s", "30s"));
        assertThat(job.rows.rows()).isZero();
        assertThat(job.rows.weight()).isZero();
        assertThat(job.state.rows).containsOnlyKeys("ada");

        job.timeIs(NOON + 60 * SECOND);
        assertThat(decisions(job)).containsExactly("silent-after-losses");
    }

    @Test
    void aPlayerWhoIsForgottenLeavesNothing() throws Exception {
        HeapSubtask job = cache(10, 10).reads(threeLosses("ada")).timeIs(Long.MAX_VALUE);

        assertThat(job.rows.rows()).isZero();
        assertThat(job.rows.weight()).isZero();
        assertThat(job.state.rows).isEmpty();
        assertThat(job.state.asked())
                .as("a row that was never written needs no clearing")
                .doesNotContain("clear ada");
    }

    @Test
    void oneWhoseRowWasWrittenIsCleared() throws Exception {
        HeapSubtask job = cache(10, 10).reads(threeLosses("ada"));
        job.rows.writeAll();

        job.timeIs(Long.MAX_VALUE);

        assertThat(job.state.rows).isEmpty();
    }

    @Test
    void aTimerOfSomebodyUnknownCachesNobody() throws Exception {
        HeapSubtask job = cache(10, 10);
        job.deadlines.register("ghost", Deadlines.Kind.WAKE_UP, NOON);

        job.timeIs(NOON);

        assertThat(job.rows.rows()).isZero();
    }

    @Test
    void afterAFailureTheRowIsAsBeforeHoweverOldTheOneInState() throws Exception {
        HeapSubtask failed = cache(10, 10).reads(lost("ada", NOON));
        failed.rows.writeAll();
        failed.reads(lost("ada", NOON + 1), looked("ada", NOON + 2));
        HeapSubtask undisturbed = cache(10, 10).reads(lost("ada", NOON));
        undisturbed.rows.writeAll();
        undisturbed.reads(lost("ada", NOON + 1), looked("ada", NOON + 2));

        failed.reads(Evening.event("ada", "bet_settled", NOON + 3, Map.of("outcome", "LOSS", "stumble", true)));

        assertThat(failed.said).hasSize(1).extracting(Output::kind).containsExactly(Output.Kind.DEAD_LETTER);
        failed.reads(lost("ada", NOON + 4));
        undisturbed.reads(lost("ada", NOON + 4));
        failed.rows.writeAll();
        undisturbed.rows.writeAll();
        assertThat(failed.state.shown()).isEqualTo(undisturbed.state.shown());
        assertThat(failed.timeIs(NOON + 21 * SECOND).said.subList(1, failed.said.size()))
                .isEqualTo(undisturbed.timeIs(NOON + 21 * SECOND).said);
        assertThat(decisions(undisturbed)).containsExactly("silent-after-losses");
    }

    @Test
    void whatWasDecidedIsNotSaidOrCountedAgainAndDecidesAsItDid() throws Exception {
        HeapSubtask job = cache(10, 10)
                .reads(threeLosses("ada"))
                .wallIs(NOON + 24 * SECOND)
                .timeIs(NOON + 24 * SECOND);
        assertThat(decisions(job)).containsExactly("silent-after-losses");
        assertThat(job.counts).containsEntry("decisions OFFERED", 1);

        job.wallIs(NOON + 300 * SECOND)
                .reads(Evening.event("ada", "bet_settled", NOON + 25 * SECOND, Map.of("stumble", true)));

        assertThat(decisions(job)).containsExactly("silent-after-losses");
        assertThat(job.counts).containsEntry("decisions OFFERED", 1).doesNotContainKey("decisions STALE");
        job.timeIs(NOON + 204 * SECOND);
        assertThat(job.said.stream()
                        .filter(output -> output.kind() == Output.Kind.OFFER)
                        .map(output -> output.fields().get("status")))
                .as("the offer is still open after the failure, and ends")
                .containsExactly("ISSUED", "EXPIRED");
    }

    @Test
    void aStepTakenAgainSeesWhatConcernedEverybodyThen() throws Exception {
        Map<String, String> files = new HashMap<>(playbook(1).files());
        files.put("patterns/beats.yaml", """
                pattern: beats
                sequence:
                  - { on: bet_placed, where: "all.rg_heartbeat.at < at" }
                  - { on: balance_viewed }
                """);
        HeapSubtask job = cache(10, 10).hears(new Bundle(2, "ann", "beats", files));
        job.reads(bet("ada", NOON + 1)) // nothing was heard yet
                .hears(heartbeat(NOON))
                .reads(bet("bea", NOON + 2))
                .hears(heartbeat(NOON + 9)); // later than bea's bet

        Map<String, Object> stumble = Map.of("outcome", "LOSS", "stumble", true);
        job.reads(
                Evening.event("ada", "bet_settled", NOON + 3, stumble),
                Evening.event("bea", "bet_settled", NOON + 3, stumble),
                looked("ada", NOON + 4),
                looked("bea", NOON + 4));

        assertThat(job.said.stream()
                        .filter(output -> output.kind() == Output.Kind.DECISION)
                        .map(output -> output.fields().get("player_id")))
                .containsExactly("bea");
    }

    @Test
    void aRuleOfACachedPlayerIsLookedAtForWhatTheEventAtHandChangedOnly() throws Exception {
        Map<String, String> files = new HashMap<>(playbook(1).files());
        files.put("features.yaml", "features: { bets: { count: bet_placed, over: 1h } }");
        files.put("tags.yaml", files.get("tags.yaml") + "  keen: { about: bets, when: bets >= 1, for: 1h }\n");
        HeapSubtask job = cache(10, 10).hears(new Bundle(2, "ann", "a rule", files));

        job.reads(bet("ada", NOON), looked("ada", NOON + 1), bet("ada", NOON + 2));

        assertThat(job.said.stream()
                        .filter(output -> output.kind() == Output.Kind.TAG_CHANGE)
                        .map(output -> output.fields().get("at")))
                .containsExactly(NOON, NOON + 2);
    }

    @Test
    void aFailedStepIsNotTakenAgain() throws Exception {
        HeapSubtask job = cache(10, 10).reads(lost("ada", NOON));
        Arrival stumble = Evening.event("ada", "bet_settled", NOON + 1, Map.of("outcome", "LOSS", "stumble", true));
        job.reads(stumble, lost("ada", NOON + 2));
        job.taken = 0;

        job.reads(Evening.event("ada", "bet_settled", NOON + 3, Map.of("outcome", "LOSS", "stumble", true)));

        // the step and its protection; before them, again, the two losses and the first one's protection
        assertThat(job.taken).isEqualTo(2 + 3);
    }

    @Test
    void aFailureWhileStepsAreTakenAgainEndsTheJob() throws Exception {
        HeapSubtask job = cache(10, 10).reads(bet("ada", NOON));
        job.broken = true;

        assertThatThrownBy(() -> job.reads(bet("ada", NOON + 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stumbled");
    }

    @Test
    void aDeadlineThatFailsIsNotTriedAgainByItself() throws Exception {
        HeapSubtask job = cache(10, 10).reads(threeLosses("bob")).timeIs(NOON + 24 * SECOND);
        assertThat(job.counts).containsEntry("failed DEADLINE of bob", 1);

        job.rows.writeAll();
        job.timeIs(NOON + 60 * SECOND);

        assertThat(job.counts).containsEntry("failed DEADLINE of bob", 1);
        assertThat(job.state.rows).containsOnlyKeys("bob");
    }

    @Test
    void aStepAfterWhichTheMemoryHasNoBytesIsUndoneWhenTheRowIsWritten() throws Exception {
        HeapSubtask job = cache(10, 10).reads(threeLosses("ada")).reads(threeLosses("eve"));
        job.rows.writeAll();
        List<String> before = job.state.shown();

        job.cannotBeEncoded = "eve";
        job.reads(looked("eve", NOON + 5 * SECOND));
        assertThat(job.said).isEmpty();
        job.rows.writeAll();

        assertThat(job.counts).containsEntry("failed EVENT of eve", 1).containsEntry("failed PROTECTION of eve", 1);
        assertThat(job.said).extracting(output -> output.fields().get("reason")).containsExactly("FAILED");
        job.cannotBeEncoded = null;
        assertThat(job.state.shown()).isEqualTo(before);
        assertThat(decisions(job.timeIs(NOON + 24 * SECOND))).hasSize(2);
    }

    @Test
    void whatProtectsThePlayerIsKeptAlsoThen() throws Exception {
        Map<String, String> files = new HashMap<>(playbook(1).files());
        files.put("events.yaml", files.get("events.yaml") + "  rg_self_excluded: { actor: player, fact: true }\n");
        HeapSubtask job =
                new HeapSubtask(new Bundle(1, "ann", null, files), Settings.of(settings(10, "64mb", 10)), matchers);
        job.reads(threeLosses("ada"));
        job.rows.writeAll();

        job.cannotBeEncodedAfter = StepTaken.Kind.EVENT;
        job.reads(Evening.event("ada", "rg_self_excluded", NOON + 5 * SECOND, Map.of()));
        job.rows.writeAll();

        assertThat(job.counts).containsEntry("failed EVENT of ada", 1).doesNotContainKey("failed PROTECTION of ada");
        job.timeIs(NOON + 24 * SECOND);
        assertThat(job.said.stream()
                        .filter(output -> output.kind() == Output.Kind.DECISION)
                        .map(output -> output.fields().get("reason")))
                .containsExactly("PROTECTED");
    }

    private HeapSubtask cache(int rows, int dirty) throws Exception {
        return job(settings(rows, "64mb", dirty));
    }

    private HeapSubtask job(Map<String, String> settings) throws Exception {
        return new HeapSubtask(playbook(1), Settings.of(settings), matchers).wallIs(NOON);
    }

    private static Map<String, String> settings(int rows, String bytes, int dirty) {
        return Map.of("cache.rows", String.valueOf(rows), "cache.bytes", bytes, "cache.dirty", String.valueOf(dirty));
    }

    private static List<Object> decisions(HeapSubtask job) {
        return job.said.stream()
                .filter(output -> output.kind() == Output.Kind.DECISION)
                .map(output -> output.fields().get("pattern"))
                .toList();
    }

    private static Arrival[] threeLosses(String player) {
        return new Arrival[] {lost(player, NOON), lost(player, NOON + 2 * SECOND), lost(player, NOON + 4 * SECOND)};
    }
}
