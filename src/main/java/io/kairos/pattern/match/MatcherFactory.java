package io.kairos.pattern.match;

import io.kairos.playbook.Pattern;
import io.kairos.playbook.Vocabulary;

/** Compiles patterns into matchers. One per thread: what it makes may share buffers. */
public interface MatcherFactory extends AutoCloseable {
    Matcher compile(Pattern pattern, Vocabulary vocabulary);

    @Override
    void close();
}
