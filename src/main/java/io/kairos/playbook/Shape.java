package io.kairos.playbook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What may stand at a place of a file: checked before anything is read, and told to editors as JSON Schema. */
interface Shape {
    /** Spoils what does not fit and says why. */
    void check(Item item, Problems problems);

    Map<String, Object> schema();

    /** In words, for a message. */
    String words();

    /** One text with a form of its own. */
    enum Scalar implements Shape {
        TEXT("text", ".*", "a text, in quotes if YAML takes it for something else"),
        WORD("a word", "[A-Za-z_][A-Za-z0-9_.-]*", "letters, digits, `-`, `_` and `.`, beginning with a letter"),
        IDENTIFIER("an identifier", "[A-Za-z_][A-Za-z0-9_]*", "letters, digits and `_`, beginning with a letter"),
        EXPRESSION("an expression", ".+", "write the expression in quotes"),
        DURATION(
                "a duration",
                "\\d+(\\.\\d+)?(ms|s|m|h|d)",
                "write a number above 0 and one of ms, s, m, h, d, as in 20s"),
        WAIT(
                "a duration or a multiple of a feature",
                "\\d+(\\.\\d+)?(ms|s|m|h|d)|\\d+(\\.\\d+)? ?x ?[A-Za-z_][A-Za-z0-9_]*",
                "write 20s, or 2.5 x pace"),
        SPAN("a duration or `session`", "session|\\d+(\\.\\d+)?(ms|s|m|h|d)", "write 10m, or session"),
        CAP(
                "a cap",
                "once|[1-9]\\d{0,5} per (session|\\d+(\\.\\d+)?(ms|s|m|h|d))",
                "write 1 per 15m, 1 per session, or once"),
        PERCENT("a percentage", "\\d+(\\.\\d+)?%", "write a number from 0 to 100 and %, as in 5%"),
        LANGUAGE("a language", "[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\\d{3}))?", "write it as in en, de or pt-BR"),
        CLOCK("a time of day", "([01]\\d|2[0-3]):[0-5]\\d", "write \"22:00\", in quotes");

        private final String words;
        private final String form;
        private final Pattern compiled;
        private final String hint;

        Scalar(String words, String form, String hint) {
            this.words = words;
            this.form = form;
            this.compiled = Pattern.compile(form, Pattern.DOTALL);
            this.hint = hint;
        }

        @Override
        public void check(Item item, Problems problems) {
            switch (item.kind()) {
                case BOOLEAN ->
                    refuse(
                            item,
                            problems,
                            "YAML reads `" + item.text() + "` as a boolean, and " + words + " belongs here",
                            "put it in quotes: \"" + item.text() + "\"");
                case NOTHING -> refuse(item, problems, "here is nothing, and " + words + " belongs here", hint);
                case LIST, MAP ->
                    refuse(item, problems, item.kind().words + " stands here, and " + words + " belongs here", hint);
                case NUMBER -> {
                    if (this == TEXT || this == WORD || this == IDENTIFIER || this == LANGUAGE) {
                        refuse(
                                item,
                                problems,
                                "YAML reads `" + item.text() + "` as a number, and " + words + " belongs here",
                                "put it in quotes: \"" + item.text() + "\"");
                    } else {
                        form(item, problems);
                    }
                }
                case TEXT -> form(item, problems);
            }
        }

        private void form(Item item, Problems problems) {
            boolean fits = compiled.matcher(item.text()).matches();
            boolean sound = switch (this) {
                case DURATION -> fits && soundOrNone(item.text());
                case WAIT, SPAN -> fits && soundOrNone(item.text());
                case CAP ->
                    fits && soundOrNone(item.text().substring(item.text().lastIndexOf(' ') + 1));
                case PERCENT ->
                    fits
                            && Double.parseDouble(
                                            item.text().substring(0, item.text().length() - 1))
                                    <= 100;
                case TEXT, WORD, IDENTIFIER, EXPRESSION, LANGUAGE, CLOCK -> fits;
            };
            if (!sound) {
                refuse(item, problems, "`" + item.text() + "` is not " + words, hint);
            }
        }

