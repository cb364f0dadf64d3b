package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.playbook.Feature;
import io.kairos.playbook.ValueType;
import java.io.IOException;

/**
 * What one player's memory holds for one feature. It remembers what it was before the event at hand; numbers are doubles,
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

    /** What is ended by events of its own. */
    interface Breakable {
        void breakAt(PlayerEvent event, long time, boolean matched);

        /** As if the break at {@code position} had not been; false if that cannot be told any more. */
        boolean undoBreak(long position);
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
            case DISTINCT -> new FeatureDistinct(entry);
            case MEDIAN -> new FeatureRecent(entry);
            case GAP -> new FeatureGap(entry);
            case LAST, LATEST -> new FeatureLatest(entry);
            case SINCE -> new FeatureSince(entry);
            case STREAK -> new FeatureStreak(entry);
            case RUN -> new FeatureRun(entry);
            case STATE -> new FeatureState(entry);
            case RATIO -> throw new IllegalArgumentException("a ratio keeps nothing of its own: " + feature.id());
        };
    }

    /** The value where nothing was ever counted. */
    static Object startingValue(Feature feature) {
        return feature.kind() == Feature.Kind.STATE ? Boolean.FALSE : boxed(startingNumber(feature), feature.type());
    }

    static double startingNumber(Feature feature) {
        return switch (feature.kind()) {
            case COUNT, SUM, DISTINCT, STREAK -> 0;
            case SINCE -> Long.MAX_VALUE;
            case MIN, MAX, MEAN, MEDIAN, LAST, GAP, LATEST, RUN, STATE, RATIO -> Double.NaN;
        };
    }

    final FeatureIndex.Entry entry() {
        return entry;
    }

    final Feature feature() {
        return entry.feature();
    }

    /** An event is at hand that changes it. */
    final void touch(int atStep, long time) {
        if (step != atStep) {
            step = atStep;
            if (entry.remembers()) {
                remember(time);
            }
        }
    }

    final boolean isTouched(int atStep) {
        return step == atStep;
    }

    /** No event is at hand. */
    final void untouched() {
        step = NO_STEP;
    }

    /** Keeps what it comes to at this time, before it changes; if anybody asks for that. */
    abstract void remember(long time);

    /**
     * Counts an event.
     *
     * @param time the player's clock
     * @param matched false for a fact that came too late to be matched: it counts at its own time
     * @param number what the feature takes from it, if that is a number; finite
     * @param value the same if it may be anything; never null then
     */
    abstract void count(PlayerEvent event, long time, boolean matched, double number, Object value);

    /**
     * As if an event had not been counted.
     *
     * @param position when it was
     * @param number what the feature took from it
     * @return false if that cannot be told any more: then all is as it was
     */
    abstract boolean undo(long position, long time, double number, Object value);

    abstract double number(long time);

    /** As it was before the event at hand, at the time of that event. */
    abstract double numberBefore(long time);

    Object value(long time) {
        return boxed(number(time), feature().type());
    }

    Object valueBefore(long time) {
        return boxed(numberBefore(time), feature().type());
    }

    /** How many values stand behind it, if it is made of the last ones. */
    int values() {
        return 0;
    }

    /** What the end is counted from, if it has one; {@link #NONE} if nothing was counted. */
    long anchor() {
        return NONE;
    }

    /** Of one that has an end, the anchor first; never nothing at all. */
    abstract void write(RowWriter out) throws IOException;

    abstract void read(RowReader in) throws IOException;

    /** Where in time an event counts. */
    static long position(PlayerEvent event, long time, boolean matched) {
        return matched ? time : Math.min(event.at(), time);
    }

    static Object boxed(double number, ValueType type) {
        if (!Double.isFinite(number)) {
            return null;
        }
        if (type == ValueType.NUMBER) {
            return number;
        }
        return Math.round(number);
    }
}
