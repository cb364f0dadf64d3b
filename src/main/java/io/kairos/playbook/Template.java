package io.kairos.playbook;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A text with {@code {placeholders}} for facts and features. */
public record Template(List<Part> parts) {

    /** Plain text ({@code name} is null), or a placeholder and the type of what stands there. */
    public record Part(String text, String name, ValueType type) {}

    public Template {
        parts = List.copyOf(parts);
    }

    public List<String> names() {
        return parts.stream().map(Part::name).filter(name -> name != null).toList();
    }

    /** What stands at a placeholder; null if there is none of this name, or its type could not be read. */
    ValueType type(String name) {
        for (Part part : parts) {
            if (name.equals(part.name())) {
                return part.type();
            }
        }
        return null;
    }

    /** The text with its values; what is unknown is shown as an en dash. */
    public String render(Function<String, Object> values, Notation notation) {
        return parts.stream()
                .map(part -> part.name() == null ? part.text() : notation.of(values.apply(part.name()), part.type()))
                .collect(Collectors.joining());
    }
}