        private static boolean soundOrNone(String text) {
            return !Character.isDigit(text.charAt(0))
                    || text.indexOf('x') > 0
                    || Durations.parse(text).orElse(0) > 0;
        }

        @Override
        public Map<String, Object> schema() {
            return new LinkedHashMap<>(
                    switch (this) {
                        case TEXT -> Map.of("type", "string");
                        case EXPRESSION -> Map.of("type", List.of("string", "number"));
                        case WORD, IDENTIFIER, DURATION, WAIT, SPAN, CAP, PERCENT, LANGUAGE, CLOCK ->
                            Map.of("type", "string", "pattern", "^(" + form + ")$");
                    });
        }

        @Override
        public String words() {
            return words;
        }
    }

    /** A number. */
    record Numeric(boolean whole, double least) implements Shape {
        @Override
        public void check(Item item, Problems problems) {
            double value;
            try {
                value = item.kind() == Item.Kind.NUMBER ? Double.parseDouble(item.text()) : Double.NaN;
            } catch (NumberFormatException e) {
                value = Double.NaN;
            }
            if (!(Math.abs(value) <= 1e15) || value < least || whole && value != Math.rint(value)) {
                String found = item.isScalar() ? "`" + item.text() + "`" : item.kind().words;
                refuse(item, problems, found + " is not " + words(), null);
            }
        }

        @Override
        public Map<String, Object> schema() {
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("type", whole ? "integer" : "number");
            if (least > -1e15) {
                schema.put("minimum", least);
            }
            return schema;
        }

        @Override
        public String words() {
            return (whole ? "a whole number" : "a number") + (least > -1e15 ? " of at least " + (long) least : "");
        }
    }

    /** true or false. */
    record Flag() implements Shape {
        @Override
        public void check(Item item, Problems problems) {
            if (item.kind() != Item.Kind.BOOLEAN) {
                String found = item.isScalar() ? "`" + item.text() + "`" : item.kind().words;
                refuse(item, problems, found + " is neither true nor false", "write true or false, without quotes");
            }
        }

        @Override
        public Map<String, Object> schema() {
            return new LinkedHashMap<>(Map.of("type", "boolean"));
        }

        @Override
        public String words() {
            return "true or false";
        }
    }

    /** One of a few words. */
    record OneOf(List<String> of) implements Shape {
        OneOf(String... of) {
            this(List.of(of));
        }

        @Override
        public void check(Item item, Problems problems) {
            if (item.kind() == Item.Kind.BOOLEAN) {
                Scalar.WORD.check(item, problems);
            } else if (!item.isScalar() || !of.contains(item.text())) {
                String found = item.isScalar() ? "`" + item.text() + "`" : item.kind().words;
                refuse(item, problems, found + " is not " + words(), Suggestion.of(String.valueOf(item.text()), of));
            }
        }

        @Override
        public Map<String, Object> schema() {
            return new LinkedHashMap<>(Map.of("enum", of));
        }

        @Override
        public String words() {
            return "one of " + String.join(", ", of);
        }
    }

    /** A list. */
    record ListOf(Shape of) implements Shape {
        @Override
        public void check(Item item, Problems problems) {
            if (item.kind() != Item.Kind.LIST) {
                String hint = item.isScalar() && item.kind() != Item.Kind.NOTHING
                        ? "put it in brackets: [" + item.text() + "]"
                        : null;
                refuse(item, problems, item.kind().words + " stands here, and " + words() + " belongs here", hint);
                return;
            }
            item.list().forEach(element -> of.check(element, problems));
        }

        @Override
        public Map<String, Object> schema() {
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("type", "array");
            schema.put("items", of.schema());
            return schema;
        }

        @Override
        public String words() {
            return "a list";
        }
    }

    /** A mapping whose keys the writer chooses. */
    record MapOf(Scalar key, Shape value) implements Shape {
        @Override
        public void check(Item item, Problems problems) {
            if (item.kind() != Item.Kind.MAP) {
                refuse(item, problems, item.kind().words + " stands here, and " + words() + " belongs here", null);
                return;
            }
            item.entries().forEach((name, inside) -> {
                if (!key.compiled.matcher(name).matches()) {
                    problems.add(item.key(name), "`" + name + "` is not " + key.words, key.hint);
                    inside.spoil();
                } else {
                    value.check(inside, problems);
                }
            });
        }

