package io.kairos.flink;

import static io.kairos.event.Output.Kind.DEAD_LETTER;
import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.OFFER;
import static io.kairos.event.Output.Kind.PLAYBOOK_STATUS;
import static io.kairos.event.Output.Kind.TAG_CHANGE;
import static io.kairos.flink.Evening.NOON;
import static io.kairos.flink.Evening.SECOND;
import static io.kairos.flink.Evening.bet;
import static io.kairos.flink.Evening.looked;
import static io.kairos.flink.Evening.lost;
import static io.kairos.flink.Evening.playbook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.event.Arrival;
import io.kairos.event.Origin;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.PlaybookArrival;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlayerOperatorTest {
    private static final long THIRD_LOSS = NOON + 4 * SECOND;
    private static final long MOMENT = THIRD_LOSS + 20 * SECOND;

    private final List<Subtasks> opened = new ArrayList<>();
    private final Settings live = Settings.of(Map.of("cache.rows", cachedRows()));
    private final Settings replay = Settings.of(Map.of("cache.rows", cachedRows(), "time.fresh", "event"));

    String cachedRows() {
        return "50000";
    }

    @AfterEach
    void closeAll() throws Exception {
        for (Subtasks subtasks : opened) {
            subtasks.close();
        }
    }

    @Test
    void aPlayerWhoFallsSilentForEverHasHisMoment() throws Exception {
        Subtasks job = start(1).reads(threeLosses("ada")).timeIs(MOMENT - 1);
        assertThat(job.said(DECISION)).isEmpty();

        job.timeIs(MOMENT);

        assertThat(job.said(DECISION, "at")).containsExactly(MOMENT);
        assertThat(job.said(OFFER, "status")).containsExactly("ISSUED");
    }

    @Test
    void alsoWhenTheJobIsRestartedWhileHeIsSilent() throws Exception {
        Subtasks.Snapshot snapshot =
                start(1).reads(threeLosses("ada")).timeIs(THIRD_LOSS).die();

        Subtasks restored = opened(snapshot.restore(1, playbook(1), THIRD_LOSS)).timeIs(MOMENT);

        assertThat(restored.said(DECISION, "at")).containsExactly(MOMENT);
    }

    @Test
    void changingTheParallelismLosesAndDoublesNothing() throws Exception {
        List<String> players =
                IntStream.range(0, 60).mapToObj(i -> "player-" + i).toList();
        Subtasks one = start(1);
        for (String player : players) {
            one.reads(lost(player, NOON), lost(player, NOON + 2 * SECOND));
        }
        Subtasks two = opened(one.die().restore(2, playbook(1), THIRD_LOSS));
        for (String player : players) {
            two.reads(lost(player, THIRD_LOSS));
        }
        Subtasks three = opened(two.timeIs(THIRD_LOSS).die().restore(3, playbook(1), THIRD_LOSS));

        three.timeIs(MOMENT);

        assertThat(three.said(DECISION, "player_id"))
                .hasSize(60)
                .containsExactlyInAnyOrderElementsOf(new ArrayList<>(players));
        assertThat(three.said(DECISION, "at")).containsOnly(MOMENT);
    }

    @Test
    void theControlInputNeitherMovesNorHoldsTime() throws Exception {
        Subtasks job = start(1).reads(threeLosses("ada")).controlTimeIs(Long.MAX_VALUE);
        assertThat(job.saidOfTime()).isEmpty();

        job.timeIs(MOMENT);

        assertThat(job.said(DECISION)).hasSize(1);
        assertThat(job.saidOfTime()).containsExactly(new Watermark(MOMENT));
    }

    /** Flink takes the latest watermark of all where every input is idle. */
    @Test
    void notEvenWhileEveryPartitionIsIdle() throws Exception {
        Subtasks job = start(1).reads(threeLosses("ada")).eventsAreIdle();
        assertThat(job.saidOfTime()).containsExactly(WatermarkStatus.IDLE);

        job.controlTimeIs(Long.MAX_VALUE);

        assertThat(job.saidOfTime()).containsExactly(WatermarkStatus.IDLE);
        assertThat(job.said(DECISION)).isEmpty();
    }

    @Test
    void howeverMuchHappensToAPlayerOneDeadlineIsPending() throws Exception {
        Subtasks job = start(1);
        for (int i = 0; i < 50; i++) {
            job.reads(lost("ada", NOON + i * SECOND), bet("ada", NOON + i * SECOND + 500));
        }

        assertThat(job.deadlines()).isEqualTo(1);
    }

    @Test
    void aDeadlineThatComesTooEarlyIsFollowedByTheNext() throws Exception {
        Subtasks job = start(1).reads(threeLosses("ada")).reads(lost("ada", THIRD_LOSS + 5 * SECOND));

        job.timeIs(MOMENT + 5 * SECOND);

        assertThat(job.said(DECISION, "at")).containsExactly(MOMENT);
    }

    @Test
    void whatIsDueIsSaidBeforeTimeGoesOn() throws Exception {
        Subtasks job = start(1).reads(threeLosses("ada")).timeIs(MOMENT);

        assertThat(job.said(DECISION)).hasSize(1);
        assertThat(job.last()).isEqualTo(new Watermark(MOMENT));
    }

    @Test
    void anOpenOfferHasADeadlineOfItsOwnAndEndsWhenItSays() throws Exception {
        Subtasks job = start(1).reads(threeLosses("ada")).timeIs(MOMENT);
        assertThat(job.deadlines()).isEqualTo(2);
        long expires = (long) job.said(OFFER, "expires_at").get(0);

        job.timeIs(expires - 1);
        assertThat(job.said(OFFER, "status")).containsExactly("ISSUED");
        job.timeIs(expires);

        assertThat(job.said(OFFER, "status")).containsExactly("ISSUED", "EXPIRED");
        assertThat(job.said(OFFER, "at")).containsExactly(MOMENT, expires);
    }

    @Test
    void atTheLastWatermarkEverythingEndsInOrderAndNothingIsLeft() throws Exception {
        Subtasks job = start(1).reads(threeLosses("ada"))
                .reads(looked("ada", THIRD_LOSS))
                .timeIs(Long.MAX_VALUE);

        assertThat(job.said(DECISION, "pattern")).containsExactly("silent-after-losses", "looked-and-left");
        assertThat(job.said(OFFER, "status")).containsExactly("ISSUED", "EXPIRED");
        assertThat(job.said()).extracting(Output::time).isSorted();
        assertThat(job.rows()).isZero();
        assertThat(job.deadlines()).isZero();
    }

    @Test
    void thePlayerWhoHasLostHisLastTagIsATombstone() throws Exception {
        Subtasks job = start(1).reads(threeLosses("ada")).timeIs(MOMENT + 600 * SECOND);

        assertThat(job.said(TAG_CHANGE)).extracting(Output::key).containsExactly("ada", "ada", "ada");
        assertThat(job.said(TAG_CHANGE))
                .extracting(output ->
                        output.fields() == null ? null : output.fields().get("change"))
                .containsExactly("GAINED", "LOST", null);
    }

    @Test
    void aGestureThatIsTooLateIsDeadLetteredWithWhereItCameFrom() throws Exception {
        Subtasks job = start(1).reads(bet("ada", NOON + 10_001), bet("ada", NOON), bet("ada", NOON + 1));

        assertThat(job.said(DEAD_LETTER)).hasSize(1);
        assertThat(job.said(DEAD_LETTER).get(0).fields())
                .containsEntry("reason", "TOO_LATE")
                .containsEntry("topic", "player-events")
                .containsEntry("offset", 0L)
                .containsEntry("event", bet("ada", NOON).event().fields());
    }

    @Test
    void everySubtaskSaysWhichPlaybookItBeginsWith() throws Exception {
        Subtasks job = start(3);

        assertThat(job.said(PLAYBOOK_STATUS, "subtask")).containsExactly(0L, 1L, 2L);
        assertThat(job.said(PLAYBOOK_STATUS, "status")).containsOnly("APPLIED");
        assertThat(job.said(PLAYBOOK_STATUS, "version")).containsOnly(1L);
        assertThat(job.said(PLAYBOOK_STATUS, "hash")).containsOnly(playbook(1).hash());
    }

    @Test
    void aNewerPlaybookIsAppliedAtOnceByEverySubtask() throws Exception {
        Subtasks job = start(2).hush().hears(playbook(2, "5s"));
        assertThat(job.said(PLAYBOOK_STATUS, "version")).containsExactly(2L, 2L);

        job.reads(threeLosses("ada")).timeIs(THIRD_LOSS + 5 * SECOND);

        assertThat(job.said(DECISION, "playbook_version")).containsExactly(2L);
    }

    @Test
    void aChangeKeepsWhatHadBegunUnderThePatternsItDidNotTouch() throws Exception {
        Subtasks job = start(1).reads(threeLosses("ada")).reads(looked("ada", THIRD_LOSS));

        job.hears(playbook(2, "20s", "30s")).timeIs(THIRD_LOSS + 120 * SECOND);

        assertThat(job.said(DECISION, "pattern")).containsExactly("silent-after-losses");
        assertThat(job.said(DECISION, "playbook_version")).containsExactly(2L);
    }

    @Test
    void whatHadBegunSurvivesAChangeAndARestore() throws Exception {
        Subtasks.Snapshot snapshot = start(1).reads(threeLosses("ada"))
                .hears(playbook(2, "20s", "30s"))
                .die();

        Subtasks restored = opened(snapshot.restore(2, playbook(1), THIRD_LOSS)).timeIs(MOMENT);

        assertThat(restored.said(DECISION, "pattern")).containsExactly("silent-after-losses");
    }

    @Test
    void anInvalidPlaybookIsRefusedByOneVoiceAndTheLastGoodOneStays() throws Exception {
        Subtasks job = start(2).hush().hears(Evening.brokenPlaybook(2));

        assertThat(job.said(PLAYBOOK_STATUS)).hasSize(1);
        assertThat(job.said(PLAYBOOK_STATUS).get(0).fields())
                .containsEntry("status", "REFUSED")
                .containsEntry("version", 2L)
                .containsEntry("subtask", 0L);
        assertThat((String) job.said(PLAYBOOK_STATUS, "detail").get(0)).contains("looked-and-left.yaml:2", "sequenze");
        assertThat(job.reads(threeLosses("ada")).timeIs(MOMENT).said(DECISION, "playbook_version"))
                .containsExactly(1L);
    }

    @Test
    void anOlderPlaybookAndOneThatChangedUnderItsVersionAreRefused() throws Exception {
        Subtasks job = opened(Subtasks.start(1, playbook(5), live, NOON))
                .hush()
                .hears(playbook(4, "5s"))
                .hears(playbook(5, "5s"));

        assertThat(job.said(PLAYBOOK_STATUS, "status")).containsExactly("REFUSED", "REFUSED");
        assertThat((String) job.said(PLAYBOOK_STATUS, "detail").get(0)).contains("version 4 is older than 5");
        assertThat((String) job.said(PLAYBOOK_STATUS, "detail").get(1)).contains("version 5", "other content");
    }

    @Test
    void theSamePlaybookAgainIsNoNews() throws Exception {
        assertThat(start(1).hush().hears(playbook(1)).said()).isEmpty();
    }

    @Test
    void aRecordThatIsNoPlaybookIsRefused() throws Exception {
        Subtasks job = start(2).hush().hears(Control.of(PlaybookArrival.unreadable("not a bundle", Origin.NOWHERE)));

        assertThat(job.said(PLAYBOOK_STATUS, "status")).containsExactly("REFUSED");
        assertThat(job.said(PLAYBOOK_STATUS, "detail")).containsExactly("not a bundle");
        assertThat(job.said(PLAYBOOK_STATUS, "version")).containsExactly(0L);
    }

    @Test
    void afterARestoreTheRestoredPlaybookCounts() throws Exception {
        Subtasks.Snapshot snapshot = start(1).hears(playbook(3, "5s")).die();

        Subtasks restored = opened(snapshot.restore(2, playbook(1), NOON));

        assertThat(restored.said(PLAYBOOK_STATUS, "version")).containsExactly(3L, 3L);
        assertThat(restored.reads(threeLosses("ada"))
                        .timeIs(THIRD_LOSS + 5 * SECOND)
                        .said(DECISION, "playbook_version"))
                .containsExactly(3L);
    }

    @Test
    void aNewerPlaybookGivenAtSubmissionWinsOverTheRestoredOne() throws Exception {
        Subtasks.Snapshot snapshot = start(1).hears(playbook(3)).die();

        Subtasks restored = opened(snapshot.restore(1, playbook(4, "5s"), NOON));

        assertThat(restored.said(PLAYBOOK_STATUS, "version")).containsExactly(3L, 4L);
        assertThat(restored.reads(threeLosses("ada"))
                        .timeIs(THIRD_LOSS + 5 * SECOND)
                        .said(DECISION, "playbook_version"))
                .containsExactly(4L);
    }

    @Test
    void aPlaybookChangedUnderTheRestoredVersionIsRefusedAtSubmission() throws Exception {
        Subtasks.Snapshot snapshot = start(1).hears(playbook(3)).die();

        Subtasks restored = opened(snapshot.restore(2, playbook(3, "5s"), NOON));

        assertThat(restored.said(PLAYBOOK_STATUS, "status")).containsExactly("APPLIED", "REFUSED", "APPLIED");
    }

    @Test
    void aJobDoesNotStartWithAnInvalidPlaybook() {
        assertThatThrownBy(() -> start(1, Evening.brokenPlaybook(1), live))
                .hasMessageContaining("version 1")
                .hasMessageContaining("sequenze");
    }

    @Test
    void anEventForAllIsKeptByEverySubtaskTheLatestOneAlsoAfterARestore() throws Exception {
        Subtasks job = start(2).hush()
                .hears(Control.of(Evening.heartbeat(NOON + 2)))
                .hears(Control.of(Evening.heartbeat(NOON + 1)));
        assertThat(job.said()).isEmpty();

        Subtasks restored = opened(job.die().restore(3, playbook(1), NOON));

        for (int i = 0; i < 3; i++) {
            assertThat(restored.operator(i).forAll("rg_heartbeat"))
                    .isEqualTo(Evening.heartbeat(NOON + 2).event());
        }
    }

    @Test
    void aHeartbeatSpeaksForItsLicenceAlsoAfterARestore() throws Exception {
        Map<String, String> files = new HashMap<>(playbook(1).files());
        files.put("policy.yaml", "protection: { feed-silent: { no: rg_heartbeat, for: 60s, sends: [] } }\n");
        Bundle failClosed = new Bundle(1, "ann", "closed", files);
        Subtasks job = opened(Subtasks.start(1, failClosed, replay, NOON)).hush();
        for (String licence : new String[] {"GB", "ON"}) {
            job.hears(Control.of(
                    ofLicence(licence, Evening.heartbeat(licence.equals("GB") ? NOON : NOON - 60 * SECOND))));
        }

        Subtasks restored = opened(job.die().restore(2, failClosed, NOON)).hush();
        for (String licence : new String[] {"GB", "ON"}) {
            for (Arrival loss : threeLosses(licence)) {
                restored.reads(ofLicence(licence, loss));
            }
        }
        restored.timeIs(MOMENT);

        assertThat(restored.said(DECISION))
                .extracting(said -> said.key() + " " + said.fields().get("reason"))
                .containsExactlyInAnyOrder("GB OFFERED", "ON PROTECTED");
    }

    private static Arrival ofLicence(String licence, Arrival arrival) {
        PlayerEvent event = arrival.event();
        return Arrival.of(
                arrival.origin(),
                new PlayerEvent(
                        licence + event.eventId(),
                        event.playerId(),
                        null,
                        event.type(),
                        event.at(),
                        null,
                        null,
                        licence,
                        null,
                        null,
                        null,
                        null,
                        null,
                        event.attributes()));
    }

    @Test
    void aConditionReadsTheLatestEventForAllUntilItExpiresAlsoAfterARestore() throws Exception {
        Map<String, String> files = new HashMap<>(playbook(1).files());
        files.put("patterns/beating.yaml", """
                pattern: beating
                sequence: [{ on: bet_placed, where: "at - all.rg_heartbeat.at < 60s" }]
                """);
        Bundle withRule = new Bundle(1, "ann", "beats", files);
        Subtasks job = opened(Subtasks.start(2, withRule, replay, NOON)).hush();
        job.reads(bet("ada", NOON)).hears(Control.of(Evening.heartbeat(NOON))).reads(bet("ada", NOON + 1));
        assertThat(job.said(DECISION, "at")).containsExactly(NOON + 1);

        Subtasks restored = opened(job.die().restore(3, withRule, NOON));
        restored.reads(bet("ada", NOON + 60 * SECOND - 1), bet("bea", NOON + 2), bet("ada", NOON + 60 * SECOND));
        assertThat(restored.said(DECISION, "at")).containsExactlyInAnyOrder(NOON + 60 * SECOND - 1, NOON + 2);
    }

    @Test
    void whatTheVocabularyNoLongerKeepsForAllIsForgotten() throws Exception {
        Subtasks job = start(1).hears(Control.of(Evening.heartbeat(NOON)));
        Map<String, String> files = new HashMap<>(playbook(2).files());
        files.put("events.yaml", files.get("events.yaml").replace("rg_heartbeat", "rg_pulse"));

        job.hears(new Bundle(2, "ann", "renamed", files));

        assertThat(job.operator(0).forAll("rg_heartbeat")).isNull();
    }

    @Test
    void anEventOfNobodyIsDeadLetteredOnce() throws Exception {
        Arrival ofNobody = Evening.event(null, "bet_placed", NOON, Map.of());

        Subtasks job = start(2).hush().hears(Control.of(ofNobody));

        assertThat(job.said(DEAD_LETTER, "reason")).containsExactly("NO_PLAYER");
        assertThat((String) job.said(DEAD_LETTER, "detail").get(0)).contains("`bet_placed` is not `scope: all`");
    }

    @Test
    void anEventOfSomebodyAnonymousSaysThatNobodyResolvesIdentities() throws Exception {
        PlayerEvent anonymous = new PlayerEvent(
                "e", null, "cookie-7", "bet_placed", NOON, null, null, null, null, null, null, null, null, Map.of());

        Subtasks job = start(1).hush().hears(Control.of(Arrival.of(Origin.NOWHERE, anonymous)));

        assertThat(job.said(DEAD_LETTER, "reason")).containsExactly("NO_PLAYER");
        assertThat((String) job.said(DEAD_LETTER, "detail").get(0)).contains("identity.hold is `off`");
    }

    @Test
    void aMomentDecidedTooLateIsStale() throws Exception {
        Subtasks job =
                start(1).reads(threeLosses("ada")).wallIs(MOMENT + 60 * SECOND).timeIs(MOMENT);

        assertThat(job.said(DECISION, "reason")).containsExactly("STALE");
        assertThat(job.said(OFFER)).isEmpty();
    }

    @Test
    void inAReplayEveryMomentIsFresh() throws Exception {
        Subtasks job = start(1, playbook(1), replay)
                .reads(threeLosses("ada"))
                .wallIs(MOMENT + 60 * SECOND)
                .timeIs(MOMENT);

        assertThat(job.said(DECISION, "reason")).containsExactly("OFFERED");
    }

    @Test
    void aMomentThatTheAttemptThatDiedMayHaveOfferedIsRecovered() throws Exception {
        Subtasks.Snapshot snapshot =
                start(1).reads(threeLosses("ada")).wallIs(MOMENT - SECOND).die();

        Subtasks restored =
                opened(snapshot.restore(2, playbook(1), MOMENT + 60 * SECOND)).timeIs(MOMENT);

        assertThat(restored.said(DECISION, "reason")).containsExactly("RECOVERED");
        assertThat(restored.said(OFFER, "status")).containsExactly("WITHDRAWN");
    }

    @Test
    void theSameMomentsHaveTheSameIdsWhereverTheStreamIsCut() throws Exception {
        List<Arrival> evening = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            long at = NOON + i * SECOND + i / 20 * 30 * SECOND;
            evening.add(lost("player-" + i % 5, at));
            if (i % 7 == 0) {
                evening.add(bet("player-" + i % 5, at + 1));
            }
        }
        List<Object> whole = decisions(evening, evening.size(), 1);
        assertThat(new HashSet<>(whole)).hasSameSizeAs(whole).hasSizeGreaterThan(5);

        for (int cut = 1; cut < evening.size(); cut += 6) {
            assertThat(decisions(evening, cut, 1 + cut % 3)).containsExactlyInAnyOrderElementsOf(whole);
        }
    }

    private List<Object> decisions(List<Arrival> evening, int cut, int parallelism) throws Exception {
        Subtasks first = start(1, playbook(1), replay);
        first.reads(evening.subList(0, cut).toArray(Arrival[]::new));
        List<Object> decisions = new ArrayList<>(first.said(DECISION, "moment_id"));
        Subtasks second = opened(first.die().restore(parallelism, playbook(1), NOON));
        second.reads(evening.subList(cut, evening.size()).toArray(Arrival[]::new))
                .timeIs(Long.MAX_VALUE);
        decisions.addAll(second.said(DECISION, "moment_id"));
        second.close();
        return decisions;
    }

    @Test
    void anEventThatIsTooMuchIsADeadLetterAndThePlayerGoesOnWithoutIt() throws Exception {
        Subtasks job = opened(Subtasks.start(playbook(1), replay, Stumbling::new));
        Arrival stumble =
                Evening.event("ada", "bet_settled", NOON + SECOND, Map.of("outcome", "LOSS", "stumble", true));

        job.reads(lost("ada", NOON), stumble).reads(lost("ada", NOON + 2 * SECOND), lost("ada", THIRD_LOSS));
        job.reads(threeLosses("eve")).timeIs(MOMENT);

        assertThat(job.said(DEAD_LETTER, "reason")).containsExactly("FAILED");
        assertThat(job.said(DEAD_LETTER, "detail").get(0).toString()).contains("stumbled over");
        assertThat(job.said(DECISION, "at")).containsExactly(MOMENT, MOMENT);
    }

    @Test
    void aDeadlineThatIsTooMuchHoldsUpNobodyElse() throws Exception {
        Subtasks job = opened(Subtasks.start(playbook(1), replay, Stumbling::new));
        job.reads(threeLosses("ada")).reads(threeLosses("bob")).reads(threeLosses("eve"));

        job.timeIs(MOMENT).reads(bet("bob", MOMENT + SECOND), bet("ada", MOMENT + SECOND));

        assertThat(job.said(DECISION, "player_id")).containsExactlyInAnyOrder("ada", "eve");
        assertThat(job.said(DEAD_LETTER, "reason")).containsExactly("FAILED");
        assertThat(job.timeIs(MOMENT + 2 * SECOND).said(OFFER, "player_id")).doesNotContain("bob");
    }

    @Test
    void anExclusionHoldsEvenWhereTheStepOverItFails() throws Exception {
        Map<String, String> files = new HashMap<>(playbook(1).files());
        files.put("events.yaml", files.get("events.yaml") + "  rg_self_excluded: { actor: player, fact: true }\n");
        files.put("patterns/excluded.yaml", "pattern: excluded\nsequence: [{ on: rg_self_excluded }]\n");
        Subtasks job = opened(Subtasks.start(new Bundle(1, "ann", null, files), replay, Stumbling::new));

        job.reads(threeLosses("ada"))
                .reads(Evening.event("ada", "rg_self_excluded", THIRD_LOSS + SECOND, Map.of("stumble", true)))
                .timeIs(MOMENT);

        assertThat(job.said(DEAD_LETTER, "reason")).containsExactly("FAILED");
        assertThat(job.said(DECISION, "reason")).containsExactly("PROTECTED");
        assertThat(job.said(OFFER)).isEmpty();
    }

    @Test
    void writingAnotherPlayersRowLeavesFlinkAtThePlayerItWasAt() throws Exception {
        Subtasks job = start(1, playbook(1), Settings.of(Map.of("cache.rows", "1")))
                .reads(lost("ada", NOON))
                .reads(lost("bob", NOON));
        assertThat(job.rows()).as("ada's row is evicted").isEqualTo(1);
        assertThat(job.operator(0).getCurrentKey()).isEqualTo("bob");

        job.reads(lost("ada", NOON + 1)).snapshot();

        assertThat(job.rows()).isEqualTo(2);
        assertThat(job.operator(0).getCurrentKey()).isEqualTo("ada");
    }

    @Test
    void whatIsWrittenBeforeASnapshotIsInIt() throws Exception {
        Subtasks job = start(1, playbook(1), Settings.of(Map.of("cache.dirty", "2")))
                .reads(lost("ada", NOON))
                .reads(lost("bob", NOON))
                .reads(lost("eve", NOON));
        assertThat(job.rows()).as("two may wait").isEqualTo(1);

        assertThat(opened(job.die().restore(1, playbook(1), NOON)).rows()).isEqualTo(3);
    }

    private static Arrival[] threeLosses(String player) {
        return new Arrival[] {lost(player, NOON), lost(player, NOON + 2 * SECOND), lost(player, THIRD_LOSS)};
    }

    private Subtasks start(int parallelism) throws Exception {
        return start(parallelism, playbook(1), live);
    }

    private Subtasks start(int parallelism, Bundle shipped, Settings settings) throws Exception {
        return opened(Subtasks.start(parallelism, shipped, settings, MOMENT));
    }

    private Subtasks opened(Subtasks subtasks) {
        opened.add(subtasks);
        return subtasks;
    }
}
