package io.kairos.playbook;

import static io.kairos.playbook.Shape.Key.may;
import static io.kairos.playbook.Shape.Key.must;
import static io.kairos.playbook.Shape.Scalar.CAP;
import static io.kairos.playbook.Shape.Scalar.CLOCK;
import static io.kairos.playbook.Shape.Scalar.DURATION;
import static io.kairos.playbook.Shape.Scalar.EXPRESSION;
import static io.kairos.playbook.Shape.Scalar.IDENTIFIER;
import static io.kairos.playbook.Shape.Scalar.LANGUAGE;
import static io.kairos.playbook.Shape.Scalar.PERCENT;
import static io.kairos.playbook.Shape.Scalar.SPAN;
import static io.kairos.playbook.Shape.Scalar.TEXT;
import static io.kairos.playbook.Shape.Scalar.WAIT;
import static io.kairos.playbook.Shape.Scalar.WORD;

import io.kairos.playbook.Shape.Either;
import io.kairos.playbook.Shape.Fixed;
import io.kairos.playbook.Shape.Flag;
import io.kairos.playbook.Shape.Key;
import io.kairos.playbook.Shape.ListOf;
import io.kairos.playbook.Shape.MapOf;
import io.kairos.playbook.Shape.Numeric;
import io.kairos.playbook.Shape.OneOf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The keys of every file of a playbook. The reader and the schema for editors go by the same tables. */
final class Grammar {
    private static final Shape FLAG = new Flag();
    private static final Shape COUNT = new Numeric(true, 1);
    private static final Shape WEIGHT = new Numeric(false, 0);
    private static final Shape ANYTHING = new Shape.Anything();
    private static final Shape CLASS = new OneOf("inducement", "information", "help", "care");
    private static final Shape CLASSES = new ListOf(CLASS);
    private static final Shape CAPS = new ListOf(CAP);
    private static final Shape WORDS = oneOrMore(WORD, null);
    private static final Shape WORDING = new Either(TEXT, null, new MapOf(LANGUAGE, TEXT));
    private static final Shape CONDITIONS = oneOrMore(EXPRESSION, null);

    private static final Fixed CHOICE = new Fixed(
            "an entry of events",
            must("on", WORD, "an event type, a name, a pattern's id, or any"),
            may("where", EXPRESSION, "the condition such an event must fulfil"));
    static final Shape SELECTOR = oneOrMore(WORD, CHOICE);

    /** {@code gap: bet} is a kind of feature, {@code gap: 5m} the pause that ends a run. */
    private static final Shape SELECTOR_OR_DURATION =
            new Either(TEXT, new ListOf(new Either(WORD, null, CHOICE)), CHOICE);

    private static final Shape ATTRIBUTE =
            new Either(new OneOf("string", "number", "boolean", "time", "duration"), new ListOf(WORD), null);

    private static final Fixed CORRECTION = new Fixed(
            "a correction",
            may("when", EXPRESSION, "what makes an event of this type a correction; without it each is one"),
            may("of", WORD, "the type of the event it undoes; without it, its own"),
            must("at", WORD, "the attribute that says when the event it undoes happened"),
            may(
                    "as",
                    new MapOf(IDENTIFIER, EXPRESSION),
                    "what the undone event's attributes were, where not the same"));

    private static final Fixed EVENT = new Fixed(
            "an event type",
            must("actor", new OneOf("player", "system"), "who did it: player or system"),
            may("fact", FLAG, "it says what is, not what he does: however late it comes, it counts"),
            may("scope", new OneOf("all"), "all: it has no player and concerns everybody"),
            may("expires", DURATION, "how long an event for all is kept"),
            may("about", TEXT, "what it is, for people"),
            may("attributes", new MapOf(IDENTIFIER, ATTRIBUTE), "what it carries beside the envelope"),
            may("corrects", new Either(null, new ListOf(CORRECTION), CORRECTION), "which earlier event it undoes"));

    static final Fixed EVENTS = new Fixed(
            "events.yaml",
            must("events", new MapOf(IDENTIFIER, EVENT), "the event types by name"),
            may(
                    "names",
                    new MapOf(IDENTIFIER, new Either(WORD, new ListOf(WORD), new MapOf(IDENTIFIER, EXPRESSION))),
                    "words for a choice of types, each with a condition of its own"));

