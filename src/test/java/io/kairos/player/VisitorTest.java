package io.kairos.player;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.event.PlayerEvent;
import io.kairos.player.Visitor.Bounds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose an event is that came without a player. Times are seconds from a fixed noon. */
class VisitorTest {
    private static final long NOON = 1_767_268_800_000L;
    private static final Bounds BOUNDS = new Bounds(600_000, 5, 4_000, 300_000);

    private Visitor visitor = Visitor.unknown();
    private final Map<String, Integer> counted = new TreeMap<>();

    @Test
    void whatHeDidBeforeHeWasSeenIsHeldAndCarriedOverInOrderOfTime() {
        assertThat(browses(1)).isNull();
        assertThat(browses(3)).isNull();
        assertThat(browses(2)).isNull();

        assertThat(seen("ada", 10)).containsExactly("ada 1", "ada 2", "ada 3");
        assertThat(seen("ada", 11)).isEmpty();
        assertThat(counted).containsEntry("held", 3).containsEntry("carried", 3);
    }

    @Test
    void whatHeDoesAfterwardsIsHisUntilHeHasNotBeenSeenForTooLong() {
        seen("ada", 10);

        assertThat(browses(310)).isEqualTo("ada");
        assertThat(visitor.on(event(310_001), BOUNDS, this::count)).isNull();
        seen("ada", 400);
        assertThat(browses(700)).isEqualTo("ada");
    }

    @Test
    void onASharedDeviceWhatComesAfterTheOtherLoginIsTheOthers() {
        seen("ada", 10);
        assertThat(browses(20)).isEqualTo("ada");

        assertThat(seen("bob", 30)).isEmpty();

        assertThat(browses(40)).isEqualTo("bob");
    }

    @Test
    void anEventThatComesLateBelongsToWhoWasThereThen() {
        seen("ada", 10);
        seen("bob", 30);

        assertThat(browses(29)).isEqualTo("ada");
        assertThat(browses(30)).isEqualTo("bob");
        assertThat(browses(5)).isEqualTo("ada");
    }

    @Test
    void aLoginThatComesLateDoesNotTakeTheDeviceBack() {
        seen("bob", 30);
        seen("ada", 10);

        assertThat(browses(40)).isEqualTo("bob");
        assertThat(browses(20)).isEqualTo("ada");
    }

    @Test
    void oneWhoWasSeenBeforeAndAfterAnotherHasBothTimes() {
        seen("ada", 10);
        seen("ada", 50);
        seen("bob", 30);

        assertThat(browses(20)).isEqualTo("ada");
        assertThat(browses(40)).as("ada may have been seen before").isNull();
        assertThat(browses(60)).isEqualTo("ada");
        assertThat(counted).containsEntry("nobody", 1).doesNotContainKey("held");
    }

    @Test
    void whatIsHeldWhenNobodyHasBeenSeenForLongIsTheNextOnes() {
        seen("ada", 10);
        assertThat(browses(400)).isNull();

        assertThat(seen("bob", 420)).containsExactly("bob 400");
        assertThat(browses(15)).isEqualTo("ada");
    }

    @Test
    void ofTooManyPlayersBehindOneDeviceTheEarliestAreNobodyRatherThanAnother() {
        for (int i = 0; i < 9; i++) {
            seen("player-" + i, 10 * (i + 1));
        }

        assertThat(browses(15)).isNull();
        assertThat(counted).containsEntry("nobody", 1);
        assertThat(browses(25)).isEqualTo("player-1");
    }

    @Test
    void whatIsHeldIsBoundedInNumberInBytesAndInAge() {
        for (int i = 0; i < 7; i++) {
            browses(i);
        }
        assertThat(counted).containsEntry("dropped", 2);
        assertThat(seen("ada", 602)).containsExactly("ada 2", "ada 3", "ada 4", "ada 5", "ada 6");

        visitor = Visitor.unknown();
        browses(1);
        browses(3);
        assertThat(seen("bob", 602)).containsExactly("bob 3");
        assertThat(counted).containsEntry("expired", 1);

        visitor = Visitor.unknown();
        for (int i = 0; i < 3; i++) {
            visitor.on(event(i * 1_000L, "x".repeat(1_900)), BOUNDS, this::count);
        }
        assertThat(seen("cid", 10)).containsExactly("cid 1", "cid 2");
    }

