package io.kairos.playbook;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads what the policy stops. A name that nobody knows would stop nothing, and nobody would notice. */
final class KillReader {
    private final Draft draft;

    KillReader(Draft draft) {
        this.draft = draft;
    }

    /** @param kill null if the policy stops nothing */
    Kill read(Item kill) {
        if (kill == null) {
            return Kill.NOTHING;
        }
        return new Kill(
                kill.flag("everything"),
                words(kill.get("brands")),
                known("pattern", kill.get("patterns"), draft.patternIds()),
                known(
                        "offer",
                        kill.get("offers"),
                        draft.entries("offers.yaml", "offers").keySet()));
    }

    private Set<String> known(String what, Item list, Collection<String> known) {
        Set<String> words = new LinkedHashSet<>();
        for (Item word : each(list)) {
            if (!known.contains(word.text())) {
                draft.problems().unknown(word.spot(), what, word.text(), "; the kill switch would stop nothing", known);
            }
            words.add(word.text());
        }
        return Set.copyOf(words);
    }

    private static Set<String> words(Item list) {
        Set<String> words = new LinkedHashSet<>();
        each(list).forEach(word -> words.add(word.text()));
        return Set.copyOf(words);
    }

    private static List<Item> each(Item list) {
        return list == null
                ? List.of()
                : list.each().stream().filter(word -> !word.isBad()).toList();
    }
}