    private static final Fixed FEATURE = new Fixed(
            "a feature",
            may("count", SELECTOR, "how many of these events"),
            may("sum", EXPRESSION, "the sum of this value"),
            may("min", EXPRESSION, "the least of this value"),
            may("max", EXPRESSION, "the greatest of this value"),
            may("mean", EXPRESSION, "the mean of this value"),
            may("distinct", EXPRESSION, "how many different values"),
            may("median", EXPRESSION, "the median of this value"),
            may(
                    "gap",
                    SELECTOR_OR_DURATION,
                    "the median time between two of these events; beside run: the pause that ends it"),
            may("since", SELECTOR, "how long ago the last of these events was"),
            may("latest", EXPRESSION, "the last value that was not null"),
            may("streak", SELECTOR, "how many of these since one of broken_by"),
            may("run", SELECTOR, "first to last event of an unbroken run"),
            may("from", SELECTOR, "a state: what begins it"),
            may("to", SELECTOR, "beside from: what ends the state; beside ratio: the feature it is measured by"),
            may("at_most", DURATION, "a state ends by itself so long after the last event of from"),
            may("ratio", WORD, "a feature, divided by that of to"),
            may("of", SELECTOR, "the events whose value is taken"),
            may("where", EXPRESSION, "the condition these events must fulfil"),
            may("over", SPAN, "over a sliding window, or the session"),
            may(
                    "last",
                    new Either(EXPRESSION, null, null),
                    "over the last so many values (at most 32); alone: the value of the last event"),
            may("ignore_over", DURATION, "gaps longer than this do not count"),
            may("broken_by", SELECTOR, "what ends a streak"),
            may("about", TEXT, "what it is, for people"));

    static final Fixed FEATURES =
            new Fixed("features.yaml", must("features", new MapOf(IDENTIFIER, FEATURE), "the features by name"));

    private static final Fixed TAG = new Fixed(
            "a tag",
            must("about", TEXT, "what the label says, for people"),
            may("suppress", CLASSES, "while a player has it nothing of these classes is sent"),
            may("notify", WORD, "who is told of each change"),
            may("when", EXPRESSION, "the rule by which it is gained, looked at when one of its features changed"),
            may("for", DURATION, "how long a tag gained by its rule lasts"),
            may("group", WORD, "of the tags of a group a player has one: gaining it loses the other"),
            may(
                    "refresh",
                    new OneOf("restart", "extend", "strengthen"),
                    "what gaining it again does: restart its time (the default), extend it, or strengthen the tag"),
            may("at_most", DURATION, "with extend: it never ends later than so long from now"),
            may("levels", new Numeric(true, 2), "with strengthen: the highest level"),
            may(
                    "decay",
                    DURATION,
                    "with strengthen: how long each lower level lasts; as long as the highest if absent"),
            may("until", SELECTOR, "then it is over, whoever gave it"),
            may("not_after", EXPRESSION, "a time it does not outlive, or a time of day as in 06:00"));

    static final Fixed TAGS = new Fixed("tags.yaml", must("tags", new MapOf(WORD, TAG), "the tags by name"));

    private static final Fixed PLAIN_OFFER = new Fixed(
            "an offer",
            must("class", CLASS, "inducement, information, help or care"),
            must("lasts", DURATION, "how long it stands"),
            must("message", WORDING, "what the player reads; one text, or one for each language"),
            may("channels", new ListOf(WORD), "where it may be shown"),
            may("value", new Numeric(false, 0), "what it is worth"),
            may("requires", new OneOf("nothing", "deposit", "bet"), "what the player must do for it"),
            may("eligible", EXPRESSION, "he may have it"),
            may("applicable", EXPRESSION, "it makes sense now"),
            may("suitable", EXPRESSION, "it is right for him"),
            may("weight", WEIGHT, "how much it counts, for the policy's rank; 1 if absent"),
            may("group", WORD, "offers of a group are much the same to him: not two in a row if there is another"),
            may("alternatives", new ListOf(WORD), "at most three offers that may be what he needed instead"),
            may("needs", new ListOf(IDENTIFIER), "the facts a pattern that lists it must give"),
            may("caps", CAPS, "at most so many times"),
            may("products", new ListOf(WORD), "what it may be used for"),
            may("wagering", new Numeric(false, 0), "how often what it gives must be staked"),
            may("review", FLAG, "a person decides whether it is sent"),
            may("mandated", FLAG, "care that the regulator asks for, whatever protects the player"),
            may("about", TEXT, "what it is, for people"));

