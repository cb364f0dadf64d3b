package io.kairos.playbook;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What offers say of each other: the groups they are in, and the alternatives they lead to. */
final class OfferLinks {
    private static final int MOST_ALTERNATIVES = 3;

    private final Map<String, Item> offers;
    private final Problems problems;

    OfferLinks(Map<String, Item> offers, Problems problems) {
        this.offers = offers;
        this.problems = problems;
    }

    /** The alternatives of an offer, as they are written. */
    static List<String> alternatives(Item offer) {
        List<String> alternatives = new ArrayList<>();
        for (Item word : words(offer)) {
            alternatives.add(word.text());
        }
        return List.copyOf(alternatives);
    }

    private static List<Item> words(Item offer) {
        Item list = offer.isBad() ? null : offer.get("alternatives");
        return list == null
                ? List.of()
                : list.list().stream().filter(word -> !word.isBad()).toList();
    }

    void check() {
        groups();
        offers.forEach((id, offer) -> {
            List<Item> words = words(offer);
            if (words.size() > MOST_ALTERNATIVES) {
                problems.add(
                        words.get(MOST_ALTERNATIVES),
                        "`" + id + "` has " + words.size() + " alternatives, and at most " + MOST_ALTERNATIVES
                                + " are sent",
                        "keep the best");
            }
            words.forEach(word -> alternative(id, offer, word));
        });
        Set<String> followed = new HashSet<>();
        offers.keySet().forEach(id -> follow(id, new ArrayList<>(), followed));
    }

    private void alternative(String id, Item offer, Item word) {
        Item other = offers.get(word.text());
        if (word.text().equals(id)) {
            problems.add(word, "`" + id + "` is named as its own alternative", "name another offer, or remove it");
        } else if (other == null) {
            problems.unknown(word.spot(), "offer", word.text(), "", offers.keySet());
        } else if (isInducement(other) && !isInducement(offer)) {
            problems.add(
                    word,
                    "`" + word.text() + "` is an inducement, and `" + id + "` is none",
                    "who is offered " + offer.text("class") + " is not led on to an inducement");
        }
    }

    private static boolean isInducement(Item offer) {
        return !offer.isBad() && "inducement".equals(offer.text("class"));
    }

    /** Follows what was not followed yet; a circle is told where it closes. */
    private void follow(String id, List<String> way, Set<String> followed) {
        if (!followed.add(id)) {
            return;
        }
        way.add(id);
        for (Item word : words(offers.get(id))) {
            int from = way.indexOf(word.text());
            if (from >= 0 && !word.text().equals(id)) {
                problems.add(
                        word,
                        "a circle: " + String.join(" leads to ", way.subList(from, way.size())) + " leads to "
                                + word.text(),
                        "who wanted none of them would come back to the first");
            } else if (offers.containsKey(word.text())) {
                follow(word.text(), way, followed);
            }
        }
        way.remove(way.size() - 1);
    }

    /** A group of one is most likely a word misspelt. */
    private void groups() {
        Map<String, List<String>> members = new TreeMap<>();
        offers.forEach((id, offer) -> {
            String group = offer.isBad() ? null : offer.text("group");
            if (group != null) {
                members.computeIfAbsent(group, any -> new ArrayList<>()).add(id);
            }
        });
        members.forEach((group, ids) -> {
            if (ids.size() == 1) {
                Set<String> others = new TreeSet<>(members.keySet());
                others.remove(group);
                problems.add(
                        offers.get(ids.get(0)).get("group"),
                        "the offer `" + ids.get(0) + "` is alone in the group `" + group + "`",
                        others.isEmpty()
                                ? "a group does nothing until it has a second offer"
                                : Suggestion.of(group, others));
            }
        });
    }
}
