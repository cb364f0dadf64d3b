package io.kairos.playbook;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** What the writer may have meant. */
public final class Suggestion {
    private static final int SHOWN = 12;
    private static final int LEAST_BEGUN = 4;

    private Suggestion() {}

    /** A hint: the known word nearest to the one found, and the known ones; null if nothing is known. */
    public static String of(String found, Collection<String> known) {
        if (known.isEmpty()) {
            return null;
        }
        String nearest = nearest(found, known);
        List<String> words = new ArrayList<>(new TreeSet<>(known));
        String list = String.join(", ", words.subList(0, Math.min(SHOWN, words.size())))
                + (words.size() > SHOWN ? " and " + (words.size() - SHOWN) + " more" : "");
        return (nearest == null ? "" : "did you mean `" + nearest + "`? ") + "known: " + list;
    }

    private static String nearest(String found, Collection<String> known) {
        String nearest = null;
        int least = Math.max(1, (found.length() + 1) / 3) + 1;
        for (String word : new TreeSet<>(known)) {
            int distance = distance(found.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                nearest = word;
            }
        }
        return nearest == null ? begun(found, known) : nearest;
    }

    /** The shortest word that begins as the one found; null if that says too little. */
    private static String begun(String found, Collection<String> known) {
        return new TreeSet<>(known)
                .stream()
                        .filter(word -> found.length() >= LEAST_BEGUN && word.startsWith(found))
                        .min(Comparator.comparingInt(String::length))
                        .orElse(null);
    }

    /** Edits from one word to the other, two neighbours exchanged counting as one (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                edits[i][j] = Math.min(edits[i - 1][j - 1] + change, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
