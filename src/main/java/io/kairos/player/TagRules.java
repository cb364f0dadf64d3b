package io.kairos.player;

import io.kairos.playbook.Feature;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tags that are gained by a rule, found by the features their rules read. For one thread. */
final class TagRules {
    private static final Comparator<Rule> BY_ID =
            Comparator.comparing(rule -> rule.tag().id());

    private static final Rule[] NONE = {};

    /** By the numbers of the features. */
    private final Rule[][] byFeature;

    private final Set<Rule> concerned = new LinkedHashSet<>();
    private final List<Rule> sorted = new ArrayList<>();

    /** A tag that has a rule; each is itself and no other. */
    static final class Rule {
        private final Tag tag;

        private Rule(Tag tag) {
            this.tag = tag;
        }

        Tag tag() {
            return tag;
        }
    }

    /** @param known the features that changes are told of */
    TagRules(Playbook playbook, FeatureIndex known) {
        Map<String, List<Rule>> byId = new HashMap<>();
        for (Tag tag : playbook.tags().values()) {
            if (tag.rule() != null) {
                Rule rule = new Rule(tag);
                Set<String> features = new LinkedHashSet<>();
                tag.rule().features().forEach(id -> addWithWhatItReads(id, playbook.features(), features));
                for (String feature : features) {
                    byId.computeIfAbsent(feature, none -> new ArrayList<>()).add(rule);
                }
            }
        }
        byFeature = new Rule[byId.isEmpty() ? 0 : known.numbers()][];
        Arrays.fill(byFeature, NONE);
        byId.forEach((id, rules) -> {
            FeatureIndex.Entry feature = known.entry(id);
            if (feature != null) {
                byFeature[feature.number()] = rules.toArray(Rule[]::new);
            }
        });
    }

    private static void addWithWhatItReads(String id, Map<String, Feature> known, Set<String> features) {
        Feature feature = known.get(id);
        if (feature != null && features.add(id)) {
            feature.reads().forEach(read -> addWithWhatItReads(read, known, features));
        }
    }

    /** Those that read one of these features, by id of the tag; good until the next call. */
    List<Rule> concernedBy(List<FeatureIndex.Entry> changed) {
        sorted.clear();
        if (byFeature.length == 0) {
            return sorted;
        }
        for (int i = 0; i < changed.size(); i++) {
            for (Rule rule : byFeature[changed.get(i).number()]) {
                concerned.add(rule);
            }
        }
        if (!concerned.isEmpty()) {
            sorted.addAll(concerned);
            sorted.sort(BY_ID);
            concerned.clear();
        }
        return sorted;
    }
}
