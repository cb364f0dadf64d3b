package io.kairos.playbook;

/** Reads a bundle strictly: everything that is wrong is found at once, and nothing that is wrong runs. */
public final class PlaybookReader {
    private PlaybookReader() {}

    public static Reading read(Bundle bundle) {
        throw new IllegalStateException("being written");
    }
}
