package io.kairos.pattern.match;

import io.kairos.playbook.Pattern;

/** Compiles patterns into matchers. One per thread: what it makes may share buffers. */
public interface MatcherFactory extends AutoCloseable {
    /** @param sequence the questions of the pattern's steps */
    Matcher compile(Pattern pattern, Sequence sequence);

    /** What all its patterns ask alike. */
    Conditions conditions();

    @Override
    void close();
}
