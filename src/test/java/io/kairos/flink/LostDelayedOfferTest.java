package io.kairos.flink;

import static io.kairos.flink.Evening.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.event.Origin;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.playbook.Bundle;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A player whose offer waits while its pattern changes, and who does nothing more: the record comes all the same, once. */
class LostDelayedOfferTest {
    private final MatcherFactory matchers = new Stumbling();

    @AfterEach
    void close() throws Exception {
        matchers.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "100"})
    void theRecordComesWhenTheOfferWasDue(String cachedRows) throws Exception {
        HeapSubtask job = job(cachedRows);

        job.hears(playbook(2, 60)).timeIs(NOON + 2_999);
        assertThat(reasons(job)).isEmpty();

        job.timeIs(NOON + 3_000);
        assertThat(reasons(job)).containsExactly("OVER");
        job.timeIs(NOON + 99_000);
        assertThat(reasons(job)).containsExactly("OVER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "100"})
    void anEventBeforeBringsIt(String cachedRows) throws Exception {
        HeapSubtask job = job(cachedRows);

        job.hears(playbook(2, 60)).reads(sees("other", NOON + 1_000));
        assertThat(reasons(job)).containsExactly("OVER");
        job.timeIs(NOON + 99_000);
        assertThat(reasons(job)).containsExactly("OVER");
    }

    /** What the step that failed said is not sent. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "100"})
    void aStepThatFailsDoesNotLoseIt(String cachedRows) throws Exception {
        HeapSubtask job = job(cachedRows);

        job.hears(playbook(2, 60)).reads(sees("looked", NOON + 1_000, Map.of("size", 70.0, "stumble", true)));
        assertThat(job.counts).containsEntry("failed EVENT of ada", 1);
        assertThat(reasons(job)).containsExactly("OVER");
        job.timeIs(NOON + 99_000);
        assertThat(reasons(job)).containsExactly("OVER");
    }

    private HeapSubtask job(String cachedRows) throws Exception {
        return new HeapSubtask(playbook(1, 50), Settings.of(Map.of("cache.rows", cachedRows)), matchers)
                .wallIs(NOON)
                .reads(sees("looked", NOON));
    }

    private static List<Object> reasons(HeapSubtask job) {
        return job.said.stream()
                .filter(output -> output.kind() == Output.Kind.DECISION)
                .map(output -> output.fields().get("reason"))
                .toList();
    }

    private static Arrival sees(String type, long at) {
        return sees(type, at, Map.of("size", 70.0));
    }

    private static Arrival sees(String type, long at, Map<String, Object> attributes) {
        return Arrival.of(
                new Origin("player-events", 0, at - NOON, at), PlayerEvent.of("e" + at, "ada", type, at, attributes));
    }

    private static Bundle playbook(long version, int size) {
        return new Bundle(
                version,
                "ann",
                "for a test",
                Map.of(
                        "events.yaml",
                        "events: { looked: { actor: player, attributes: { size: number } }, other: { actor: system } }",
                        "offers.yaml",
                        "offers: { gift: { class: help, lasts: 1s, message: \"A gift.\" } }",
                        "patterns/look.yaml",
                        "pattern: look\nsequence: [{ on: looked, where: \"size > " + size
                                + "\" }]\noffers: [gift]\nbecause: You were here.\nafter: 3s\n"));
    }
}
