package io.kairos.bench;

import io.kairos.event.Arrival;
import io.kairos.event.Origin;
import io.kairos.event.PlayerEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/** One generated event: flat, with getters for Esper, or as the job has it. What its type does not have is 0 or null. */
public final class Play {
    final long index;
    final String id;
    final String player;
    final String type;
    final String channel;
    final long at;
    final double score;
    double stake;
    double payout;
    double odds;
    double real;
    double dwell;
    double selections;
    String outcome;
    String page;
    String product;

    Play(long index, String player, String type, String channel, long at, double score) {
        this.index = index;
        this.id = "e-" + index;
        this.player = player;
        this.type = type;
        this.channel = channel;
        this.at = at;
        this.score = score;
    }

    public String getId() {
        return id;
    }

    public String getPlayer() {
        return player;
    }

    public String getType() {
        return type;
    }

    public String getChannel() {
        return channel;
    }

    public long getAt() {
        return at;
    }

    public double getScore() {
        return score;
    }

    public double getStake() {
        return stake;
    }

    public double getPayout() {
        return payout;
    }

    public double getOdds() {
        return odds;
    }

    public double getReal() {
        return real;
    }

    public double getDwell() {
        return dwell;
    }

    public double getSelections() {
        return selections;
    }

    public String getOutcome() {
        return outcome;
    }

    public String getPage() {
        return page;
    }

    public String getProduct() {
        return product;
    }

    Arrival arrival() {
        return Arrival.of(new Origin(Feed.TOPIC, 0, index, at), event());
    }

    PlayerEvent event() {
        return new PlayerEvent(
                id,
                player,
                null,
                type,
                at,
                player + "-s" + at / Feed.SESSION,
                "aurora",
                "MGA",
                "desktop",
                channel,
                "MT",
                "Europe/Malta",
                "EUR",
                attributes());
    }

    private Map<String, Object> attributes() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("score", score);
        switch (type) {
            case "bet_placed" -> {
                all.put("bet_id", "bet-" + index);
                all.put("slip_id", "slip-" + index);
                all.put("product", product);
                all.put("stake", stake);
                all.put("odds", odds);
                all.put("is_live", false);
            }
            case "bet_settled" -> {
                all.put("bet_id", "bet-" + index);
                all.put("product", product);
                all.put("stake", stake);
                all.put("payout", payout);
                all.put("outcome", outcome);
            }
            case "game_round" -> {
                all.put("round_id", "round-" + index);
                all.put("game_id", "book-of-tides");
                all.put("product", product);
                all.put("outcome", outcome);
                all.put("stake", stake);
                all.put("payout", payout);
            }
            case "page_viewed" -> {
                all.put("page", page);
                all.put("section", product);
                all.put("dwell", dwell);
            }
            case "market_viewed" -> {
                all.put("event_key", "match-" + index % 40);
                all.put("market_key", "result");
                all.put("is_live", false);
                all.put("odds", odds);
            }
            case "slip_selection_added" -> {
                all.put("slip_id", "slip-" + index);
                all.put("selection_key", "match-" + index % 40 + ":home");
                all.put("event_key", "match-" + index % 40);
                all.put("is_live", false);
                all.put("odds", odds);
                all.put("selections", selections);
            }
            case "balance_viewed" -> {
                all.put("real", real);
                all.put("bonus", 0.0);
            }
            case "exit_intent" -> {
                all.put("kind", "CURSOR_TOP");
                all.put("slip_open", false);
            }
            default -> throw new IllegalStateException("no such type: " + type);
        }
        return all;
    }
}
