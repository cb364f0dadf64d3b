package io.kairos.playbook;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An analyst's expression in the words of CEL: numbers become doubles, and every name and every duration a variable out
 * of the fixed set {@link CelLibrary} declares. Each character of the result knows which of the source it came from.
 */
final class Rewriter {
    private static final Pattern TOKEN = Pattern.compile(
            "(?<space>\\s+)"
                    + "|(?<comment>//)"
                    + "|(?<string>[rRbB]{0,2}(?:\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\\\]++|\\\\.)*+\"|'(?:[^'\\\\]++|\\\\.)*+'))"
                    + "|(?<number>(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][+-]?\\d+)?)(?<unit>\\w*)"
                    + "|(?<path>[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*)"
                    + "|(?<other>.)",
            Pattern.DOTALL);
    private static final Pattern LOCAL =
            Pattern.compile("\\.(?:exists|exists_one|all|filter|map)\\s*\\(\\s*([A-Za-z_]\\w*)\\s*,");
    private static final Set<String> QUOTES = Set.of("'", "\"", "\u2018", "\u2019", "\u201c", "\u201d");
    private static final Set<String> KEYWORDS = Set.of("true", "false", "null", "in");
    private static final Set<String> FUNCTIONS =
            Set.of("tagged", "tag_level", "size", "double", "string", "bool", "duration", "timestamp", "matches");
    private static final Set<String> METHODS = Set.of(
            "startsWith", "endsWith", "contains", "matches", "size", "exists", "exists_one", "all", "filter", "map");

    private final String source;
    private final Environment environment;
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> places = new ArrayList<>();
    private final Map<String, String> slots = new LinkedHashMap<>();
    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final Map<ValueType, Integer> used = new LinkedHashMap<>();
    private final Set<String> locals = new HashSet<>();
    private boolean failed;

    /**
     * The result.
     *
     * @param places for each character of the text the offset in the source
     * @param variables by the names the text uses
     * @param named by the names the source uses, constants apart
     * @param canonical the source and what each name in it is defined as
     */
    record Rewritten(
            String text,
            int[] places,
            Map<String, Variable> variables,
            Map<String, Variable> named,
            String canonical) {}

    /** Told what is wrong at an offset of the source. */
    interface Complaints {
        void add(int offset, String message, String hint);
    }

    private Rewriter(String source, Environment environment) {
        this.source = source;
        this.environment = environment;
    }

    /** The rewritten expression; null if that failed, for a reason that is then among the complaints or known before. */
    static Rewritten rewrite(String source, Environment environment, Complaints complaints) {
        Rewriter rewriter = new Rewriter(source, environment);
        rewriter.run(complaints);
        if (rewriter.failed) {
            return null;
        }
        return new Rewritten(
                rewriter.text.toString(),
                rewriter.places.stream().mapToInt(Integer::intValue).toArray(),
                Map.copyOf(rewriter.variables),
                rewriter.named(),
                rewriter.canonical());
    }

    private Map<String, Variable> named() {
        Map<String, Variable> named = new LinkedHashMap<>();
        slots.forEach((name, slot) -> {
            Variable variable = variables.get(slot);
            if (!(variable.source() instanceof Variable.Constant)) {
                named.put(name, variable);
            }
        });
        return Collections.unmodifiableMap(named);
    }

    /** Where all names are defined alike, which is which needs no saying. */
    private String canonical() {
        Map<String, String> definitions = new TreeMap<>();
        slots.forEach((name, slot) -> {
            Variable variable = variables.get(slot);
            definitions.put(name, variable.type() + " " + variable.definition());
        });
        Set<String> different = new TreeSet<>(definitions.values());
        return source + " {" + (different.size() < 2 ? String.join(",", different) : definitions) + "}";
    }

    private void run(Complaints complaints) {
        Matcher local = LOCAL.matcher(source);
        while (local.find()) {
            locals.add(local.group(1));
        }
        Matcher token = TOKEN.matcher(source);
        int at = 0;
        while (at < source.length() && token.find(at)) {
            int next = token.end();
            if (token.group("space") != null) {
                put(" ", at);
            } else if (token.group("comment") != null) {
                failed = true;
                complaints.add(at, "a comment would take the rest of the expression with it", "use YAML's own: # ...");
                return;
            } else if (token.group("string") != null) {
                copy(token.group(), at);
            } else if (token.group("number") != null) {
                number(token.group("number"), token.group("unit"), at, complaints);
            } else if (token.group("path") != null) {
                next = path(token.group("path"), at, next, complaints);
            } else if (QUOTES.contains(token.group())) {
                failed = true;
                complaints.add(at, "the text that begins here has no end", "texts stand between ' and '");
                return;
            } else {
                copy(token.group(), at);
            }
            at = next;
        }
    }

