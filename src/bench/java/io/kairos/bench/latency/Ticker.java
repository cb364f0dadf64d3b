package io.kairos.bench.latency;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells every few seconds how long the gestures of these seconds took, for whoever watches. */
final class Ticker {
    private static final int EVERY_SECONDS = 5;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Reader reader;
    private final PrintStream progress;
    private final long began = Micros.now();

    Ticker(Reader reader, PrintStream progress) {
        this.reader = reader;
        this.progress = progress;
        clock.scheduleAtFixedRate(this::tick, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void tick() {
        long now = Micros.now();
        List<Long> took = reader.offers(Moment.GESTURE, now - EVERY_SECONDS * Micros.SECOND, now).stream()
                .map(offer -> offer.readable() - offer.at())
                .sorted()
                .toList();
        progress.printf(
                Locale.ROOT,
                "    %3d s: %s%n",
                (now - began) / Micros.SECOND,
                took.isEmpty()
                        ? "no offers"
                        : String.format(
                                Locale.ROOT,
                                "%,d offers, half of them within %.1f ms",
                                took.size(),
                                took.get(took.size() / 2) / 1e3));
    }

    void stop() {
        clock.shutdownNow();
    }
}
