package io.kairos.playbook;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads what is said to players: a text in the default language, or one in each language. */
final class WordingReader {
    private static final List<String> LANGUAGES = List.of(Locale.getISOLanguages());

    private final Draft draft;
    private final Problems problems;
    private final PlainWords plainWords;

    WordingReader(Draft draft) {
        this.draft = draft;
        this.problems = draft.problems();
        this.plainWords = new PlainWords(problems);
    }

    /** The texts of an item by language, as far as they can be read. */
    static Map<String, Item> texts(Item item, String defaultLanguage) {
        if (item == null || item.isBad()) {
            return Map.of();
        }
        if (item.isScalar()) {
            return Map.of(defaultLanguage, item);
        }
        Map<String, Item> texts = new LinkedHashMap<>(item.entries());
        texts.values().removeIf(Item::isBad);
        return texts;
    }

    /**
     * The texts; null if there are none.
     *
     * @param facts the facts that may be named
     * @param typeOfFact the type of one of them; null if it could not be read
     */
    Wording read(Item item, PlainWords.Place place, Set<String> facts, Function<String, ValueType> typeOfFact) {
        Map<String, Item> texts = texts(item, draft.defaultLanguage());
        Map<String, Template> templates = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>();
        texts.forEach((language, text) -> {
            known(language, item);
            Template template = TemplateReader.read(text, draft, facts, place == PlainWords.Place.MESSAGE, typeOfFact);
            plainWords.check(text, place, language, template::type);
            templates.put(language, template);
            names.addAll(template.names());
        });
        if (templates.isEmpty()) {
            return null;
        }
        templates.forEach((language, template) -> sayTheSame(language, template, names, texts.get(language)));
        if (!item.isScalar() && !item.has(draft.defaultLanguage())) {
            problems.add(
                    item,
                    "there is no text in `" + draft.defaultLanguage() + "`, the default language",
                    "write one: it is read by everybody whose language is not here");
            return null;
        }
        return templates.containsKey(draft.defaultLanguage()) ? new Wording(templates) : null;
    }

    private void known(String language, Item item) {
        String primary = language.split("-")[0];
        if (!item.isScalar() && primary.length() == 2 && !LANGUAGES.contains(primary)) {
            problems.add(
                    item.key(language),
                    "there is no language `" + primary + "`",
                    "write the code of ISO 639-1, as in en, de or pt-BR");
        }
    }

    private void sayTheSame(String language, Template template, Set<String> names, Item text) {
        Set<String> missing = new LinkedHashSet<>(names);
        template.names().forEach(missing::remove);
        boolean whole = template.names().equals(TemplateReader.names(text.text()));
        if (whole && !missing.isEmpty()) {
            problems.add(
                    text,
                    "the text in `" + language + "` does not show {" + String.join("}, {", missing)
                            + "}, and another language does",
                    "every language says the same");
        }
    }
}
