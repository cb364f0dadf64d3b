package io.kairos.event;

import java.nio.charset.StandardCharsets;

/**
 * Short texts that were read lately. Of the thousands of events that players' rows hold, most say the same brand, device
 * and outcome: as one object each they take little more than half the heap, and are told equal at a glance.
 *
 * <p>Threads share it and may overwrite each other's words: what is lost is read again.
 */
final class RecentWords {
    private static final int LONGEST = 24;
    private static final int PLACES = 4_096;

    private static final String[] WORDS = new String[PLACES];

    private RecentWords() {}

    /** The text of {@code length} bytes of UTF-8. */
    static String word(byte[] bytes, int from, int length) {
        if (length > LONGEST) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        int hash = 0;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        int place = (hash ^ hash >>> 12) & PLACES - 1;
        String word = WORDS[place];
        if (word == null || !isSame(word, bytes, from, length)) {
            word = new String(bytes, from, length, StandardCharsets.UTF_8);
            WORDS[place] = word;
        }
        return word;
    }

    /** Of what is not ASCII it says no. */
    private static boolean isSame(String word, byte[] bytes, int from, int length) {
        if (word.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (word.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }
}
