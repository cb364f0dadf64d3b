package io.kairos.playbook;

import java.util.Locale;

/** What kind of thing an offer is; protection and consent go by it. */
public enum OfferClass {
    INDUCEMENT,
    INFORMATION,
    HELP,
    CARE;

    /** As it is written in a playbook and on the offers topic. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
