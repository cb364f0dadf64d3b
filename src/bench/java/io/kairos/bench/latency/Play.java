package io.kairos.bench.latency;

import io.kairos.event.PlayerEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * What the players do, event after event, without end. Who plays is drawn by chance; who is to get an offer is not: a
 * player's turn comes round only when his last offer is long over, so that every one that is due is issued. Not for
 * several threads.
 */
final class Play {
    /** Of a thousand events: looks at a cash-out, every third of which closes a moment, and cashiers left open. */
    private static final int LOOKS = 60;

    private static final int CASHIERS = 5;

    private static final int LOOKS_TO_CLOSE = 3;

    private static final long SEED = 1;

    /** So many other players look between one player's looks. */
    private static final int LOOKS_APART = 100;

    private static final int SILENT_PLAYERS = 4_000;
    private static final String[] PAGES = {"CASHIER", "GAME", "HOME", "LISTING", "PROMO", "SEARCH"};
    private static final String[] SECTIONS = {"SPORTS", "CASINO", "OTHER"};

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final int players;
    private long events;
    private long looks;
    private long cashiers;

    Play(int players) {
        this.players = players;
    }

    /**
     * An event.
     *
     * @param closes the moment that it closes or, for a silence, opens; null for none
     */
    record Turn(PlayerEvent event, Moment closes) {}

    /** @param at when it is to be sent, in microseconds of the epoch */
    Turn next(long at) {
        int kind = random.nextInt(1_000);
        if (kind < LOOKS) {
            return look(at);
        }
        return kind < LOOKS + CASHIERS ? silence(at) : new Turn(other(at), null);
    }

    /** Somebody opens the cashier and does nothing from then on. */
    Turn silence(long at) {
        String player = "quiet-" + cashiers++ % SILENT_PLAYERS;
        return new Turn(
                event(player, "cashier_opened", at, Map.of("entry", "header", "sent", (double) at)), Moment.SILENCE);
    }

    /** For who is told nothing but the event. */
    static boolean closesGesture(PlayerEvent event) {
        return event.type().equals("cashout_viewed")
                && (Long) event.attributes().get("look") == LOOKS_TO_CLOSE;
    }

    private Turn look(long at) {
        long turn = looks / LOOKS_TO_CLOSE;
        long look = looks % LOOKS_TO_CLOSE + 1;
        looks++;
        long bet = turn - (look - 1) * LOOKS_APART;
        if (bet < 0) {
            return new Turn(other(at), null);
        }
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("bet_id", "bet-" + bet);
        attributes.put("amount", amount(40));
        attributes.put("look", look);
        attributes.put("sent", (double) at);
        return new Turn(
                event("player-" + bet % players, "cashout_viewed", at, attributes),
                look == LOOKS_TO_CLOSE ? Moment.GESTURE : null);
    }

    private PlayerEvent other(long at) {
        int who = random.nextInt(players);
        String player = "player-" + who;
        int kind = random.nextInt(100);
        if (kind < 40) {
            return event(player, "game_round", at, round(who));
        } else if (kind < 58) {
            return event(player, "page_viewed", at, Map.of("page", any(PAGES), "section", any(SECTIONS)));
        } else if (kind < 68) {
            return event(
                    player,
                    "market_viewed",
                    at,
                    Map.of(
                            "event_key",
                            "match-" + random.nextInt(50),
                            "is_live",
                            random.nextBoolean(),
                            "odds",
                            odds()));
        } else if (kind < 76) {
            return event(player, "bet_placed", at, bet(who));
        } else if (kind < 84) {
            return event(player, "bet_settled", at, settled(who));
        } else if (kind < 89) {
            return event(
                    player,
                    "slip_selection_added",
                    at,
                    Map.of("slip_id", slip(who), "odds", odds(), "is_live", random.nextBoolean()));
        } else if (kind < 92) {
            return event(player, "slip_cleared", at, Map.of("slip_id", slip(who)));
        } else if (kind < 95) {
            return event(player, "balance_viewed", at, Map.of("real", amount(300)));
        } else if (kind < 97) {
            return event(player, "search_performed", at, Map.of("results", (long) random.nextInt(4)));
        } else if (kind < 98) {
            return event(player, "game_launched", at, Map.of("game_id", "game-" + random.nextInt(40)));
        } else if (kind < 99) {
            return event(player, "deposit_attempted", at, Map.of("amount", amount(100)));
        }
        return event(player, "session_started", at, Map.of("entry_page", "HOME"));
    }

    private Map<String, Object> round(int who) {
        String kind = random.nextBoolean() ? "BET" : random.nextInt(100) < 55 ? "LOSS" : "WIN";
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("round_id", "round-" + events);
        attributes.put("game_id", "game-" + who % 40);
        attributes.put("product", "CASINO");
        attributes.put("kind", kind);
        attributes.put("stake", amount(5));
        attributes.put("payout", kind.equals("WIN") ? amount(12) : 0.0);
        attributes.put("balance_after", amount(300));
        return attributes;
    }

    private Map<String, Object> bet(int who) {
        return Map.of(
                "bet_id", "bet-" + who, "slip_id", slip(who), "product", "SPORTS", "stake", amount(20), "odds", odds());
    }

    private Map<String, Object> settled(int who) {
        boolean won = random.nextInt(100) < 45;
        return Map.of(
                "bet_id",
                "bet-" + who,
                "product",
                "SPORTS",
                "stake",
                amount(20),
                "payout",
                won ? amount(40) : 0.0,
                "outcome",
                won ? "WIN" : "LOSS");
    }

    private PlayerEvent event(String player, String type, long at, Map<String, Object> attributes) {
        return new PlayerEvent(
                "e-" + events++,
                player,
                null,
                type,
                TimeUnit.MICROSECONDS.toMillis(at),
                "session-" + player,
                "kairos",
                "MT",
                "mobile",
                "app",
                "MT",
                "Europe/Malta",
                "EUR",
                attributes);
    }

    private static String slip(int who) {
        return "slip-" + who;
    }

    private double odds() {
        return 1 + random.nextInt(900) / 100.0;
    }

    /** With two decimals, up to {@code most}. */
    private double amount(int most) {
        return (1 + random.nextInt(most * 100)) / 100.0;
    }

    private String any(String[] words) {
        return words[random.nextInt(words.length)];
    }
}
