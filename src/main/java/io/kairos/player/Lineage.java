package io.kairos.player;

/**
 * Since when a pattern or a feature has been the same without a break, as it is kept with the playbook.
 *
 * @param since the version of the playbook
 * @param number of a feature, what it is in rows; {@link #NO_NUMBER} of a pattern, and of a feature that has none yet
 */
record Lineage(String fingerprint, long since, int number) {
    static final int NO_NUMBER = -1;

    /**
     * The lineage goes on if the definition is the same, and else begins.
     *
     * @param known its text as it was kept; null if there was no such pattern or feature
     */
    static Lineage of(String fingerprint, String known, long version) {
        return known != null && known.startsWith(fingerprint + "@")
                ? read(fingerprint, known.substring(fingerprint.length() + 1))
                : new Lineage(fingerprint, version, NO_NUMBER);
    }

    private static Lineage read(String fingerprint, String rest) {
        int number = rest.indexOf('#');
        return number < 0
                ? new Lineage(fingerprint, Long.parseLong(rest), NO_NUMBER)
                : new Lineage(
                        fingerprint,
                        Long.parseLong(rest.substring(0, number)),
                        Integer.parseInt(rest.substring(number + 1)));
    }

    Lineage numbered(int number) {
        return new Lineage(fingerprint, since, number);
    }

    /** To be kept. */
    @Override
    public String toString() {
        return fingerprint + "@" + since + (number == NO_NUMBER ? "" : "#" + number);
    }
}
