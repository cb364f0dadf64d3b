package io.kairos.bench;

import io.kairos.bench.Trial.Result;
import io.kairos.event.Arrival;
import io.kairos.event.Origin;
import io.kairos.event.PlayerEvent;
import io.kairos.flink.InFlight;
import io.kairos.flink.KairosJob.Ends;
import io.kairos.playbook.Bundle;
import io.kairos.player.Core;
import io.kairos.player.RowSections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

/**
 * A player who opens slip after slip and bets on none of them: every one is the beginning of two patterns, and each of
 * his bets might end all of them.
 */
record Adversary(Trial trial) {
    /** Slips of the hostile player. */
    static final int STARTS = 10_000;

    /** Opening the slips is no measurement, but must come to its end. */
    private static final int SECONDS_TO_BEGIN = 30;

    private static final int CAP = 20_000;
    private static final String PLAYER = "mallory";

    private static final String SAME_SLIP = """
            pattern: same-slip
            after_match: overlap
            same: slip_id
            within: 24h
            sequence:
              - { on: slip_selection_added, as: slip }
              - { on: bet_placed, as: bet }
            """;

    private static final String HIGH_STAKE = """
            pattern: high-stake
            after_match: overlap
            within: 24h
            sequence:
              - { on: slip_selection_added, as: slip }
              - { on: bet_placed, as: bet, where: "stake > 100" }
            """;

    private static final Bundle PLAYBOOK = new Bundle(
            1,
            "bench",
            "adversary",
            Map.of(
                    "events.yaml", Feed.EVENTS,
                    "patterns/same-slip.yaml", SAME_SLIP,
                    "patterns/high-stake.yaml", HIGH_STAKE));

    /** Bytes of his row then. */
    static int row(int starts) {
        Core.Settings settings =
                new Core.Settings(Core.Settings.DEFAULT.lateness(), CAP, Core.Settings.DEFAULT.forgetAfter());
        try (RowSections rows = new RowSections(Workload.read(PLAYBOOK), settings)) {
            Slips slips = new Slips(starts);
            for (long i = 0; i < starts; i++) {
                rows.on(slips.map(i).event());
            }
            return rows.weigh().row().p99();
        }
    }

    /**
     * The cost of his bets when he has opened so many slips before; of opening them, if it does not even come to the
     * bets.
     */
    Result run(int starts) {
        Ends ends = new Ends(
                new DataGeneratorSource<>(new Slips(starts), Long.MAX_VALUE, InFlight.ARRIVAL),
                1,
                null,
                Watched.byNobody());
        return new Trial(
                        trial.cluster(),
                        trial.feed(),
                        starts + trial.warmUp(),
                        trial.round(),
                        SECONDS_TO_BEGIN,
                        trial.seconds())
                .run(
                        "rocksdb",
                        name -> name.startsWith("players"),
                        "players",
                        Contender.job(PLAYBOOK, ends, Map.of("partials.max", Integer.toString(CAP)))::build);
    }

    /** First the slips, then bets that belong to none of them. */
    private record Slips(int starts) implements GeneratorFunction<Long, Arrival> {
        @Override
        public Arrival map(Long index) {
            boolean opens = index < starts;
            Map<String, Object> attributes = new LinkedHashMap<>();
            attributes.put("score", 0.5);
            attributes.put("slip_id", "slip-" + index);
            attributes.put("odds", 2.0);
            attributes.put("is_live", false);
            if (opens) {
                attributes.put("selections", 1.0);
            } else {
                attributes.put("stake", 10.0);
            }
            PlayerEvent event = PlayerEvent.of(
                    "e-" + index,
                    PLAYER,
                    opens ? "slip_selection_added" : "bet_placed",
                    Feed.START + index,
                    attributes);
            return Arrival.of(new Origin(Feed.TOPIC, 0, index, event.at()), event);
        }
    }
}