    private static final Fixed OFFER = withVariants(PLAIN_OFFER, Set.of("message", "value", "lasts"));

    static final Fixed OFFERS = new Fixed("offers.yaml", must("offers", new MapOf(WORD, OFFER), "the offers by name"));

    private static final Key OVER_ALL = may("caps", CAPS, "over everything he sees, care apart");
    private static final Key OVER_CARE = may("care_caps", CAPS, "over care");
    private static final Key GAP = may("gap", DURATION, "the least time between two offers, care apart");
    private static final Key QUIET = may(
            "quiet_hours",
            new Fixed(
                    "quiet_hours",
                    must("from", CLOCK, "when quiet begins, in the player's zone"),
                    must("to", CLOCK, "when quiet ends"),
                    may("channels", new ListOf(WORD), "where it is quiet; everywhere if absent")),
            "when nothing is sent, in the player's zone, care apart");

    private static final Fixed RESTRAINT = new Fixed(
            "restraint",
            OVER_ALL,
            OVER_CARE,
            GAP,
            QUIET,
            may(
                    "back_off",
                    new Fixed(
                            "back_off",
                            must("after", oneOrMore(TEXT, null), "as in 2 dismissed per 24h, or 3 ignored per 24h"),
                            must("for", DURATION, "how long nothing is sent"),
                            may("doubling_to", DURATION, "it doubles each time up to this"),
                            may("forgiven_by", new OneOf("accepted"), "accepted: an offer he accepts ends it")),
                    "silence after offers he did not want, care apart"));

    private static final Fixed BUDGET = new Fixed(
            "a budget",
            must("at_most", new Numeric(false, 0), "so much value, as offers have it"),
            must("per", DURATION, "in every window of this length; windows follow one another from 1970-01-01T00:00Z"),
            may("offer", WORD, "of this offer"),
            may("brand", TEXT, "of the offers of this brand; of all if neither is there"));

    private static final Fixed LICENCE_RESTRAINT = new Fixed("restraint", OVER_ALL, OVER_CARE, GAP, QUIET);

    private static final Fixed PROTECTION = new Fixed(
            "a protection",
            may("from", SELECTOR, "the state begins with this event"),
            may("where", EXPRESSION, "the condition that event must fulfil"),
            may("to", SELECTOR, "the state ends with this event"),
            may("until", IDENTIFIER, "the attribute of the first event that says until when"),
            may(
                    "while",
                    new Fixed(
                            "a mapping with `latest` and `of`",
                            must("latest", IDENTIFIER, "the boolean attribute that says whether the state holds"),
                            must("of", SELECTOR, "the events that carry it")),
                    "the state holds while the last value of an attribute is true"),
            may("no", WORD, "the state holds for everybody while this event for all is missing"),
            may(
                    "for",
                    DURATION,
                    "beside no: it is missing so long after its time; beside from: so long it lasts where until does not say"),
            may("per", IDENTIFIER, "side by side for each value of this attribute, as of payments"),
            may("licences", new ListOf(WORD), "beside no: of whose players it is asked; all if absent"),
            must("sends", CLASSES, "the classes that may still be sent"));

    private static final Fixed HOURS = new Fixed(
            "an entry of hours",
            must("from", CLOCK, "when it begins, in the player's zone"),
            must("to", CLOCK, "when it ends"),
            must("forbids", CLASSES, "classes that are not sent in between"));

    private static final Shape NEEDS = new MapOf(WORD, new ListOf(new OneOf("product", "channel", "profiling")));

    private static final Fixed CONSENT =
            new Fixed("consent", must("from", WORD, "the event that changes consent"), may("needs", NEEDS, "by class"));

    private static final Fixed LICENCE_CONSENT = new Fixed(
            "consent",
            may("needs", NEEDS, "by class, beside what the policy needs"),
            may("given_on", new ListOf(WORD), "the channels of the envelope on which he must have said so"));

    private static final Fixed NEVER = new Fixed(
            "a rule of never",
            must("after", SELECTOR, "the events after which it is forbidden"),
            must(
                    "send",
                    new Fixed(
                            "send",
                            may("requires", new OneOf("deposit", "bet"), "offers that require this"),
                            may("class", CLASS, "offers of this class")),
                    "what is forbidden"),
            must("because", TEXT, "why"));

