package io.kairos.playbook;

import java.util.List;
import java.util.Map;
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

    /** The text with its values; what is unknown is shown as an en dash. */
    public String render(Function<String, Object> values) {
        return parts.stream()
                .map(part -> part.name() == null ? part.text() : show(values.apply(part.name()), part.type()))
                .collect(Collectors.joining());
    }

    public String render(Map<String, Object> values) {
        return render(values::get);
    }

    private static String show(Object value, ValueType type) {
        if (value == null) {
            return "–";
        }
        return switch (type) {
            case NUMBER -> number(((Number) value).doubleValue());
            case DURATION -> duration(((Number) value).longValue());
            case TIME ->
                java.time.Instant.ofEpochMilli(((Number) value).longValue()).toString();
            case STRING, BOOLEAN -> value.toString();
        };
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : java.math.BigDecimal.valueOf(value)
                        .setScale(2, java.math.RoundingMode.HALF_EVEN)
                        .toPlainString();
    }

    private static String duration(long millis) {
        long minutes = millis / 60_000;
        return minutes < 1
                ? millis / 1_000 + " s"
                : minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }
}
