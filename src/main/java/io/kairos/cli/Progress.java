package io.kairos.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** Tells once a second how far a long piece of work is; says nothing about short ones. */
final class Progress {
    private static final long EVERY_NANOS = 1_000_000_000;
    private final PrintWriter err;
    private final long began;
    private long told;
    private long done;

    Progress(PrintWriter err, long nanos) {
        this.err = err;
        this.began = nanos;
        this.told = nanos;
    }

    /** One more is done; {@code share} is how much of the whole, 0 to 1. */
    void one(double share) {
        done++;
        if ((done & 0xff) == 0) {
            tell(share, System.nanoTime());
        }
    }

    void tell(double share, long nanos) {
        if (nanos - told >= EVERY_NANOS) {
            told = nanos;
            err.println("  " + line(share, nanos));
            err.flush();
        }
    }

    private String line(double share, long nanos) {
        return String.format(
                Locale.ROOT, "%,d events, %,.0f a second, %.0f %%", done, done / seconds(nanos), 100 * share);
    }

    double seconds(long nanos) {
        return Math.max(nanos - began, 1) / 1e9;
    }
}
