package io.kairos.offer;

import io.kairos.event.Values;
import io.kairos.offer.OfferRecord.Status;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the player has said of what he was offered: of what is open, and for an hour of the last that ended. So the second
 * word on an offer is told from the first, and a late one from one about an offer nobody knows.
 */
public final class Reception {
    /** Ended offers that are remembered. */
    static final int ENDED_KEPT = 4;

    /** For so long, milliseconds. */
    static final long KEPT = 3_600_000;

    /** What feedback comes to. */
    public enum Answer {
        /** It counts; the offer goes on, or is over anyway. */
        NOTED,
        /** It counts, and the offer is to end by it. */
        ENDS,
        /** No offer of this player's that is remembered. */
        UNKNOWN,
        /** He has said so before. */
        REPEATED,
        /** He has said the opposite before, and the first counts. */
        CONTRADICTS,
        /** The offer was over. */
        LATE
    }

    /**
     * How feedback was taken.
     *
     * @param early by its own time he said it before the offer was issued: his clock is wrong, and it counts
     * @param over the offer had ended
     * @param tally what is to be counted beside the end; null for nothing
     */
    public record Heard(Answer answer, boolean early, boolean over, Tally tally) {
        private static final Heard OF_NOTHING_KNOWN = new Heard(Answer.UNKNOWN, false, false, null);

        /** Whether it changes anything. */
        public boolean counts() {
            return answer == Answer.NOTED || answer == Answer.ENDS;
        }
    }

    /**
     * An offer of his.
     *
     * @param said by {@link Stage#bit}
     * @param end null as long as it is open
     */
    private record Known(
            String offerId,
            String pattern,
            String offer,
            String arm,
            long issuedAt,
            int said,
            Status end,
            long endedAt) {

        boolean has(Stage stage) {
            return stage != null && (said & stage.bit()) != 0;
        }

        Known saying(Stage stage) {
            return new Known(offerId, pattern, offer, arm, issuedAt, said | stage.bit(), end, endedAt);
        }

        Known ended(Status status, long time) {
            return new Known(offerId, pattern, offer, arm, issuedAt, said, status, time);
        }
    }

    /** In the order they were issued, but those that ended in the order they did, behind what was open then. */
    private final List<Known> known = new ArrayList<>(0);

    void issued(OfferRecord offer) {
        known.add(
                new Known(offer.offerId(), offer.pattern(), offer.offer(), offer.arm(), offer.issuedAt(), 0, null, 0));
    }

    void ended(OfferRecord offer) {
        int at = find(offer.offerId());
        if (at >= 0) {
            known.add(known.remove(at).ended(offer.status(), offer.at()));
        }
        forget(offer.at());
    }

    private void forget(long time) {
        long ended = known.stream().filter(offer -> offer.end() != null).count();
        for (Iterator<Known> offers = known.iterator(); offers.hasNext(); ) {
            Known offer = offers.next();
            if (offer.end() != null && (ended > ENDED_KEPT || time - offer.endedAt() >= KEPT)) {
                offers.remove();
                ended--;
            }
        }
    }

    /**
     * Hears what he says; an offer that ends by it is still to be ended.
     *
     * @param at when he said it, by the clock of whoever sent it
     * @param time the player's time
     */
    Heard hears(String offerId, Stage stage, long at, long time) {
        forget(time);
        int found = find(offerId);
        if (found < 0) {
            return Heard.OF_NOTHING_KNOWN;
        }
        Known offer = known.get(found);
        boolean open = offer.end() == null;
        Heard heard = new Heard(
                open ? whileOpen(offer, stage) : afterTheEnd(offer, stage),
                at < offer.issuedAt(),
                !open,
                new Tally(offer.pattern(), offer.offer(), offer.arm(), stage.name(), null, time));
        if (!heard.counts()) {
            return new Heard(heard.answer(), heard.early(), heard.over(), null);
        }
        known.set(found, offer.saying(stage));
        return stage.isItsEnd() ? new Heard(heard.answer(), heard.early(), heard.over(), null) : heard;
    }

    private static Answer whileOpen(Known offer, Stage stage) {
        return stage.end() == null ? newOrNot(offer, stage) : Answer.ENDS;
    }

    private static Answer afterTheEnd(Known offer, Stage stage) {
        boolean byHim = offer.end() == Status.ACCEPTED || offer.end() == Status.DISMISSED;
        boolean another = stage.end() != null && stage.end() != offer.end();
        if (byHim && another && stage != Stage.OPTED_OUT) {
            return Answer.CONTRADICTS;
        } else if (byHim && stage.isItsEnd()) {
            return Answer.REPEATED;
        } else if (!stage.countsAfterTheEnd() || stage == Stage.REDEEMED && another) {
            return offer.has(stage) ? Answer.REPEATED : Answer.LATE;
        }
        return newOrNot(offer, stage);
    }

    private static Answer newOrNot(Known offer, Stage stage) {
        if (offer.has(stage)) {
            return Answer.REPEATED;
        }
        return offer.has(stage.opposite()) ? Answer.CONTRADICTS : Answer.NOTED;
    }

    /** What ended is forgotten then; {@link Long#MIN_VALUE} if nothing has. */
    long diesAt() {
        long last = Long.MIN_VALUE;
        for (Known offer : known) {
            last = offer.end() == null ? last : Math.max(last, offer.endedAt() + KEPT);
        }
        return last;
    }

    private int find(String offerId) {
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).offerId().equals(offerId)) {
                return i;
            }
        }
        return -1;
    }

    /** For people to read. */
    List<Map<String, Object>> shown() {
        List<Map<String, Object>> shown = new ArrayList<>();
        for (Known offer : known) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("offer_id", offer.offerId());
            fields.put("pattern", offer.pattern());
            fields.put("offer", offer.offer());
            fields.put("arm", offer.arm());
            fields.put("issued_at", offer.issuedAt());
            List<String> said = new ArrayList<>();
            for (Stage stage : Stage.values()) {
                if (offer.has(stage)) {
                    said.add(stage.name());
                }
            }
            fields.put("feedback", said);
            fields.put("end", offer.end() == null ? null : offer.end().name());
            fields.put("ended_at", offer.end() == null ? null : offer.endedAt());
            shown.add(fields);
        }
        return shown;
    }

    void write(DataOutput out) throws IOException {
        Values.writeLength(known.size(), out);
        for (Known offer : known) {
            Values.writeText(offer.offerId(), out);
            Values.writeText(offer.pattern(), out);
            Values.writeText(offer.offer(), out);
            Values.writeOptional(offer.arm(), out);
            Values.writeLong(offer.issuedAt(), out);
            Values.writeLength(offer.said(), out);
            Values.writeOptional(offer.end() == null ? null : offer.end().name(), out);
            Values.writeLong(offer.endedAt(), out);
        }
    }

    static Reception read(DataInput in) throws IOException {
        Reception reception = new Reception();
        for (int left = Values.readLength(in); left > 0; left--) {
            reception.known.add(new Known(
                    Values.readText(in),
                    Values.readText(in),
                    Values.readText(in),
                    Values.readOptional(in),
                    Values.readLong(in),
                    Values.readLength(in),
                    end(Values.readOptional(in)),
                    Values.readLong(in)));
        }
        return reception;
    }

    private static Status end(String name) throws IOException {
        try {
            return name == null ? null : Status.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new IOException("no offer ends as " + name, e);
        }
    }
}
