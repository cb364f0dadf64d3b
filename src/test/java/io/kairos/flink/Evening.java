package io.kairos.flink;

import io.kairos.event.Arrival;
import io.kairos.event.Origin;
import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Bundle;
import java.util.HashMap;
import java.util.Map;

/** A small playbook and what players do under it. */
final class Evening {
    /** Milliseconds of the epoch: the fixed noon every play starts from. */
    static final long NOON = 1_767_268_800_000L;

    static final long SECOND = 1_000;

    private static final String EVENTS = """
            events:
              bet_placed:    { actor: player, attributes: { stake: number } }
              bet_settled:   { actor: system, fact: true, attributes: { outcome: [WIN, LOSS] } }
              balance_viewed: { actor: player, attributes: { balance: number } }
              rg_heartbeat:  { actor: system, scope: all, fact: true, expires: 60s }
            """;

    private static final String OFFERS = """
            offers:
              take-a-break: { class: care, lasts: 3m, channels: [in_app], message: "A short break?" }
            """;

    private static final String TAGS = """
            tags:
              loss-cooling: { about: fell silent after losing }
            """;

    private static final String SILENT_AFTER_LOSSES = """
            pattern: silent-after-losses
            sequence:
              - { on: bet_settled, as: losses, where: "outcome == 'LOSS'", times: 3 }
              - { no: bet_placed, for: %s }
            tag: { name: loss-cooling, for: 10m }
            offers: [take-a-break]
            because: You were here.
            """;

    private static final String LOOKED_AND_LEFT = """
            pattern: looked-and-left
            sequence:
              - { on: balance_viewed, as: look }
              - { no: bet_placed, for: %s }
            """;

    private Evening() {}

    /** Three losses and then no bet for 20 s; a look at the balance and then no bet for a minute. */
    static Bundle playbook(long version) {
        return playbook(version, "20s");
    }

    static Bundle playbook(long version, String silence) {
        return playbook(version, silence, "60s");
    }

    static Bundle playbook(long version, String silenceAfterLosses, String silenceAfterLook) {
        Map<String, String> files = new HashMap<>();
        files.put("events.yaml", EVENTS);
        files.put("offers.yaml", OFFERS);
        files.put("tags.yaml", TAGS);
        files.put("patterns/silent-after-losses.yaml", SILENT_AFTER_LOSSES.formatted(silenceAfterLosses));
        files.put("patterns/looked-and-left.yaml", LOOKED_AND_LEFT.formatted(silenceAfterLook));
        return new Bundle(version, "ann", "for a test", files);
    }

    static Bundle brokenPlaybook(long version) {
        Map<String, String> files = new HashMap<>(playbook(version).files());
        files.put("patterns/looked-and-left.yaml", "pattern: looked-and-left\nsequenze: []\n");
        return new Bundle(version, "ann", "broken", files);
    }

    static Arrival lost(String player, long at) {
        return event(player, "bet_settled", at, Map.of("outcome", "LOSS"));
    }

    static Arrival bet(String player, long at) {
        return event(player, "bet_placed", at, Map.of("stake", 2.0));
    }

    static Arrival looked(String player, long at) {
        return event(player, "balance_viewed", at, Map.of("balance", 1.0));
    }

    static Arrival heartbeat(long at) {
        return event(null, "rg_heartbeat", at, Map.of());
    }

    static Arrival erased(String player, long at) {
        return event(player, PlayerEvent.ERASED, at, Map.of());
    }

    /** The same from somebody with an anonymous id; without a player if {@code arrival} has none. */
    static Arrival seen(String anonymousId, Arrival arrival) {
        PlayerEvent event = arrival.event();
        return Arrival.of(
                arrival.origin(),
                new PlayerEvent(
                        anonymousId + "/" + event.eventId(),
                        event.playerId(),
                        anonymousId,
                        event.type(),
                        event.at(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        event.attributes()));
    }

    static Arrival event(String player, String type, long at, Map<String, Object> attributes) {
        return Arrival.of(
                new Origin("player-events", 0, at - NOON, at),
                PlayerEvent.of(player + "/" + type + "/" + at, player, type, at, attributes));
    }
}
