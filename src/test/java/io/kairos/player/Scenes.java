package io.kairos.player;

import static io.kairos.player.Play.NOON;

import io.kairos.offer.OfferRecord;
import java.util.List;
import java.util.Random;

/** What may happen to a player in a few minutes, or an hour: each scene makes a moment of the playbook, or almost. */
final class Scenes {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final int COUNT = 27;

    private final Play play;
    private final Random dice;
    private int number;

    Scenes(String player, Random dice) {
        this.play = Play.player(player)
                .in("licence", "GB")
                .in("zone", "Pacific/Auckland")
                .in("session_id", "s0");
        this.dice = dice;
        for (String purpose : List.of("MARKETING", "PROFILING")) {
            play.does("consent_changed", "by", "SITE", "product", "ALL", "purpose", purpose, "opted_in", true);
        }
    }

    Play play() {
        return play;
    }

    /** @param offers what he was offered so far: he may answer the last one */
    void next(List<OfferRecord> offers) {
        number++;
        if (dice.nextInt(3) == 0) {
            play.in("session_id", "s" + number).does("session_started");
        }
        scene(dice.nextInt(COUNT), offers);
        if (dice.nextInt(8) == 0) {
            play.at(play.now() - dice.nextLong(30 * SECOND), dice.nextBoolean() ? "page_viewed" : "deposit_succeeded");
        }
        play.waits(dice.nextLong(2 * MINUTE));
        if (dice.nextInt(10) == 0) {
            play.waits(dice.nextLong(12 * HOUR));
        }
    }

    private void scene(int which, List<OfferRecord> offers) {
        switch (which) {
            case 0 -> play.wins(dice.nextInt(4)).loses(3 + dice.nextInt(3)).waits(around(20 * SECOND));
            case 1 -> play.loses(2 + dice.nextInt(2)).does("bet_placed", "stake", 15.0 + dice.nextInt(15));
            case 2 -> losesAllAndPaysIn();
            case 3 -> slip();
            case 4 -> movingPrice();
            case 5 ->
                times(3, () -> market("m" + dice.nextInt(2), 2, false).waits(around(SECOND)))
                        .waits(around(30 * SECOND))
                        .does("page_viewed", "page", "EVENT", "section", "SPORTS");
            case 6 ->
                play.wins(2)
                        .does("balance_viewed", "real", 25.0 + dice.nextInt(10))
                        .waits(20 * SECOND)
                        .does("page_viewed", "page", "HOME")
                        .waits(around(10 * SECOND));
            case 7 ->
                play.does("cashier_method_selected", "method", "CARD")
                        .waits(around(MINUTE))
                        .does(dice.nextBoolean() ? "cashier_closed" : "deposit_attempted");
            case 8 -> times(1 + dice.nextInt(3), this::failedDeposit);
            case 9 ->
                play.does("deposit_succeeded", "amount", 20, "first", true).waits(around(3 * MINUTE));
            case 10 ->
                play.does("kyc_started", "step", "passport")
                        .waits(around(3 * MINUTE))
                        .does("exit_intent", "kind", "BACK", "slip_open", false);
            case 11 ->
                play.in("session_id", "exit" + number)
                        .does("session_started")
                        .waits(around(90 * SECOND))
                        .does("exit_intent", "kind", "BACK", "slip_open", dice.nextBoolean());
            case 12 -> {
                long ends = play.now() + around(DAY);
                play.does("bonus_changed", "kind", "RELOAD", "status", "ONGOING", "ends_at", ends)
                        .does("exit_intent", "kind", "BACK");
            }
            case 13 ->
                play.does("page_viewed", "page", dice.nextBoolean() ? "LISTING" : "GAME", "section", "CASINO")
                        .does("page_heartbeat", "visible", dice.nextInt(4) > 0)
                        .waits(around(30 * SECOND));
            case 14 ->
                times(
                        2,
                        () -> play.does("search_performed", "results", dice.nextInt(4) / 3)
                                .waits(around(30 * SECOND)));
            case 15 ->
                times(
                        3,
                        () -> play.does(
                                        "game_closed",
                                        "game_id",
                                        "g" + dice.nextInt(5),
                                        "played",
                                        60_000L - dice.nextInt(3))
                                .waits(MINUTE));
            case 16 -> play.bets(1, "WIN", 10, 199 + dice.nextInt(3)).waits(around(30 * SECOND));
            case 17 ->
                play.does("withdrawal_requested", "payment_id", "w" + number, "amount", 50)
                        .waits(dice.nextLong(2 * HOUR))
                        .does(
                                dice.nextBoolean() ? "withdrawal_paid" : "withdrawal_rejected",
                                "payment_id",
                                "w" + number);
            case 18 ->
                times(
                        15 + dice.nextInt(5),
                        () -> play.does("bet_placed", "stake", 1 + dice.nextInt(200))
                                .waits(4 * MINUTE));
            case 19 -> {
                play.does("player_profiled", "typical_staked_30m", 100.0, "typical_night_share", 0.01)
                        .waits(DAY - (play.now() - NOON) % DAY);
                times(12, () -> play.does("bet_placed", "stake", 20).waits(3 * MINUTE));
            }
            case 20 -> play.does("rg_limit_progress", "kind", "LOSS", "percent", 70 + dice.nextInt(20));
            case 21 -> play.does("rg_limit_changed", "direction", "DOWN", "until", play.now() + dice.nextLong(HOUR));
            case 22 ->
                play.does("rg_timeout_started", "until", play.now() + 2 * HOUR, "scope", "BRAND")
                        .waits(dice.nextLong(3 * HOUR))
                        .does("rg_timeout_ended", "scope", "BRAND")
                        .does("session_started");
            case 23 -> {
                play.does("bonus_changed", "kind", "FREE_BET", "status", "CREATED", "min_odds", 1.5)
                        .waits(around(DAY));
                market("m1", 1.5, dice.nextInt(4) == 0);
            }
            case 24 ->
                times(
                        3,
                        () -> play.does("cashout_viewed", "bet_id", "b" + dice.nextInt(2))
                                .waits(around(40 * SECOND)));
            case 25, 26 -> {
                play.does("exit_intent", "kind", "BACK", "slip_open", false).waits(SECOND);
                answers(offers);
            }
            default -> throw new IllegalStateException("there is no scene " + which);
        }
    }

