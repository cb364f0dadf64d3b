package io.kairos.playbook;

/**
 * At most so many times.
 *
 * @param times at least 1
 * @param span over what
 * @param millis the sliding window {@code (t - millis, t]}; 0 unless {@code span} is {@code WINDOW}
 */
public record Cap(int times, Span span, long millis) {
    /** What a cap counts over. */
    public enum Span {
        WINDOW,
        SESSION,
        EVER
    }

    /** As analysts write it. */
    @Override
    public String toString() {
        return switch (span) {
            case WINDOW -> times + " per " + Durations.text(millis);
            case SESSION -> times + " per session";
            case EVER -> times == 1 ? "once" : times + " times ever";
        };
    }
}
