package io.kairos.bench;

import io.kairos.player.Core;
import io.kairos.player.RowSections;
import io.kairos.player.RowSections.Weights;
import java.util.concurrent.TimeUnit;

/**
 * What a number of patterns asks of whoever runs them: what has to be remembered is the same for all, how many bytes it
 * takes is Kairos' own.
 *
 * @param weights of the rows after {@code weighed} events
 */
record Load(
        int patterns,
        int families,
        int conditions,
        double started,
        double matched,
        double livePerEvent,
        double livePerPlayer,
        Weights weights,
        long weighed) {

    /**
     * Reads the list up to a place.
     *
     * @param seconds for weighing the rows, at most
     */
    static Load of(Workload workload, Feed feed, long events, int seconds) {
        Simulation simulation = new Simulation(workload.sketches(), match -> {});
        for (long i = 0; i < events; i++) {
            simulation.on(feed.at(i).event());
        }
        try (RowSections rows = new RowSections(workload.playbook(), Core.Settings.DEFAULT)) {
            long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            long weighed = 0;
            while (weighed < events && System.nanoTime() < giveUp) {
                rows.on(feed.at(weighed).event());
                weighed++;
            }
            return new Load(
                    workload.sketches().size(),
                    workload.families(),
                    workload.conditions(),
                    simulation.startedPerEvent(),
                    simulation.matchedPerEvent(),
                    simulation.livePerEvent(),
                    simulation.livePerPlayer(),
                    rows.weigh(),
                    weighed);
        }
    }
}
