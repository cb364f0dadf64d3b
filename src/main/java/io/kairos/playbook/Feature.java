package io.kairos.playbook;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A rolling number, value or state of a player.
 *
 * @param of the events it looks at, {@code where} included; null for kinds that have none
 * @param value what it takes from each; null where the event itself counts
 * @param type what its value is
 * @param listed the only values there are, if it is a string with a list; else empty
 * @param last over the last so many values; 0 if not
 * @param over over a sliding window of so many milliseconds; 0 if not
 * @param session over the current session
 * @param gap a run ends when nothing came for so many milliseconds, a state so long after it began; 0 if not
 * @param ignoreOver gaps longer than this are not counted, milliseconds; 0 for none
 * @param brokenBy what ends a streak or a state; null for none
 * @param ratio what it compares; null if it is no ratio
 * @param fingerprint changes when its definition does
 */
public record Feature(
        String id,
        Kind kind,
        Selector of,
        Expression value,
        ValueType type,
        List<String> listed,
        int last,
        long over,
        boolean session,
        long gap,
        long ignoreOver,
        Selector brokenBy,
        Ratio ratio,
        String fingerprint) {

    /**
     * One feature measured by another.
     *
     * @param scale the quotient is multiplied by this: amounts over two windows are compared per time
     */
    public record Ratio(String of, String to, double scale) {}

    /** How it rolls. */
    public enum Kind {
        COUNT,
        SUM,
        MIN,
        MAX,
        MEAN,
        DISTINCT,
        MEDIAN,
        LAST,
        GAP,
        SINCE,
        LATEST,
        STREAK,
        RUN,
        STATE,
        RATIO
    }

    /** The features it is built on. */
    public Set<String> reads() {
        Set<String> reads = new LinkedHashSet<>();
        if (ratio != null) {
            reads.add(ratio.of());
            reads.add(ratio.to());
        }
        if (value != null) {
            reads.addAll(value.features());
        }
        for (Selector selector : new Selector[] {of, brokenBy}) {
            if (selector != null) {
                selector.conditions().forEach(condition -> reads.addAll(condition.features()));
            }
        }
        return reads;
    }
}
