package io.kairos.playbook;

import io.kairos.playbook.Consent.Need;
import io.kairos.playbook.EventType.Attribute;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads what needs the player's consent: of the policy, or of a licence. */
final class ConsentReader {
    private static final List<String> CLASSES = List.of("inducement", "information", "help", "care");

    private final Draft draft;
    private final Problems problems;

    ConsentReader(Draft draft) {
        this.draft = draft;
        this.problems = draft.problems();
    }

    /** @param item null if there is none */
    Consent read(Item item) {
        if (item == null) {
            return Consent.NONE;
        }
        Selector from = new SelectorReader(draft, Environment.attributes(draft, Set.of())).read(item.get("from"));
        Map<OfferClass, Set<Need>> needs = needs(item.get("needs"));
        if (from != null) {
            check(item.get("from"), from, needs);
        }
        Set<String> given = new LinkedHashSet<>();
        Item channels = item.get("given_on");
        for (Item channel : channels == null ? List.<Item>of() : channels.list()) {
            if (!channel.isBad()) {
                given.add(channel.text());
            }
        }
        return new Consent(from, needs, given);
    }

    private Map<OfferClass, Set<Need>> needs(Item item) {
        Map<OfferClass, Set<Need>> needs = new EnumMap<>(OfferClass.class);
        if (item == null) {
            return needs;
        }
        item.entries().forEach((word, list) -> {
            if (!CLASSES.contains(word)) {
                problems.unknown(item.key(word), "class", word, " of offers", CLASSES);
            } else if (!list.isBad()) {
                Set<Need> of = EnumSet.noneOf(Need.class);
                for (Item need : list.list()) {
                    if (!need.isBad()) {
                        of.add(Need.valueOf(need.text().toUpperCase(Locale.ROOT)));
                    }
                }
                needs.put(OfferReader.classOf(word), of);
            }
        });
        return needs;
    }

    /** The events must be able to say what is asked of them. */
    private void check(Item at, Selector from, Map<OfferClass, Set<Need>> needs) {
        Set<Need> all = EnumSet.noneOf(Need.class);
        needs.values().forEach(all::addAll);
        for (String type : from.types()) {
            has(at, type, "opted_in", ValueType.BOOLEAN, null);
            for (Need need : all) {
                switch (need) {
                    case PRODUCT -> has(at, type, "product", ValueType.STRING, null);
                    case CHANNEL -> has(at, type, "by", ValueType.STRING, null);
                    case PROFILING -> has(at, type, "purpose", ValueType.STRING, "PROFILING");
                }
            }
        }
    }

    private void has(Item at, String type, String name, ValueType as, String value) {
        Attribute attribute = draft.type(type).attributes().get(name);
        if (attribute == null || attribute.type() != as) {
            problems.add(
                    at,
                    type + " has no attribute `" + name + "` that is " + as + ", and consent is read from it",
                    "declare it in events.yaml");
        } else if (value != null
                && !attribute.listed().isEmpty()
                && !attribute.listed().contains(value)) {
            problems.add(at, "`" + name + "` of " + type + " is never " + value, "add it to the values there are");
        }
    }
}
