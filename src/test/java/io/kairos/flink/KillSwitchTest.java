package io.kairos.flink;

import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.OFFER;
import static io.kairos.flink.Evening.NOON;
import static io.kairos.flink.Evening.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.event.Origin;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Bundle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kill switch over many players: what is open is withdrawn without any of them doing anything. */
class KillSwitchTest {
    private static final int PLAYERS = 400;

    private static final int SLICES = 1_000;

    private long wall = NOON;
    private final List<Subtasks> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (Subtasks subtasks : opened) {
            subtasks.close();
        }
    }

    private Subtasks opened(Subtasks subtasks) {
        opened.add(subtasks);
        return subtasks;
    }

    /** Everybody who looks is offered something for an hour. */
    private static Bundle playbook(long version, String policy) {
        Map<String, String> files = new HashMap<>();
        files.put("events.yaml", "events: { looked: { actor: player }, went: { actor: player } }");
        files.put(
                "offers.yaml",
                "offers: { hint: { class: information, lasts: 60m, channels: [in_app], message: \"A hint.\" } }");
        files.put(
                "patterns/look.yaml",
                "pattern: look\nsequence: [{ on: looked }]\noffers: [hint]\nbecause: You were here.\nuntil: went\n");
        files.put("policy.yaml", policy);
        return new Bundle(version, "ann", "for a test", files);
    }

    private static Bundle stops(long version) {
        return playbook(version, "kill: { everything: true }");
    }

    private static Arrival event(int player, String type, long at) {
        PlayerEvent event = new PlayerEvent(
                player + type + at,
                "player-" + player,
                null,
                type,
                at,
                null,
                player % 2 == 0 ? "even" : "odd",
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of());
        return Arrival.of(new Origin("player-events", 0, at - NOON, at), event);
    }

    private Subtasks everybodyLooks(int parallelism, String cachedRows) throws Exception {
        Settings settings = Settings.of(Map.of("cache.rows", cachedRows, "time.fresh", "event"));
        Subtasks job = opened(Subtasks.start(parallelism, playbook(1, "fresh: 5s"), settings, NOON));
        for (int i = 0; i < PLAYERS; i++) {
            job.reads(event(i, "looked", NOON + i));
        }
        return job.timeIs(NOON + SECOND);
    }

    /** The wall clock goes on for long enough: in each millisecond there is a slice. */
    private void obey(Subtasks job) throws Exception {
        for (int i = 0; i < SLICES; i++) {
            job.wallIs(++wall);
        }
    }

    private static List<String> ends(Subtasks job) {
        return job.said(OFFER).stream()
                .filter(output -> !output.fields().get("status").equals("ISSUED"))
                .map(output ->
                        output.fields().get("status") + " " + output.fields().get("reason") + " " + output.key())
                .toList();
    }

    private static List<String> killed(LongPredicate who) {
        return IntStream.range(0, PLAYERS)
                .filter(i -> who.test(i))
                .mapToObj(i -> "WITHDRAWN KILLED player-" + i)
                .toList();
    }

    /** Rows in use, rows that were evicted, and none kept at all. */
    @ParameterizedTest
    @ValueSource(strings = {"50000", "7", "0"})
    void everybodysOfferIsWithdrawnThoughNobodyDoesAnything(String cachedRows) throws Exception {
        Subtasks job = everybodyLooks(2, cachedRows);

        obey(job.hears(stops(2)));

        assertThat(ends(job)).containsExactlyInAnyOrderElementsOf(killed(i -> true));
        assertThat(job.said(OFFER))
                .filteredOn(output -> output.fields().get("status").equals("WITHDRAWN"))
                .extracting(Output::time)
                .containsOnly(NOON + SECOND);
    }

    @Test
    void theStreamGoesOnMeanwhileAndWhoActsIsServedFirst() throws Exception {
        Subtasks job = everybodyLooks(1, "50000");

        job.hears(stops(2)).reads(event(7, "looked", NOON + SECOND), event(PLAYERS, "looked", NOON + SECOND));

        assertThat(ends(job)).containsExactly("WITHDRAWN KILLED player-7");
        assertThat(job.said(DECISION, "reason").subList(PLAYERS, PLAYERS + 2)).containsExactly("KILLED", "KILLED");
        obey(job);
        assertThat(ends(job)).containsExactlyInAnyOrderElementsOf(killed(i -> true));
    }

    @Test
    void onlyWhatIsNamedIsWithdrawn() throws Exception {
        Subtasks job = everybodyLooks(2, "50000");

        obey(job.hears(playbook(2, "kill: { brands: [odd] }")));
        assertThat(ends(job)).containsExactlyInAnyOrderElementsOf(killed(i -> i % 2 == 1));

        obey(job.hears(playbook(3, "kill: { brands: [odd], offers: [hint] }")));
        assertThat(ends(job)).containsExactlyInAnyOrderElementsOf(killed(i -> true));
    }

    /** Withdrawn before the crash stays withdrawn; whoever was not looked at is looked at after the restore. */
    @Test
    void aCrashInTheMiddleLeavesNobodyOut() throws Exception {
        Subtasks job = everybodyLooks(1, "50000").hears(stops(2));
        job.reads(event(1, "went", NOON + SECOND), event(2, "went", NOON + SECOND));
        List<String> before = ends(job);
        assertThat(before).containsExactly("WITHDRAWN KILLED player-1", "WITHDRAWN KILLED player-2");

        Subtasks restored = opened(job.die().restore(3, stops(2), NOON));
        obey(restored);

        List<String> all = new ArrayList<>(before);
        all.addAll(ends(restored));
        assertThat(all).containsExactlyInAnyOrderElementsOf(killed(i -> true));
    }

    @Test
    void takenBackInTheMiddleItLeavesTheOthersTheirOffers() throws Exception {
        Subtasks job = everybodyLooks(1, "50000").hears(stops(2));
        job.reads(event(1, "went", NOON + SECOND)).hears(playbook(3, "kill: {}"));

        obey(job);

        assertThat(ends(job)).containsExactly("WITHDRAWN KILLED player-1");
    }

    @Test
    void anOfferIssuedUnderAPatternThatIsGoneIsWithdrawnToo() throws Exception {
        Subtasks job = everybodyLooks(1, "50000");
        Map<String, String> files = new HashMap<>(stops(2).files());
        files.put("patterns/look.yaml", files.get("patterns/look.yaml") + "mode: paused\n");

        obey(job.hears(new Bundle(2, "ann", "stopped", files)));

        assertThat(ends(job)).hasSize(PLAYERS);
    }

    @Test
    void afterwardsNoTimerAndNoRowIsLeftBehind() throws Exception {
        Subtasks job = everybodyLooks(1, "50000");
        obey(job.hears(stops(2)));

        job.timeIs(NOON + 40 * 86_400 * SECOND);

        assertThat(job.deadlines()).isZero();
        assertThat(job.rows()).isZero();
        assertThat(ends(job)).hasSize(PLAYERS);
    }

    /** What is counted: each offer is issued once and ends once, whatever ends it. */
    @Test
    void theNumbersAddUp() throws Exception {
        Subtasks job = everybodyLooks(2, "50000");
        job.reads(event(1, "went", NOON + SECOND));
        obey(job.hears(stops(2)));

        assertThat(job.tallied("ISSUED")).hasSize(PLAYERS);
        assertThat(job.tallied("WITHDRAWN"))
                .hasSize(PLAYERS)
                .filteredOn("UNTIL"::equals)
                .hasSize(1);
    }
}
