package io.kairos.flink;

import static io.kairos.flink.Evening.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.event.Carried;
import io.kairos.event.Origin;
import io.kairos.event.PlayerEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RendezvousTest {
    private final List<String> taken = new ArrayList<>();
    private final Rendezvous rendezvous = new Rendezvous(new Rendezvous.Taking() {
        @Override
        public void on(Arrival arrival) {
            taken.add(name(arrival));
        }

        @Override
        public void linked(Arrival by, Carried carried) {
            carried.events().forEach(event -> taken.add(event.type()));
            taken.add(name(by));
        }

        @Override
        public void direct(Arrival arrival, Carried carried) {
            carried.events().forEach(event -> taken.add(event.type()));
        }
    });

    @Test
    void whoeverIsFirstWaitsForTheOther() throws Exception {
        takes(login("login", "cookie"), bet("bet"));
        assertThat(taken).isEmpty();
        takes(answer("login", "browsed"));
        assertThat(taken).containsExactly("browsed", "login", "bet");

        taken.clear();
        takes(answer("again", "looked"), bet("before"));
        assertThat(taken).containsExactly("before");
        takes(found("later"), login("again", "cookie"), bet("after"));

        assertThat(taken).containsExactly("before", "looked", "again", "later", "after");
        assertThat(rendezvous.waiting()).isZero();
    }

    @Test
    void nobodyWaitsForAnotherPlayer() throws Exception {
        takes(login("login", "cookie"), Evening.bet("bob", NOON));

        assertThat(taken).containsExactly("bet_placed");
    }

    @Test
    void theSameEventTwiceHasTwoAnswers() throws Exception {
        takes(login("login", "cookie"), login("login", "cookie"), answer("login", "browsed"));
        assertThat(taken).containsExactly("browsed", "login");

        takes(answer("login"));

        assertThat(taken).containsExactly("browsed", "login", "login");
        assertThat(rendezvous.waiting()).isZero();
    }

    /** Each way keeps its order; how they interleave does not matter. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void howeverTheTwoWaysInterleaveTheOrderIsTheSame(long seed) throws Exception {
        Random dice = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Arrival> direct = new ArrayList<>();
            List<Arrival> one = new ArrayList<>();
            List<Arrival> other = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                boolean links = dice.nextBoolean();
                direct.add(links ? login("e" + i, "cookie") : bet("e" + i));
                if (links) {
                    (dice.nextBoolean() ? one : other).add(answer("e" + i, "held" + i));
                    expected.add("held" + i);
                }
                expected.add("e" + i);
            }
            taken.clear();
            while (!direct.isEmpty() || !one.isEmpty() || !other.isEmpty()) {
                List<List<Arrival>> ways = new ArrayList<>(List.of(direct, one, other));
                ways.removeIf(List::isEmpty);
                takes(ways.get(dice.nextInt(ways.size())).remove(0));
            }
            assertThat(taken).containsExactlyElementsOf(expected);
            assertThat(rendezvous.waiting()).isZero();
        }
    }

    private void takes(Arrival... arrivals) throws Exception {
        for (Arrival arrival : arrivals) {
            rendezvous.on(arrival);
        }
    }

    private static String name(Arrival arrival) {
        return arrival.event().type();
    }

    private static Arrival bet(String name) {
        return Evening.event("ada", name, NOON, Map.of());
    }

    private static Arrival login(String name, String anonymousId) {
        return Evening.seen(anonymousId, bet(name));
    }

    private static Arrival answer(String name, String... held) {
        return Arrival.carried(
                Origin.NOWHERE, new Carried("ada", login(name, "cookie").event().eventId(), events(held)));
    }

    private static Arrival found(String name) {
        return Arrival.carried(Origin.NOWHERE, new Carried("ada", null, events(name)));
    }

    private static List<PlayerEvent> events(String... names) {
        return Arrays.stream(names).map(name -> bet(name).event()).toList();
    }
}
