package io.kairos.player;

import io.kairos.offer.Accounts;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.pattern.match.PatternHost;
import io.kairos.playbook.Expression;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Selector;
import io.kairos.playbook.Step;
import io.kairos.playbook.Variant;
import io.kairos.playbook.Wording;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A playbook made ready to run on one thread: its patterns compiled, indexed by the events they react to. */
public final class Rules {
    /**
     * A pattern made ready.
     *
     * @param lineage what it began under another is dropped
     * @param base the pattern of which it may be a variant
     * @param features the features its conditions and offers read, for the record
     * @param order its place among the patterns of its playbook, in which they run
     * @param mark what it is in rows: another pattern or another lineage has another
     */
    record Active(
            Pattern pattern,
            Pattern base,
            PatternHost host,
            Lineage lineage,
            Set<String> features,
            int order,
            long mark) {}

    private final Playbook playbook;
    private final Core.Settings settings;
    private final FeatureIndex features;
    private final TagRules tagRules;
    private final Map<String, Active> active = new LinkedHashMap<>();
    private final Accounts accounts;
    private final Map<Long, Active> byMark = new HashMap<>();
    private final Map<String, Reacting> byType = new HashMap<>();

    /** By an earlier version of the playbook. */
    private final Map<Long, Novelty> newSince = new HashMap<>();

    private Rules(Playbook playbook, Core.Settings settings, Map<String, String> lineages) {
        this.playbook = playbook;
        this.settings = settings;
        this.accounts = new Accounts(playbook);
        this.features = FeatureIndex.of(
                playbook.features().values().stream()
                        .filter(feature -> playbook.featuresRead().contains(feature.id()))
                        .toList(),
                playbook.featuresReadBefore(),
                playbook.vocabulary(),
                playbook.version(),
                lineages);
        this.tagRules = new TagRules(playbook, features);
    }

    /** Compiles a playbook on its own. */
    public static Rules of(Playbook playbook, MatcherFactory factory, Core.Settings settings) {
        return of(playbook, factory, settings, Map.of(), null);
    }

    /**
     * Compiles what changed.
     *
     * @param lineages the {@link #lineages} of the playbook before, also across a restore
     * @param before the rules before, whose unchanged patterns are taken over; null if there are none
     */
    public static Rules of(
            Playbook playbook,
            MatcherFactory factory,
            Core.Settings settings,
            Map<String, String> lineages,
            Rules before) {
        Rules rules = new Rules(playbook, settings, lineages);
        for (Pattern base : playbook.patterns()) {
            for (Pattern pattern : base.arms()) {
                String key = key(pattern);
                Lineage lineage = Lineage.of(pattern.fingerprint(), lineages.get(key), playbook.version());
                Active old = before == null ? null : before.active.get(key);
                PatternHost host = old != null && old.pattern().fingerprint().equals(pattern.fingerprint())
                        ? old.host()
                        : new PatternHost(pattern, playbook.vocabulary(), factory, settings.maxPartials());
                rules.active.put(
                        key,
                        new Active(
                                pattern,
                                base,
                                host,
                                lineage,
                                features(pattern, playbook),
                                rules.active.size(),
                                Mark.of(key + " " + lineage)));
            }
        }
        rules.index();
        return rules;
    }

    /** A variant goes by the id of its pattern and its own name, the pattern itself by its id. */
    private static String key(Pattern pattern) {
        return pattern.arm() == null || pattern.arm().equals(Variant.BASE)
                ? pattern.id()
                : key(pattern.id(), pattern.arm());
    }

    private static String key(String pattern, String variant) {
        return pattern + "/" + variant;
    }

    private void index() {
        for (Active pattern : active.values()) {
            byMark.put(pattern.mark(), pattern);
            for (String type : pattern.host().reactsTo()) {
                byType.computeIfAbsent(type, any -> new Reacting(type, active.values(), active.size()));
            }
        }
    }

    private static Set<String> features(Pattern pattern, Playbook playbook) {
        Set<String> features = new LinkedHashSet<>();
        pattern.sequence().forEach(step -> {
            if (step instanceof Step.Take take) {
                addAll(features, take.on());
            } else if (step instanceof Step.No no) {
                addAll(features, no.what());
                if (no.lasting() instanceof Step.Wait.Relative relative) {
                    features.add(relative.feature());
                } else if (no.lasting() instanceof Step.Wait.By by) {
                    add(features, by.time());
                }
            }
        });
        pattern.unless().forEach(unless -> features.addAll(unless.features()));
        pattern.facts().values().forEach(fact -> features.addAll(fact.features()));
        add(features, pattern.audience().when());
        add(features, pattern.notAfter());
        addNames(features, pattern.because(), playbook);
        if (!pattern.offers().isEmpty()) {
            add(features, playbook.policy().speech().locale());
            playbook.policy().ranking().expressions().forEach(expression -> features.addAll(expression.features()));
        }
        for (Pattern.OfferEntry entry : pattern.offers()) {
            OfferTemplate template = playbook.offers().get(entry.offer());
            add(features, entry.when());
            add(features, template.eligible());
            add(features, template.applicable());
            add(features, template.suitable());
            addNames(features, template.message(), playbook);
        }
        return Collections.unmodifiableSet(features);
    }

    private static void addAll(Set<String> features, Selector selector) {
        selector.conditions().forEach(condition -> features.addAll(condition.features()));
    }

    private static void add(Set<String> features, Expression condition) {
        if (condition != null) {
            features.addAll(condition.features());
        }
    }

    private static void addNames(Set<String> features, Wording template, Playbook playbook) {
        if (template != null) {
            template.names().stream().filter(playbook.features()::containsKey).forEach(features::add);
        }
    }

    public Playbook playbook() {
        return playbook;
    }

    Accounts accounts() {
        return accounts;
    }

    public Core.Settings settings() {
        return settings;
    }

    /** What is new to a player who was last looked at under an earlier version. */
    Novelty newSince(long version) {
        return newSince.computeIfAbsent(version, this::novelty);
    }

    private Novelty novelty(long version) {
        return new Novelty(
                active.values().stream()
                        .filter(pattern -> pattern.lineage().since() > version)
                        .toList(),
                active.size(),
                features.entries().stream()
                        .filter(entry -> entry.since() > version)
                        .toList());
    }

    /** By pattern and by feature, since when it has been the same: to be kept with the playbook. */
    public Map<String, String> lineages() {
        Map<String, String> lineages = new LinkedHashMap<>();
        active.forEach((id, pattern) -> lineages.put(id, pattern.lineage().toString()));
        lineages.putAll(features.lineages());
        return lineages;
    }

    FeatureIndex features() {
        return features;
    }

    TagRules tagRules() {
        return tagRules;
    }

    /** The pattern; null if it does not run. */
    Active pattern(String id) {
        return active.get(id);
    }

    Active variant(String pattern, String name) {
        return active.get(key(pattern, name));
    }

    /** The pattern that rows know by this mark; null if it does not run, or not in that lineage. */
    Active marked(long mark) {
        return byMark.get(mark);
    }

    /** The pattern whose id has this hash code, for people to read: one that runs no longer has no name. */
    String named(int hash) {
        for (String id : active.keySet()) {
            if (id.hashCode() == hash) {
                return id;
            }
        }
        return "removed";
    }

    /** The patterns that can react to events of a type; null if none can. */
    Reacting reactingTo(String type) {
        return byType.get(type);
    }
}
