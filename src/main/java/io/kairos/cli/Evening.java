package io.kairos.cli;

import io.kairos.event.PlayerEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A simulated evening: players come, play, hesitate, lose and leave. The same seed gives the same evening; time is an
 * argument.
 *
 * <p>Every visit has a {@link Habit}. The first visits cover all of them, so that a minute shows each; later ones are
 * drawn.
 */
final class Evening {
    private static final List<String> NAMES = List.of(
            "ada", "ben", "cleo", "dina", "emil", "fay", "gus", "hana", "ivo", "june", "kofi", "lena", "milo", "nora",
            "omar", "pia", "quin", "rosa", "sven", "tara", "udo", "vera", "will", "xena", "yuki", "zoe");

    /** What players come back for, the frequent more than once. */
    private static final List<Habit> LATER = List.of(
            Habit.PLAYS,
            Habit.PLAYS,
            Habit.PLAYS,
            Habit.PLAYS,
            Habit.LOSES,
            Habit.LOSES,
            Habit.HESITATES,
            Habit.HESITATES,
            Habit.COUNTS_MONEY,
            Habit.LEAVES,
            Habit.IDLES,
            Habit.BREAKS_OFF,
            Habit.LINGERS,
            Habit.RAGES,
            Habit.WINS_BIG,
            Habit.SEARCHES,
            Habit.WATCHES_A_PRICE,
            Habit.PAYS_IN_VAIN,
            Habit.WITHDRAWS,
            Habit.SEARCHES_AND_RAGES,
            Habit.EXCLUDES_HIMSELF);

    /** So many come at once, enough for each habit to be there more than once: who is held out differs by name. */
    private static final int FIRST = 2 * Habit.values().length;

    /** Then somebody else comes in his place: whoever has been offered much is left alone for the day. */
    private static final int VISITS_OF_ONE = 6;

    /** So often the feed of who is protected says that it is alive. */
    private static final long FEED_EVERY = 5_000;

    /** One in so many objects to being profiled. */
    private static final int OBJECTS = 8;

    private final Map<String, Visitor> visitors = new LinkedHashMap<>();
    private final PriorityQueue<Planned> plan =
            new PriorityQueue<>(Comparator.comparingLong(Planned::at).thenComparingLong(Planned::order));
    private long order;

    /** What a visit is about. */
    enum Habit {
        /** Looks around and moves to the exit before any bet. */
        LEAVES,
        /** Puts a selection on a slip and does nothing with it. */
        HESITATES,
        /** Loses three rounds in a row and slows down. */
        LOSES,
        /** Looks at a low balance, stays and does not deposit. */
        COUNTS_MONEY,
        /** Opens the lobby and falls silent. */
        IDLES,
        /** Bets, wins some, loses some, says goodbye. */
        PLAYS,
        /** Wins a round and moves to the exit. */
        BREAKS_OFF,
        /** Looks at the lobby and stays there. */
        LINGERS,
        /** Loses three rounds and raises the stake at once. */
        RAGES,
        /** Wins thirty stakes and stops. */
        WINS_BIG,
        /** Searches for what there is not. */
        SEARCHES,
        /** Has a selection on the slip when its price moves, and waits. */
        WATCHES_A_PRICE,
        /** Tries to pay in, by one method and the next. */
        PAYS_IN_VAIN,
        /** Wins and takes his money out. */
        WITHDRAWS,
        /** Finds nothing, loses elsewhere and raises the stake: what cares for him takes the place of what helps. */
        SEARCHES_AND_RAGES,
        /** Is about to leave, and excludes himself. */
        EXCLUDES_HIMSELF
    }

    /** Something that will happen, to everybody where {@code visitor} is null; {@code order} keeps what happens at the same time in the order it was planned. */
    private record Planned(
            long at, long order, Visitor visitor, String player, String type, Map<String, Object> attributes) {}

