package io.kairos.playbook;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads tags.yaml. */
final class TagReader {
    private final Draft draft;

    TagReader(Draft draft) {
        this.draft = draft;
    }

    Map<String, Tag> read(List<Playbook.Refused> refused) {
        Map<String, Tag> tags = new LinkedHashMap<>();
        for (String id : draft.tagIds()) {
            Item item = draft.tagItem(id);
            if (item.isBad()) {
                continue;
            }
            Expression rule =
                    ExpressionCompiler.condition(item.get("when"), Environment.state(draft), draft.problems());
            Long lasts = item.millis("for");
            if (item.has("when") != item.has("for")) {
                draft.problems()
                        .add(
                                item,
                                "the tag `" + id + "` has one of `when` and `for`",
                                "a rule needs both; without a rule the pattern says for how long");
            }
            if (rule != null) {
                refused.add(refused(
                        item, "when", "tag " + id + ": a rule (when) is not supported yet; only patterns give it"));
            }
            if (item.has("levels")) {
                refused.add(refused(item, "levels", "tag " + id + ": levels are not supported yet"));
            }
            tags.put(
                    id,
                    new Tag(
                            id,
                            item.text("about"),
                            classes(item.get("suppress")),
                            item.text("notify"),
                            rule,
                            rule == null || lasts == null ? 0 : lasts));
        }
        return tags;
    }

    private static Playbook.Refused refused(Item item, String key, String what) {
        Spot at = item.key(key);
        return new Playbook.Refused(at.file(), at.line(), what);
    }

    /** The classes of a list, good ones only. */
    static Set<OfferClass> classes(Item list) {
        Set<OfferClass> classes = EnumSet.noneOf(OfferClass.class);
        if (list != null) {
            list.list().stream()
                    .filter(item -> !item.isBad())
                    .forEach(item -> classes.add(OfferReader.classOf(item.text())));
        }
        return classes;
    }
}
