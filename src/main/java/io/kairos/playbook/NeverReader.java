package io.kairos.playbook;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the rules of {@code never}. */
final class NeverReader {
    private final Draft draft;

    NeverReader(Draft draft) {
        this.draft = draft;
    }

    /**
     * @param list null for none
     * @param licence where the rules bind; null for everywhere
     */
    List<Never> read(Item list, String licence) {
        List<Never> rules = new ArrayList<>();
        for (Item rule : list == null ? List.<Item>of() : list.list()) {
            if (rule.isBad()) {
                continue;
            }
            Selector after = new SelectorReader(draft, Environment.attributes(draft, Set.of())).read(rule.get("after"));
            Item send = rule.get("send");
            if (send != null && send.has("requires") == send.has("class")) {
                draft.problems().add(send, "`send` needs one of `requires` and `class`", null);
            } else if (after != null && send != null && rule.text("because") != null) {
                rules.add(new Never(
                        after,
                        send.text("requires"),
                        send.text("class") == null ? null : OfferReader.classOf(send.text("class")),
                        rule.text("because"),
                        licence));
            }
        }
        return rules;
    }
}
