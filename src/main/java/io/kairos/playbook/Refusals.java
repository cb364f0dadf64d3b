package io.kairos.playbook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Takes out what is written correctly and not supported yet, with everything that needs it. */
final class Refusals {
    private final Draft draft;
    private final List<Playbook.Refused> refused;
    private final Map<String, Feature> features;
    private final Map<String, Tag> tags;
    private final Map<String, OfferTemplate> offers;
    private final Map<String, Pattern> patterns = new LinkedHashMap<>();
    private final Map<String, String> missing = new HashMap<>();

    Refusals(
            Draft draft,
            List<Playbook.Refused> refused,
            Map<String, Feature> features,
            Map<String, Tag> tags,
            Map<String, OfferTemplate> offers,
            Map<String, PatternReader.Read> read) {
        this.draft = draft;
        this.refused = refused;
        this.features = new LinkedHashMap<>(features);
        this.tags = new LinkedHashMap<>(tags);
        this.offers = new LinkedHashMap<>(offers);
        read.forEach((id, pattern) -> {
            patterns.put(id, pattern.pattern());
            if (!pattern.refused().isEmpty()) {
                refused.addAll(pattern.refused());
                takeOut(patterns, id);
            }
        });
        dependencies();
        tagsWithoutWhatIsMissing();
    }

    Map<String, Feature> features() {
        return features;
    }

    Map<String, Tag> tags() {
        return tags;
    }

    Map<String, OfferTemplate> offers() {
        return offers;
    }

    Map<String, Pattern> patterns() {
        return patterns;
    }

    private <T> void takeOut(Map<String, T> from, String id) {
        from.remove(id);
        missing.put(key(from, id), id);
    }

    private String key(Map<String, ?> from, String id) {
        return (from == features ? "feature " : from == offers ? "offer " : "pattern ") + id;
    }

    private Spot spotOf(Feature feature) {
        return draft.file("features.yaml").get("features").key(feature.id());
    }

    /** Until nothing more falls: what needs something that was taken out is taken out too. */
    private void dependencies() {
        boolean falling = true;
        while (falling) {
            falling = false;
            for (Feature feature : List.copyOf(features.values())) {
                Set<String> needs = needs(feature);
                if (!needs.isEmpty()) {
                    refuse(spotOf(feature), "feature " + feature.id() + ": needs " + String.join(", ", needs));
                    takeOut(features, feature.id());
                    falling = true;
                }
            }
            for (OfferTemplate offer : List.copyOf(offers.values())) {
                Set<String> needs = missingFeatures(expressions(offer), names(offer));
                if (!needs.isEmpty()) {
                    Spot at = draft.file("offers.yaml").get("offers").key(offer.id());
                    refuse(at, "offer " + offer.id() + ": needs " + String.join(", ", needs));
                    takeOut(offers, offer.id());
                    falling = true;
                }
            }
            for (Pattern pattern : List.copyOf(patterns.values())) {
                falling |= patternFalls(pattern);
            }
        }
    }

    private Set<String> needs(Feature feature) {
        Set<String> needs = new TreeSet<>();
        for (Selector selector : new Selector[] {feature.of(), feature.brokenBy()}) {
            String need = selector == null ? null : missingPattern(selector.types());
            if (need != null) {
                needs.add(need);
            }
        }
        for (String other : feature.reads()) {
            if (missing.containsKey("feature " + other)) {
                needs.add("feature " + other);
            }
        }
        return needs;
    }

    /** A tag whose rule, or whose end, needs what was taken out: it goes on without. */
    private void tagsWithoutWhatIsMissing() {
        for (Tag tag : List.copyOf(tags.values())) {
            if (refusesPart(tag, "when", present(tag.rule()), null)) {
                tags.put(tag.id(), tag.withoutRule());
            }
            refusesPart(tag, "not_after", present(tag.notAfter()), null);
            if (tag.until() != null) {
                refusesPart(
                        tag,
                        "until",
                        tag.until().conditions().stream(),
                        missingPattern(tag.until().types()));
            }
        }
    }

    /** @param pattern one that is missing, null if none is */
    private boolean refusesPart(Tag tag, String key, Stream<Expression> reads, String pattern) {
        Set<String> needs = new TreeSet<>(missingFeatures(reads, List.of()));
        if (pattern != null) {
            needs.add(pattern);
        }
        if (!needs.isEmpty()) {
            Spot at = draft.tagItem(tag.id()).key(key);
            refuse(at, "tag " + tag.id() + ": `" + key + "` needs " + String.join(", ", needs));
        }
        return !needs.isEmpty();
    }

    private static Stream<Expression> present(Expression expression) {
        return expression == null ? Stream.of() : Stream.of(expression);
    }

