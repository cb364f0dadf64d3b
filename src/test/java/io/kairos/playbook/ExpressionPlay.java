package io.kairos.playbook;

import io.kairos.event.PlayerEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One event of Ada's, and what else is known; and the names by which expressions may ask for it. */
final class ExpressionPlay implements Scope {
    static final long NOON = 1_700_000_000_000L;

    private static final String EVENTS = """
            events:
              bet: { actor: player, attributes: { stake: number, odds: number, kind: [SINGLE, MULTI], live: boolean, starts: time, took: duration, name: string } }
              win: { actor: system, attributes: { stake: number } }
              incident: { actor: system, scope: all, expires: 5m, attributes: { state: [OPEN, CLOSED], severity: number, since: time, hurts: boolean } }
            """;
    private static final String FEATURES = """
            features:
              pace: { gap: bet, last: 20 }
              staked: { sum: stake, of: bet, over: 1h }
              since_win: { since: win }
              last_kind: { latest: kind, of: bet }
            """;
    private static final String TAGS = "tags: { cooling: { about: x } }";

    final Map<String, Object> attributes = new LinkedHashMap<>();
    final Map<String, Object> features = new HashMap<>();
    final Map<String, Object> before = new HashMap<>();
    final Map<String, String> envelope = new HashMap<>(Map.of("type", "bet"));
    final List<PlayerEvent> bets = new ArrayList<>();
    final Set<String> tags = new HashSet<>();
    int level = 1;
    boolean inSession;

    /** The attributes of what concerns everybody; null if there is none. */
    Map<String, Object> incident;

    boolean deadline;

    static Environment environment(Problems problems) {
        return environment(problems, FEATURES);
    }

    static Environment environment(Problems problems, String features) {
        Map<String, Item> files = new LinkedHashMap<>();
        Map.of("events.yaml", EVENTS, "features.yaml", features, "tags.yaml", TAGS)
                .forEach((file, text) -> files.put(file, YamlReader.read(file, text, problems)));
        Draft draft = new Draft(files, problems);
        new VocabularyReader(draft).read();
        Map<String, Set<String>> aliases = Map.of("bets", Set.of("bet"), "none", Set.of("bet"));
        return new Environment(draft, Set.of("bet"), true, true, true, aliases, Set.of("later"));
    }

    ExpressionPlay with(String attribute, Object value) {
        attributes.put(attribute, value);
        return this;
    }

    @Override
    public PlayerEvent event() {
        return deadline ? null : PlayerEvent.of("e", "ada", "bet", NOON, attributes);
    }

    @Override
    public long time() {
        return NOON;
    }

    @Override
    public String envelope(String field) {
        return envelope.get(field);
    }

    @Override
    public Object feature(String id) {
        return features.get(id);
    }

    @Override
    public Object before(String id) {
        return before.get(id);
    }

    @Override
    public int valuesOf(String feature) {
        return 0;
    }

    @Override
    public boolean tagged(String tag) {
        return tags.contains(tag);
    }

    @Override
    public int tagLevel(String tag) {
        return tags.contains(tag) ? level : 0;
    }

    @Override
    public boolean inSession() {
        return inSession;
    }

    @Override
    public PlayerEvent forAll(String type) {
        return type.equals("incident") && incident != null ? PlayerEvent.of("i", null, type, NOON, incident) : null;
    }

    @Override
    public List<PlayerEvent> matched(String alias) {
        return alias.equals("bets") ? bets : List.of();
    }

    @Override
    public String toString() {
        return (deadline ? "at a deadline" : attributes) + ", features " + features + ", before " + before
                + ", envelope " + envelope + ", tags " + tags + " at level " + level + ", in session " + inSession
                + ", incident " + incident
                + ", bets " + bets;
    }
}
