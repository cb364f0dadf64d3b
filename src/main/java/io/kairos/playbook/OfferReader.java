package io.kairos.playbook;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads offers.yaml, and holds what patterns list against it. */
final class OfferReader {
    private final Draft draft;
    private final Problems problems;
    private final Map<String, Item> items;
    private final Map<String, PatternReader.Read> patterns;

    OfferReader(Draft draft, Map<String, PatternReader.Read> patterns) {
        this.draft = draft;
        this.problems = draft.problems();
        this.items = draft.entries("offers.yaml", "offers");
        this.patterns = patterns;
    }

    Map<String, OfferTemplate> read() {
        PlaybookReader.arms(patterns).forEach(this::listed);
        new OfferLinks(items, problems).check();
        Map<String, OfferTemplate> offers = new LinkedHashMap<>();
        items.forEach((id, item) -> {
            if (!item.isBad()) {
                offers.put(id, offer(id, item, VariantReader.isExperiment(item) ? Variant.BASE : null));
            }
        });
        return offers;
    }

    private OfferTemplate offer(String id, Item item, String arm) {
        Environment state = Environment.state(draft);
        Set<String> needs = needs(item);
        String requires = item.text("requires");
        Long lasts = item.millis("lasts");
        Item value = item.get("value");
        return new OfferTemplate(
                id,
                item.text("class") == null ? OfferClass.CARE : classOf(item.text("class")),
                lasts == null ? 0 : lasts,
                item.get("channels") == null
                        ? List.of()
                        : item.get("channels").list().stream().map(Item::text).toList(),
                value == null ? 0 : Double.parseDouble(value.text()),
                requires == null || requires.equals("nothing") ? null : requires,
                ExpressionCompiler.condition(item.get("eligible"), state, problems),
                ExpressionCompiler.condition(item.get("applicable"), state, problems),
                ExpressionCompiler.condition(item.get("suitable"), state, problems),
                needs,
                Caps.read(item.get("caps")),
                terms(id, item),
                item.get("weight") == null ? 1 : Double.parseDouble(item.text("weight")),
                item.text("group"),
                OfferLinks.alternatives(item),
                new WordingReader(draft)
                        .read(item.get("message"), PlainWords.Place.MESSAGE, needs, fact -> typeOf(id, item, fact)),
                arm,
                new VariantReader(problems).read(item, (name, variant) -> offer(id, variant, name)));
    }

    private Terms terms(String id, Item item) {
        Set<String> products = new LinkedHashSet<>();
        Item list = item.get("products");
        if (list != null) {
            Set<String> known = products();
            for (Item product : list.list()) {
                if (!product.isBad() && !known.isEmpty() && !known.contains(product.text())) {
                    problems.unknown(product.spot(), "product", product.text(), "", known);
                }
                products.add(product.text());
            }
        }
        Item wagering = item.get("wagering");
        boolean mandated = item.flag("mandated");
        if (mandated && item.text("class") != null && !item.text("class").equals("care")) {
            problems.add(
                    item.get("mandated"),
                    "`" + id + "` is mandated and its class is " + item.text("class"),
                    "only care is sent to who is excluded");
        }
        return new Terms(
                products, wagering == null ? 0 : Double.parseDouble(wagering.text()), item.flag("review"), mandated);
    }

    /** The products of the vocabulary: the listed values of attributes of that name. */
    private Set<String> products() {
        Set<String> known = new TreeSet<>();
        for (EventType type : draft.vocabularyTypes().values()) {
            EventType.Attribute product = type.attributes().get("product");
            if (product != null) {
                known.addAll(product.listed());
            }
        }
        return known;
    }

    static OfferClass classOf(String word) {
        return OfferClass.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Set<String> needs(Item item) {
        Set<String> needs = new LinkedHashSet<>();
        if (item.get("needs") != null) {
            item.get("needs").list().forEach(need -> needs.add(need.text()));
        }
        return needs;
    }

    /** The type of a fact in the patterns that list the offer; a text if there is none. */
    private ValueType typeOf(String id, Item item, String fact) {
        ValueType type = null;
        String first = null;
        for (PatternReader.Read read : PlaybookReader.arms(patterns)) {
            Pattern pattern = read.pattern();
            Expression value = pattern.facts().get(fact);
            if (value == null
                    || pattern.offers().stream()
                            .noneMatch(entry -> entry.offer().equals(id))) {
                continue;
            }
            if (type != null && type != value.type()) {
                problems.add(
                        item.get("message"),
                        "`{" + fact + "}` is " + type + " in " + first + " and " + value.type() + " in " + pattern.id(),
                        "let both give the same type, or write two offers");
                return type;
            }
            type = value.type();
            first = pattern.id();
        }
        return type == null ? ValueType.STRING : type;
    }

    private void listed(PatternReader.Read read) {
        Item list = read.item().get("offers");
        for (Item entry : list == null ? List.<Item>of() : list.list()) {
            Item offer = entry.isBad() || entry.isScalar() ? entry : entry.get("offer");
            if (offer == null || offer.isBad() || !draft.offersReadable()) {
                continue;
            }
            Item known = items.get(offer.text());
            if (known == null) {
                problems.add(
                        offer,
                        "unknown offer `" + offer.text() + "`",
                        items.isEmpty() ? "declare it in offers.yaml" : Suggestion.of(offer.text(), items.keySet()));
                continue;
            }
            if (known.isBad()) {
                continue;
            }
            for (String need : needs(known)) {
                if (!read.pattern().facts().containsKey(need)) {
                    problems.add(
                            offer,
                            "`" + offer.text() + "` needs the fact `" + need + "`, and "
                                    + read.pattern().id() + " does not give it",
                            "add it: facts: { " + need + ": ... }");
                }
            }
        }
    }
}
