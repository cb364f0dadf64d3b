package io.kairos.bench.latency;

import io.kairos.flink.Settings;
import io.kairos.kafka.Heartbeats;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What is measured of an offer; all times in microseconds. */
enum Measure {
    GESTURE("event sent → offer readable", Moment.GESTURE, 0, Map.of(99.0, 30, 99.9, 100)),
    SILENCE(
            "silence over → offer readable, after deadline + slack + heartbeat",
            Moment.SILENCE,
            Measure.slackAndHeartbeat(),
            Map.of(99.0, 50)),
    HUSH("the same where only heartbeats move time", Moment.SILENCE, Measure.slackAndHeartbeat(), Map.of(99.0, 50));

    private final String title;
    private final Moment moment;
    private final long allowed;
    private final Map<Double, Integer> targets;

    Measure(String title, Moment moment, long allowed, Map<Double, Integer> targets) {
        this.title = title;
        this.moment = moment;
        this.allowed = allowed;
        this.targets = targets;
    }

    private static long slackAndHeartbeat() {
        Settings byDefault = Settings.of(Map.of());
        return TimeUnit.MILLISECONDS.toMicros(byDefault.slack() + Heartbeats.EVERY.toMillis());
    }

    String title() {
        return title;
    }

    Moment moment() {
        return moment;
    }

    /** What is taken off {@link #since}: the time that is granted. */
    long allowed() {
        return allowed;
    }

    /** At most so many milliseconds at half load, by percentile. */
    Map<Double, Integer> targets() {
        return targets;
    }

    /** From when the offer could have been there to when it was. */
    long since(Reader.Offer offer) {
        return switch (moment) {
            case GESTURE -> offer.readable() - offer.at();
            case SILENCE -> offer.readable() - deadline(offer.at());
        };
    }

    /** The job knows whole milliseconds. */
    private static long deadline(long at) {
        return TimeUnit.MILLISECONDS.toMicros(TimeUnit.MICROSECONDS.toMillis(at) + Moment.SILENCE_MS);
    }
}