    Evening(long seed, int players, long start) {
        feedLives(start);
        for (int i = 0; i < players; i++) {
            String name = NAMES.get(i % NAMES.size()) + (i < NAMES.size() ? "" : "-" + (i / NAMES.size() + 1));
            visitors.put(name, new Visitor(name, new Random(seed * 31 + i)));
        }
        Habit[] habits = Habit.values();
        int i = 0;
        for (Visitor visitor : visitors.values()) {
            Habit habit = habits[i % habits.length];
            long arrival = start + 300 + (i < FIRST ? 300L * i : visitor.between(FIRST * 300L, 25_000));
            visitor.visits(habit, arrival);
            i++;
        }
    }

    /** What happens before {@code time} and was not told yet, in order of time. */
    List<PlayerEvent> until(long time) {
        List<PlayerEvent> events = new ArrayList<>();
        while (!plan.isEmpty() && plan.peek().at() < time) {
            Planned next = plan.poll();
            if (next.visitor() == null) {
                events.add(
                        PlayerEvent.of(next.type() + "-" + next.at(), null, next.type(), next.at(), next.attributes()));
                feedLives(next.at() + FEED_EVERY);
                continue;
            }
            events.add(next.visitor().event(next));
            if (next.type().equals("session_ended")) {
                next.visitor().comesBack(next.at());
            }
        }
        return events;
    }

    private void feedLives(long at) {
        plan.add(new Planned(at, order++, null, null, "rg_heartbeat", Map.of("upstream_at", at)));
    }

    /** A player is shown an offer; some accept, some dismiss, some do not look. */
    void shown(String playerId, String offerId, long now) {
        Visitor visitor = visitors.get(playerId);
        if (visitor != null) {
            visitor.isShown(offerId, now);
        }
    }

    /** One player, and those who come in his place: who he is, and his dice. */
    private final class Visitor {
        private final String name;
        private final Random dice;
        private final String device;
        private final boolean casino;
        private String id;
        private int others;
        private Habit habit;
        private boolean known;
        private int visits;
        private int events;
        private long clock;

        Visitor(String id, Random dice) {
            this.name = id;
            this.id = id;
            this.dice = dice;
            this.device = dice.nextInt(3) == 0 ? "mobile" : "desktop";
            this.casino = dice.nextBoolean();
        }

        long between(long least, long most) {
            return least + (long) (dice.nextDouble() * (most - least));
        }

        void comesBack(long left) {
            if (visits % VISITS_OF_ONE == 0 || habit == Habit.EXCLUDES_HIMSELF) {
                visitors.remove(id);
                others++;
                id = name + "." + others;
                known = false;
                visitors.put(id, this);
            }
            Habit next = LATER.get(dice.nextInt(LATER.size()));
            visits(next, left + between(5_000, 40_000));
        }

        void visits(Habit what, long arrival) {
            habit = what;
            visits++;
            clock = arrival;
            does("session_started", Map.of("entry_page", "HOME"));
            if (!known) {
                known = true;
                consents();
            }
            later(200, 600);
            views("HOME", "OTHER");
            later(50, 100);
            looks();
            switch (what) {
                case LEAVES -> leaves();
                case HESITATES -> hesitates();
                case LOSES -> loses();
                case COUNTS_MONEY -> countsMoney();
                case IDLES -> idles();
                case PLAYS -> plays();
                case BREAKS_OFF -> breaksOff();
                case LINGERS -> lingers();
                case RAGES -> rages();
                case WINS_BIG -> winsBig();
                case SEARCHES -> searches();
                case WATCHES_A_PRICE -> watchesAPrice();
                case PAYS_IN_VAIN -> paysInVain();
                case WITHDRAWS -> withdraws();
                case SEARCHES_AND_RAGES -> searchesAndRages();
                case EXCLUDES_HIMSELF -> excludesHimself();
            }
        }

        private void consents() {
            later(30, 60);
            consent("MARKETING", true);
            consent("PROFILING", visits > 1 || dice.nextInt(OBJECTS) > 0);
        }

