package io.kairos.playbook;

import io.kairos.playbook.Tag.Refresh;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads tags.yaml. */
final class TagReader {
    private static final int MOST_LEVELS = 100;

    private final Draft draft;
    private final Problems problems;

    TagReader(Draft draft) {
        this.draft = draft;
        this.problems = draft.problems();
    }

    Map<String, Tag> read() {
        Map<String, Tag> tags = new LinkedHashMap<>();
        for (String id : draft.tagIds()) {
            Item item = draft.tagItem(id);
            if (!item.isBad()) {
                tags.put(id, read(id, item));
            }
        }
        groups(tags);
        return tags;
    }

    private Tag read(String id, Item item) {
        Environment state = Environment.state(draft);
        Expression rule = ExpressionCompiler.condition(item.get("when"), state, problems);
        Long lasts = item.millis("for");
        if (item.has("when") != item.has("for")) {
            problems.add(
                    item,
                    "the tag `" + id + "` has one of `when` and `for`",
                    "a rule needs both; without a rule the pattern says for how long");
        }
        if (rule != null && item.has("for") && rule.features().isEmpty()) {
            problems.add(
                    item.get("when"),
                    "the rule of the tag `" + id + "` reads no feature, so it would never be looked at",
                    "a rule is looked at when one of its features changed; name one, or give the tag by a pattern");
        }
        return new Tag(
                id,
                item.text("about"),
                classes(item.get("suppress")),
                item.text("notify"),
                rule,
                rule == null || lasts == null ? 0 : lasts,
                item.text("group"),
                refresh(id, item),
                new SelectorReader(draft, state).read(item.get("until")),
                TimeOfDay.orTime(item.get("not_after"), state, problems));
    }

    private Refresh refresh(String id, Item item) {
        if (item.has("refresh") && item.get("refresh") == null) {
            return new Refresh.Restart();
        }
        String refresh = item.has("refresh") ? item.text("refresh") : "restart";
        goesWith("extend", refresh, item, "at_most");
        goesWith("strengthen", refresh, item, "levels", "decay");
        if (refresh.equals("extend")) {
            Long atMost = item.millis("at_most");
            Long lasts = item.millis("for");
            if (!item.has("at_most")) {
                problems.add(
                        item.key("refresh"),
                        "the tag `" + id + "` is extended without end",
                        "say how far ahead it may reach: at_most: 24h");
            } else if (lasts != null && atMost != null && lasts > atMost) {
                problems.add(item.key("for"), "`for` is more than `at_most`", null);
            }
            return new Refresh.Extend(atMost == null ? 0 : atMost);
        }
        if (!refresh.equals("strengthen")) {
            return new Refresh.Restart();
        }
        Item levels = item.get("levels");
        if (levels == null && !item.has("levels")) {
            problems.add(
                    item.key("refresh"),
                    "the tag `" + id + "` strengthens without end",
                    "say which level is the highest: levels: 3");
        }
        double highest = levels == null || levels.isBad() ? 2 : Double.parseDouble(levels.text());
        if (highest > MOST_LEVELS) {
            problems.add(levels, "`" + levels.text() + "` levels are more than " + MOST_LEVELS, null);
        }
        Long decay = item.millis("decay");
        return new Refresh.Strengthen((int) Math.min(highest, MOST_LEVELS), decay == null ? 0 : decay);
    }

    private void goesWith(String refresh, String written, Item item, String... keys) {
        for (String key : keys) {
            if (item.has(key) && !written.equals(refresh)) {
                problems.add(
                        item.key(key),
                        "`" + key + "` goes with `refresh: " + refresh + "` only",
                        "add that, or remove it");
            }
        }
    }

    /** A group of one is most likely a word misspelt. */
    private void groups(Map<String, Tag> tags) {
        Map<String, List<String>> members = new TreeMap<>();
        for (Tag tag : tags.values()) {
            if (tag.group() != null) {
                members.computeIfAbsent(tag.group(), any -> new ArrayList<>()).add(tag.id());
            }
        }
        members.forEach((group, ids) -> {
            if (ids.size() == 1) {
                Set<String> others = new TreeSet<>(members.keySet());
                others.remove(group);
                problems.add(
                        draft.tagItem(ids.get(0)).get("group"),
                        "the tag `" + ids.get(0) + "` is alone in the group `" + group + "`",
                        others.isEmpty()
                                ? "a group excludes nothing until it has a second tag"
                                : Suggestion.of(group, others));
            }
        });
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
