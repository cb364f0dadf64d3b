package io.kairos.cli;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.OfferRecord;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Protections;
import io.kairos.playbook.Tag;
import java.io.PrintWriter;
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

    /** Reasons whose detail ends with the type of the event that was in the way. */
    private static final Set<String> ENDS = Set.of("ACTED_FIRST", "OVER");

    private static final int SHOWN_VALUES = 8;
    private static final String INDENT = " ".repeat(25);

    private final Story story;
    private final List<PlayerEvent> events;
    private final Playbook playbook;
    private final WallClock clock;
    private final DecisionLines lines;
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
        this.lines = new DecisionLines(playbook, clock);
        addEvents();
        story.decisions().forEach(this::addDecision);
        story.offers().forEach(this::addOffer);
        story.tags().forEach(this::addTag);
        entries.removeIf(entry -> entry.at() < from || entry.at() >= to);
        entries.sort(Comparator.comparingLong(Entry::at).thenComparing(Entry::kind));
        List.copyOf(entries).forEach(this::putBehindItsMoment);
    }

    /** What is sent stands where it was decided, though more was decided at the same time. */
    private void putBehindItsMoment(Entry entry) {
        if (entry.kind() != Kind.OFFER || !text(entry.record(), "status").equals("ISSUED")) {
            return;
        }
        for (Entry moment : entries) {
            if (moment.kind() == Kind.MOMENT
                    && text(moment.record(), "moment_id").equals(text(entry.record(), "moment_id"))) {
                entries.remove(entry);
                entries.add(entries.indexOf(moment) + 1, entry);
                return;
            }
        }
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
                    addEvent(known.get(id), matched, lines.word(decision, matched));
                }
            }
        }
        Set<String> telling = telling();
        Map<Long, Set<String>> ends = ends();
        for (PlayerEvent event : events) {
            boolean ended = ends.getOrDefault(event.at(), Set.of()).contains(event.type());
            if ((ended || telling.contains(event.type())) && told.add(event.eventId())) {
                addEvent(event, event.fields(), event.type());
            }
        }
    }

    /** By time, the types of the events that may have ended something then, or kept it from being sent. */
    private Map<Long, Set<String>> ends() {
        Map<Long, Set<String>> ends = new HashMap<>();
        for (Map<String, Object> decision : story.decisions()) {
            if (ENDS.contains(text(decision, "reason"))) {
                String[] words = text(decision, "detail").split(" ");
                ends.computeIfAbsent(number(decision, "at"), none -> new HashSet<>())
                        .add(words[words.length - 1]);
            }
        }
        for (Map<String, Object> offer : story.offers()) {
            if (text(offer, "reason").equals("UNTIL")) {
                ends.computeIfAbsent(number(offer, "at"), none -> new HashSet<>())
                        .addAll(until(text(offer, "pattern")));
            }
        }
        for (Map<String, Object> tag : story.tags()) {
            if (text(tag, "cause").equals("until")) {
                ends.computeIfAbsent(number(tag, "at"), none -> new HashSet<>()).addAll(untilOfTag(text(tag, "tag")));
            }
        }
        return ends;
    }

    private Set<String> until(String pattern) {
        return playbook == null
                ? Set.of()
                : playbook.patterns().stream()
                        .filter(one -> one.id().equals(pattern))
                        .flatMap(one -> one.arms().stream())
                        .filter(one -> one.until() != null)
                        .flatMap(one -> one.until().types().stream())
                        .collect(Collectors.toSet());
    }

    /** Its own end, or that of a pattern that gives it. */
    private Set<String> untilOfTag(String tag) {
        if (playbook == null) {
            return Set.of();
        }
        Set<String> types = new HashSet<>();
        Tag declared = playbook.tags().get(tag);
        if (declared != null && declared.until() != null) {
            types.addAll(declared.until().types());
        }
        for (Pattern pattern : playbook.patterns()) {
            if (pattern.arms().stream()
                    .flatMap(arm -> arm.tags().stream())
                    .anyMatch(gain -> gain.tag().equals(tag))) {
                types.addAll(until(pattern.id()));
            }
        }
        return types;
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

    /**
     * @param event null if all that is known of it is that it was matched
     * @param word what the pattern calls it
     */
    private void addEvent(PlayerEvent event, Map<String, Object> fields, String word) {
        String type = text(fields, "type");
        boolean moment = playbook != null
                && playbook.patterns().stream().anyMatch(of -> of.id().equals(type));
        String line = type
                + (word.equals(type) ? "" : " (" + word + ")")
                + (moment ? "  (a moment that others build on)" : event == null ? "" : values(event));
        entries.add(new Entry(number(fields, "at"), Kind.EVENT, line, List.of(), fields));
    }

    private String values(PlayerEvent event) {
        return event.attributes().entrySet().stream()
                .filter(value -> value.getValue() != null)
                .sorted(Map.Entry.comparingByKey())
                .limit(SHOWN_VALUES)
                .map(value -> offerOr(event, value.getKey(), value.getValue()))
                .collect(Collectors.joining(", ", "  ", ""));
    }

    /** The attribute; the name of the offer, where the value is a reference to one of his. */
    private String offerOr(PlayerEvent event, String attribute, Object value) {
        return story.offers().stream()
                .filter(offer -> value instanceof String reference
                        && text(offer, "offer_id").equals(OfferRecord.idOf(reference)))
                .map(offer -> "offer " + text(offer, "offer"))
                .findFirst()
                .orElseGet(() -> attribute + " " + lines.shown(event, attribute, value));
    }

    private void addDecision(Map<String, Object> decision) {
        entries.add(
                new Entry(number(decision, "at"), Kind.MOMENT, lines.title(decision), lines.of(decision), decision));
    }

    private void addOffer(Map<String, Object> offer) {
        long at = number(offer, "at");
        String name = text(offer, "offer");
        List<String> more = new ArrayList<>();
        String line;
        if (text(offer, "status").equals("ISSUED")) {
            line = name + " is sent, good until " + clock.near(number(offer, "expires_at"), at);
            DecisionLines.add(more, "says: ", offer.get("message") == null ? "" : "\"" + text(offer, "message") + "\"");
            DecisionLines.add(
                    more, "because: ", offer.get("because") == null ? "" : "\"" + text(offer, "because") + "\"");
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
        Tag declared = playbook == null ? null : playbook.tags().get(text(change, "tag"));
        String tag = text(change, "tag")
                + (declared == null || declared.about() == null ? "" : " (" + declared.about() + ")");
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
        DecisionLines.add(more, "told: ", change.get("notify") == null ? "" : text(change, "notify"));
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
        if (entries.stream().anyMatch(entry -> entry.kind() == Kind.MOMENT)) {
            out.println("A moment is what a pattern noticed; below it stands whether something was sent, and why.");
        }
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

    static List<Map<String, Object>> trees(Object list) {
        List<Map<String, Object>> trees = new ArrayList<>();
        if (list instanceof List<?> all) {
            all.forEach(item -> trees.add(tree(item)));
        }
        return trees;
    }

    static Map<String, Object> tree(Object map) {
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
