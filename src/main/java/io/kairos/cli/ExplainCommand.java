package io.kairos.cli;

import io.kairos.event.EventJson;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.kafka.KafkaSettings;
import io.kairos.kafka.PlaybookTopic;
import io.kairos.offer.Arms;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.PlaybookReader;
import io.kairos.playbook.Vocabulary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells what happened to one player, and why he was sent something or nothing. */
@Command(
        name = "explain",
        description = {
            "Tell the story of one player: the events that mattered, his tags, every moment with its decision and the reason "
                    + "in plain words, the offers and how they ended. --why-not PATTERN says what stopped it.",
            "",
            "Reads what a backtest wrote (--results), records in files (--decisions, --offers, --tags), or the topics. From "
                    + "--events and --playbook alone it takes the steps again, as a backtest does. For --why-not of a moment "
                    + "that never came it needs the playbook and the player's events; where the topics are read, both are "
                    + "taken from there. On the topics his events are looked for since the first thing that is recorded of "
                    + "him, or since --from, among the last two million of everybody's; for --why-not among all."
        })
final class ExplainCommand implements Runnable {
    @Mixin
    private Connection connection;

    @Option(
            names = "-D",
            paramLabel = "NAME=VALUE",
            description = "One of the job's settings, as topics.decisions=name.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--player", required = true, paramLabel = "ID", description = "The player's id.")
    private String player;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description =
                    "What a backtest wrote: decisions.jsonl, offers.jsonl, tags.jsonl; events.jsonl if it is there.")
    private Path results;

    @Option(names = "--decisions", arity = "1..*", paramLabel = "FILE", description = "Decisions as JSON lines.")
    private List<Path> decisions = List.of();

    @Option(names = "--offers", arity = "1..*", paramLabel = "FILE", description = "Offers as JSON lines.")
    private List<Path> offers = List.of();

    @Option(names = "--tags", arity = "1..*", paramLabel = "FILE", description = "Tag changes as JSON lines.")
    private List<Path> tags = List.of();

    @Option(
            names = "--events",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Events as JSON lines, plain or gzipped; shows what was in the events that mattered.")
    private List<Path> events = List.of();

    @Option(
            names = "--playbook",
            paramLabel = "DIR",
            description = "The playbook's folder; names things by their titles.")
    private Path playbook;

    @Option(names = "--from", paramLabel = "TIME", description = "Only what happened then or later.")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Only what happened before.")
    private String to;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Whose clock times are shown by (default: the player's, if his events say it, else UTC).")
    private String zone;

    @Option(
            names = "--why-not",
            paramLabel = "PATTERN",
            description = "Say which guard stopped this pattern, or how far it came.")
    private String whyNot;

    @Option(names = "--json", description = "All of it as one JSON object, with the records.")
    private boolean json;

    /** An event may be so much later than its record; see time.ahead. */
    private static final long AHEAD = 60_000;

    /** Of everybody: more of them are not read to show what one player did. */
    private static final long MOST_EVENTS = 2_000_000;

    @Spec
    private CommandSpec spec;

    /** Why his events could not be read; null if they could. */
    private String noEvents;

    private Bundle bundle;
    private Playbook read;

    @Override
    public void run() {
        PrintWriter err = spec.commandLine().getErr();
        Story story = new Story(player);
        boolean topics =
                decisions.isEmpty() && offers.isEmpty() && tags.isEmpty() && results == null && events.isEmpty();
        KafkaSettings kafka = topics ? connection.settings(settings) : null;
        readPlaybook(kafka, err);
        boolean recorded = readRecords(story, kafka, err);
        Recording recording = recording(story, kafka, err);
        boolean retell = !recorded && read != null && recording != null;
        if (!recorded && !retell) {
            throw new ParameterException(
                    spec.commandLine(), "events say nothing of decisions: give --playbook DIR, or --results DIR");
        }
        Story retold = retell ? story : new Story(player);
        if (story.isEmpty() && (recording == null || recording.own().isEmpty())) {
            throw Stop.wrongInput("nothing is recorded of the player `%s` here%s", player, story.whoElse());
        }
        WallClock clock = WallClock.of(zone != null ? zone : zoneOf(recording));
        long begin = from == null ? Long.MIN_VALUE : clock.parse("--from", from);
        long end = to == null ? Long.MAX_VALUE : clock.parse("--to", to);
        if (begin >= end) {
            throw new ParameterException(spec.commandLine(), "--from %s is not before --to %s".formatted(from, to));
        }
        WhyNot why = whyNot == null ? null : new WhyNot(whyNot, clock, new DecisionLines(read, clock), begin, end);
        boolean answered = why != null && why.isAnsweredBy(story);
        Pattern asked = why == null || read == null || answered ? null : why.running(read, bundle);
        Retelling.Told told = null;
        if (retell || asked != null && recording != null && !recording.own().isEmpty()) {
            told = Retelling.tell(recording, read, asked, retold);
        }
        if (why != null && !answered && (read == null || asked != null) && !(retell && why.isAnsweredBy(story))) {
            if (read == null) {
                why.noPlaybook(story);
            } else if (told == null) {
                why.noEvents();
            } else {
                why.tell(Arms.own(asked, player), read, told.trail(), retold, recording, recorded);
            }
        }
        List<PlayerEvent> own = recording == null ? List.of() : recording.own();
        Timeline timeline = new Timeline(story, own, read, clock, begin, end);
        if (timeline.isEmpty() && why == null && !isEmptyWithoutWindow(story, own)) {
            throw Stop.wrongInput(
                    "nothing happened to the player `%s` in this window; what is known of him is from %s to %s",
                    player, clock.both(bound(story, own, true)), clock.both(bound(story, own, false)));
        }
        List<String> notes = notes(story, recording, told, clock);
        if (json) {
            printJson(timeline, why, notes, clock);
        } else {
            print(story, own, timeline, why, notes, clock);
        }
    }

    private void readPlaybook(KafkaSettings kafka, PrintWriter err) {
        if (playbook != null) {
            Folder folder = new Folder(playbook);
            bundle = folder.bundle();
            read = folder.playbook(bundle, err);
        } else if (kafka != null) {
            try {
                bundle = new PlaybookTopic(kafka).readLast().orElse(null);
            } catch (IllegalStateException e) {
                throw Stop.couldNotRun(e, "%s", e.getMessage());
            }
            read = bundle == null ? null : PlaybookReader.read(bundle).playbook();
        }
    }

    /** @return whether there is anything that records decisions */
    private boolean readRecords(Story story, KafkaSettings kafka, PrintWriter err) {
        if (kafka != null) {
            readTopic(Output.Kind.DECISION, kafka, err, story::decision);
            readTopic(Output.Kind.OFFER, kafka, err, story::offer);
            readTopic(Output.Kind.TAG_CHANGE, kafka, err, story::tag);
            return true;
        }
        List<Path> allDecisions = with(decisions, "decisions.jsonl");
        List<Path> allOffers = with(offers, "offers.jsonl");
        List<Path> allTags = with(tags, "tags.jsonl");
        if (results != null && allDecisions.isEmpty()) {
            throw Stop.wrongInput(
                    "there is no decisions.jsonl in %s; --results is what a backtest wrote with --out", results);
        }
        Story.read(allDecisions, story::decision);
        Story.read(allOffers, story::offer);
        Story.read(allTags, story::tag);
        return !allDecisions.isEmpty() || !allOffers.isEmpty() || !allTags.isEmpty();
    }

    private static void readTopic(
            Output.Kind kind, KafkaSettings kafka, PrintWriter err, Consumer<Map<String, Object>> each) {
        try (RecordTopic<Map<String, Object>> topic = RecordTopic.of(kafka, kind, true)) {
            topic.toTheEnd(new Progress(err, System.nanoTime()), each);
        }
    }

    private List<Path> with(List<Path> named, String file) {
        if (results == null) {
            return named;
        }
        return Stream.concat(named.stream(), Story.in(results, file).stream()).toList();
    }

    /** Null if his events are not known. */
    private Recording recording(Story story, KafkaSettings kafka, PrintWriter err) {
        Vocabulary vocabulary = read == null ? null : read.vocabulary();
        Progress progress = new Progress(err, System.nanoTime());
        if (kafka != null) {
            return whyNot == null || read == null
                    ? ownOfTopics(story, kafka, progress)
                    : Recording.of(player, vocabulary, kafka, story, progress);
        }
        List<Path> files = with(events, "events.jsonl");
        return files.isEmpty() ? null : Recording.of(player, vocabulary, files, story, progress);
    }

    /** What he did since the first thing that is recorded of him; null if that cannot be read, or nothing is. */
    private Recording ownOfTopics(Story story, KafkaSettings kafka, Progress progress) {
        if (story.isEmpty()) {
            return null;
        }
        long since = from == null ? story.begins() : WallClock.of(zone).parse("--from", from);
        try {
            return Recording.ownSince(since - AHEAD, MOST_EVENTS, kafka, story, progress);
        } catch (Stop e) {
            noEvents = e.getMessage();
            return null;
        }
    }

    private static String zoneOf(Recording recording) {
        String zone = null;
        if (recording != null) {
            for (PlayerEvent event : recording.own()) {
                zone = event.zone() == null ? zone : event.zone();
            }
        }
        return zone;
    }

    private static boolean isEmptyWithoutWindow(Story story, List<PlayerEvent> own) {
        return story.isEmpty() && !own.isEmpty();
    }

    private static long bound(Story story, List<PlayerEvent> own, boolean first) {
        Stream<Long> times = Stream.of(
                        story.decisions().stream().map(record -> Timeline.number(record, "at")),
                        story.offers().stream().map(record -> Timeline.number(record, "at")),
                        story.tags().stream().map(record -> Timeline.number(record, "at")),
                        own.stream().map(PlayerEvent::at))
                .flatMap(all -> all);
        return (first ? times.min(Comparator.naturalOrder()) : times.max(Comparator.naturalOrder())).orElseThrow();
    }

    /** What a reader has to know about what is not here. */
    private List<String> notes(Story story, Recording recording, Retelling.Told told, WallClock clock) {
        List<String> notes = new ArrayList<>();
        if (noEvents != null) {
            notes.add("What was in his events is not shown: " + noEvents + ".");
        }
        if (recording != null && recording.isCut()) {
            notes.add("Only the last %,d events of everybody were read; what was in his earlier ones is not shown."
                    .formatted(MOST_EVENTS));
        }
        if (told != null) {
            notes.add(
                    "His events begin at " + clock.both(recording.own().get(0).at())
                            + ". What happened before is not among them: features, caps, tags and matches begun earlier are missing.");
        }
        if (told != null) {
            told.unheard()
                    .forEach(feed -> notes.add("No " + feed.type() + " is among the events, so `" + feed.id()
                            + "` protected everybody when the steps were taken again."));
        }
        Set<String> earlier = new TreeSet<>();
        Set<String> gained = new HashSet<>();
        story.tags().forEach(change -> gained.add(Timeline.text(change, "tag")));
        for (Map<String, Object> decision : story.decisions()) {
            if (decision.get("tags") instanceof List<?> had) {
                had.stream()
                        .map(Object::toString)
                        .filter(tag -> !gained.contains(tag))
                        .forEach(earlier::add);
            }
        }
        if (!earlier.isEmpty()) {
            notes.add("He had tags whose beginning is not among these records: " + String.join(", ", earlier) + ".");
        }
        return notes;
    }

    private void print(
            Story story, List<PlayerEvent> own, Timeline timeline, WhyNot why, List<String> notes, WallClock clock) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("Player %s, times in %s%n", player, clock.zone());
        out.println(summary(story, own));
        if (why != null) {
            out.println();
            out.printf("Why not %s?%n", whyNot);
            why.lines().forEach(out::println);
        } else {
            timeline.print(out);
        }
        if (!notes.isEmpty()) {
            out.println();
            notes.forEach(note -> out.println("Note: " + note));
        }
        out.flush();
    }

    private static String summary(Story story, List<PlayerEvent> own) {
        String moments = story.decisions().isEmpty()
                ? "no moment"
                : Folder.count(story.decisions().size(), "moment") + " (" + counted(story.decisions(), "reason") + ")";
        String offers = story.offers().isEmpty() ? "no offer" : "offers: " + counted(story.offers(), "status");
        return (own.isEmpty() ? "" : Folder.count(own.size(), "event") + ", ") + moments + ", " + offers;
    }

    private static String counted(List<Map<String, Object>> records, String field) {
        Map<String, Integer> counts = new TreeMap<>();
        records.forEach(record -> counts.merge(Timeline.text(record, field), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " "
                        + count.getKey().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
    }

    private void printJson(Timeline timeline, WhyNot why, List<String> notes, WallClock clock) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("player_id", player);
        tree.put("zone", clock.zone().getId());
        tree.put("timeline", timeline.json());
        tree.put("why_not", why == null ? null : Map.of("pattern", whyNot, "answer", why.lines()));
        tree.put("notes", notes);
        PrintWriter out = spec.commandLine().getOut();
        out.println(EventJson.write(tree));
        out.flush();
    }
}