    /** A time that may be a millisecond short, just enough, or anything near. */
    private long around(long millis) {
        return switch (dice.nextInt(4)) {
            case 0 -> millis - 1;
            case 1 -> millis;
            default -> millis / 2 + dice.nextLong(millis);
        };
    }

    private Play times(int times, Runnable what) {
        for (int i = 0; i < times; i++) {
            what.run();
        }
        return play;
    }

    private Play market(String event, double odds, boolean live) {
        return play.does("market_viewed", "event_key", event, "is_live", live, "odds", odds);
    }

    private Play picks(int selections) {
        return play.does(
                "slip_selection_added",
                "slip_id",
                "slip" + number,
                "selection_key",
                "home",
                "is_live",
                dice.nextBoolean(),
                "odds",
                2.0,
                "first_start",
                play.now() + dice.nextLong(DAY),
                "selections",
                selections);
    }

    private void slip() {
        picks(1 + dice.nextInt(3)).waits(around(45 * SECOND));
        switch (dice.nextInt(4)) {
            case 0 -> play.does("bet_placed", "slip_id", "slip" + number, "stake", 5);
            case 1 -> play.does("slip_cleared", "slip_id", "slip" + number);
            default -> {
                play.does("page_viewed", "page", "HOME", "section", "CASINO").waits(dice.nextLong(HOUR));
                play.in("session_id", "slip" + number).does("session_started");
            }
        }
    }

    private void movingPrice() {
        picks(1).waits(around(30 * SECOND))
                .does("odds_changed", "selection_key", "home", "old_odds", 2.0, "new_odds", 2 + dice.nextInt(4) / 20.0)
                .waits(around(15 * SECOND));
    }

    private void losesAllAndPaysIn() {
        for (int i = 1 + dice.nextInt(3); i > 0; i--) {
            play.loses(2).does("balance_changed", "real", dice.nextInt(15)).loses(1);
            play.waits(dice.nextLong(MINUTE)).does("deposit_succeeded", "amount", 50, "first", false);
            play.waits(around(10 * MINUTE));
        }
    }

    private void failedDeposit() {
        play.does("deposit_attempted", "method", "CARD")
                .does(
                        "deposit_failed",
                        "method",
                        dice.nextBoolean() ? "CARD" : "WALLET",
                        "why",
                        dice.nextBoolean() ? "DECLINED" : "LIMIT")
                .waits(around(MINUTE));
    }

    private void answers(List<OfferRecord> offers) {
        if (!offers.isEmpty()) {
            OfferRecord last = offers.get(offers.size() - 1 - dice.nextInt(Math.min(3, offers.size())));
            String stage =
                    List.of("SHOWN", "ACCEPTED", "DISMISSED", "DISMISSED").get(dice.nextInt(4));
            play.does("offer_feedback", "offer_id", last.offerId(), "stage", stage);
        }
    }
}
