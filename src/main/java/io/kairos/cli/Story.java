package io.kairos.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kairos.playbook.Suggestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What the topics say of one player: decisions, offers and tag changes, each by the field names of its schema. */
final class Story {
    private static final int OTHERS_KEPT = 5_000;
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);
    private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

    private final String player;
    private final List<Map<String, Object>> decisions = new ArrayList<>();
    private final List<Map<String, Object>> offers = new ArrayList<>();
    private final List<Map<String, Object>> tags = new ArrayList<>();

    /** An offer's record comes again after a crash. */
    private final Set<String> told = new LinkedHashSet<>();

    private final Set<String> others = new TreeSet<>();
    private final Set<String> patterns = new TreeSet<>();

    Story(String player) {
        this.player = player;
    }

    String player() {
        return player;
    }

    void decision(Map<String, Object> record) {
        if (record.get("pattern") instanceof String pattern) {
            patterns.add(pattern);
        }
        if (isHis(record)) {
            addOnce(decisions, record, record.get("moment_id") + "/" + record.get("reason"));
        }
    }

    void offer(Map<String, Object> record) {
        if (isHis(record)) {
            addOnce(offers, record, record.get("offer_id") + "/" + record.get("status"));
        }
    }

    void tag(Map<String, Object> record) {
        if (isHis(record)) {
            tags.add(record);
        }
    }

    private boolean isHis(Map<String, Object> record) {
        Object whose = record.get("player_id");
        if (whose != null && !player.equals(whose)) {
            seen(whose.toString());
        }
        return player.equals(whose);
    }

    private void addOnce(List<Map<String, Object>> records, Map<String, Object> record, String id) {
        if (told.add(id)) {
            records.add(record);
        }
    }

    /** There is a player of this name. */
    void seen(String other) {
        if (others.size() < OTHERS_KEPT) {
            others.add(other);
        }
    }

    /** The records of files, JSON lines as a backtest writes them. */
    static void read(List<Path> files, Consumer<Map<String, Object>> each) {
        new EventFiles(files).read(line -> each.accept(tree(line)));
    }

    private static Map<String, Object> tree(EventFiles.Line line) {
        try {
            return JSON.readValue(line.text(), TREE);
        } catch (JsonProcessingException e) {
            throw Stop.wrongInput("%s is no record: %s", line.where(), e.getOriginalMessage());
        }
    }

    /** The file of this name in a folder, if it is there. */
    static List<Path> in(Path folder, String file) {
        Path path = folder.resolve(file);
        return Files.isRegularFile(path) ? List.of(path) : List.of();
    }

    List<Map<String, Object>> decisions() {
        return decisions;
    }

    List<Map<String, Object>> offers() {
        return offers;
    }

    List<Map<String, Object>> tags() {
        return tags;
    }

    /** The patterns of which there are decisions, whoever's. */
    Set<String> patterns() {
        return patterns;
    }

    boolean isEmpty() {
        return decisions.isEmpty() && offers.isEmpty() && tags.isEmpty();
    }

    /** The time of the first thing that is told of him, milliseconds. */
    long begins() {
        return Stream.of(
                        decisions.stream().flatMap(decision -> Timeline.trees(decision.get("matched")).stream()),
                        decisions.stream(),
                        offers.stream(),
                        tags.stream())
                .flatMap(all -> all)
                .mapToLong(record -> Timeline.number(record, "at"))
                .min()
                .orElseThrow();
    }

    /** Who else there is, as a hint; empty if nobody. */
    String whoElse() {
        String hint = Suggestion.of(player, others);
        return hint == null ? "" : "; " + hint;
    }
}