    private boolean patternFalls(Pattern pattern) {
        Set<String> needs = new TreeSet<>();
        pattern.arms().forEach(arm -> needs.addAll(needs(arm)));
        Spot at = draft.pattern(pattern.id()).item().spot();
        if (!needs.isEmpty()) {
            refuse(at, "pattern " + pattern.id() + ": needs " + String.join(", ", needs));
            takeOut(patterns, pattern.id());
            return true;
        }
        Set<String> leftOut = new TreeSet<>();
        pattern.arms().forEach(arm -> arm.offers().forEach(entry -> leftOut.add(entry.offer())));
        leftOut.removeIf(offer -> !missing.containsKey("offer " + offer));
        for (String offer : leftOut) {
            refuse(at, "pattern " + pattern.id() + ": the offer " + offer + " is left out, since it is refused");
        }
        patterns.put(pattern.id(), leftOut.isEmpty() ? pattern : without(pattern, leftOut));
        return false;
    }

    private Set<String> needs(Pattern pattern) {
        Set<String> needs = new TreeSet<>(missingFeatures(
                expressions(pattern), names(pattern.because(), pattern.facts().keySet())));
        pattern.sequence().forEach(step -> {
            if (step instanceof Step.No no && no.lasting() instanceof Step.Wait.Relative relative) {
                if (missing.containsKey("feature " + relative.feature())) {
                    needs.add("feature " + relative.feature());
                }
            }
        });
        String block = missingPattern(selectors(pattern)
                .flatMap(selector -> selector.types().stream())
                .toList());
        if (block != null) {
            needs.add(block);
        }
        return needs;
    }

    private String missingPattern(Iterable<String> types) {
        for (String type : types) {
            if (missing.containsKey("pattern " + type)) {
                return "pattern " + type;
            }
        }
        return null;
    }

    private Set<String> missingFeatures(Stream<Expression> expressions, List<String> names) {
        Set<String> needs = new TreeSet<>();
        expressions.flatMap(expression -> expression.features().stream()).forEach(needs::add);
        needs.addAll(names);
        needs.removeIf(name -> !missing.containsKey("feature " + name));
        Set<String> words = new TreeSet<>();
        needs.forEach(name -> words.add("feature " + name));
        return words;
    }

    /** The placeholders that are no facts. */
    private static List<String> names(Wording template, Set<String> facts) {
        return template == null
                ? List.of()
                : template.names().stream()
                        .filter(name -> !facts.contains(name))
                        .toList();
    }

    private static List<String> names(OfferTemplate offer) {
        List<String> names = new ArrayList<>(names(offer.message(), offer.needs()));
        offer.variants().forEach(variant -> names.addAll(names(variant.what())));
        return names;
    }

    private static Stream<Expression> expressions(OfferTemplate offer) {
        return Stream.of(offer.eligible(), offer.applicable(), offer.suitable()).filter(each -> each != null);
    }

    private static Stream<Selector> selectors(Pattern pattern) {
        Stream<Selector> steps = pattern.sequence().stream()
                .flatMap(step -> step instanceof Step.Take take
                        ? Stream.of(take.on(), take.brokenBy())
                        : step instanceof Step.No no ? Stream.of(no.what(), no.orUntil()) : Stream.empty());
        return Stream.concat(steps, Stream.of(pattern.until())).filter(selector -> selector != null);
    }

    private static Stream<Expression> expressions(Pattern pattern) {
        Stream<Expression> times = pattern.sequence().stream()
                .map(step -> step instanceof Step.No no && no.lasting() instanceof Step.Wait.By by ? by.time() : null);
        Stream<Expression> others = Stream.of(
                        selectors(pattern).flatMap(selector -> selector.conditions().stream()),
                        times,
                        pattern.unless().stream(),
                        pattern.facts().values().stream(),
                        pattern.offers().stream().map(Pattern.OfferEntry::when),
                        Stream.of(pattern.notAfter(), pattern.audience().when()))
                .flatMap(each -> each);
        return others.filter(expression -> expression != null);
    }

    private static Pattern without(Pattern pattern, Set<String> offers) {
        return new Pattern(
                pattern.id(),
                pattern.title(),
                pattern.intent(),
                pattern.stage(),
                pattern.mode(),
                pattern.audience(),
                pattern.sequence(),
                pattern.within(),
                pattern.same(),
                pattern.afterMatch(),
                pattern.unless(),
                pattern.tags(),
                pattern.offers().stream()
                        .filter(entry -> !offers.contains(entry.offer()))
                        .toList(),
                pattern.because(),
                pattern.facts(),
                pattern.until(),
                pattern.notAfter(),
                pattern.caps(),
                pattern.fresh(),
                pattern.after(),
                pattern.priority(),
                pattern.arm(),
                pattern.variants().stream()
                        .map(each -> new Variant<>(each.name(), each.share(), without(each.what(), offers)))
                        .toList(),
                pattern.fingerprint());
    }

    private void refuse(Spot at, String what) {
        refused.add(new Playbook.Refused(at.file(), at.line(), what));
    }
}
