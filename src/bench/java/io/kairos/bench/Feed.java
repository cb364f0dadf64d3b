package io.kairos.bench;

import io.kairos.event.Arrival;
import io.kairos.flink.InFlight;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

/**
 * The one list of events everything is measured on: the event at a place is a function of the seed and the place alone,
 * so that the list needs no memory and everybody reads the same. Players are drawn by Zipf's law with exponent 1.1; before that
 * each of them may pay a visit, so that nobody is unknown.
 */
final class Feed {
    static final String TOPIC = "player-events";

    /** Milliseconds of the epoch. */
    static final long START = 1_767_268_800_000L;

    /** A session's id changes so often, milliseconds. */
    static final long SESSION = 3_600_000;

    /** Of all players together: a hundred events a second. */
    private static final long GAP = 10;

    static final double EXPONENT = 1.1;

    /** So many visit at the same time. */
    private static final int TOGETHER = 1_000;

    /** Visitors come in the order of a multiple of this prime, the busy ones scattered among the others. */
    private static final long STRIDE = 7_919;

    /** The vocabulary, of which {@link Sketch} asks. */
    static final String EVENTS = """
            events:
              game_round:  { actor: player, attributes: { score: number, round_id: string, game_id: string, product: [SPORTS, CASINO], outcome: [WIN, LOSS, VOID], stake: number, payout: number } }
              bet_placed:  { actor: player, attributes: { score: number, bet_id: string, slip_id: string, product: [SPORTS, CASINO], stake: number, odds: number, is_live: boolean } }
              bet_settled: { actor: system, fact: true, attributes: { score: number, bet_id: string, product: [SPORTS, CASINO], stake: number, payout: number, outcome: [WIN, LOSS, VOID] } }
              page_viewed: { actor: player, attributes: { score: number, page: [ACCOUNT, CASHIER, EVENT, GAME, HOME, LISTING, PROMO, SEARCH], section: [SPORTS, CASINO], dwell: number } }
              market_viewed: { actor: player, attributes: { score: number, event_key: string, market_key: string, is_live: boolean, odds: number } }
              slip_selection_added: { actor: player, attributes: { score: number, slip_id: string, selection_key: string, event_key: string, is_live: boolean, odds: number, selections: number } }
              balance_viewed: { actor: player, attributes: { score: number, real: number, bonus: number } }
              exit_intent: { actor: player, attributes: { score: number, kind: [CURSOR_TOP, BACK, TAB_HIDE], slip_open: boolean } }
            names:
              activity: [game_round, bet_placed, bet_settled, page_viewed, market_viewed, slip_selection_added, balance_viewed, exit_intent]
            """;

    private static final String[] TYPES = {
        "game_round", "bet_placed", "bet_settled", "page_viewed",
        "market_viewed", "slip_selection_added", "balance_viewed", "exit_intent"
    };

    /** Of a hundred events, those of a type and of the types before it. */
    private static final int[] UP_TO = {24, 42, 60, 74, 84, 92, 97, 100};

    private static final String[] PAGES = {"ACCOUNT", "CASHIER", "EVENT", "GAME", "HOME", "LISTING", "PROMO", "SEARCH"};

    private final long seed;
    private final int visit;
    private final double[] reach;

    Feed(long seed, int players) {
        this(seed, players, 0);
    }

    /** @param visit events of each player before the others are drawn */
    Feed(long seed, int players, int visit) {
        this.seed = seed;
        this.visit = visit;
        reach = new double[players];
        double sum = 0;
        for (int i = 0; i < players; i++) {
            sum += Math.pow(i + 1, -EXPONENT);
            reach[i] = sum;
        }
        for (int i = 0; i < players; i++) {
            reach[i] /= sum;
        }
    }

    int players() {
        return reach.length;
    }

    /** Events of the visits. */
    long visits() {
        return (long) visit * reach.length;
    }

    /** The share of all events that is the busiest player's, visits apart. */
    double busiest() {
        return reach[0];
    }

    Play at(long index) {
        SplittableRandom dice = new SplittableRandom(seed * 1_000_003 + index);
        int player = player(index, dice.nextDouble());
        int drawn = dice.nextInt(100);
        int type = 0;
        while (drawn >= UP_TO[type]) {
            type++;
        }
        Play play = new Play(
                index,
                "player-" + player,
                TYPES[type],
                dice.nextBoolean() ? "web" : "app",
                START + index * GAP,
                dice.nextDouble());
        play.stake = cents(1 + 99 * dice.nextDouble());
        play.odds = cents(1 + 9 * dice.nextDouble());
        play.real = cents(1000 * dice.nextDouble());
        play.dwell = 100 * dice.nextDouble();
        play.selections = 1 + dice.nextInt(8);
        int luck = dice.nextInt(20);
        play.outcome = luck < 10 ? "LOSS" : luck < 19 ? "WIN" : "VOID";
        play.payout = luck < 10 ? 0 : play.stake * 2;
        play.page = PAGES[dice.nextInt(PAGES.length)];
        play.product = type == 0 ? "CASINO" : "SPORTS";
        return play;
    }

    private static double cents(double amount) {
        return Math.round(100 * amount) / 100.0;
    }

    private int player(long index, double chance) {
        if (index >= visits()) {
            int found = Arrays.binarySearch(reach, chance);
            return found < 0 ? -found - 1 : found;
        }
        long first = index / ((long) TOGETHER * visit) * TOGETHER;
        long together = Math.min(TOGETHER, reach.length - first);
        long arrived = first + (index - first * visit) % together;
        return (int) (reach.length % STRIDE == 0 ? arrived : arrived * STRIDE % reach.length);
    }

    /** The first events of the list as a source that lives in memory. */
    Source<Arrival, ?, ?> source(long events) {
        return new DataGeneratorSource<>(new Reading(seed, reach.length, visit), events, InFlight.ARRIVAL);
    }

    /** Travels to the source, which makes the list anew. */
    private static final class Reading implements GeneratorFunction<Long, Arrival> {
        private static final long serialVersionUID = 1;
        private final long seed;
        private final int players;
        private final int visit;
        private transient Feed feed;

        Reading(long seed, int players, int visit) {
            this.seed = seed;
            this.players = players;
            this.visit = visit;
        }

        @Override
        public Arrival map(Long index) {
            if (feed == null) {
                feed = new Feed(seed, players, visit);
            }
            return feed.at(index).arrival();
        }
    }
}
