package io.kairos.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kairos.event.EventJson;
import io.kairos.event.EventJson.NoEventException;
import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Bundle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** The recorded play beside the repository, and the moments in it that another program found. */
public final class RealPlay {
    /** In order of their times. */
    public static final List<String> SETS = List.of("pokernow", "bustabit");

    private static final Path DATA = Path.of("..", "shared", "data");

    private RealPlay() {}

    public static void assumeThere() {
        assumeTrue(Files.isRegularFile(DATA.resolve("README.md")), "no recorded play here");
    }

    /** Both sets, in order of arrival. */
    public static List<PlayerEvent> events() throws IOException, NoEventException {
        List<PlayerEvent> events = new ArrayList<>();
        for (String set : SETS) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(DATA.resolve(set).resolve("events.jsonl.gz"))),
                    StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    events.add(EventJson.read(line));
                }
            }
        }
        return events;
    }

    /** The moments of a set as {@code pattern,player,at,events}. */
    public static List<String> moments(String set) throws IOException {
        List<String> lines = Files.readAllLines(DATA.resolve(set).resolve("expected.csv"));
        return lines.subList(1, lines.size());
    }

    /** Those of both sets. */
    public static List<String> moments() throws IOException {
        List<String> moments = new ArrayList<>();
        for (String set : SETS) {
            moments.addAll(moments(set));
        }
        return moments;
    }

    /** The moment of a decision, as {@link #moments} gives them. */
    public static String moment(Map<String, Object> decision) {
        String events = ((List<?>) decision.get("matched"))
                .stream()
                        .map(matched -> (String) ((Map<?, ?>) matched).get("event_id"))
                        .collect(Collectors.joining("+"));
        return "%s,%s,%s,%s".formatted(decision.get("pattern"), decision.get("player_id"), decision.get("at"), events);
    }

    /** The player of a moment as {@link #moments} gives them. */
    static String player(String moment) {
        return moment.split(",")[1];
    }

    /** The reference patterns, which the sets' description lists. */
    public static Bundle playbook() throws IOException {
        Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DATA.resolve("README.md")));
        assertThat(block.find()).isTrue();
        Map<String, String> files = new HashMap<>();
        for (String document : block.group(1).split("(?m)^---\n")) {
            Matcher pattern =
                    Pattern.compile("^pattern: (\\S+)", Pattern.MULTILINE).matcher(document);
            String file =
                    pattern.find() ? "patterns/" + pattern.group(1) : document.substring(0, document.indexOf(':'));
            files.put(file + ".yaml", document);
        }
        return new Bundle(1, "test", null, files);
    }
}
