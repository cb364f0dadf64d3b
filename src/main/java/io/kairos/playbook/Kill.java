package io.kairos.playbook;

import java.util.Set;

/** What is stopped at once, and withdrawn where it is open. Care is no exception. */
public record Kill(boolean everything, Set<String> brands, Set<String> patterns, Set<String> offers) {
    public static final Kill NOTHING = new Kill(false, Set.of(), Set.of(), Set.of());

    public boolean isNothing() {
        return equals(NOTHING);
    }

    /**
     * What of it stops an offer, as it is written; null if nothing does.
     *
     * @param brand null if nobody has said
     */
    public String stops(String brand, String pattern, String offer) {
        return offers.contains(offer) ? "offer " + offer : stops(brand, pattern);
    }

    /** The same of whatever a pattern might offer. */
    public String stops(String brand, String pattern) {
        if (everything) {
            return "everything";
        } else if (brand != null && brands.contains(brand)) {
            return "brand " + brand;
        }
        return patterns.contains(pattern) ? "pattern " + pattern : null;
    }
}