        private void consent(String purpose, boolean optedIn) {
            does("consent_changed", Map.of("by", "SITE", "product", "ALL", "purpose", purpose, "opted_in", optedIn));
        }

        private void leaves() {
            later(1_500, 4_000);
            views("PROMO", "OTHER");
            later(1_500, 4_000);
            does("exit_intent", Map.of("kind", "CURSOR_TOP", "slip_open", false, "cashier_open", false));
            later(26_000, 29_000);
            ends("TIMEOUT");
        }

        private void hesitates() {
            later(800, 2_000);
            views("LISTING", "SPORTS");
            later(800, 2_000);
            double odds = odds();
            String slip = picks("match-" + dice.nextInt(40), odds);
            for (int i = 0; i < 6; i++) {
                later(7_500, 9_500);
                does("market_viewed", market("match-" + (40 + i), odds()));
                later(100, 200);
                looks();
            }
            later(1_000, 4_000);
            if (dice.nextBoolean()) {
                bets(slip, 10, odds);
            } else {
                does("slip_cleared", Map.of("slip_id", slip));
            }
            later(2_000, 5_000);
            ends("LOGOUT");
        }

        /** @return the slip it is on */
        private String picks(String match, double odds) {
            does("market_viewed", market(match, odds));
            later(800, 1_500);
            String slip = id + "-slip-" + visits;
            does("slip_opened", Map.of("slip_id", slip));
            later(300, 800);
            long kickOff = clock + 7_200_000;
            does(
                    "slip_selection_added",
                    Map.of(
                            "slip_id", slip,
                            "selection_key", match + ":home",
                            "event_key", match,
                            "sport", "FOOTBALL",
                            "is_live", false,
                            "odds", odds,
                            "event_start", kickOff,
                            "first_start", kickOff,
                            "selections", 1L));
            return slip;
        }

        private void loses() {
            launches();
            for (int i = 0; i < 7; i++) {
                round(5 + 5 * dice.nextInt(2), i < 4 && i % 2 == 0);
                later(800, 1_300);
            }
            for (int i = 0; i < 4; i++) {
                later(7_000, 9_000);
                views("GAME", "CASINO");
                looks();
            }
            later(2_000, 4_000);
            ends("LOGOUT");
        }

        private void countsMoney() {
            launches();
            for (int i = 0; i < 3; i++) {
                round(20, i % 2 == 0);
                later(800, 1_300);
            }
            views("ACCOUNT", "OTHER");
            later(300, 700);
            does("balance_viewed", Map.of("real", 8.0 + dice.nextInt(30), "bonus", 0.0));
            for (int i = 0; i < 5; i++) {
                later(6_000, 8_500);
                views(i % 2 == 0 ? "CASHIER" : "ACCOUNT", "OTHER");
                looks();
            }
            later(2_000, 6_000);
            if (dice.nextInt(3) == 0) {
                pays(20);
            }
            ends("LOGOUT");
        }

        private void idles() {
            later(1_000, 2_500);
            views("CONTENT", "OTHER");
            looks();
            later(45_000, 60_000);
            ends("TIMEOUT");
        }

        private void lingers() {
            later(1_000, 2_500);
            views("LISTING", casino ? "CASINO" : "SPORTS");
            looks();
            later(45_000, 60_000);
            ends("TIMEOUT");
        }

        private void breaksOff() {
            launches();
            round(10, true);
            later(1_500, 4_000);
            does("exit_intent", Map.of("kind", "CURSOR_TOP", "slip_open", false, "cashier_open", false));
            later(26_000, 29_000);
            ends("CLOSED");
        }

        private void rages() {
            launches();
            losesThreeAndRaises();
            later(15_000, 20_000);
            ends("LOGOUT");
        }

        private void losesThreeAndRaises() {
            for (int i = 0; i < 3; i++) {
                round(5, false);
                later(800, 1_300);
            }
            round(5 * (2 + dice.nextInt(3)), dice.nextBoolean());
        }

