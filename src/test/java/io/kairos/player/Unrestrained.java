package io.kairos.player;

import io.kairos.playbook.PlaybookFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The default playbook with what protects, and without what else holds our tongue: caps, consent, quiet hours. */
final class Unrestrained {
    private Unrestrained() {}

    static Rig rig() {
        return rig(Map.of());
    }

    /** @param more files that are added, or stand for those of the same name */
    static Rig rig(Map<String, String> more) {
        try {
            Map<String, String> files = new TreeMap<>(
                    PlaybookFolder.read(Path.of("flink-conf/playbook")).files());
            files.replaceAll((path, text) ->
                    path.equals("policy.yaml") || path.startsWith("licences/") ? withoutRestraint(text) : text);
            files.putAll(more);
            List<String> pairs = new ArrayList<>();
            files.forEach((path, text) -> pairs.addAll(List.of(path, text)));
            return Rig.of(pairs.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A policy or a licence without its consent and restraint. */
    static String withoutRestraint(String text) {
        return text.replaceAll(without("consent"), "").replaceAll(without("restraint"), "");
    }

    /** A key at the edge, with what belongs to it. */
    private static String without(String key) {
        return "(?ms)^" + key + ":.*?(?=^\\S|\\z)";
    }
}
