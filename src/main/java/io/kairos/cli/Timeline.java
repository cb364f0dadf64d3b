package io.kairos.cli;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Feature;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Protections;
import io.kairos.playbook.ValueType;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What happened to one player in order of time, in words for a person who does not know Kairos. */
final class Timeline {
    /** Events that change what is decided without being matched, whatever the playbook says. */
    private static final Set<String> TELLING = Set.of("offer_feedback", "player_preferences", PlayerEvent.ERASED);

    private static final int SHOWN_VALUES = 8;
    private static final int DECIMALS = 3;
    private static final String INDENT = " ".repeat(25);

    private final Story story;
    private final List<PlayerEvent> events;
    private final Playbook playbook;
    private final WallClock clock;
    private final List<Entry> entries = new ArrayList<>();

    /** One thing that happened; {@code kind} orders what has the same time. */
    record Entry(long at, Kind kind, String line, List<String> more, Map<String, Object> record) {}

    enum Kind {
        EVENT,
        MOMENT,
        OFFER,
        TAG
    }

    /**
     * @param events the player's; none if they are not known
     * @param playbook to name things by; null if it is not known
     */
    Timeline(Story story, List<PlayerEvent> events, Playbook playbook, WallClock clock, long from, long to) {
        this.story = story;
        this.events = events;
        this.playbook = playbook;
        this.clock = clock;
        addEvents();
        story.decisions().forEach(this::addDecision);
        story.offers().forEach(this::addOffer);
        story.tags().forEach(this::addTag);
        entries.removeIf(entry -> entry.at() < from || entry.at() >= to);
        entries.sort(Comparator.comparingLong(Entry::at).thenComparing(Entry::kind));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    private void addEvents() {
        Map<String, PlayerEvent> known = new HashMap<>();
        events.forEach(event -> known.put(event.eventId(), event));
        Set<String> told = new HashSet<>();
        for (Map<String, Object> decision : story.decisions()) {
            for (Map<String, Object> matched : trees(decision.get("matched"))) {
                String id = text(matched, "event_id");
                if (told.add(id)) {
                    addEvent(known.get(id), matched);
                }
            }
        }
        Set<String> telling = telling();
        for (PlayerEvent event : events) {
            if (telling.contains(event.type()) && told.add(event.eventId())) {
                addEvent(event, event.fields());
            }
        }
    }

    private Set<String> telling() {
        Set<String> telling = new HashSet<>(TELLING);
        if (playbook != null) {
            for (Protections.Protection protection :
                    playbook.policy().protections().standing()) {
                if (protection.from() != null) {
                    telling.addAll(protection.from().types());
                }
                if (protection.to() != null) {
                    telling.addAll(protection.to().types());
                }
            }
            if (playbook.policy().consent().from() != null) {
                telling.addAll(playbook.policy().consent().from().types());
            }
        }
        return telling;
    }

    /** @param event null if all that is known of it is that it was matched */
    private void addEvent(PlayerEvent event, Map<String, Object> fields) {
        String values = event == null
                ? ""
                : event.attributes().entrySet().stream()
                        .filter(value -> value.getValue() != null)
                        .sorted(Map.Entry.comparingByKey())
                        .limit(SHOWN_VALUES)
                        .map(value -> value.getKey() + " " + shown(value.getValue()))
                        .collect(Collectors.joining(", ", "  ", ""));
        boolean moment = playbook != null
                && playbook.patterns().stream().anyMatch(of -> of.id().equals(fields.get("type")));
        String line = text(fields, "type") + (moment ? "  (a moment that others build on)" : values);
        entries.add(new Entry(number(fields, "at"), Kind.EVENT, line, List.of(), fields));
    }

    private void addDecision(Map<String, Object> decision) {
        String id = text(decision, "pattern");
        Pattern pattern = playbook == null
                ? null
                : playbook.patterns().stream()
                        .filter(one -> one.id().equals(id))
                        .findFirst()
                        .orElse(null);
        List<String> more = new ArrayList<>();
        more.add(
                text(decision, "reason") + ": " + ReasonWords.sentence(decision.get("reason"), decision.get("detail")));
        more.add("made of " + matched(decision));
        add(more, "facts: ", values(decision.get("facts")));
        add(more, "looked at: ", features(decision));
        add(more, "tags he had: ", join(decision.get("tags")));
        for (Map<String, Object> candidate : trees(decision.get("candidates"))) {
            Object rank = candidate.get("rank");
            more.add("offer " + text(candidate, "offer") + ": " + ReasonWords.verdict(text(candidate, "verdict"))
                    + (rank == null ? "" : ", rank " + shown(rank)));
        }
        add(more, "counted before: ", counters(decision.get("counters")));
        add(more, "where: ", decision.get("channel") == null ? "" : text(decision, "channel"));
        add(more, "in the experiment's arm: ", decision.get("arm") == null ? "" : text(decision, "arm"));
        long late = number(decision, "decided_at") - number(decision, "at");
        if (late > 1_000) {
            more.add("decided " + OfferLine.span(late) + " after the moment");
        }
        String title = pattern == null || pattern.title() == null ? "" : ": " + pattern.title();
        entries.add(new Entry(number(decision, "at"), Kind.MOMENT, id + title, more, decision));
    }

    private String matched(Map<String, Object> decision) {
        Map<String, List<Long>> byStep = new LinkedHashMap<>();
        for (Map<String, Object> event : trees(decision.get("matched"))) {
            String alias = event.get("alias") == null ? "" : " (" + event.get("alias") + ")";
            byStep.computeIfAbsent(text(event, "type") + alias, none -> new ArrayList<>())
                    .add(number(event, "at"));
        }
        long at = number(decision, "at");
        return byStep.entrySet().stream()
                .map(step -> {
                    List<Long> times = step.getValue();
                    String first = clock.near(times.get(0), at);
                    return times.size() == 1
                            ? step.getKey() + " at " + first
                            : times.size() + " " + step.getKey() + ", " + first + " to "
                                    + clock.near(times.get(times.size() - 1), at);
                })
                .collect(Collectors.joining("; "));
    }

    private String features(Map<String, Object> decision) {
        List<String> shown = new ArrayList<>();
        tree(decision.get("features")).forEach((name, value) -> {
            if (value != null) {
                shown.add(name + " " + feature(name, value, number(decision, "at")));
            }
        });
        return String.join(", ", shown);
    }

    private String feature(String name, Object value, long at) {
        Feature feature = playbook == null ? null : playbook.features().get(name);
        if (feature != null && value instanceof Number number && feature.type() == ValueType.DURATION) {
            return OfferLine.span(number.longValue());
        }
        if (feature != null && value instanceof Number number && feature.type() == ValueType.TIME) {
            return clock.near(number.longValue(), at);
        }
        return shown(value);
    }

    private void addOffer(Map<String, Object> offer) {
        long at = number(offer, "at");
        String name = text(offer, "offer");
        List<String> more = new ArrayList<>();
        String line;
        if (text(offer, "status").equals("ISSUED")) {
            line = name + " is sent, good until " + clock.near(number(offer, "expires_at"), at);
            add(more, "says: ", offer.get("message") == null ? "" : "\"" + text(offer, "message") + "\"");
            add(more, "because: ", offer.get("because") == null ? "" : "\"" + text(offer, "because") + "\"");
        } else {
            line = name + " " + ended(offer) + ", " + OfferLine.span(at - number(offer, "issued_at"))
                    + " after it was sent";
        }
        entries.add(new Entry(at, Kind.OFFER, line, more, offer));
    }

    private static String ended(Map<String, Object> offer) {
        String status = text(offer, "status");
        return switch (status) {
            case "ACCEPTED" -> "is accepted";
            case "DISMISSED" -> "is dismissed";
            case "EXPIRED" -> "has expired without an answer";
            case "WITHDRAWN" -> "is withdrawn: " + ReasonWords.withdrawal(text(offer, "reason"));
            default -> status.toLowerCase(Locale.ROOT);
        };
    }

    private void addTag(Map<String, Object> change) {
        long at = number(change, "at");
        String tag = text(change, "tag");
        String until = clock.near(number(change, "until"), at);
        long level = change.get("level") == null ? 1 : number(change, "level");
        String strength = level > 1 ? " at level " + level : "";
        String by = change.get("cause") == null ? "" : ", " + cause(text(change, "cause"));
        String line = switch (text(change, "change")) {
            case "GAINED" -> "+ " + tag + strength + " until " + until + by;
            case "REFRESHED" -> "+ " + tag + " again" + strength + ", until " + until + by;
            case "WEAKENED" -> "- " + tag + " weaker" + strength + ", until " + until + by;
            default -> "- " + tag + by;
        };
        List<String> more = new ArrayList<>();
        add(more, "told: ", change.get("notify") == null ? "" : text(change, "notify"));
        entries.add(new Entry(at, Kind.TAG, line, more, change));
    }

    /** What gave a tag, took it or weakened it. */
    private static String cause(String cause) {
        return switch (cause) {
            case "rule" -> "by its own rule";
            case "expired" -> "its time is up";
            case "until" -> "what it was about is over";
            case "replaced" -> "another of its group took its place";
            case "decay" -> "as time goes by";
            default -> "from " + cause;
        };
    }

    void print(PrintWriter out) {
        String day = "";
        for (Entry entry : entries) {
            if (!clock.day(entry.at()).equals(day)) {
                day = clock.day(entry.at());
                out.println();
                out.println(day);
            }
            out.printf(
                    "  %s  %-9s  %s%n",
                    clock.time(entry.at()), entry.kind().name().toLowerCase(Locale.ROOT), entry.line());
            entry.more().forEach(line -> out.println(INDENT + line));
        }
    }

    /** The entries as plain trees, with the records they tell. */
    List<Map<String, Object>> json() {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Entry entry : entries) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("at", entry.at());
            tree.put("kind", entry.kind().name().toLowerCase(Locale.ROOT));
            tree.put("text", entry.line());
            tree.put("more", entry.more());
            tree.put("record", entry.record());
            list.add(tree);
        }
        return list;
    }

    private static void add(List<String> lines, String label, String text) {
        if (!text.isEmpty()) {
            lines.add(label + text);
        }
    }

    private static String values(Object map) {
        return tree(map).entrySet().stream()
                .map(value -> value.getKey() + " " + shown(value.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String counters(Object map) {
        Map<String, Object> counters = tree(map);
        String charged = counters.entrySet().stream()
                .filter(counter -> counter.getValue() instanceof Number number && number.longValue() > 0)
                .map(counter -> counter.getValue() + " towards `" + counter.getKey() + "`")
                .collect(Collectors.joining(", "));
        return charged.isEmpty() && !counters.isEmpty() ? "nothing towards any cap" : charged;
    }

    private static String join(Object list) {
        return list instanceof List<?> all ? all.stream().map(Object::toString).collect(Collectors.joining(", ")) : "";
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

    private static List<Map<String, Object>> trees(Object list) {
        List<Map<String, Object>> trees = new ArrayList<>();
        if (list instanceof List<?> all) {
            all.forEach(item -> trees.add(tree(item)));
        }
        return trees;
    }

    private static Map<String, Object> tree(Object map) {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (map instanceof Map<?, ?> fields) {
            fields.forEach((name, value) -> tree.put(name.toString(), value));
        }
        return tree;
    }

    static String text(Map<String, Object> record, String field) {
        Object value = record.get(field);
        return value == null ? "–" : value.toString();
    }

    static long number(Map<String, Object> record, String field) {
        return record.get(field) instanceof Number number ? number.longValue() : 0;
    }
}
