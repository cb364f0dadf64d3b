package io.kairos.kafka;

import io.kairos.event.DeadLetter;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferStats;
import io.kairos.offer.TagChange;
import io.kairos.offer.Tally;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One full record of each contract. */
final class Samples {
    static final long NOON = 1_767_790_800_000L;

    private Samples() {}

    static Map<String, Object> everyKind() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("nothing", null);
        values.put("won", false);
        values.put("legs", 3L);
        values.put("stake", 2.5);
        values.put("slip", "Größe ✓");
        return values;
    }

    static PlayerEvent event() {
        return new PlayerEvent(
                "e1",
                "ada",
                "browser-7",
                "bet_placed",
                NOON,
                "s1",
                "north",
                "GB",
                "mobile",
                "app",
                "GB",
                "Europe/London",
                "GBP",
                everyKind());
    }

    static OfferRecord offer() {
        return new OfferRecord(
                "o1",
                "m1",
                "ada",
                OfferRecord.Status.ISSUED,
                null,
                NOON,
                "take-a-break",
                "care",
                0.0,
                null,
                List.of("app", "web"),
                "app",
                60,
                new OfferRecord.Words(
                        "en", "Time for a break?", "You lost 3 in a row and then paused.", "No more of these"),
                List.of("session-summary"),
                everyKind(),
                NOON,
                NOON + 180_000,
                "loss-streak-slowdown",
                "retention",
                "quick",
                7);
    }

    static Decision decision() {
        return new Decision(
                "m1",
                "ada",
                "loss-streak-slowdown",
                NOON,
                NOON + 3,
                Decision.Reason.OFFERED,
                null,
                List.of(
                        new Decision.MatchedEvent(0, "losses", "e1", "bet_settled", NOON - 9),
                        new Decision.MatchedEvent(1, null, "e2", "bet_settled", NOON - 8)),
                everyKind(),
                Map.of("pace", 4000L),
                List.of("wallet-hesitant"),
                List.of(new Decision.Candidate("take-a-break", "CHOSEN", 1.5)),
                Map.of("1 per 60m", 0L),
                "o1",
                "app",
                "quick",
                "LIVE",
                7);
    }

    static TagChange tagChange() {
        return new TagChange(
                "ada",
                "loss-cooling",
                TagChange.Change.GAINED,
                NOON,
                NOON + 600_000,
                1,
                "loss-streak-slowdown",
                null,
                List.of(new TagChange.Held("loss-cooling", NOON, NOON + 600_000, 1)),
                7);
    }

    static DeadLetter deadLetter() {
        return new DeadLetter(
                DeadLetter.Reason.TOO_LATE, "an hour", "player-events", 3, 99, new byte[] {1, -1}, event(), NOON);
    }

    static Output playbookStatus() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", 7L);
        fields.put("hash", null);
        fields.put("status", "REFUSED");
        fields.put("detail", "patterns/x.yaml:3:1: unknown key");
        fields.put("subtask", 1L);
        fields.put("at", NOON);
        return new Output(Output.Kind.PLAYBOOK_STATUS, "", NOON, Map.of(), fields);
    }

    static OfferStats offerStats() {
        return new OfferStats(
                new Tally("loss-streak-slowdown", "take-a-break", "b", "SHOWN", null, NOON),
                Map.of("ISSUED", 9L, "ACCEPTED", 1L, "EXPIRED", 3L, "WITHDRAWN UNTIL", 2L, "SHOWN", 7L));
    }

    /** One of each kind. */
    static List<Output> outputs() {
        return List.of(
                offer().output(),
                decision().output(),
                tagChange().output(),
                deadLetter().output(),
                playbookStatus(),
                offerStats().output());
    }
}