    private static final Fixed SPEECH = new Fixed(
            "words",
            may("default", LANGUAGE, "spoken where there is no text in the player's own language; en if absent"),
            may("locale", EXPRESSION, "the player's own language, as in pt-BR: a feature, or another text"),
            may("stop", WORDING, "what he presses to see no more of these"));

    private static final Fixed KILL = new Fixed(
            "kill",
            may("everything", FLAG, "every offer, care included"),
            may("brands", new ListOf(TEXT), "the offers of these brands"),
            may("patterns", new ListOf(WORD), "the offers of these patterns"),
            may("offers", new ListOf(WORD), "these offers"));

    private static final Fixed CHOOSING = new Fixed(
            "choice",
            may("rank", EXPRESSION, "a number for each offer: the highest is sent, of equal ones the first listed"),
            may("nothing", EXPRESSION, "how saying nothing ranks: an offer that ranks no higher is not sent"),
            may("prefer", EXPRESSION, "the channel he prefers, a text"));

    static final Fixed POLICY = new Fixed(
            "policy.yaml",
            may("fresh", DURATION, "an older moment is not offered"),
            may("choice", CHOOSING, "which of the offers that may be sent is"),
            may("restraint", RESTRAINT, "how often and when"),
            may("budgets", new ListOf(BUDGET), "how much value is issued at most, to all players together"),
            may("protection", new MapOf(WORD, PROTECTION), "states in which only some classes are sent"),
            may("consent", CONSENT, "what needs the player's consent"),
            may("kill", KILL, "what is stopped at once, and withdrawn where it is open"),
            may("never", new ListOf(NEVER), "proved pattern by pattern"),
            may("holdout", PERCENT, "for how many players it is decided and nothing sent, care apart"),
            may("words", SPEECH, "in which language a player is spoken to"));

    static final Fixed LICENCE = new Fixed(
            "a licence",
            must("licence", WORD, "the jurisdiction, as in the envelope"),
            may("about", TEXT, "what it is, for people"),
            may("forbids", CLASSES, "classes that are not sent there"),
            may("hours", new ListOf(HOURS), "when some classes are not sent there, in the player's zone"),
            may("mixes_products", FLAG, "false: one incentive is for one product only"),
            may("wagering_at_most", new Numeric(false, 0), "how often what is given may have to be staked"),
            may("restraint", LICENCE_RESTRAINT, "how often and when"),
            may("consent", LICENCE_CONSENT, "what needs the player's consent"),
            may("never", new ListOf(NEVER), "proved pattern by pattern"));

    private static final Shape TIMES = new Either(
            COUNT,
            null,
            new Fixed("times", must("at_least", COUNT, "at least so many"), may("at_most", COUNT, "at most so many")));

    static final Fixed TAKE = new Fixed(
            "a step",
            must("on", SELECTOR, "the events that must come"),
            may("as", IDENTIFIER, "what expressions call it"),
            may("where", EXPRESSION, "the condition an event must fulfil"),
            may("times", TIMES, "how often"),
            may("broken_by", SELECTOR, "none of these between the repetitions"),
            may("in_a_row", FLAG, "no event of the step's types that fails its condition in between"),
            may("immediately", FLAG, "none of the player's own events in between"),
            may("optional", FLAG, "it may be missing"),
            may("within", DURATION, "less than so long after the step before"),
            may("same", WORDS, "the repetitions share these fields"),
            may("different", WORD, "the repetitions all differ in this field"));

    static final Fixed SILENCE = new Fixed(
            "a silence",
            must("no", SELECTOR, "none of these"),
            may("for", WAIT, "how long at least: 20s, or 2.5 x pace"),
            may("by", EXPRESSION, "until this time"),
            may("at_least", DURATION, "the least of a multiple of a feature"),
            may("at_most", DURATION, "the most of a multiple of a feature"),
            may("or_until", SELECTOR, "or until this event, whichever is first"));

    private record Step() implements Shape {
        @Override
        public void check(Item item, Problems problems) {
            (item.has("no") && !item.has("on") ? SILENCE : TAKE).check(item, problems);
        }

        @Override
        public Map<String, Object> schema() {
            return new TreeMap<>(Map.of("anyOf", List.of(TAKE.schema(), SILENCE.schema())));
        }

