package io.kairos.playbook;

import java.util.Set;

/** What is stopped at once, and withdrawn where it is open. */
public record Kill(boolean everything, Set<String> brands, Set<String> patterns, Set<String> offers) {
    public static final Kill NOTHING = new Kill(false, Set.of(), Set.of(), Set.of());
}
