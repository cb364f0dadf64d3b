package io.kairos.offer;

import io.kairos.event.Output;
import io.kairos.offer.OfferRecord.Status;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the offers of one pattern, offer and arm: one record of the offer-stats topic.
 *
 * @param last the latest of what was counted
 * @param counts by {@link #counter}, how many
 */
public record OfferStats(Tally last, Map<String, Long> counts) {
    private static final String WITHDRAWN_BY = Status.WITHDRAWN + " ";

    /** The name of what a tally adds to. */
    public static String counter(Tally tally) {
        return tally.what().equals(Status.WITHDRAWN.name()) ? WITHDRAWN_BY + tally.reason() : tally.what();
    }

    /** When nothing but this was counted. */
    public static OfferStats of(Tally tally) {
        return new OfferStats(tally, Map.of(counter(tally), 1L));
    }

    /** All that was counted here and there, of the same pattern, offer and arm. */
    public OfferStats and(OfferStats other) {
        Map<String, Long> all = new HashMap<>(counts);
        other.counts.forEach((counter, count) -> all.merge(counter, count, Long::sum));
        return new OfferStats(other.last.at() > last.at() ? other.last : last, all);
    }

    public Output output() {
        return new Output(Output.Kind.OFFER_STATS, last.key(), last.at(), Map.of(), fields());
    }

    public Map<String, Object> fields() {
        Map<String, Long> withdrawnBy = new LinkedHashMap<>();
        new TreeMap<>(counts).forEach((counter, count) -> {
            if (counter.startsWith(WITHDRAWN_BY)) {
                withdrawnBy.put(counter.substring(WITHDRAWN_BY.length()), count);
            }
        });
        Map<String, Long> feedback = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            if (!stage.isItsEnd() && counts.containsKey(stage.name())) {
                feedback.put(stage.name(), counts.get(stage.name()));
            }
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("pattern", last.pattern());
        fields.put("offer", last.offer());
        fields.put("arm", last.arm());
        fields.put("at", last.at());
        fields.put("issued", count(Status.ISSUED));
        fields.put("accepted", count(Status.ACCEPTED));
        fields.put("dismissed", count(Status.DISMISSED));
        fields.put("expired", count(Status.EXPIRED));
        fields.put(
                "withdrawn",
                withdrawnBy.values().stream().mapToLong(Long::longValue).sum());
        fields.put("withdrawn_by", withdrawnBy);
        fields.put("acceptance", acceptance());
        fields.put("feedback", feedback);
        return fields;
    }

    private Double acceptance() {
        long accepted = count(Status.ACCEPTED);
        long leftToHim = accepted + count(Status.DISMISSED) + count(Status.EXPIRED);
        return leftToHim == 0 ? null : (double) accepted / leftToHim;
    }

    private long count(Status status) {
        return counts.getOrDefault(status.name(), 0L);
    }
}
