package io.kairos.playbook;

import io.kairos.playbook.EventType.Attribute;
import io.kairos.playbook.Pattern.AfterMatch;
import io.kairos.playbook.Pattern.Audience;
import io.kairos.playbook.Pattern.Mode;
import io.kairos.playbook.Pattern.OfferEntry;
import io.kairos.playbook.Pattern.TagGain;
import io.kairos.playbook.Step.No;
import io.kairos.playbook.Step.Take;
import io.kairos.playbook.Step.Wait;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads one pattern, and checks what can be said of it alone. */
final class PatternReader {
    static final int MOST_TIMES = 100;
    private static final int MOST_SIGNALS = 3;

    private final Draft draft;
    private final Problems problems;
    private final String id;
    private final Item item;
    private final String arm;
    private final Map<String, Set<String>> aliases = new LinkedHashMap<>();
    private final Set<String> later = new LinkedHashSet<>();
    private final List<Playbook.Refused> refused = new ArrayList<>();

    /**
     * A pattern and what else is to be known of it.
     *
     * @param moment the type of its moments
     * @param item where it stands; of a variant, with what it has of the pattern
     * @param refused what it needs and is not supported
     * @param variants what else the pattern is to some players
     */
    record Read(Pattern pattern, EventType moment, Item item, List<Playbook.Refused> refused, List<Read> variants) {
        List<Read> arms() {
            List<Read> arms = new ArrayList<>();
            arms.add(this);
            arms.addAll(variants);
            return arms;
        }
    }

    PatternReader(Draft draft, String id, Item item) {
        this(draft, id, item, VariantReader.isExperiment(item) ? Variant.BASE : null);
    }

    private PatternReader(Draft draft, String id, Item item, String arm) {
        this.arm = arm;
        this.draft = draft;
        this.problems = draft.problems();
        this.id = id;
        this.item = item;
    }

    /** The pattern; null if its moments can not be told. */
    Read read() {
        if (item.text("pattern") != null && !item.text("pattern").equals(id)) {
            problems.add(
                    item.get("pattern"),
                    "the pattern is called `" + item.text("pattern") + "` and its file `" + id + ".yaml`",
                    "a pattern's id is the name of its file");
        }
        List<Step> sequence = sequence();
        Environment state = environment();
        SelectorReader events = new SelectorReader(draft, state);
        Map<String, Expression> facts = facts(state);
        List<Expression> unless = new ArrayList<>();
        if (item.get("unless") != null) {
            item.get("unless").each().forEach(each -> add(unless, ExpressionCompiler.condition(each, state, problems)));
        }
        Selector until = events.read(item.get("until"));
        Expression notAfter = TimeOfDay.orTime(item.get("not_after"), state, problems);
        Wording because = new WordingReader(draft)
                .read(
                        item.get("because"),
                        PlainWords.Place.REASON,
                        factNames(),
                        name -> facts.containsKey(name) ? facts.get(name).type() : null);
        if (item.has("offers")) {
            atMostThreeSignals();
        }
        Long within = item.millis("within");
        List<String> same = words(item.get("same"));
        if (sequence != null) {
            same(sequence, same);
            new SequenceRules(problems, item, sequence, within).check(this::refuse);
        }
        Long fresh = item.millis("fresh");
        Long after = item.millis("after");
        if (after != null && !item.has("offers")) {
            problems.add(
                    item.key("after"),
                    "`after` delays an offer, and " + id + " has none",
                    "remove it, or add `offers`");
        }
        List<Variant<Read>> variants = variants(facts);
        Pattern pattern = new Pattern(
                id,
                item.text("title"),
                item.text("intent"),
                item.text("stage"),
                item.text("mode") == null
                        ? Mode.LIVE
                        : Mode.valueOf(item.text("mode").toUpperCase(Locale.ROOT)),
                audience(state),
                sequence == null ? List.of() : sequence,
                within,
                same,
                "overlap".equals(item.text("after_match")) ? AfterMatch.OVERLAP : AfterMatch.RESTART,
                unless,
                tags(),
                offers(state),
                because,
                facts,
                until,
                notAfter,
                Caps.read(item.get("caps")),
                Math.min(draft.policyFresh(), fresh == null ? Long.MAX_VALUE : fresh),
                after == null ? 0 : after,
                item.text("priority") == null
                        ? Pattern.DEFAULT_PRIORITY
                        : (int) Double.parseDouble(item.text("priority")),
                arm,
                variants.stream()
                        .map(each -> new Variant<>(
                                each.name(), each.share(), each.what().pattern()))
                        .toList(),
                sequence == null ? "" : fingerprint(sequence, within, same));
        variants.forEach(each -> refused.addAll(each.what().refused()));
        return facts.size() < factNames().size()
                ? null
                : new Read(
                        pattern,
                        moment(facts),
                        item,
                        refused.stream().distinct().toList(),
                        variants.stream().map(Variant::what).toList());
    }

