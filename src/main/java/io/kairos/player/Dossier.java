package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.pattern.match.Path;
import io.kairos.pattern.match.PatternHost;
import io.kairos.player.RecentEvents.Happened;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that one row holds about its player, for people to read: a tree of names, texts, numbers and lists. Times are
 * milliseconds of the epoch. What the rules no longer know is in the row until the player is next looked at, and is told
 * by its size.
 */
public final class Dossier {
    private final PlayerMemory memory;
    private final Rules rules;

    private Dossier(PlayerMemory memory, Rules rules) {
        this.memory = memory;
        this.rules = rules;
    }

    /**
     * Of a row that {@link PlayerMemory#encode} made.
     *
     * @param rules those under which it was written
     */
    public static Map<String, Object> of(String playerId, byte[] row, Rules rules) {
        PlayerMemory memory = PlayerMemory.decode(playerId, row, rules);
        memory.features.adopt(rules.features());
        return new Dossier(memory, rules).tree();
    }

    private Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("clock", memory.clock);
        putTime(tree, "forgotten_at", memory.forgetAt);
        tree.put("envelope", memory.envelope.fields());
        tree.put("recent_event_ids", memory.recent.shown());
        tree.put("features", features());
        tree.put("tags", tags());
        tree.put("partial_matches", partialMatches());
        Map<String, Object> noLonger = new LinkedHashMap<>();
        memory.dropped.forEach((pattern, size) -> noLonger.put(pattern, (long) size));
        tree.put("partial_matches_of_changed_patterns", noLonger);
        tree.put("open_offers", openOffers());
        tree.put("delayed_moments", delayedMoments());
        tree.putAll(memory.relationship.fields());
        tree.put("recent_events", recentEvents());
        return tree;
    }

    private static void putTime(Map<String, Object> tree, String name, long time) {
        tree.put(name, time == PlayerMemory.NEVER || time == Long.MIN_VALUE ? null : time);
    }

    private Map<String, Object> features() {
        Map<String, Object> features = new LinkedHashMap<>();
        for (FeatureIndex.Entry entry : rules.features().entries()) {
            String id = entry.feature().id();
            Object value = memory.features.value(id, memory.clock);
            boolean never = value instanceof Long number && number == Long.MAX_VALUE;
            if (value != null && !never) {
                features.put(id, value);
            }
        }
        return features;
    }

    private List<Object> tags() {
        List<Object> tags = new ArrayList<>();
        for (TagShelf.Worn worn : memory.tags.all()) {
            Map<String, Object> tag = new LinkedHashMap<>();
            tag.put("tag", worn.tag());
            tag.put("since", worn.since());
            tag.put("until", worn.until());
            tag.put("level", (long) worn.level());
            tag.put("next_change", worn.nextChange());
            tag.put("decay", worn.decay());
            tag.put("pattern", worn.pattern());
            tag.put("events", events(worn.witness()));
            tags.add(tag);
        }
        return tags;
    }

    private List<Object> partialMatches() {
        List<Object> matches = new ArrayList<>();
        for (Begun.Entry entry : memory.begun.entries()) {
            for (PatternHost.Unfinished begun : entry.active().host().unfinished(entry.progress())) {
                Map<String, Object> match = new LinkedHashMap<>();
                match.put("pattern", entry.active().pattern().id());
                putTime(match, "complete_at", begun.completeAt());
                List<Object> events = new ArrayList<>();
                for (Path.Taken taken : begun.path().taken()) {
                    events.add(event(taken.occurrence().event()));
                }
                match.put("events", events);
                matches.add(match);
            }
        }
        return matches;
    }

    private List<Object> openOffers() {
        List<Object> offers = new ArrayList<>();
        memory.relationship.open().forEach(open -> {
            Map<String, Object> offer = new LinkedHashMap<>(open.issued().fields());
            offer.put("brand", open.brand());
            Witness witness = memory.witnesses.get(open.issued().offerId());
            offer.put("events", events(witness == null ? Witness.NOBODY : witness));
            offers.add(offer);
        });
        return offers;
    }

    private List<Object> delayedMoments() {
        List<Object> moments = new ArrayList<>();
        memory.delayed.all().forEach(delayed -> {
            Map<String, Object> moment = new LinkedHashMap<>();
            moment.put("moment_id", delayed.it().moment().id());
            moment.put("pattern", delayed.it().pattern().id());
            moment.put("at", delayed.it().moment().time());
            moment.put("due", delayed.due());
            moment.put("facts", delayed.it().moment().facts());
            moment.put("events", events(delayed.it().witness()));
            moments.add(moment);
        });
        return moments;
    }

    private List<Object> recentEvents() {
        List<Object> events = new ArrayList<>();
        for (Happened happened : memory.lately(Long.MIN_VALUE, RecentEvents.Bounds.NONE)) {
            events.add(event(happened.occurrence().event()));
        }
        return events;
    }

    private static List<Object> events(Witness witness) {
        List<Object> events = new ArrayList<>();
        witness.events().forEach(named -> events.add(event(named.occurrence().event())));
        return events;
    }

    private static Map<String, Object> event(PlayerEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>(event.fields());
        fields.values().removeIf(value -> value == null);
        return fields;
    }
}