    @Test
    void nothingIsHeldForEver() {
        browses(1);
        seen("ada", 1_000);
        browses(2_000);
        assertThat(visitor.isUnknown()).isFalse();

        int wakeUps = 0;
        for (long next; (next = visitor.nextWakeUp(BOUNDS)) != PlayerMemory.NEVER; wakeUps++) {
            visitor.at(next, BOUNDS, this::count);
        }

        assertThat(visitor.isUnknown()).isTrue();
        assertThat(wakeUps).isEqualTo(2);
        assertThat(counted).containsEntry("expired", 2);
    }

    @Test
    void whoIsErasedIsNotRememberedAndNeitherIsWhatMayBeHis() {
        seen("ada", 10);
        browses(400);

        assertThat(visitor.forget("bob")).isFalse();
        assertThat(visitor.forget("ada")).isTrue();

        assertThat(new String(visitor.encode(), StandardCharsets.ISO_8859_1)).doesNotContain("ada");
        assertThat(seen("bob", 420)).isEmpty();
        assertThat(browses(5)).as("said before the erasure").isNull();
    }

    @Test
    void theOtherOnTheDeviceIsStillKnownWhenOneIsErased() {
        seen("ada", 10);
        seen("bob", 30);

        visitor.forget("ada");

        assertThat(browses(40)).isEqualTo("bob");
    }

    @Test
    void aRowOfAnotherFormatIsRefusedByName() {
        byte[] row = visitor.encode();
        row[0] = 9;

        assertThatThrownBy(() -> Visitor.decode("cookie", row))
                .hasMessageContaining("anonymous id cookie")
                .hasMessageContaining("format 9");
    }

    /** Three on one device, in any order: nobody is given what another was there for, as far as is known by then. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nobodyIsGivenWhatHappenedWhileAnotherWasThere(long seed) {
        Random dice = new Random(seed);
        int all = 0;
        for (int round = 0; round < 300; round++) {
            visitor = Visitor.unknown();
            TreeMap<Long, String> logins = new TreeMap<>();
            Set<Long> told = new HashSet<>();
            for (int i = 0; i < 30; i++) {
                long at = 5 * i + dice.nextInt(20);
                if (!told.add(at)) {
                    continue;
                }
                if (dice.nextInt(3) == 0) {
                    String player = "player-" + dice.nextInt(3);
                    logins.put(at, player);
                    for (String carried : seen(player, at)) {
                        assertThat(player + " " + owned(logins, carried)).isEqualTo(carried);
                        all++;
                    }
                } else {
                    String player = browses(at);
                    assertThat(player).isIn(null, whoWasThere(logins, at));
                    all += player == null ? 0 : 1;
                }
            }
        }
        assertThat(all).isGreaterThan(1_000);
    }

    private static long owned(TreeMap<Long, String> logins, String carried) {
        long at = Long.parseLong(carried.split(" ")[1]);
        assertThat(carried).startsWith(whoWasThere(logins, at) + " ");
        return at;
    }

    /** A plain reading of the rule: the last seen before, or else the first after. */
    private static String whoWasThere(TreeMap<Long, String> logins, long at) {
        Map.Entry<Long, String> before = logins.floorEntry(at);
        Map.Entry<Long, String> after = logins.higherEntry(at);
        return before != null ? before.getValue() : after == null ? null : after.getValue();
    }

    private String browses(long second) {
        return again().on(event(second * 1_000), BOUNDS, this::count);
    }

    private List<String> seen(String player, long second) {
        List<String> carried = new ArrayList<>();
        for (PlayerEvent event : again().seen(player, NOON + second * 1_000, BOUNDS, this::count)) {
            carried.add(event.playerId() + " " + (event.at() - NOON) / 1_000);
        }
        return carried;
    }

    /** Through bytes, each time. */
    private Visitor again() {
        visitor = Visitor.decode("cookie", visitor.encode());
        return visitor;
    }

    private void count(String counter, String of) {
        counted.merge(of, 1, Integer::sum);
    }

    private static PlayerEvent event(long millis) {
        return event(millis, "");
    }

    private static PlayerEvent event(long millis, String page) {
        return new PlayerEvent(
                "e" + millis,
                null,
                "cookie",
                "page_viewed",
                NOON + millis,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of("page", page));
    }
}
