package io.kairos.playbook;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.EventType.Attribute;
import io.kairos.playbook.Protections.Feed;
import io.kairos.playbook.Protections.Protection;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads the protections of policy.yaml, and keeps those that can not be configured away. */
final class ProtectionReader {
    /** A protection that is always there, as far as the vocabulary has its events. */
    private record BuiltIn(String id, String from, String to, String latest) {}

    private static final List<BuiltIn> BUILT_IN = List.of(
            new BuiltIn("self-excluded", "rg_self_excluded", "rg_self_exclusion_ended", null),
            new BuiltIn("timed-out", "rg_timeout_started", "rg_timeout_ended", null),
            new BuiltIn("blocked", "block_changed", null, "active"));

    /** In these nobody is tempted, as far as the vocabulary has their events; what the policy makes of them may be stricter. */
    private static final Set<String> NEVER_TEMPTED = Set.of("high-risk", "near-limit", "withdrawing");

    private static final Set<OfferClass> NO_INDUCEMENT =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(OfferClass.INDUCEMENT)));

    private static final long A_MONTH = 31L * 86_400_000;

    /** The feed that is always asked for, as far as the vocabulary has its heartbeat. */
    private static final String FEED = "feed-silent";

    private static final String HEARTBEAT = "rg_heartbeat";

    private final Draft draft;
    private final Problems problems;
    private final Map<String, Protection> standing = new LinkedHashMap<>();
    private final Map<String, Feed> feeds = new LinkedHashMap<>();

    ProtectionReader(Draft draft) {
        this.draft = draft;
        this.problems = draft.problems();
    }

    /** @param configured what the policy says; null if nothing */
    Protections read(Item configured) {
        if (configured != null) {
            configured.entries().forEach((id, item) -> {
                if (!item.isBad()) {
                    read(id, configured.key(id), item);
                }
            });
            complete(configured);
        }
        for (BuiltIn each : BUILT_IN) {
            Protection standard = standard(each);
            if (standard != null) {
                standing.putIfAbsent(each.id(), standard);
            }
        }
        addLevel("high-risk", "rg_risk_scored", "level >= 4", "level < 4", "level", 0);
        addLevel("near-limit", "rg_limit_progress", "percent >= 80", "percent < 80", "percent", A_MONTH);
        addWithdrawing();
        Feed feed = standardFeed();
        if (feed != null) {
            feeds.putIfAbsent(FEED, feed);
        }
        return Protections.of(List.copyOf(standing.values()), List.copyOf(feeds.values()));
    }

    private void complete(Item configured) {
        for (BuiltIn each : BUILT_IN) {
            if (!configured.has(each.id()) && standard(each) != null) {
                missing(configured, each.id(), "sends: []");
            }
        }
        if (!configured.has(FEED) && standardFeed() != null) {
            missing(configured, FEED, "no: " + HEARTBEAT);
        }
    }

    private void missing(Item configured, String id, String with) {
        problems.add(
                configured,
                "the protection `" + id + "` is missing",
                "it can not be configured away; leave out all of `protection`, or name it with " + with);
    }

    private Protection standard(BuiltIn builtIn) {
        EventType from = draft.vocabularyTypes().get(builtIn.from());
        if (from == null || from.forAll()) {
            return null;
        }
        String latest = builtIn.latest();
        if (latest != null && !has(from, latest, ValueType.BOOLEAN)) {
            return null;
        }
        boolean ends = builtIn.to() != null && draft.vocabularyTypes().containsKey(builtIn.to());
        Selector to = ends ? only(builtIn.to()) : null;
        return new Protection(
                builtIn.id(),
                only(from.id()),
                to,
                latest == null && has(from, "until", ValueType.TIME) ? "until" : null,
                0,
                latest,
                kinds(only(from.id()), to, null),
                null,
                Set.of());
    }

    private Feed standardFeed() {
        EventType heartbeat = draft.vocabularyTypes().get(HEARTBEAT);
        return heartbeat == null || !heartbeat.forAll()
                ? null
                : new Feed(FEED, HEARTBEAT, heartbeat.expires(), Set.of(), NO_INDUCEMENT);
    }

    /** A state that holds from a number of an event on. */
    private void addLevel(String id, String type, String begins, String ends, String number, long lasts) {
        EventType known = draft.vocabularyTypes().get(type);
        if (!standing.containsKey(id) && known != null && !known.forAll() && has(known, number, ValueType.NUMBER)) {
            String until = has(known, "valid_until", ValueType.TIME) ? "valid_until" : null;
            String per = has(known, "period", ValueType.STRING) ? "period" : null;
            Selector from = only(type, begins);
            Selector to = only(type, ends);
            standing.put(
                    id, new Protection(id, from, to, until, lasts, null, kinds(from, to, per), per, NO_INDUCEMENT));
        }
    }

    private void addWithdrawing() {
        List<String> over = Stream.of("withdrawal_paid", "withdrawal_rejected")
                .filter(draft.vocabularyTypes()::containsKey)
                .toList();
        EventType begins = draft.vocabularyTypes().get("withdrawal_requested");
        if (!standing.containsKey("withdrawing") && begins != null && !begins.forAll() && !over.isEmpty()) {
            Selector from = only(begins.id());
            Selector to = new Selector(over.stream()
                    .map(type -> new Selector.Choice(type, List.of()))
                    .toList());
            boolean named = types(from, to).allMatch(type -> has(draft.type(type), "payment_id", ValueType.STRING));
            String per = named ? "payment_id" : null;
            standing.put(
                    "withdrawing",
                    new Protection("withdrawing", from, to, null, 0, null, kinds(from, to, per), per, NO_INDUCEMENT));
        }
    }

    private static Selector only(String type) {
        return new Selector(List.of(new Selector.Choice(type, List.of())));
    }

    private Selector only(String type, String condition) {
        Item where = Item.scalar(new Spot("policy.yaml", 1, 1), Item.Kind.TEXT, condition, null);
        Environment here = Environment.attributes(draft, Set.of()).withEvent(Set.of(type));
        return new Selector(
                List.of(new Selector.Choice(type, List.of(ExpressionCompiler.condition(where, here, problems)))));
    }

    private static boolean has(EventType type, String attribute, ValueType of) {
        return type.attributes().containsKey(attribute)
                && type.attributes().get(attribute).type() == of;
    }

    private void read(String id, Spot key, Item item) {
        boolean builtIn = BUILT_IN.stream().anyMatch(each -> each.id().equals(id));
        Set<OfferClass> sends = TagReader.classes(item.get("sends"));
        if (builtIn && !sends.isEmpty()) {
            problems.add(
                    item.get("sends"),
                    "`" + id + "` may send nothing, and " + sends.toString().toLowerCase(Locale.ROOT) + " stands here",
                    "this protection can not be configured away: sends: []; care that the law asks for is `mandated`"
                            + " in offers.yaml");
        }
        if (builtIn && item.has("where")) {
            problems.add(
                    item.key("where"),
                    "`" + id + "` holds under every condition, and `where` stands here",
                    "this protection can not be configured away: remove `where`");
        }
        if (builtIn && item.has("for")) {
            problems.add(
                    item.key("for"),
                    "`" + id + "` ends when a fact says so, and `for` stands here",
                    "this protection can not be configured away: remove `for`");
        }
        if (NEVER_TEMPTED.contains(id) && sends.contains(OfferClass.INDUCEMENT)) {
            problems.add(
                    item.get("sends"),
                    "`" + id + "` may not send inducements",
                    "this protection can not be configured away: leave inducement out");
        }
        int forms = (item.has("from") ? 1 : 0) + (item.has("while") ? 1 : 0) + (item.has("no") ? 1 : 0);
        if (forms != 1) {
            problems.add(key, "the protection `" + id + "` needs one of `from`, `while` and `no`", null);
        } else if (item.has("no")) {
            feed(id, key, item, builtIn, sends);
        } else {
            Protection protection = item.has("while") ? whileTrue(id, item, sends) : fromTo(id, item, sends);
            if (id.equals(FEED) && standardFeed() != null) {
                problems.add(key, "`" + FEED + "` is a missing event", "give it no: " + HEARTBEAT);
            } else if (protection != null) {
                heard(id, item.has("while") ? item.key("while") : item.key("from"), protection);
                cannotBeConfiguredAway(id, item, protection);
                standing.put(id, protection);
            }
        }
    }

    /** Who is protected is said by facts from outside. */
    private void heard(String id, Spot at, Protection protection) {
        types(protection.from(), protection.to())
                .filter(type -> !draft.vocabularyTypes().containsKey(type))
                .forEach(type -> problems.add(
                        at,
                        "`" + type + "` is noticed by Kairos itself, and `" + id + "` never hears of it",
                        "let the pattern give a tag that has `suppress`"));
    }

    /** It begins with the standard event whatever that says, and ends with no other than its end. */
    private void cannotBeConfiguredAway(String id, Item item, Protection protection) {
        for (BuiltIn builtIn : BUILT_IN) {
            Protection standard = builtIn.id().equals(id) ? standard(builtIn) : null;
            if (standard == null) {
                continue;
            }
            Map<String, Object> begins = builtIn.latest() == null ? Map.of() : Map.of(builtIn.latest(), true);
            boolean always = protection.from().choices().stream()
                    .anyMatch(choice -> choice.type().equals(builtIn.from())
                            && conditions(choice, begins).allMatch(Truth.TRUE::equals));
            boolean another =
                    protection.latest() != null && !protection.latest().equals(builtIn.latest());
            if (!item.has("where") && (!always || another)) {
                problems.add(
                        item.has("while") ? item.key("while") : item.key("from"),
                        "`" + id + "` begins with every " + builtIn.from()
                                + (builtIn.latest() == null ? "" : " that is " + builtIn.latest())
                                + ", and not with every one here",
                        "this protection can not be configured away: leave it as it stands in the default playbook");
            }
            boolean endsEarly = protection.to() != null
                    && protection.to().choices().stream().anyMatch(choice -> !mayEnd(builtIn, standard, choice));
            if (endsEarly || protection.until() != null && !protection.until().equals("until")) {
                problems.add(
                        item.has("to") ? item.key("to") : item.key("until"),
                        "`" + id + "` ends with "
                                + (standard.to() == null ? "a fact that says so" : builtIn.to())
                                + " or at its `until`, and with something else here",
                        "this protection can not be configured away: leave it as it stands in the default playbook");
            }
        }
    }

    private boolean mayEnd(BuiltIn builtIn, Protection standard, Selector.Choice end) {
        if (standard.to() != null) {
            return standard.to().hasType(end.type());
        }
        if (builtIn.latest() != null) {
            return end.type().equals(builtIn.from())
                    && conditions(end, Map.of(builtIn.latest(), true)).anyMatch(Truth.FALSE::equals);
        }
        EventType type = draft.vocabularyTypes().get(end.type());
        return type != null && type.fact() && !type.id().equals(builtIn.from());
    }

    private static Stream<Truth> conditions(Selector.Choice choice, Map<String, Object> attributes) {
        Scope scope = LittleKnown.ofEvent(PlayerEvent.of("", "", choice.type(), 0, attributes));
        return choice.conditions().stream().map(condition -> condition.test(scope));
    }

    private void feed(String id, Spot key, Item item, boolean builtIn, Set<OfferClass> sends) {
        if (builtIn) {
            problems.add(item.key("no"), "`" + id + "` can not be a missing event", "give it `from` or `while`");
        }
        goesNotWith(item, "no", "to", "until", "where", "per");
        Item no = item.get("no");
        EventType type = no == null ? null : draft.vocabularyTypes().get(no.text());
        if (no == null) {
            return;
        }
        if (type == null) {
            problems.unknown(
                    no.spot(), "event", no.text(), "", draft.vocabularyTypes().keySet());
            return;
        }
        if (!type.forAll()) {
            problems.add(
                    no,
                    "`" + type.id() + "` is an event of one player, and one of all belongs here",
                    "a feed is heard by an event with scope: all");
            return;
        }
        if (id.equals(FEED) && standardFeed() != null) {
            if (!type.id().equals(HEARTBEAT)) {
                problems.add(
                        no, "`" + FEED + "` listens to " + HEARTBEAT + ", and `" + type.id() + "` stands here", null);
            }
            if (sends.contains(OfferClass.INDUCEMENT)) {
                problems.add(
                        item.get("sends"),
                        "`" + FEED + "` may not send inducements",
                        "this protection can not be configured away: who has excluded himself is not known then");
            }
            if (item.has("licences")) {
                requireAllLicences(item.get("licences"));
            }
        }
        Long lasts = item.millis("for");
        if (lasts == null) {
            if (!item.has("for")) {
                problems.add(key, "the protection `" + id + "` does not say for how long", "as in for: 60s");
            }
            return;
        }
        if (lasts > type.expires()) {
            problems.add(
                    item.get("for"),
                    "`" + type.id() + "` is kept for " + type.expires() + " ms, and would be missed after " + lasts
                            + " ms only",
                    "in events.yaml let it expire no sooner");
        }
        feeds.put(id, new Feed(id, type.id(), lasts, licences(item.get("licences")), sends));
    }

    /** A licence without a feed has no such facts to wait for; that must be said licence by licence. */
    private void requireAllLicences(Item licences) {
        if (licences != null && licences.list().isEmpty()) {
            problems.add(licences, "`licences` names none", "leave it out: then the feed is asked for under each");
        }
    }

    private static Set<String> licences(Item list) {
        Set<String> licences = new LinkedHashSet<>();
        if (list != null) {
            list.list().stream().filter(item -> !item.isBad()).forEach(item -> licences.add(item.text()));
        }
        return licences;
    }

    private void goesNotWith(Item item, String form, String... keys) {
        for (String key : keys) {
            if (item.has(key)) {
                problems.add(item.key(key), "`" + key + "` does not go with `" + form + "`", "remove it");
            }
        }
    }

    private Protection whileTrue(String id, Item item, Set<OfferClass> sends) {
        goesNotWith(item, "while", "to", "until", "where", "for", "licences");
        Item state = item.get("while");
        SelectorReader events = new SelectorReader(draft, Environment.attributes(draft, Set.of()));
        Selector of = state == null ? null : events.read(state.get("of"));
        Item latest = state == null ? null : state.get("latest");
        if (of == null || latest == null || !declares(of, latest, ValueType.BOOLEAN)) {
            return null;
        }
        String per = per(item, of, null);
        return new Protection(id, of, null, null, 0, latest.text(), kinds(of, null, per), per, sends);
    }

    private Protection fromTo(String id, Item item, Set<OfferClass> sends) {
        goesNotWith(item, "from", "licences");
        SelectorReader events = new SelectorReader(draft, Environment.attributes(draft, Set.of()));
        Selector from = events.read(item.get("from"), item.get("where"));
        Selector to = events.read(item.get("to"));
        Item until = item.get("until");
        if (from == null || item.has("to") && to == null || until != null && !declares(from, until, ValueType.TIME)) {
            return null;
        }
        boolean named =
                until == null && from.types().stream().allMatch(type -> has(draft.type(type), "until", ValueType.TIME));
        Long lasts = item.millis("for");
        String per = per(item, from, to);
        return new Protection(
                id,
                from,
                to,
                until != null ? until.text() : named ? "until" : null,
                lasts == null ? 0 : lasts,
                null,
                kinds(from, to, per),
                per,
                sends);
    }

    private String per(Item item, Selector from, Selector to) {
        Item per = item.get("per");
        if (per == null) {
            return null;
        }
        boolean declared = types(from, to).allMatch(type -> {
            boolean has = draft.type(type).attributes().containsKey(per.text());
            if (!has) {
                problems.unknown(
                        per.spot(),
                        "attribute",
                        per.text(),
                        " of " + type,
                        draft.type(type).attributes().keySet());
            }
            return has;
        });
        return declared ? per.text() : null;
    }

    /**
     * What tells apart states that stand side by side: what all of its events list the values of, and {@code per}. What
     * beginning and end can never share tells only the one from the other.
     */
    private List<String> kinds(Selector from, Selector to, String per) {
        Set<String> kinds = new TreeSet<>();
        List<String> types = types(from, to).toList();
        if (types.isEmpty()) {
            return List.of();
        }
        draft.type(types.get(0)).attributes().keySet().stream()
                .filter(name -> types.stream().allMatch(type -> isListed(name, type)))
                .filter(name -> to == null
                        || draft.type(types.get(0)).attributes().get(name).listed().stream()
                                .anyMatch(value -> mayHave(from, name, value) && mayHave(to, name, value)))
                .forEach(kinds::add);
        if (per != null) {
            kinds.add(per);
        }
        return new ArrayList<>(kinds);
    }

    private static boolean mayHave(Selector events, String attribute, String value) {
        return events.choices().stream()
                .anyMatch(choice -> conditions(choice, Map.of(attribute, value)).noneMatch(Truth.FALSE::equals));
    }

    private boolean isListed(String name, String type) {
        Attribute attribute = draft.type(type).attributes().get(name);
        return attribute != null && !attribute.listed().isEmpty();
    }

    private static Stream<String> types(Selector from, Selector to) {
        return Stream.of(from, to)
                .filter(Objects::nonNull)
                .flatMap(selector -> selector.types().stream())
                .distinct();
    }

    private boolean declares(Selector of, Item attribute, ValueType as) {
        for (String type : of.types()) {
            EventType known = draft.type(type);
            if (!known.attributes().containsKey(attribute.text())) {
                problems.unknown(
                        attribute.spot(),
                        "attribute",
                        attribute.text(),
                        " of " + type,
                        known.attributes().keySet());
                return false;
            } else if (!has(known, attribute.text(), as)) {
                problems.add(
                        attribute,
                        "`" + attribute.text() + "` of " + type + " is "
                                + known.attributes().get(attribute.text()).type() + ", and " + as + " belongs here",
                        null);
                return false;
            }
        }
        return true;
    }
}