    private void number(String digits, String unit, int at, Complaints complaints) {
        if (unit.isEmpty()) {
            boolean plain = digits.chars().allMatch(Character::isDigit);
            String number = plain ? digits + ".0" : digits.startsWith(".") ? "0" + digits : digits;
            if (Double.isInfinite(Double.parseDouble(number))) {
                failed = true;
                complaints.add(at, "`" + digits + "` is too large for a number", null);
            }
            put(number, at);
            return;
        }
        var millis = Durations.parse(digits + unit);
        if (millis.isEmpty()) {
            failed = true;
            complaints.add(
                    at,
                    "`" + digits + unit + "` is neither a number nor a duration",
                    "units are ms, s, m, h, d, as in 15m");
            return;
        }
        slot(
                digits + unit,
                new Variable(
                        ValueType.DURATION,
                        List.of(),
                        new Variable.Constant(millis.getAsLong()),
                        "",
                        Variable.Use.NONE),
                at,
                complaints);
    }

    /** Writes what a name becomes and returns where reading goes on. */
    private int path(String path, int at, int end, Complaints complaints) {
        int after = skipSpace(end);
        boolean called = after < source.length() && source.charAt(after) == '(';
        boolean member = previous(at) == '.';
        int dot = path.lastIndexOf('.');
        if (member) {
            if (called && dot < 0) {
                method(path, at, complaints);
            }
            copy(path, at);
            return end;
        }
        if (called && dot < 0) {
            return function(path, at, end, after, complaints);
        }
        String name = called ? path.substring(0, dot) : path;
        String head = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        if (KEYWORDS.contains(name) || locals.contains(head)) {
            copy(name, at);
        } else {
            name(name, at, complaints);
        }
        if (called) {
            method(path.substring(dot + 1), at + dot + 1, complaints);
            copy(path.substring(dot), at + dot);
        }
        return end;
    }

    private void name(String name, int at, Complaints complaints) {
        Variable variable = environment.variable(name, (message, hint) -> complaints.add(at, message, hint));
        if (variable == null) {
            failed = true;
        } else {
            slot(name, variable, at, complaints);
        }
    }

    private void method(String name, int at, Complaints complaints) {
        if (!METHODS.contains(name)) {
            failed = true;
            complaints.add(at, "unknown function `" + name + "`", Suggestion.of(name, METHODS));
        }
    }

    private int function(String name, int at, int end, int open, Complaints complaints) {
        if (KEYWORDS.contains(name)) {
            copy(name, at);
            return end;
        }
        if (!FUNCTIONS.contains(name)) {
            failed = true;
            complaints.add(at, "unknown function `" + name + "`", Suggestion.of(name, FUNCTIONS));
            return end;
        }
        if (!Environment.OF_TAGS.contains(name)) {
            copy(name, at);
            return end;
        }
        Matcher argument = Pattern.compile("\\(\\s*(?:'([^'\\\\]*)'|\"([^\"\\\\]*)\")\\s*\\)")
                .matcher(source)
                .region(open, source.length());
        if (!argument.lookingAt()) {
            failed = true;
            complaints.add(at, name + " takes the name of one tag", "write " + name + "('loss-cooling')");
            int close = source.indexOf(')', open);
            return close < 0 ? source.length() : close + 1;
        }
        int group = argument.group(1) == null ? 2 : 1;
        String tag = argument.group(group);
        int tagAt = argument.start(group);
        Variable variable = environment.tag(name, tag, (message, hint) -> complaints.add(tagAt, message, hint));
        if (variable == null) {
            failed = true;
        } else {
            slot(name + "('" + tag + "')", variable, at, complaints);
        }
        return argument.end();
    }

    private void slot(String name, Variable variable, int at, Complaints complaints) {
        String slot = slots.get(name);
        if (slot == null) {
            int index = used.merge(variable.type(), 1, Integer::sum) - 1;
            if (index >= CelLibrary.SLOTS) {
                failed = true;
                complaints.add(at, "more than " + CelLibrary.SLOTS + " names of one type in an expression", null);
                return;
            }
            slot = CelLibrary.slot(variable.type(), index);
            slots.put(name, slot);
            variables.put(slot, variable);
        }
        put(slot, at);
    }

    private int skipSpace(int from) {
        int at = from;
        while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
            at++;
        }
        return at;
    }

    private char previous(int at) {
        int before = at - 1;
        while (before >= 0 && Character.isWhitespace(source.charAt(before))) {
            before--;
        }
        return before < 0 ? ' ' : source.charAt(before);
    }

    private void copy(String part, int at) {
        for (int i = 0; i < part.length(); i++) {
            text.append(part.charAt(i) == '\n' ? ' ' : part.charAt(i));
            places.add(at + i);
        }
    }

    private void put(String part, int at) {
        text.append(part);
        for (int i = 0; i < part.length(); i++) {
            places.add(at);
        }
    }
}