        private void winsBig() {
            launches();
            round(4, false);
            later(800, 1_300);
            rounds(4, 120);
            for (int i = 0; i < 4; i++) {
                later(8_000, 10_000);
                views("GAME", "CASINO");
                looks();
            }
            ends("LOGOUT");
        }

        private void searches() {
            findsNothing();
            later(4_000, 9_000);
            launches();
            round(3, true);
            ends("LOGOUT");
        }

        private void findsNothing() {
            for (int i = 0; i < 2; i++) {
                later(2_000, 5_000);
                does("search_performed", Map.of("query_hash", "q" + dice.nextInt(1_000), "results", 0L));
            }
        }

        private void searchesAndRages() {
            findsNothing();
            later(1_500, 3_000);
            views("GAME", "CASINO");
            later(800, 1_500);
            losesThreeAndRaises();
            later(15_000, 20_000);
            ends("LOGOUT");
        }

        private void excludesHimself() {
            later(1_500, 4_000);
            does("exit_intent", Map.of("kind", "CURSOR_TOP", "slip_open", false, "cashier_open", false));
            later(4_000, 8_000);
            does("rg_self_excluded", Map.of("scope", "NATIONAL"));
            later(1_000, 3_000);
            ends("LOGOUT");
        }

        private void watchesAPrice() {
            later(800, 2_000);
            views("LISTING", "SPORTS");
            later(800, 2_000);
            String match = "match-" + dice.nextInt(40);
            double odds = odds();
            String slip = picks(match, odds);
            later(4_000, 9_000);
            double moved = Math.round(odds * (dice.nextBoolean() ? 112 : 90)) / 100.0;
            does(
                    "odds_changed",
                    Map.of("selection_key", match + ":home", "old_odds", odds, "new_odds", moved, "suspended", false));
            for (int i = 0; i < 3; i++) {
                later(7_000, 9_000);
                looks();
            }
            bets(slip, 10, moved);
            later(2_000, 5_000);
            ends("LOGOUT");
        }

        private void paysInVain() {
            views("CASHIER", "OTHER");
            does("cashier_opened", Map.of("entry", "MENU"));
            for (String method : List.of("CARD", "WALLET")) {
                later(3_000, 6_000);
                does("cashier_method_selected", Map.of("method", method));
                later(1_500, 3_000);
                String payment = id + "-payment-" + visits + "-" + method;
                does("deposit_attempted", Map.of("payment_id", payment, "amount", 20.0, "method", method));
                later(1_000, 2_000);
                does(
                        "deposit_failed",
                        Map.of("payment_id", payment, "amount", 20.0, "method", method, "why", "DECLINED"));
            }
            later(15_000, 25_000);
            ends("CLOSED");
        }

        private void withdraws() {
            launches();
            round(10, true);
            later(2_000, 4_000);
            views("CASHIER", "OTHER");
            later(2_000, 4_000);
            Map<String, Object> withdrawal = Map.of("payment_id", id + "-withdrawal-" + visits, "amount", 40.0);
            does("withdrawal_requested", withdrawal);
            later(12_000, 20_000);
            does("withdrawal_paid", withdrawal);
            later(2_000, 5_000);
            ends("LOGOUT");
        }

        private void plays() {
            if (casino) {
                launches();
                for (int i = 0; i < 10; i++) {
                    round(2 + dice.nextInt(10), dice.nextInt(100) < 55);
                    later(900, 3_000);
                }
            } else {
                views("LISTING", "SPORTS");
                for (int i = 0; i < 4; i++) {
                    later(3_000, 6_000);
                    String match = "match-" + dice.nextInt(40);
                    double odds = odds();
                    does("market_viewed", market(match, odds));
                    later(1_500, 4_000);
                    bets(id + "-slip-" + visits + "-" + i, 5 + dice.nextInt(20), odds);
                }
            }
            later(1_000, 3_000);
            ends("LOGOUT");
        }