    /** {@code because} is one plain sentence. */
    private void atMostThreeSignals() {
        WordingReader.texts(item.get("because"), draft.defaultLanguage())
                .values()
                .forEach(text -> {
                    Set<String> signals = new LinkedHashSet<>(TemplateReader.names(text.text()));
                    if (signals.size() > MOST_SIGNALS) {
                        problems.add(
                                text,
                                "this reason names " + signals.size() + " signals: " + String.join(", ", signals),
                                "a plain sentence names " + MOST_SIGNALS + " at most");
                    }
                });
    }

    private List<Variant<Read>> variants(Map<String, Expression> facts) {
        return new VariantReader(problems).read(item, (name, variant) -> {
            Read read = new PatternReader(draft, id, variant, name).read();
            if (read != null) {
                read.pattern().facts().forEach((fact, value) -> sameType(fact, value, facts.get(fact), name));
            }
            return read;
        });
    }

    private void sameType(String fact, Expression ofVariant, Expression own, String variant) {
        if (own != null && own.type() != ofVariant.type()) {
            problems.add(
                    item.get("variants").key(variant),
                    "the fact `" + fact + "` is " + ofVariant.type() + " in the variant `" + variant + "` and "
                            + own.type() + " without it",
                    "a moment has the same facts in all variants");
        }
    }

    private static void add(List<Expression> list, Expression expression) {
        if (expression != null) {
            list.add(expression);
        }
    }

    private void refuse(Item at, String what) {
        refused.add(new Playbook.Refused(at.spot().file(), at.spot().line(), "pattern " + id + ": " + what));
    }

    private Environment environment() {
        return new Environment(
                draft, Set.of(), true, true, true, new LinkedHashMap<>(aliases), new LinkedHashSet<>(later));
    }

    private List<Step> sequence() {
        Item list = item.get("sequence");
        if (list == null) {
            return null;
        }
        for (Item step : list.list()) {
            if (!step.isBad() && step.text("as") != null) {
                alias(step.get("as"));
            }
        }
        List<Step> steps = new ArrayList<>();
        boolean whole = true;
        for (Item step : list.list()) {
            Step read = step.isBad() ? null : step.has("no") && !step.has("on") ? silence(step) : take(step);
            whole &= read != null;
            steps.add(read);
        }
        return whole ? steps : null;
    }

    private void alias(Item alias) {
        String name = alias.text();
        if (Environment.RESERVED.contains(name)) {
            problems.add(
                    alias, "a step may not be called `" + name + "`: that is a word of Kairos", "choose another name");
        } else if (!later.add(name)) {
            problems.add(alias, "duplicate id `" + name + "`: an earlier step is called so", "choose another name");
        }
    }

    private Take take(Item step) {
        String alias = step.text("as");
        Selector on = new SelectorReader(draft, types -> {
                    if (alias != null) {
                        aliases.put(alias, types);
                        later.remove(alias);
                    }
                    return environment();
                })
                .read(step.get("on"), step.get("where"));
        if (alias != null && step.get("on") == null) {
            aliases.put(alias, null);
            later.remove(alias);
        }
        Selector brokenBy = new SelectorReader(draft, environment()).read(step.get("broken_by"));
        int atLeast = 1;
        int atMost = 1;
        Item times = step.get("times");
        if (times != null && times.isScalar()) {
            atLeast = number(times);
            atMost = atLeast;
        } else if (times != null) {
            atLeast = times.get("at_least") == null ? 1 : number(times.get("at_least"));
            atMost = times.get("at_most") == null ? Take.UNBOUNDED : number(times.get("at_most"));
        }
        List<String> same = words(step.get("same"));
        String different = step.text("different");
        if (on != null) {
            for (Item field : step.get("same") == null
                    ? List.<Item>of()
                    : step.get("same").each()) {
                declaredByAll(on, field);
            }
            if (different != null) {
                declaredByAll(on, step.get("different"));
            }
        }
        return on == null
                ? null
                : new Take(
                        on,
                        alias,
                        atLeast,
                        atMost,
                        brokenBy,
                        step.flag("in_a_row"),
                        step.flag("immediately"),
                        step.flag("optional"),
                        step.millis("within"),
                        same,
                        different);
    }