        @Override
        public String words() {
            return "a step";
        }
    }

    private static final Fixed GAIN =
            new Fixed("a tag", must("name", WORD, "the tag it gives"), must("for", DURATION, "for how long"));

    private static final Fixed ENTRY = new Fixed(
            "an entry of offers",
            must("offer", WORD, "the offer"),
            may("when", EXPRESSION, "the condition under which it is sent"),
            may("weight", WEIGHT, "how much it counts here, instead of the offer's own weight"));

    private static final Fixed PLAIN_PATTERN = new Fixed(
            "a pattern",
            must("pattern", WORD, "its id, which is the name of the file"),
            must("sequence", new ListOf(new Step()), "what comes, and what does not"),
            may("title", TEXT, "what it notices, for people"),
            may(
                    "intent",
                    new OneOf("exit", "hesitation", "risk", "idle", "churn", "conversion", "reward", "service"),
                    "what it is about"),
            may("stage", WORD, "a label for the batch CRM downstream"),
            may("mode", new OneOf("live", "shadow", "paused"), "live, shadow (send nothing) or paused"),
            may(
                    "audience",
                    new Fixed(
                            "audience",
                            may("rollout", PERCENT, "for how many players it is decided at all"),
                            may("holdout", PERCENT, "for how many it is decided and not sent"),
                            may("when", EXPRESSION, "for whom")),
                    "who"),
            may("within", DURATION, "less than so long from the first event to the moment"),
            may("same", WORDS, "a match follows one value of these fields"),
            may("after_match", new OneOf("restart", "overlap"), "restart (default) or overlap"),
            may("unless", CONDITIONS, "no offer while one of these holds"),
            may("tag", oneOrMore(null, GAIN), "the tags it gives"),
            may("offers", new ListOf(new Either(WORD, null, ENTRY)), "what it may send, best first"),
            may("because", WORDING, "one plain sentence for the player that names at most three signals"),
            may("facts", new MapOf(IDENTIFIER, EXPRESSION), "values computed at the moment"),
            may("until", SELECTOR, "then it is over"),
            may("not_after", EXPRESSION, "a time that neither tag nor offer outlives, or a time of day as in 06:00"),
            may("caps", CAPS, "at most so many times"),
            may("fresh", DURATION, "an older moment is not offered"),
            may("after", DURATION, "the offer is issued so long after the moment, if he does nothing until then"),
            may("priority", new Numeric(true, 0), "higher goes first; 50 if absent"));

    static final Fixed PATTERN = withVariants(
            PLAIN_PATTERN,
            Set.of(
                    "sequence",
                    "within",
                    "same",
                    "after_match",
                    "unless",
                    "tag",
                    "offers",
                    "because",
                    "until",
                    "not_after",
                    "caps",
                    "fresh",
                    "after",
                    "priority"));

    private Grammar() {}

    /** The same with variants of it, which may say otherwise for a share of the players. */
    private static Fixed withVariants(Fixed plain, Set<String> otherwise) {
        List<Shape.Key> ofVariant = new ArrayList<>();
        ofVariant.add(must("share", PERCENT, "of the players, who always get this one"));
        List<Shape.Key> keys = new ArrayList<>(plain.keys());
        for (Shape.Key key : keys) {
            if (otherwise.contains(key.name())) {
                ofVariant.add(may(key.name(), key.shape(), key.about()));
            }
        }
        keys.add(may(
                "variants",
                new MapOf(WORD, new Fixed("a variant", ofVariant)),
                "the same with other values of some keys, for a share of the players"));
        return new Fixed(plain.what(), keys);
    }

    private static Shape oneOrMore(Shape scalar, Shape map) {
        return new Either(scalar, new ListOf(new Either(scalar, null, map)), map);
    }

    /** The table of a file; null if no such file belongs into a playbook. */
    static Fixed of(String path) {
        if (path.matches("patterns/[^/]+\\.yaml")) {
            return PATTERN;
        } else if (path.matches("licences/[^/]+\\.yaml")) {
            return LICENCE;
        }
        return switch (path) {
            case "events.yaml" -> EVENTS;
            case "features.yaml" -> FEATURES;
            case "tags.yaml" -> TAGS;
            case "offers.yaml" -> OFFERS;
            case "policy.yaml" -> POLICY;
            default -> null;
        };
    }
}
