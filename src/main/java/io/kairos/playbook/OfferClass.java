package io.kairos.playbook;

/** What kind of thing an offer is; protection and consent go by it. */
public enum OfferClass {
    INDUCEMENT,
    INFORMATION,
    HELP,
    CARE
}
