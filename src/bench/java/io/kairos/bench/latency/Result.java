package io.kairos.bench.latency;

import io.kairos.bench.latency.Cluster.Checkpoint;
import java.util.List;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/**
 * One measure of one run.
 *
 * @param load percent of the sustainable rate; 0 where nobody else plays
 * @param due how many offers there had to be
 * @param others processors that were used by none of the bench's
 */
record Result(
        Subject subject,
        Measure measure,
        int load,
        int rate,
        int run,
        long due,
        List<Reader.Offer> offers,
        List<Checkpoint> checkpoints,
        double others) {
    private static final long AFTER_CHECKPOINT = Micros.SECOND / 2;
    private static final int DIGITS = 3;

    /** What may be compared with one another: runs of the same. */
    record Group(Subject subject, Measure measure, int load, int rate) {}

    Group group() {
        return new Group(subject, measure, load, rate);
    }

    long lost() {
        return due - offers.size();
    }

    Percentiles all() {
        return of(offer -> true);
    }

    Percentiles of(Predicate<Reader.Offer> some) {
        Histogram histogram = new Histogram(DIGITS);
        offers.stream().filter(some).forEach(offer -> histogram.recordValue(measure.since(offer)));
        return new Percentiles(histogram, measure.allowed());
    }

    /** Whether its event was to be sent while a checkpoint was made, or within half a second after it. */
    boolean nearCheckpoint(Reader.Offer offer) {
        return checkpoints.stream()
                .anyMatch(each -> offer.at() >= each.began() && offer.at() < each.ended() + AFTER_CHECKPOINT);
    }

    /** Milliseconds, less what is granted: they may be negative. Not a number where there is none. */
    record Percentiles(Histogram histogram, long allowed) {
        long count() {
            return histogram.getTotalCount();
        }

        double at(double percentile) {
            return millis(histogram.getValueAtPercentile(percentile));
        }

        double max() {
            return millis(histogram.getMaxValue());
        }

        private double millis(long micros) {
            return count() == 0 ? Double.NaN : (micros - allowed) / 1e3;
        }

        Percentiles plus(Percentiles other) {
            Histogram sum = histogram.copy();
            sum.add(other.histogram);
            return new Percentiles(sum, allowed);
        }
    }
}
