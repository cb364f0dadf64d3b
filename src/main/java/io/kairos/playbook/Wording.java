package io.kairos.playbook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What is said to a player, in each language it was written in.
 *
 * @param texts by language tag as in {@code pt-BR}; the one of the playbook's default language is always among them
 */
public record Wording(Map<String, Template> texts) {

    public Wording {
        texts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    public Template in(String language) {
        return texts.get(language);
    }

    public Set<String> languages() {
        return texts.keySet();
    }

    /** The placeholders: the same in every language. */
    public List<String> names() {
        return texts.values().iterator().next().names();
    }

    /** As the player's device or page says it ({@code pt-BR}, {@code pt_br}); no language at all if it is none. */
    public static Locale locale(String tag) {
        return Locale.forLanguageTag(tag.strip().replace('_', '-'));
    }

    /** The languages to try, the best first: the player's own, the same without its last part and so on, the default. */
    public static List<String> choices(Locale his, String fallback) {
        List<String> choices = new ArrayList<>();
        String tag = his.getLanguage().isEmpty() ? "" : his.toLanguageTag();
        while (!tag.isEmpty()) {
            choices.add(tag);
            tag = tag.substring(0, Math.max(0, tag.lastIndexOf('-')));
        }
        choices.add(fallback);
        return choices;
    }
}