        void isShown(String offerId, long now) {
            int drawn = new Random(offerId.hashCode() ^ id.hashCode()).nextInt(100);
            boolean away = habit == Habit.LEAVES
                    || habit == Habit.BREAKS_OFF
                    || habit == Habit.IDLES
                    || habit == Habit.LINGERS
                    || habit == Habit.SEARCHES_AND_RAGES
                    || habit == Habit.EXCLUDES_HIMSELF;
            if (away || drawn >= 60) {
                return;
            }
            plans(now + 900, "offer_feedback", Map.of("offer_id", offerId, "stage", "SHOWN"));
            plans(
                    now + 2_000 + drawn * 50L,
                    "offer_feedback",
                    Map.of("offer_id", offerId, "stage", drawn % 5 < 3 ? "ACCEPTED" : "DISMISSED"));
        }

        private void launches() {
            later(600, 1_500);
            views("GAME", "CASINO");
            does("game_launched", Map.of("game_id", "book-of-tides", "category", "slots"));
            later(800, 1_500);
        }

        /** A round of a slot machine: the stake, and a second later what came of it. */
        private void round(double stake, boolean won) {
            rounds(stake, won ? 2 * stake : 0);
        }

        private void rounds(double stake, double payout) {
            String round = id + "-round-" + visits + "-" + order;
            does("game_round", game(round, "BET", stake, 0, false));
            later(900, 1_300);
            does("game_round", game(round, payout > 0 ? "WIN" : "LOSS", stake, payout, true));
        }

        private Map<String, Object> game(String round, String kind, double stake, double payout, boolean end) {
            return Map.of(
                    "round_id", round,
                    "game_id", "book-of-tides",
                    "product", "CASINO",
                    "kind", kind,
                    "stake", stake,
                    "payout", payout,
                    "is_round_end", end);
        }

        private void bets(String slip, double stake, double odds) {
            does(
                    "bet_placed",
                    Map.of(
                            "bet_id",
                            slip + "-bet",
                            "slip_id",
                            slip,
                            "product",
                            "SPORTS",
                            "stake",
                            stake,
                            "odds",
                            odds,
                            "kind",
                            "SINGLE",
                            "is_live",
                            false,
                            "is_free_bet",
                            false));
        }

        private void pays(double amount) {
            String payment = id + "-payment-" + visits;
            does("deposit_attempted", Map.of("payment_id", payment, "amount", amount, "method", "CARD"));
            later(1_000, 2_000);
            does(
                    "deposit_succeeded",
                    Map.of("payment_id", payment, "amount", amount, "method", "CARD", "first", false));
            later(1_000, 2_000);
        }

        private Map<String, Object> market(String match, double odds) {
            return Map.of("event_key", match, "market_key", match + ":result", "is_live", false, "odds", odds);
        }

        private double odds() {
            return (110 + dice.nextInt(400)) / 100.0;
        }

        private void views(String page, String section) {
            does("page_viewed", Map.of("page", page, "section", section));
        }

        private void looks() {
            does("page_heartbeat", Map.of("visible", true, "focused", true, "quiet", 0L));
        }

        private void ends(String reason) {
            does("session_ended", Map.of("reason", reason));
        }

        private void later(long least, long most) {
            clock += between(least, most);
        }

        private void does(String type, Map<String, Object> attributes) {
            plans(clock, type, attributes);
        }

        private void plans(long at, String type, Map<String, Object> attributes) {
            plan.add(new Planned(at, order++, this, id, type, attributes));
        }

        PlayerEvent event(Planned planned) {
            events++;
            return new PlayerEvent(
                    planned.player() + "-" + events,
                    planned.player(),
                    null,
                    planned.type(),
                    planned.at(),
                    planned.player() + "-session-" + visits,
                    "aurora",
                    "GB",
                    device,
                    "web",
                    "GB",
                    "Europe/London",
                    "GBP",
                    planned.attributes());
        }
    }
}
