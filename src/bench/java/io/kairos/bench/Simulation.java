package io.kairos.bench;

import io.kairos.bench.Sketch.Asked;
import io.kairos.bench.Sketch.Stage;
import io.kairos.event.PlayerEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The patterns read literally, one partial match after another: what all contenders must find, and how much they have to
 * remember for it.
 */
final class Simulation {
    private final Map<Asked, List<Sketch>> byFirst = new LinkedHashMap<>();
    private final Consumer<String> matches;
    private final Map<String, List<Partial>> players = new HashMap<>();
    private long events;
    private long started;
    private long matched;
    private long met;

    private static final class Partial {
        final Sketch sketch;
        final List<PlayerEvent> taken = new ArrayList<>();
        int stage = 1;
        int times;
        long stepBefore;

        Partial(Sketch sketch, PlayerEvent first) {
            this.sketch = sketch;
            taken.add(first);
            stepBefore = first.at();
        }

        /** Events an alias has taken; of several the last. */
        PlayerEvent earlier(String alias) {
            int taken = 0;
            for (Stage stage : sketch.stages()) {
                taken += stage.times();
                if (stage.alias().equals(alias)) {
                    return taken <= this.taken.size() ? this.taken.get(taken - 1) : null;
                }
            }
            return null;
        }
    }

    /** @param matches told of every match as {@link #match} writes it */
    Simulation(List<Sketch> sketches, Consumer<String> matches) {
        sketches.forEach(
                sketch -> byFirst.computeIfAbsent(sketch.stages().get(0).asked(), first -> new ArrayList<>())
                        .add(sketch));
        this.matches = matches;
    }

    /** All matches among the first events of the list. */
    static Set<String> matches(List<Sketch> sketches, Feed feed, long events) {
        Set<String> matches = new HashSet<>();
        Simulation simulation = new Simulation(sketches, matches::add);
        for (long i = 0; i < events; i++) {
            simulation.on(feed.at(i).event());
        }
        return matches;
    }

    static String match(String pattern, List<String> eventIds) {
        return pattern + " " + String.join("+", eventIds);
    }

    void on(PlayerEvent event) {
        events++;
        List<Partial> partials = players.computeIfAbsent(event.playerId(), player -> new ArrayList<>());
        for (Iterator<Partial> all = partials.iterator(); all.hasNext(); ) {
            Partial partial = all.next();
            met++;
            if (!goesOn(partial, event)) {
                all.remove();
            }
        }
        byFirst.forEach((first, all) -> {
            if (first.holds(event, alias -> null)) {
                all.forEach(sketch -> partials.add(new Partial(sketch, event)));
                started += all.size();
            }
        });
    }

    private boolean goesOn(Partial partial, PlayerEvent event) {
        Sketch sketch = partial.sketch;
        Stage stage = sketch.stages().get(partial.stage);
        if (event.at() - partial.taken.get(0).at() >= Sketch.WITHIN
                || stage.within() > 0 && event.at() - partial.stepBefore >= stage.within()) {
            return false;
        }
        if (sketch.sameChannel() && !event.channel().equals(partial.taken.get(0).channel())) {
            return true;
        }
        Function<String, PlayerEvent> earlier = partial::earlier;
        if (stage.asked().holds(event, earlier)) {
            partial.taken.add(event);
            partial.times++;
            if (partial.times == stage.times()) {
                partial.stage++;
                partial.times = 0;
                partial.stepBefore = event.at();
            }
            if (partial.stage < sketch.stages().size()) {
                return true;
            }
            matched++;
            matches.accept(match(
                    sketch.id(),
                    partial.taken.stream().map(PlayerEvent::eventId).toList()));
            return false;
        }
        return partial.times > 0
                ? !stage.breaks(event, earlier)
                : stage.without() == null || !stage.without().holds(event, earlier);
    }

    /** Partial matches begun per event. */
    double startedPerEvent() {
        return (double) started / events;
    }

    double matchedPerEvent() {
        return (double) matched / events;
    }

    /** Partial matches an event finds begun by its player. */
    double livePerEvent() {
        return (double) met / events;
    }

    /** Partial matches of a player who has been seen, at the end of the list. */
    double livePerPlayer() {
        return players.values().stream().mapToInt(List::size).average().orElse(0);
    }
}
