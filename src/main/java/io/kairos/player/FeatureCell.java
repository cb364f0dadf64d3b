package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Feature;
import io.kairos.playbook.ValueType;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What one player's memory holds for one feature. It remembers what it was before it counted last; numbers are doubles,
 * and NaN is an unknown one.
 */
abstract class FeatureCell {
    static final long NEVER = PlayerMemory.NEVER;
    /** A time before all times. */
    static final long NONE = Long.MIN_VALUE;

    private static final int NO_STEP = -1;

    private final FeatureIndex.Entry entry;
    private int step = NO_STEP;

    FeatureCell(FeatureIndex.Entry entry) {
        this.entry = entry;
    }

    static FeatureCell of(FeatureIndex.Entry entry) {
        Feature feature = entry.feature();
        return switch (feature.kind()) {
            case COUNT, SUM, MIN, MAX, MEAN -> {
                if (feature.last() > 0) {
                    yield new FeatureRecent(entry);
                }
                yield feature.over() > 0 ? new FeatureWindow(entry) : new FeatureTotal(entry);
            }
            case MEDIAN -> new FeatureRecent(entry);
            case GAP -> new FeatureGap(entry);
            case LAST, LATEST -> new FeatureLatest(entry);
            case SINCE -> new FeatureSince(entry);
            case STREAK -> new FeatureStreak(entry);
            case DISTINCT, RUN, STATE, RATIO -> throw new IllegalArgumentException("no cell for " + feature);
        };
    }

    /** The value where nothing was ever counted. */
    static Object startingValue(Feature feature) {
        double number = startingNumber(feature);
        return Double.isNaN(number) ? null : boxed(number, feature.type());
    }

    static double startingNumber(Feature feature) {
        return switch (feature.kind()) {
            case COUNT, SUM, STREAK -> 0;
            case SINCE -> Long.MAX_VALUE;
            case MIN, MAX, MEAN, DISTINCT, MEDIAN, LAST, GAP, LATEST, RUN, STATE, RATIO -> Double.NaN;
        };
    }

    final FeatureIndex.Entry entry() {
        return entry;
    }

    final Feature feature() {
        return entry.feature();
    }

    final void touch(int atStep) {
        step = atStep;
    }

    final boolean isTouched(int atStep) {
        return step == atStep;
    }

    /**
     * Counts an event.
     *
     * @param time the player's clock
     * @param matched false for a fact that came too late to be matched: it counts at its own time
     * @param value what the feature takes from it, never null; the event's own presence counts if it takes nothing
     */
    abstract void count(PlayerEvent event, long time, boolean matched, Object value);

    abstract double number(long time);

    /** As it was before the event counted last, at the time of that event. */
    abstract double numberBefore(long time);

    Object value(long time) {
        return boxed(number(time), feature().type());
    }

    Object valueBefore(long time) {
        return boxed(numberBefore(time), feature().type());
    }

    /** How many values stand behind a median. */
    int values() {
        return 0;
    }

    /** From then on it is as if nothing had ever been counted. */
    long endsAt() {
        return NEVER;
    }

    abstract void write(DataOutput out) throws IOException;

    abstract void read(DataInput in) throws IOException;

    /** Where in time an event counts. */
    static long position(PlayerEvent event, long time, boolean matched) {
        return matched ? time : Math.min(event.at(), time);
    }

    static double asNumber(Object value) {
        return ((Number) value).doubleValue();
    }

    private static Object boxed(double number, ValueType type) {
        if (!Double.isFinite(number)) {
            return null;
        }
        if (type == ValueType.NUMBER) {
            return number;
        }
        return Math.round(number);
    }
}
