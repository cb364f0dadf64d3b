package io.kairos.playbook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a text with {@code {placeholders}}. */
final class TemplateReader {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    private static final Pattern BRACE = Pattern.compile("[{}]");

    /** What a message may say of the offer it is in. */
    static final Map<String, ValueType> OWN_END = Map.of("expires_at", ValueType.TIME, "lasts", ValueType.DURATION);

    private TemplateReader() {}

    /** What stands in the braces of a text, in order. */
    static List<String> names(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(found -> found.group(1).strip())
                .toList();
    }

    /** A brace that holds no placeholder would be shown as it is. */
    private static void alone(Item item, Problems problems) {
        Matcher brace = BRACE.matcher(PLACEHOLDER
                .matcher(item.text())
                .replaceAll(found -> " ".repeat(found.group().length())));
        if (brace.find()) {
            problems.add(
                    item.spotOf(brace.start()),
                    "a `" + brace.group() + "` stands alone here",
                    "a placeholder is a name in braces, as in {count}; braces themselves can not be shown");
        }
    }

    /**
     * The template; null if the item is.
     *
     * @param facts the facts that may be named
     * @param ofOffer whether it may name what is the offer's own: {@link #OWN_END}
     * @param typeOfFact the type of one of them; null if it could not be read
     */
    static Template read(
            Item item, Draft draft, Set<String> facts, boolean ofOffer, Function<String, ValueType> typeOfFact) {
        if (item == null) {
            return null;
        }
        List<Template.Part> parts = new ArrayList<>();
        Matcher placeholder = PLACEHOLDER.matcher(item.text());
        int at = 0;
        while (placeholder.find()) {
            if (placeholder.start() > at) {
                parts.add(new Template.Part(item.text().substring(at, placeholder.start()), null, null));
            }
            at = placeholder.end();
            String name = placeholder.group(1).strip();
            if (ofOffer && OWN_END.containsKey(name)) {
                parts.add(new Template.Part(null, name, OWN_END.get(name)));
            } else if (facts.contains(name)) {
                parts.add(new Template.Part(null, name, typeOfFact.apply(name)));
            } else if (draft.featureIds().contains(name)) {
                Feature feature = draft.feature(name);
                parts.add(new Template.Part(null, name, feature == null ? null : feature.type()));
            } else if (draft.featuresReadable()) {
                Set<String> known = new TreeSet<>(facts);
                known.addAll(draft.featureIds());
                known.addAll(ofOffer ? OWN_END.keySet() : Set.of());
                draft.problems()
                        .add(
                                item.spotOf(placeholder.start()),
                                "`{" + name + "}` is neither a fact nor a feature",
                                Suggestion.of(name, known));
            }
        }
        alone(item, draft.problems());
        if (at < item.text().length()) {
            parts.add(new Template.Part(item.text().substring(at), null, null));
        }
        return new Template(parts);
    }
}