    private static int number(Item item) {
        return (int) Double.parseDouble(item.text());
    }

    private void declaredByAll(Selector on, Item field) {
        if (field.isBad()) {
            return;
        }
        for (String type : on.types()) {
            if (!declares(type, field.text())) {
                problems.unknown(
                        field.spot(),
                        "attribute",
                        field.text(),
                        " of " + type,
                        draft.type(type).attributes().keySet());
                return;
            }
        }
    }

    private boolean declares(String type, String field) {
        return Vocabulary.ENVELOPE.contains(field)
                || draft.type(type).attributes().containsKey(field);
    }

    private No silence(Item step) {
        SelectorReader selectors = new SelectorReader(draft, environment());
        Selector what = selectors.read(step.get("no"));
        Selector orUntil = selectors.read(step.get("or_until"));
        Wait lasting = lasting(step);
        boolean unread =
                step.has("or_until") && orUntil == null || (step.has("for") || step.has("by")) && lasting == null;
        return what == null || unread ? null : new No(what, lasting, orUntil);
    }

    private Wait lasting(Item step) {
        Item by = step.get("by");
        if (by != null) {
            if (step.has("for")) {
                problems.add(step.key("by"), "a silence has `for` or `by`, not both", null);
            }
            Expression time = ExpressionCompiler.compile(by, environment(), ValueType.TIME, problems);
            return time == null ? null : new Wait.By(time);
        }
        Item wait = step.get("for");
        if (wait == null) {
            return null;
        }
        int x = wait.text().indexOf('x');
        if (x < 0) {
            for (String bound : List.of("at_least", "at_most")) {
                if (step.has(bound)) {
                    problems.add(
                            step.key(bound), "`" + bound + "` goes with a multiple of a feature only", "remove it");
                }
            }
            return new Wait.For(step.millis("for"));
        }
        String feature = wait.text().substring(x + 1).strip();
        if (!step.has("at_most")) {
            problems.add(
                    wait, "`for: " + wait.text() + "` has no `at_most`", "say how long it lasts at most: at_most: 2m");
        }
        Long atLeast = step.millis("at_least");
        Long atMost = step.millis("at_most");
        if (atLeast != null && atMost != null && atLeast > atMost) {
            problems.add(step.key("at_least"), "`at_least` is more than `at_most`", null);
        }
        if (!draft.featureIds().contains(feature)) {
            if (draft.featuresReadable()) {
                problems.unknown(
                        wait.spotOf(wait.text().indexOf(feature, x)), "feature", feature, "", draft.featureIds());
            }
            return null;
        }
        Feature known = draft.feature(feature);
        if (known != null && known.type() != ValueType.DURATION) {
            problems.add(
                    wait.spotOf(wait.text().indexOf(feature, x)),
                    "`" + feature + "` is no duration",
                    "a silence can last a multiple of a feature that is a duration, as gap is");
            return null;
        }
        double factor = Double.parseDouble(wait.text().substring(0, x).strip());
        return known == null || atMost == null
                ? null
                : new Wait.Relative(factor, feature, atLeast == null ? 0 : atLeast, atMost);
    }

    /** A field of {@code same} must be one that some step's events carry. */
    private void same(List<Step> sequence, List<String> same) {
        Set<String> known = new LinkedHashSet<>(Vocabulary.ENVELOPE);
        for (Step step : sequence) {
            if (step instanceof Take take) {
                take.on()
                        .types()
                        .forEach(type ->
                                known.addAll(draft.type(type).attributes().keySet()));
            }
        }
        for (int i = 0; i < same.size(); i++) {
            if (!known.contains(same.get(i))) {
                problems.unknown(
                        item.get("same").each().get(i).spot(), "attribute", same.get(i), " of these steps", known);
            }
        }
    }

    private static List<String> words(Item item) {
        return item == null
                ? List.of()
                : item.each().stream()
                        .filter(word -> !word.isBad())
                        .map(Item::text)
                        .toList();
    }

    private Set<String> factNames() {
        Item facts = item.get("facts");
        return facts == null ? Set.of() : facts.entries().keySet();
    }

