package io.kairos.player;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/** A test of the default playbook that tells of the pattern its class is {@link About}; {@link PlaybookCoverageTest} holds it to that. */
@Test
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Tells {
    Part value();

    /** What it tells. */
    enum Part {
        /** The play that makes the moment. */
        MOMENT,
        /** The play that almost makes it. */
        NEAR_MISS,
        /** What becomes of the second time. */
        TWICE
    }

    /** Which pattern of the default playbook it is about. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface About {
        String value();
    }
}
