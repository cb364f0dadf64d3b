package io.kairos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may import whom; the drawing is in the README. */
class ImportsTest {
    private static final Path MAIN = Path.of("src/main/java/io/kairos");
    private static final Pattern IMPORT = Pattern.compile("import (?:static )?([\\w.]+);");
    private static final Pattern NAMED = Pattern.compile("\\b(?:io\\.kairos|org\\.apache\\.flink)\\.[\\w.]+");

    private static final Map<String, Set<String>> MAY_IMPORT = Map.of(
            "event", Set.of(),
            "playbook", Set.of("event"),
            "pattern.compile", Set.of("event", "playbook", "pattern.match"),
            "pattern.match", Set.of("event", "playbook"),
            "offer", Set.of("event", "playbook"),
            "player", Set.of("event", "playbook", "pattern.match", "offer"),
            "flink", Set.of("event", "playbook", "pattern.match", "pattern.compile", "offer", "player"),
            "kafka", Set.of("event", "playbook", "offer"),
            "cli",
                    Set.of(
                            "event",
                            "playbook",
                            "pattern.match",
                            "pattern.compile",
                            "offer",
                            "player",
                            "flink",
                            "kafka"));

    private static final Set<String> MAY_KNOW_FLINK = Set.of("pattern.compile", "flink", "kafka", "cli");
    private static final Set<String> MAY_KNOW_CEP = Set.of("pattern.compile");

    @Test
    void packagesImportOnlyWhatTheDrawingAllows() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            String own = packageOf(file);
            assertThat(MAY_IMPORT).as("the package of %s", file).containsKey(own);
            for (String named : namedIn(file)) {
                if (named.startsWith("io.kairos.")) {
                    String other = named.replaceFirst("^io\\.kairos\\.", "").replaceFirst("\\.[A-Z].*", "");
                    if (!other.equals(own) && !MAY_IMPORT.get(own).contains(other)) {
                        wrong.add(file + " imports " + named);
                    }
                }
                if (named.startsWith("org.apache.flink.") && !MAY_KNOW_FLINK.contains(own)) {
                    wrong.add(file + " knows Flink: " + named);
                }
                if (named.startsWith("org.apache.flink.cep.") && !MAY_KNOW_CEP.contains(own)) {
                    wrong.add(file + " knows Flink CEP: " + named);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .toList();
        }
    }

    private static String packageOf(Path file) {
        return MAIN.relativize(file.getParent()).toString().replace('/', '.');
    }

    private static List<String> namedIn(Path file) throws IOException {
        String text = Files.readString(file)
                .replaceAll("(?s)/\\*.*?\\*/", "")
                .replaceAll("//.*|package .*;|\"[^\"\n]*\"", "");
        List<String> named = new ArrayList<>();
        for (Pattern form : List.of(IMPORT, NAMED)) {
            for (Matcher found = form.matcher(text); found.find(); ) {
                named.add(form == IMPORT ? found.group(1) : found.group());
            }
        }
        return named;
    }
}