    private Map<String, Expression> facts(Environment state) {
        Map<String, Expression> facts = new LinkedHashMap<>();
        for (String name : factNames()) {
            Item value = item.get("facts").entries().get(name);
            if (Vocabulary.ENVELOPE.contains(name)
                    || Environment.RESERVED.contains(name)
                    || TemplateReader.OWN_END.containsKey(name)) {
                problems.add(
                        item.get("facts").key(name),
                        "a fact may not be called `" + name + "`: that is a word of the envelope or of Kairos",
                        "choose another name");
            }
            Expression fact = ExpressionCompiler.value(value, state, problems);
            if (fact != null) {
                facts.put(name, fact);
            }
        }
        return facts;
    }

    private EventType moment(Map<String, Expression> facts) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        facts.forEach((name, fact) -> attributes.put(name, new Attribute(fact.type(), List.of())));
        return new EventType(id, false, false, false, 0, attributes);
    }

    private Audience audience(Environment state) {
        Item audience = item.get("audience");
        if (audience == null) {
            return Audience.EVERYBODY;
        }
        return new Audience(
                share(audience.text("rollout"), 1),
                share(audience.text("holdout"), 0),
                ExpressionCompiler.condition(audience.get("when"), state, problems));
    }

    private static double share(String percent, double absent) {
        return percent == null ? absent : VariantReader.share(percent);
    }

    private List<TagGain> tags() {
        List<TagGain> tags = new ArrayList<>();
        for (Item tag :
                item.get("tag") == null ? List.<Item>of() : item.get("tag").each()) {
            String name = tag.isBad() ? null : tag.text("name");
            if (name != null && !draft.tagIds().contains(name)) {
                if (draft.tagsReadable()) {
                    problems.add(
                            tag.get("name"),
                            "undeclared tag `" + name + "`",
                            draft.tagIds().isEmpty() ? "declare it in tags.yaml" : Suggestion.of(name, draft.tagIds()));
                }
            } else if (name != null && tag.millis("for") != null) {
                tags.add(new TagGain(name, tag.millis("for")));
            }
        }
        return tags;
    }

    /** The entries as they are written; whether there are such offers is looked at when the offers are read. */
    private List<OfferEntry> offers(Environment state) {
        List<OfferEntry> offers = new ArrayList<>();
        for (Item entry : item.get("offers") == null
                ? List.<Item>of()
                : item.get("offers").list()) {
            if (entry.isBad()) {
                continue;
            }
            Item when = entry.isScalar() ? null : entry.get("when");
            Expression condition = ExpressionCompiler.condition(when, state, problems);
            String offer = entry.isScalar() ? entry.text() : entry.text("offer");
            if (offer != null) {
                Item weight = entry.isScalar() ? null : entry.get("weight");
                offers.add(new OfferEntry(offer, condition, weight == null ? null : Double.valueOf(weight.text())));
            }
        }
        return offers;
    }

    private String fingerprint(List<Step> sequence, Long within, List<String> same) {
        List<Object> parts = new ArrayList<>();
        parts.add(within);
        parts.add(same);
        parts.add(item.text("after_match"));
        for (Step step : sequence) {
            if (step instanceof Take take) {
                parts.add(List.of(
                        "on",
                        Fingerprint.text(draft, take.on()),
                        String.valueOf(take.alias()),
                        take.atLeast(),
                        take.atMost(),
                        Fingerprint.text(draft, take.brokenBy()),
                        take.inARow(),
                        take.immediately(),
                        take.optional(),
                        String.valueOf(take.within()),
                        take.same(),
                        String.valueOf(take.different())));
                for (String type : take.on().types()) {
                    for (String field : same) {
                        parts.add(String.valueOf(draft.type(type).attributes().get(field)));
                    }
                }
            } else if (step instanceof No no) {
                parts.add(List.of(
                        "no",
                        Fingerprint.text(draft, no.what()),
                        wait(no.lasting()),
                        Fingerprint.text(draft, no.orUntil())));
            }
        }
        return Fingerprint.of(parts.toArray());
    }

    private String wait(Wait lasting) {
        if (lasting instanceof Wait.By by) {
            return "by " + Fingerprint.text(by.time());
        } else if (lasting instanceof Wait.Relative relative) {
            return relative + " " + draft.feature(relative.feature()).fingerprint();
        }
        return String.valueOf(lasting);
    }
}
