package io.kairos.cli;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.Arms;
import io.kairos.playbook.Expression;
import io.kairos.playbook.Feature;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Step;
import io.kairos.playbook.ValueType;
import io.kairos.playbook.Variant;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/** A decision's record in words for a person who does not know Kairos. */
final class DecisionLines {
    private static final int DECIMALS = 3;
    private static final java.util.regex.Pattern UNTIL = java.util.regex.Pattern.compile("\\buntil (\\d{11,15})\\b");

    private final Playbook playbook;
    private final WallClock clock;

    /** @param playbook to name things by; null if it is not known */
    DecisionLines(Playbook playbook, WallClock clock) {
        this.playbook = playbook;
        this.clock = clock;
    }

    /** The pattern, and what it looks for. */
    String title(Map<String, Object> decision) {
        Pattern pattern = pattern(decision);
        String title = pattern == null || pattern.title() == null ? "" : ": " + pattern.title();
        return Timeline.text(decision, "pattern") + title;
    }

    /** The reason, then all that was looked at. */
    List<String> of(Map<String, Object> decision) {
        long at = Timeline.number(decision, "at");
        List<String> lines = new ArrayList<>();
        lines.add(reason(decision));
        add(lines, "made of ", matched(decision));
        add(lines, "facts: ", facts(decision));
        add(lines, "looked at: ", features(decision));
        add(lines, "tags he had: ", join(decision.get("tags")));
        for (Map<String, Object> candidate : Timeline.trees(decision.get("candidates"))) {
            Object rank = candidate.get("rank");
            lines.add("offer " + Timeline.text(candidate, "offer") + ": "
                    + withTimes(ReasonWords.verdict(Timeline.text(candidate, "verdict")), at)
                    + (rank == null ? "" : ", rank " + shown(rank)));
        }
        counters(Timeline.tree(decision.get("counters")), lines);
        add(lines, "channel: ", decision.get("channel") == null ? "" : Timeline.text(decision, "channel"));
        add(lines, "experiment: ", arm(decision));
        long late = Timeline.number(decision, "decided_at") - at;
        if (late > 1_000) {
            lines.add("decided " + OfferLine.span(late) + " after the moment");
        }
        return lines;
    }

    String reason(Map<String, Object> decision) {
        String said = ReasonWords.sentence(decision.get("reason"), decision.get("detail"));
        return Timeline.text(decision, "reason") + ": " + withTimes(said, Timeline.number(decision, "at"));
    }

