package io.kairos.bench.latency;

import io.kairos.bench.latency.Session.Stretch;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The most events a second that sender, broker, job and reader keep up with on this machine, together. */
final class Search {
    private static final int FROM = 1_000;
    private static final double STEP = 2;
    private static final int NARROWER = 3;
    private static final int SECONDS = 5;

    /** What bursts are kept up with is not yet sustained: checkpoints come, and garbage. */
    private static final int HELD_SECONDS = 30;

    private static final double LESS = 0.85;

    /** Whoever keeps up answers the last second's events at once, most of them. */
    private static final long AT_ONCE = Micros.SECOND / 4;

    private final Session session;
    private final PrintStream progress;

    Search(Session session, PrintStream progress) {
        this.session = session;
        this.progress = progress;
    }

    int sustainable() throws Exception {
        double most = 0;
        double tooMuch = FROM;
        while (keepsUp(tooMuch, SECONDS)) {
            most = tooMuch;
            tooMuch *= STEP;
        }
        if (most == 0) {
            throw new IllegalStateException("not even %d events a second are kept up with".formatted(FROM));
        }
        for (int i = 0; i < NARROWER; i++) {
            double between = Math.sqrt(most * tooMuch);
            if (keepsUp(between, SECONDS)) {
                most = between;
            } else {
                tooMuch = between;
            }
        }
        while (!keepsUp(most, HELD_SECONDS)) {
            most *= LESS;
        }
        return (int) most;
    }

    private boolean keepsUp(double rate, int seconds) throws Exception {
        Stretch stretch = session.gestures((int) rate, seconds);
        List<Long> last = stretch.offers().get(Moment.GESTURE).stream()
                .filter(offer -> offer.at() >= stretch.to() - Micros.SECOND)
                .map(offer -> offer.readable() - offer.at())
                .sorted()
                .toList();
        boolean keepsUp = stretch.due().get(Moment.GESTURE)
                        <= stretch.offers().get(Moment.GESTURE).size()
                && !last.isEmpty()
                && last.get(last.size() / 2) < AT_ONCE
                && stretch.behind() < AT_ONCE;
        progress.printf(
                Locale.ROOT,
                "  %,9d events a second for %d s: %s, %s%n",
                (int) rate,
                seconds,
                keepsUp ? "kept up with" : "too many",
                stretch.use());
        return keepsUp;
    }
}
