package io.kairos.player;

import io.kairos.event.PlayerEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one player does, told in the order it happened, from a fixed noon. */
public final class Play {
    /** 2026-03-02T12:00:00Z. */
    public static final long NOON = 1_772_452_800_000L;

    private final String player;
    private final List<PlayerEvent> events = new ArrayList<>();
    private final Map<String, Object> envelope = new LinkedHashMap<>();
    private long time = NOON;
    private int bets;

    private Play(String player) {
        this.player = player;
    }

    public static Play player(String id) {
        return new Play(id);
    }

    /** From here on every event carries this field of the envelope: {@code session_id}, {@code licence}, {@code zone} … */
    public Play in(String field, String value) {
        envelope.put(field, value);
        return this;
    }

    public Play waits(long millis) {
        time += millis;
        return this;
    }

    /** An event now; attributes as name, value, name, value. */
    public Play does(String type, Object... attributes) {
        return at(time, type, attributes);
    }

    /** An event that says it happened at {@code at}, whatever the time. */
    public Play at(long at, String type, Object... attributes) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < attributes.length; i += 2) {
            Object value = attributes[i + 1];
            values.put((String) attributes[i], value instanceof Integer number ? (Object) number.longValue() : value);
        }
        events.add(new PlayerEvent(
                player + "-" + (time - NOON) + "-" + events.size(),
                player,
                null,
                type,
                at,
                (String) envelope.get("session_id"),
                (String) envelope.get("brand"),
                (String) envelope.get("licence"),
                (String) envelope.get("device"),
                (String) envelope.get("channel"),
                (String) envelope.get("country"),
                (String) envelope.get("zone"),
                null,
                values));
        return this;
    }

    public Play loses(int times) {
        return bets(times, "LOSS", 10, 0);
    }

    public Play wins(int times) {
        return bets(times, "WIN", 10, 20);
    }

    /** Bets of this stake, one every second, each settled 500 ms later. */
    public Play bets(int times, String outcome, double stake, double payout) {
        for (int i = 0; i < times; i++) {
            String bet = "b" + bets++;
            does("bet_placed", "bet_id", bet, "product", "SPORTS", "stake", stake);
            waits(500);
            does(
                    "bet_settled",
                    "bet_id",
                    bet,
                    "product",
                    "SPORTS",
                    "stake",
                    stake,
                    "payout",
                    payout,
                    "outcome",
                    outcome);
            waits(500);
        }
        return this;
    }

    public long now() {
        return time;
    }

    public PlayerEvent last() {
        return events.get(events.size() - 1);
    }

    public List<PlayerEvent> events() {
        return List.copyOf(events);
    }
}
