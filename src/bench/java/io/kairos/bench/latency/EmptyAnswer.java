package io.kairos.bench.latency;

import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.flink.PassThrough;
import io.kairos.offer.OfferRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An offer of the size and shape of the real one, for each event that closes a gesture. */
final class EmptyAnswer implements PassThrough.Answer {
    private static final long serialVersionUID = 1;
    private static final String HASH = "0123456789abcdef0123456789abcdef";

    @Override
    public Optional<Output> to(PlayerEvent event) {
        return Play.closesGesture(event) ? Optional.of(offer(event).output()) : Optional.empty();
    }

    private static OfferRecord offer(PlayerEvent event) {
        return new OfferRecord(
                HASH,
                HASH,
                event.playerId(),
                OfferRecord.Status.ISSUED,
                null,
                event.at(),
                "cashout-explained",
                "information",
                0,
                null,
                List.of("in_app"),
                "in_app",
                50,
                new OfferRecord.Words(
                        null, "How cash-out works.", "You looked at the cash-out of this bet 3 times.", null),
                List.of(),
                Map.of("count", 3L, "sent", event.attributes().get("sent")),
                event.at(),
                event.at() + 1_000,
                Moment.GESTURE.pattern(),
                null,
                null,
                1);
    }
}
