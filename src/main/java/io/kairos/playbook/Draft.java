package io.kairos.playbook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A playbook while it is read. Features and patterns are read when first asked for, since each may build on others; what
 * could not be read is null, was complained about where it stands, and is not complained about again by what uses it.
 */
final class Draft {
    private final Map<String, Item> files;
    private final Problems problems;
    private final Map<String, EventType> types = new TreeMap<>();
    private final Map<String, Selector> names = new TreeMap<>();
    private final Map<String, Item> featureItems = new TreeMap<>();
    private final Map<String, Item> tagItems = new TreeMap<>();
    private final Map<String, Item> patternItems = new TreeMap<>();
    private final Map<String, Tag> tags = new TreeMap<>();
    /** In the order in which they were read to their end: what a feature builds on stands before it. */
    private final Map<String, Feature> features = new LinkedHashMap<>();

    private final Set<String> wanted = new LinkedHashSet<>();
    private final Set<String> wantedBefore = new LinkedHashSet<>();
    private final Map<String, PatternReader.Read> patterns = new HashMap<>();
    private final Set<String> reading = new LinkedHashSet<>();
    private final Set<String> unreadable = new LinkedHashSet<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private final boolean featuresReadable;
    private final boolean tagsReadable;
    private long policyFresh = Policy.DEFAULT_FRESH;
    private String defaultLanguage = Speech.ENGLISH;

    /** @param files what each file holds; null for a file that could not be read */
    Draft(Map<String, Item> files, Problems problems) {
        this.files = files;
        this.problems = problems;
        featuresReadable = readable("features.yaml", "features");
        tagsReadable = readable("tags.yaml", "tags");
        featureItems.putAll(entries("features.yaml", "features"));
        tagItems.putAll(entries("tags.yaml", "tags"));
        for (Map.Entry<String, Item> file : files.entrySet()) {
            if (file.getKey().startsWith("patterns/")) {
                String id = file.getKey()
                        .substring("patterns/".length(), file.getKey().length() - ".yaml".length());
                patternItems.put(id, file.getValue());
            }
        }
    }

    /** Whether what a file declares under its one key is known; a file that is not there declares nothing. */
    private boolean readable(String file, String key) {
        Item item = files.get(file);
        return !files.containsKey(file) || item != null && item.kind() == Item.Kind.MAP && item.get(key) != null;
    }

    /** The entries under the one key of a file; empty if the file is not there. */
    Map<String, Item> entries(String file, String key) {
        Item item = files.get(file);
        Item entries = item == null ? null : item.get(key);
        return entries == null ? Map.of() : entries.entries();
    }

    Item file(String path) {
        return files.get(path);
    }

    Map<String, Item> licences() {
        Map<String, Item> licences = new TreeMap<>();
        files.forEach((path, item) -> {
            if (path.startsWith("licences/") && item != null && item.kind() == Item.Kind.MAP) {
                licences.put(path, item);
            }
        });
        return licences;
    }

    boolean offersReadable() {
        return readable("offers.yaml", "offers");
    }

    Problems problems() {
        return problems;
    }

    /** A type whose attributes could not be read: nothing is said about conditions on it. */
    void addUnreadable(EventType type) {
        unreadable.add(type.id());
        add(type);
    }

    boolean isReadable(String type) {
        return !unreadable.contains(type);
    }

    void add(EventType type) {
        types.put(type.id(), type);
    }

    void add(String name, Selector selector) {
        names.put(name, selector);
    }

    void policyFresh(long millis) {
        policyFresh = millis;
    }

    long policyFresh() {
        return policyFresh;
    }

    void defaultLanguage(String language) {
        defaultLanguage = language;
    }

    String defaultLanguage() {
        return defaultLanguage;
    }

    Map<String, EventType> vocabularyTypes() {
        return types;
    }

    Map<String, Selector> names() {
        return names;
    }

    /** An event type; that of a moment once its pattern was read. Null if there is none. */
    EventType type(String id) {
        EventType type = types.get(id);
        if (type != null) {
            return type;
        }
        PatternReader.Read read = patterns.get(id);
        return read == null ? null : read.moment();
    }

    List<String> typeIds() {
        Set<String> ids = new LinkedHashSet<>(types.keySet());
        ids.addAll(patternItems.keySet());
        return List.copyOf(ids);
    }

    Set<String> featureIds() {
        return featureItems.keySet();
    }

    boolean featuresReadable() {
        return featuresReadable;
    }

    Set<String> tagIds() {
        return tagItems.keySet();
    }

