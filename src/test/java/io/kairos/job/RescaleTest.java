package io.kairos.job;

import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.OFFER;
import static io.kairos.event.Output.Kind.TAG_CHANGE;
import static io.kairos.job.LiveJob.bundle;
import static io.kairos.job.LiveJob.pairs;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Bundle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stopped with a savepoint in the middle of everything and started with another parallelism. */
@Timeout(180)
class RescaleTest {
    /** 2026-03-02T12:00:00Z. */
    private static final long NOON = 1_772_452_800_000L;

    private static final int PLAYERS = 24;
    private static final long DAY = 86_400_000;
    private static final String[] REPLAY = {"time.fresh", "event", "time.ahead", "off"};

    /** What is said by a job that is never stopped and caches nothing. */
    private static Map<Output.Kind, List<String>> undisturbed;

    private LiveJob job;

    @BeforeAll
    static void runUndisturbed() throws Exception {
        try (LiveJob job = LiveJob.prepared()) {
            before(job);
            after(job);
            job.finish(playbook(), 2, "time.fresh", "event", "time.ahead", "off", "cache.rows", "0");
            undisturbed = said(job);
        }
        assertThat(undisturbed.get(DECISION)).hasSize(3 * PLAYERS);
    }

    @BeforeEach
    void prepare() throws Exception {
        job = LiveJob.prepared();
    }

    @AfterEach
    void close() throws Exception {
        job.close();
    }

    private static Bundle playbook() {
        return bundle(
                1,
                pairs(
                        "events.yaml",
                        """
                        events:
                          opened: { actor: player }
                          closed: { actor: player }
                          looked: { actor: player, attributes: { what: string } }
                          left:   { actor: player }
                          bet:    { actor: player, attributes: { stake: number } }
                          lost:   { actor: system, fact: true }
                        """,
                        "features.yaml",
                        """
                        features:
                          staked: { sum: stake, of: bet, over: 1h }
                        """,
                        "tags.yaml",
                        """
                        tags:
                          curious: { about: looks around }
                          cooling: { about: fell silent after losing }
                        """,
                        "offers.yaml",
                        """
                        offers:
                          pause: { class: care, lasts: 2m, channels: [in_app], message: "A short break?" }
                          hint: { class: information, lasts: 10m, channels: [in_app], message: "A hint." }
                        """,
                        "patterns/opened-and-closed.yaml",
                        """
                        pattern: opened-and-closed
                        sequence:
                          - { on: opened }
                          - { on: closed }
                        facts: { staked: staked }
                        """,
                        "patterns/look.yaml",
                        """
                        pattern: look
                        sequence: [{ on: looked, as: it }]
                        offers: [hint]
                        because: You were here.
                        tag: { name: curious, for: 5m }
                        facts: { what: it.what }
                        until: left
                        caps: [1 per 20m]
                        """,
                        "patterns/silent-after-losses.yaml",
                        """
                        pattern: silent-after-losses
                        sequence:
                          - { on: lost, times: 3 }
                          - { no: bet, for: 60s }
                        offers: [pause]
                        because: You were here.
                        tag: { name: cooling, for: 10m }
                        priority: 70
                        """));
    }

    /** At its end everybody has something begun, a silence that runs, a tag and an open offer. */
    private static void before(LiveJob job) {
        List<PlayerEvent> events = new ArrayList<>();
        for (int i = 0; i < PLAYERS; i++) {
            String player = "player-" + i;
            events.add(event(player, "bet", 0, Map.of("stake", 1.0 + i)));
            events.add(event(player, "opened", 1_000, Map.of()));
            for (int loss = 0; loss < 3; loss++) {
                events.add(event(player, "lost", 2_000 + loss, Map.of()));
            }
            events.add(event(player, "looked", 3_000 + i, Map.of("what", "w" + i)));
        }
        job.send(events);
    }

    /** A third breaks the silence, a third closes what it has opened, a third goes away. */
    private static void after(LiveJob job) {
        List<PlayerEvent> events = new ArrayList<>();
        for (int i = 0; i < PLAYERS; i++) {
            String player = "player-" + i;
            switch (i % 3) {
                case 0 -> events.add(event(player, "bet", 20_000, Map.of("stake", 2.0)));
                case 1 -> events.add(event(player, "left", 20_000, Map.of()));
                default -> events.add(event(player, "looked", 20_000, Map.of("what", "again")));
            }
            events.add(event(player, "closed", 30_000, Map.of()));
        }
        job.send(events);
    }

    private static PlayerEvent event(String player, String type, long afterNoon, Map<String, Object> attributes) {
        return PlayerEvent.of(player + "/" + type + "/" + afterNoon, player, type, NOON + afterNoon, attributes);
    }

    private static Map<Output.Kind, List<String>> said(LiveJob job) {
        Map<Output.Kind, List<String>> said = new LinkedHashMap<>();
        Stream.of(DECISION, OFFER, TAG_CHANGE)
                .forEach(kind -> said.put(
                        kind,
                        job.said(kind).stream().map(Object::toString).sorted().toList()));
        return said;
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "2, 1"})
    void nothingIsLostAndNothingIsSaidTwice(int from, int to) throws Exception {
        before(job);
        job.start(playbook(), from, REPLAY);
        job.await("everybody has looked", () -> job.said(DECISION).size() == PLAYERS);

        String savepoint = job.stopWithSavepoint();
        assertThat(said(job).get(OFFER)).hasSize(PLAYERS);
        after(job);
        job.startFrom(savepoint, playbook(), to, REPLAY);
        job.timeIs(NOON + DAY);

        job.await(
                "all is said",
                () -> said(job).entrySet().stream()
                        .allMatch(entry -> entry.getValue().size()
                                >= undisturbed.get(entry.getKey()).size()));
        job.stopWithSavepoint();
        assertThat(said(job)).isEqualTo(undisturbed);
    }
}
