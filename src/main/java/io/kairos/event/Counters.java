package io.kairos.event;

/** Where happenings are counted. The shell makes them metrics, a backtest a table. */
@FunctionalInterface
public interface Counters {
    /**
     * Counts one.
     *
     * @param counter what happened, lower_snake_case, a fixed word
     * @param of what it happened to (a pattern's id, a reason, a type); empty if that does not matter
     */
    void count(String counter, String of);
}
