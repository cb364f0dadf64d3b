package io.kairos.playbook;

/** What a condition comes to. A missing value, an overflow or a division by zero leaves it {@code UNKNOWN}. */
public enum Truth {
    TRUE,
    FALSE,
    UNKNOWN
}