        @Override
        public Map<String, Object> schema() {
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("type", "object");
            schema.put("propertyNames", Map.of("pattern", "^(" + key.form + ")$"));
            schema.put("additionalProperties", value.schema());
            return schema;
        }

        @Override
        public String words() {
            return "a mapping";
        }
    }

    /** A key of a {@link Fixed} mapping. */
    record Key(String name, Shape shape, boolean required, String about) {
        static Key must(String name, Shape shape, String about) {
            return new Key(name, shape, true, about);
        }

        static Key may(String name, Shape shape, String about) {
            return new Key(name, shape, false, about);
        }
    }

    /** A mapping with known keys. */
    record Fixed(String what, List<Key> keys) implements Shape {
        Fixed(String what, Key... keys) {
            this(what, List.of(keys));
        }

        @Override
        public void check(Item item, Problems problems) {
            if (item.kind() != Item.Kind.MAP) {
                refuse(item, problems, item.kind().words + " stands here, and " + words() + " belongs here", null);
                return;
            }
            Map<String, Key> known =
                    keys.stream().collect(Collectors.toMap(Key::name, key -> key, (a, b) -> a, LinkedHashMap::new));
            item.entries().forEach((name, inside) -> {
                Key key = known.get(name);
                if (key == null) {
                    problems.unknown(item.key(name), "key", name, " of " + what, known.keySet());
                    inside.spoil();
                } else {
                    key.shape().check(inside, problems);
                }
            });
            for (Key key : keys) {
                if (key.required() && !item.has(key.name())) {
                    problems.add(item, "`" + key.name() + "` is missing in " + what, key.about());
                }
            }
        }

        @Override
        public Map<String, Object> schema() {
            Map<String, Object> properties = new LinkedHashMap<>();
            List<String> required = new ArrayList<>();
            for (Key key : keys) {
                Map<String, Object> property = key.shape().schema();
                property.put("description", key.about());
                properties.put(key.name(), property);
                if (key.required()) {
                    required.add(key.name());
                }
            }
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("type", "object");
            schema.put("properties", properties);
            schema.put("additionalProperties", false);
            if (!required.isEmpty()) {
                schema.put("required", required);
            }
            return schema;
        }

        @Override
        public String words() {
            return what;
        }
    }

    /** Different shapes for a scalar, a list and a mapping; null where there is none. */
    record Either(Shape scalar, Shape list, Shape map) implements Shape {
        @Override
        public void check(Item item, Problems problems) {
            Shape shape = item.isScalar() ? scalar : item.kind() == Item.Kind.LIST ? list : map;
            if (shape == null) {
                refuse(item, problems, item.kind().words + " stands here, and " + words() + " belongs here", null);
            } else {
                shape.check(item, problems);
            }
        }

        @Override
        public Map<String, Object> schema() {
            List<Object> choices = new ArrayList<>();
            for (Shape shape : new Shape[] {scalar, list, map}) {
                if (shape != null) {
                    choices.add(shape.schema());
                }
            }
            return new LinkedHashMap<>(Map.of("anyOf", choices));
        }

        @Override
        public String words() {
            return java.util.stream.Stream.of(scalar, list, map)
                    .filter(shape -> shape != null)
                    .map(Shape::words)
                    .collect(Collectors.joining(" or "));
        }
    }

    /** Whatever; what stands there is not supported yet and is refused as a whole. */
    record Anything() implements Shape {
        @Override
        public void check(Item item, Problems problems) {}

        @Override
        public Map<String, Object> schema() {
            return new LinkedHashMap<>();
        }

        @Override
        public String words() {
            return "anything";
        }
    }

    private static void refuse(Item item, Problems problems, String message, String hint) {
        if (!item.isBad()) {
            problems.add(item, message, hint);
            item.spoil();
        }
    }
}