    /** Guards write times as numbers. */
    private String withTimes(String text, long near) {
        return UNTIL.matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement("until " + clock.near(Long.parseLong(found.group(1)), near)));
    }

    private static String arm(Map<String, Object> decision) {
        if (decision.get("arm") == null) {
            return "";
        }
        String arm = Timeline.text(decision, "arm");
        return arm.equals(Variant.BASE) ? "he has no variant" : "he has the variant `" + arm + "`";
    }

    /** The pattern as the player has it now; null if that is not known. */
    private Pattern pattern(Map<String, Object> decision) {
        return playbook == null
                ? null
                : playbook.patterns().stream()
                        .filter(one -> one.id().equals(decision.get("pattern")))
                        .findFirst()
                        .map(one -> Arms.own(one, Timeline.text(decision, "player_id")))
                        .orElse(null);
    }

    private String matched(Map<String, Object> decision) {
        Map<String, List<Long>> byStep = new LinkedHashMap<>();
        for (Map<String, Object> event : Timeline.trees(decision.get("matched"))) {
            String word = word(decision, event);
            Object alias = event.get("alias");
            byStep.computeIfAbsent(
                            alias == null || alias.equals(word) ? word : word + " (" + alias + ")",
                            none -> new ArrayList<>())
                    .add(Timeline.number(event, "at"));
        }
        long at = Timeline.number(decision, "at");
        return byStep.entrySet().stream()
                .map(step -> counted(step.getKey(), step.getValue(), at))
                .collect(Collectors.joining("; "));
    }

    /** What happened so many times, and when. */
    String counted(String what, List<Long> times, long near) {
        String first = clock.near(times.get(0), near);
        return times.size() == 1
                ? what + " at " + first
                : times.size() + " " + what + ", " + first + " to " + clock.near(times.get(times.size() - 1), near);
    }

    /** What the step calls a matched event that took it; its type if that is not known. */
    String word(Map<String, Object> decision, Map<String, Object> matched) {
        String type = Timeline.text(matched, "type");
        Pattern pattern = pattern(decision);
        int step = (int) Timeline.number(matched, "step");
        if (pattern != null
                && step < pattern.sequence().size()
                && pattern.sequence().get(step) instanceof Step.Take take) {
            Set<String> words = take.on().words(type);
            return words.size() == 1 && !words.contains("any")
                    ? words.iterator().next()
                    : type;
        }
        return type;
    }

    private String facts(Map<String, Object> decision) {
        Pattern pattern = pattern(decision);
        List<String> shown = new ArrayList<>();
        sorted(decision.get("facts")).forEach((name, value) -> {
            Expression fact = pattern == null ? null : pattern.facts().get(name);
            shown.add(name + " " + shown(fact == null ? null : fact.type(), value, Timeline.number(decision, "at")));
        });
        return String.join(", ", shown);
    }

    private String features(Map<String, Object> decision) {
        List<String> shown = new ArrayList<>();
        sorted(decision.get("features")).forEach((name, value) -> {
            if (value != null) {
                Feature feature = playbook == null ? null : playbook.features().get(name);
                shown.add(name + " "
                        + shown(feature == null ? null : feature.type(), value, Timeline.number(decision, "at")));
            }
        });
        return String.join(", ", shown);
    }

    /** What is counted up to a limit, then what is left of something. */
    private static void counters(Map<String, Object> all, List<String> lines) {
        List<String> used = new ArrayList<>();
        List<String> left = new ArrayList<>();
        new TreeMap<>(all).forEach((name, value) -> {
            String budget = ReasonWords.budget(name);
            if (!(value instanceof Number number)) {
                return;
            } else if (budget != null) {
                left.add(shown(number.longValue() / 100.0) + " of " + budget);
            } else if (number.longValue() > 0) {
                used.add(value + " towards `" + name + "`");
            }
        });
        if (used.isEmpty() && left.size() < all.size()) {
            used.add("nothing towards any cap");
        }
        add(lines, "counted before: ", String.join(", ", used));
        add(lines, "left of the budgets: ", String.join(", ", left));
    }

    private static Map<String, Object> sorted(Object map) {
        return new TreeMap<>(Timeline.tree(map));
    }

    private static String join(Object list) {
        return list instanceof List<?> all ? all.stream().map(Object::toString).collect(Collectors.joining(", ")) : "";
    }

    static void add(List<String> lines, String label, String text) {
        if (!text.isEmpty()) {
            lines.add(label + text);
        }
    }

    /** An event's attribute for people. */
    String shown(PlayerEvent event, String attribute, Object value) {
        var type = playbook == null ? null : playbook.vocabulary().type(event.type());
        var known = type == null ? null : type.attributes().get(attribute);
        return shown(known == null ? null : known.type(), value, event.at());
    }

    /** @param type null if it is not known */
    private String shown(ValueType type, Object value, long near) {
        if (value instanceof Number number && type == ValueType.DURATION) {
            return OfferLine.span(number.longValue());
        }
        if (value instanceof Number number && type == ValueType.TIME) {
            return clock.near(number.longValue(), near);
        }
        return shown(value);
    }

    /** A value for people: a whole number without its fraction. */
    static String shown(Object value) {
        if (value == null) {
            return "not known";
        }
        if (value instanceof Double number) {
            return number == Math.rint(number) && Math.abs(number) < 1e15
                    ? Long.toString(number.longValue())
                    : new BigDecimal(number)
                            .setScale(DECIMALS, RoundingMode.HALF_EVEN)
                            .stripTrailingZeros()
                            .toPlainString();
        }
        return value.toString();
    }
}
