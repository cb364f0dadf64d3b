package io.kairos.bench.latency;

/** What an offer of the bench's playbook answers. */
enum Moment {
    /** Closed by an event: the third look at one bet's cash-out. */
    GESTURE("cashout-unsure"),
    /** Closed by nothing happening for {@link #SILENCE_MS}. */
    SILENCE("cashier-quiet");

    /** As the pattern says. */
    static final long SILENCE_MS = 2_000;

    private final String pattern;

    Moment(String pattern) {
        this.pattern = pattern;
    }

    String pattern() {
        return pattern;
    }

    /** Null for a pattern that does not speak. */
    static Moment of(String pattern) {
        for (Moment moment : values()) {
            if (moment.pattern.equals(pattern)) {
                return moment;
            }
        }
        return null;
    }
}
