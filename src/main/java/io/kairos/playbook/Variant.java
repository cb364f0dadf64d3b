package io.kairos.playbook;

/**
 * An arm of an experiment; what is no variant's share is the base.
 *
 * @param share of players, 0 to 1
 * @param what the same thing, as those players get it
 */
public record Variant<T>(String name, double share, T what) {
    /** What the arm of those is called who get the thing itself. */
    public static final String BASE = "base";
}