    Item tagItem(String id) {
        return tagItems.get(id);
    }

    void tags(Map<String, Tag> read) {
        tags.putAll(read);
    }

    /** A tag, once all tags were read; null if it could not be read. */
    Tag tag(String id) {
        return tags.get(id);
    }

    boolean tagsReadable() {
        return tagsReadable;
    }

    /** What a tag means to a condition, without its words for people. */
    String tagDefinition(String id) {
        Item item = tagItems.get(id);
        StringBuilder definition = new StringBuilder(id);
        for (String key : List.of("when", "for", "group", "refresh", "at_most", "levels", "decay", "not_after")) {
            definition.append(' ').append(item.text(key));
        }
        return definition.toString();
    }

    Set<String> patternIds() {
        return patternItems.keySet();
    }

    /** All words that stand for events. */
    Set<String> eventWords() {
        Set<String> words = new LinkedHashSet<>(types.keySet());
        words.addAll(names.keySet());
        words.addAll(patternItems.keySet());
        words.add("any");
        return words;
    }

    /** A feature that something else reads; null if it could not be read. */
    Feature feature(String id) {
        if (!isReadingFeature()) {
            wanted.add(id);
        }
        return declared(id);
    }

    /** The same, as it was before the event at hand. */
    Feature featureBefore(String id) {
        wantedBefore.add(id);
        return feature(id);
    }

    /** Whether it is a feature that asks, and not what is made for its own sake. */
    private boolean isReadingFeature() {
        String last = "";
        for (String key : reading) {
            last = key;
        }
        return last.startsWith("feature ");
    }

    private Feature declared(String id) {
        String key = "feature " + id;
        if (asked.add(key)) {
            reading.add(key);
            Item item = featureItems.get(id);
            if (item != null && !item.isBad()) {
                Feature feature = new FeatureReader(this, id, item).read();
                if (feature != null) {
                    features.put(id, feature);
                }
            }
            reading.remove(key);
        } else if (reading.contains(key)) {
            circle(key, featureItems.get(id));
        }
        return features.get(id);
    }

    /** A pattern; null if it could not be read. */
    PatternReader.Read pattern(String id) {
        if (asked.add(id)) {
            reading.add(id);
            Item item = patternItems.get(id);
            if (item != null && !item.isBad() && item.kind() == Item.Kind.MAP) {
                PatternReader.Read read = new PatternReader(this, id, item).read();
                if (read != null) {
                    patterns.put(id, read);
                }
            }
            reading.remove(id);
        } else if (reading.contains(id)) {
            circle(id, patternItems.get(id));
        }
        return patterns.get(id);
    }

    private void circle(String key, Item at) {
        List<String> way = new ArrayList<>(reading);
        way = new ArrayList<>(way.subList(way.indexOf(key), way.size()));
        way.add(key);
        String what = key.startsWith("feature ") ? "feature" : "pattern";
        problems.add(
                at,
                "a circle: " + String.join(" needs ", way),
                "a " + what + " may only build on " + what + "s that do not need it");
    }

    /** Everything that was read, in order of id. */
    Map<String, PatternReader.Read> patterns() {
        Map<String, PatternReader.Read> read = new LinkedHashMap<>();
        for (String id : patternItems.keySet()) {
            PatternReader.Read pattern = pattern(id);
            if (pattern != null) {
                read.put(id, pattern);
            }
        }
        return read;
    }

    /** All features that could be read, those they build on before them. */
    Map<String, Feature> features() {
        featureItems.keySet().forEach(this::declared);
        return new LinkedHashMap<>(features);
    }

    /** What something reads, and what that builds on. Complete once everything was read. */
    Set<String> featuresRead() {
        Set<String> read = new LinkedHashSet<>();
        wanted.forEach(id -> addWithReads(id, read));
        return read;
    }

    /** Those of which something reads what they were before the event at hand. Complete once everything was read. */
    Set<String> featuresReadBefore() {
        Set<String> read = new LinkedHashSet<>();
        wantedBefore.forEach(id -> addWithParts(id, read));
        return read;
    }

    private void addWithParts(String id, Set<String> read) {
        Feature feature = features.get(id);
        if (feature != null && read.add(id) && feature.ratio() != null) {
            addWithParts(feature.ratio().of(), read);
            addWithParts(feature.ratio().to(), read);
        }
    }

    private void addWithReads(String id, Set<String> read) {
        Feature feature = features.get(id);
        if (feature != null && read.add(id)) {
            feature.reads().forEach(other -> addWithReads(other, read));
        }
    }
}
