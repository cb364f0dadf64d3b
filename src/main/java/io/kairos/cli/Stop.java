package io.kairos.cli;

/** A command cannot go on, and its message says all the user needs to know. */
final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int exitCode;

    private Stop(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What was given is wrong: exit code 1. */
    static Stop wrongInput(String message, Object... values) {
        return new Stop(1, message.formatted(values), null);
    }

    /** Something it needs is missing or does not answer: exit code 2. */
    static Stop couldNotRun(Throwable cause, String message, Object... values) {
        return new Stop(2, message.formatted(values), cause);
    }

    int exitCode() {
        return exitCode;
    }
}
