package io.kairos.playbook;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a text with {@code {placeholders}}. */
final class TemplateReader {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    private TemplateReader() {}

    /**
     * The template; null if the item is.
     *
     * @param facts the facts that may be named
     * @param typeOfFact the type of one of them; null if it could not be read
     */
    static Template read(Item item, Draft draft, Set<String> facts, Function<String, ValueType> typeOfFact) {
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
            if (facts.contains(name)) {
                parts.add(new Template.Part(null, name, typeOfFact.apply(name)));
            } else if (draft.featureIds().contains(name)) {
                Feature feature = draft.feature(name);
                parts.add(new Template.Part(null, name, feature == null ? null : feature.type()));
            } else if (draft.featuresReadable()) {
                Set<String> known = new TreeSet<>(facts);
                known.addAll(draft.featureIds());
                draft.problems()
                        .add(
                                item.spotOf(placeholder.start()),
                                "`{" + name + "}` is neither a fact nor a feature",
                                Suggestion.of(name, known));
            }
        }
        if (at < item.text().length()) {
            parts.add(new Template.Part(item.text().substring(at), null, null));
        }
        return new Template(parts);
    }
}
