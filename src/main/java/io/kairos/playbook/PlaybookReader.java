package io.kairos.playbook;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads a bundle strictly: everything that is wrong is found at once, and nothing that is wrong runs. */
public final class PlaybookReader {
    private PlaybookReader() {}

    public static Reading read(Bundle bundle) {
        Problems problems = new Problems();
        Map<String, Item> files = files(bundle, problems);
        if (files.get("events.yaml") == null || files.get("events.yaml").kind() != Item.Kind.MAP) {
            if (!files.containsKey("events.yaml")) {
                problems.wholeFile(
                        "events.yaml", "the file is missing", "it holds the vocabulary: what can happen to a player");
            }
            return new Reading(null, problems.sorted());
        }
        Draft draft = new Draft(files, problems);
        new VocabularyReader(draft).read();
        Item policyFile = files.get("policy.yaml");
        if (policyFile != null && policyFile.millis("fresh") != null) {
            draft.policyFresh(policyFile.millis("fresh"));
        }
        draft.defaultLanguage(SpeechReader.defaultLanguage(policyFile));
        List<Playbook.Refused> refused = new ArrayList<>();
        Map<String, Feature> features = draft.features();
        Map<String, Tag> tags = new TagReader(draft).read();
        draft.tags(tags);
        Map<String, PatternReader.Read> patterns = draft.patterns();
        Map<String, OfferTemplate> offers = new OfferReader(draft, patterns).read();
        PolicyReader policies = new PolicyReader(draft);
        Policy policy = policies.read();
        never(policies.never(), patterns, offers, draft);
        new Sayings(draft).check(arms(patterns), offers, policy.speech());
        if (problems.any()) {
            return new Reading(null, problems.sorted());
        }
        Refusals left = new Refusals(draft, refused, features, tags, offers, patterns);
        Map<String, EventType> types = new TreeMap<>(draft.vocabularyTypes());
        patterns.forEach((id, read) -> types.put(id, read.moment()));
        refused.sort(Comparator.comparing(Playbook.Refused::file)
                .thenComparing(Playbook.Refused::line)
                .thenComparing(Playbook.Refused::what));
        Playbook playbook = new Playbook(
                bundle.version(),
                bundle.hash(),
                new Vocabulary(Map.copyOf(types)),
                Collections.unmodifiableMap(left.features()),
                Collections.unmodifiableSet(draft.featuresRead()),
                Collections.unmodifiableSet(draft.featuresReadBefore()),
                Collections.unmodifiableMap(left.tags()),
                Collections.unmodifiableMap(left.offers()),
                policy,
                inRunningOrder(left.patterns()),
                List.copyOf(refused));
        return new Reading(playbook, List.of());
    }

    private static Map<String, Item> files(Bundle bundle, Problems problems) {
        Map<String, Item> files = new LinkedHashMap<>();
        bundle.files().forEach((path, text) -> {
            Shape.Fixed grammar = Grammar.of(path);
            if (grammar == null) {
                problems.wholeFile(
                        path,
                        "no such file belongs into a playbook",
                        "a playbook has events.yaml, features.yaml, tags.yaml, offers.yaml, policy.yaml, licences/*.yaml, patterns/*.yaml");
                return;
            }
            Item item = YamlReader.read(path, text, problems);
            if (item != null) {
                grammar.check(item, problems);
            }
            files.put(path, item);
        });
        return files;
    }

    private static void never(
            List<Never> rules,
            Map<String, PatternReader.Read> patterns,
            Map<String, OfferTemplate> offers,
            Draft draft) {
        for (PatternReader.Read read : arms(patterns)) {
            Item list = read.item().get("offers");
            if (list == null) {
                continue;
            }
            for (Never rule : rules) {
                String from = Growth.of(read, rule.after(), draft);
                for (Item entry : list.list()) {
                    Item word = entry.isBad() || entry.isScalar() ? entry : entry.get("offer");
                    OfferTemplate offer = word == null ? null : offers.get(word.text());
                    if (offer != null && rule.binds(read.pattern().audience(), offer)) {
                        never(rule, from, read, word, offer, offers, draft);
                    }
                }
            }
        }
    }

    /**
     * An offer leads to its alternatives: what may not be sent may not be named beside it either.
     *
     * @param from what the pattern grows from; null if it does not
     */
    private static void never(
            Never rule,
            String from,
            PatternReader.Read read,
            Item word,
            OfferTemplate offer,
            Map<String, OfferTemplate> offers,
            Draft draft) {
        String by = from;
        for (Pattern.OfferEntry each : read.pattern().offers()) {
            if (by == null && each.offer().equals(offer.id())) {
                by = Growth.of(each, offer, rule.after(), draft);
            }
        }
        if (by == null) {
            return;
        }
        String sends = read.pattern().id() + " grows from " + by + " and may not send `" + offer.id() + "`";
        if (rule.forbids(offer)) {
            draft.problems().add(word, sends + ": " + rule.because(), rule.whose());
        }
        for (String alternative : offer.alternatives()) {
            OfferTemplate other = offers.get(alternative);
            if (other != null && rule.forbids(other)) {
                draft.problems()
                        .add(word, sends + ", which leads to `" + alternative + "`: " + rule.because(), rule.whose());
            }
        }
    }

    /** All patterns and their variants. */
    static List<PatternReader.Read> arms(Map<String, PatternReader.Read> patterns) {
        return patterns.values().stream().flatMap(read -> read.arms().stream()).toList();
    }

    /** What a pattern builds on before it, else by priority, then by id; paused ones not at all. */
    private static List<Pattern> inRunningOrder(Map<String, Pattern> patterns) {
        List<Pattern> byPriority = new ArrayList<>(patterns.values());
        byPriority.sort(Comparator.comparingInt(Pattern::priority).reversed().thenComparing(Pattern::id));
        Set<String> order = new LinkedHashSet<>();
        byPriority.forEach(pattern -> append(pattern, patterns, order));
        return order.stream()
                .map(patterns::get)
                .filter(pattern -> pattern.mode() != Pattern.Mode.PAUSED)
                .toList();
    }

    private static void append(Pattern pattern, Map<String, Pattern> patterns, Set<String> order) {
        if (pattern == null || order.contains(pattern.id())) {
            return;
        }
        for (Pattern arm : pattern.arms()) {
            for (Step step : arm.sequence()) {
                for (Selector selector : selectors(step)) {
                    selector.types().forEach(type -> append(patterns.get(type), patterns, order));
                }
            }
            if (arm.until() != null) {
                arm.until().types().forEach(type -> append(patterns.get(type), patterns, order));
            }
        }
        order.add(pattern.id());
    }

    private static List<Selector> selectors(Step step) {
        List<Selector> selectors = new ArrayList<>();
        if (step instanceof Step.Take take) {
            selectors.add(take.on());
            selectors.add(take.brokenBy());
        } else if (step instanceof Step.No no) {
            selectors.add(no.what());
            selectors.add(no.orUntil());
        }
        selectors.removeIf(selector -> selector == null);
        return selectors;
    }
}
