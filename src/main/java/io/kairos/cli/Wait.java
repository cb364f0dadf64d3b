package io.kairos.cli;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Looks again and again until something is so. */
final class Wait {
    private static final long BETWEEN_LOOKS_MILLIS = 100;

    private Wait() {}

    /** False if it is not so in time. */
    static boolean until(Duration patience, BooleanSupplier so) {
        long end = System.nanoTime() + patience.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            pause();
        }
        return true;
    }

    /** The time between two looks. */
    static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Stop.couldNotRun(e, "interrupted");
        }
    }
}
