package io.kairos.playbook;

import io.kairos.playbook.Policy.Protection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads policy.yaml and licences, and keeps the protections that can not be configured away. */
final class PolicyReader {
    /** A protection that is always there, as far as the vocabulary has its events. */
    private record BuiltIn(String id, String from, String to, String latest) {}

    private static final List<BuiltIn> BUILT_IN = List.of(
            new BuiltIn("self-excluded", "rg_self_excluded", "rg_self_exclusion_ended", null),
            new BuiltIn("timed-out", "rg_timeout_started", "rg_timeout_ended", null),
            new BuiltIn("blocked", "block_changed", null, "active"));

    private final Draft draft;
    private final Problems problems;
    private final List<Playbook.Refused> refused;

    PolicyReader(Draft draft, List<Playbook.Refused> refused) {
        this.draft = draft;
        this.problems = draft.problems();
        this.refused = refused;
    }

    Policy read() {
        Item policy = draft.file("policy.yaml");
        Map<String, Protection> protections = new LinkedHashMap<>();
        if (policy != null) {
            notEnforced(policy, "policy");
            Item configured = policy.get("protection");
            if (configured != null) {
                configured.entries().forEach((id, item) -> {
                    Protection protection = item.isBad() ? null : protection(id, configured.key(id), item);
                    if (protection != null) {
                        protections.put(id, protection);
                    }
                });
                complete(configured);
            }
        }
        for (BuiltIn each : BUILT_IN) {
            Protection standard = standard(each);
            if (standard != null) {
                protections.putIfAbsent(each.id(), standard);
            }
        }
        draft.licences().forEach((path, licence) -> {
            String name = licence.text("licence");
            String id = path.substring("licences/".length(), path.length() - ".yaml".length());
            if (name != null && !name.equals(id)) {
                problems.add(
                        licence.get("licence"),
                        "the licence is called `" + name + "` and its file `" + id + ".yaml`",
                        "a licence's file has its name");
            }
            consent(licence.get("consent"));
            never(licence.get("never"));
            refuse(licence.spot(), "licence " + id + ": rules of a licence are not supported yet");
        });
        return new Policy(
                draft.policyFresh(),
                List.copyOf(protections.values()),
                Restraint.NONE,
                Consent.NONE,
                Ranking.NONE,
                new KillReader(draft).read(policy == null ? null : policy.get("kill")),
                0,
                Map.of());
    }

    private void complete(Item configured) {
        for (BuiltIn each : BUILT_IN) {
            if (!configured.has(each.id()) && standard(each) != null) {
                problems.add(
                        configured,
                        "the protection `" + each.id() + "` is missing",
                        "it can not be configured away; leave out all of `protection`, or name it with sends: []");
            }
        }
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
        return new Protection(
                builtIn.id(),
                only(from.id()),
                ends ? only(builtIn.to()) : null,
                latest == null && has(from, "until", ValueType.TIME) ? "until" : null,
                latest,
                Set.of());
    }

    private static Selector only(String type) {
        return new Selector(List.of(new Selector.Choice(type, List.of())));
    }

    private static boolean has(EventType type, String attribute, ValueType of) {
        return type.attributes().containsKey(attribute)
                && type.attributes().get(attribute).type() == of;
    }

    private Protection protection(String id, Spot key, Item item) {
        boolean builtIn = BUILT_IN.stream().anyMatch(each -> each.id().equals(id));
        Set<OfferClass> sends = TagReader.classes(item.get("sends"));
        if (builtIn && !sends.isEmpty()) {
            problems.add(
                    item.get("sends"),
                    "`" + id + "` may send nothing, and " + sends.toString().toLowerCase(java.util.Locale.ROOT)
                            + " stands here",
                    "this protection can not be configured away: sends: []");
        }
        if (builtIn && item.has("where")) {
            problems.add(
                    item.key("where"),
                    "`" + id + "` holds under every condition, and `where` stands here",
                    "this protection can not be configured away: remove `where`");
        }
        int forms = (item.has("from") ? 1 : 0) + (item.has("while") ? 1 : 0) + (item.has("no") ? 1 : 0);
        if (forms != 1) {
            problems.add(key, "the protection `" + id + "` needs one of `from`, `while` and `no`", null);
            return null;
        }
        if (item.has("no")) {
            if (builtIn) {
                problems.add(item.key("no"), "`" + id + "` can not be a missing event", "give it `from` or `while`");
            }
            Item no = item.get("no");
            if (no != null && !draft.vocabularyTypes().containsKey(no.text())) {
                problems.unknown(
                        no.spot(),
                        "event",
                        no.text(),
                        "",
                        draft.vocabularyTypes().keySet());
            }
            refuse(key, "policy.protection." + id + ": a state that a missing event begins is not supported yet");
            return null;
        }
        SelectorReader events = new SelectorReader(draft, Environment.attributes(draft, Set.of()));
        if (item.has("while")) {
            Item state = item.get("while");
            Selector of = state == null ? null : events.read(state.get("of"));
            Item latest = state == null ? null : state.get("latest");
            if (of == null || latest == null || !declares(of, latest, ValueType.BOOLEAN)) {
                return null;
            }
            return new Protection(id, of, null, null, latest.text(), sends);
        }
        Selector from = events.read(item.get("from"), item.get("where"));
        Selector to = events.read(item.get("to"));
        Item until = item.get("until");
        if (from == null || until != null && !declares(from, until, ValueType.TIME)) {
            return null;
        }
        boolean named =
                until == null && from.types().stream().allMatch(type -> has(draft.type(type), "until", ValueType.TIME));
        return new Protection(id, from, to, until != null ? until.text() : named ? "until" : null, null, sends);
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

    private void notEnforced(Item policy, String where) {
        Item restraint = policy.get("restraint");
        if (restraint != null) {
            restraint.entries().forEach((key, value) -> {
                String what = switch (key) {
                    case "caps" -> "caps over everything the player sees";
                    case "care_caps" -> "caps over care";
                    case "gap" -> "a minimum gap between offers";
                    case "quiet_hours" -> "quiet hours";
                    case "back_off" -> "back-off after dismissals";
                    default -> key;
                };
                refuse(
                        restraint.key(key),
                        where + ".restraint." + key + ": " + what
                                + (what.startsWith("caps") || what.startsWith("quiet") ? " are" : " is")
                                + " not supported yet");
            });
        }
        if (policy.has("consent")) {
            consent(policy.get("consent"));
            refuse(policy.key("consent"), where + ".consent: consent is not supported yet");
        }
    }

    private void consent(Item consent) {
        if (consent == null) {
            return;
        }
        new SelectorReader(draft, Environment.attributes(draft, Set.of())).read(consent.get("from"));
        Item needs = consent.get("needs");
        if (needs != null) {
            needs.entries().keySet().forEach(word -> {
                List<String> classes = List.of("inducement", "information", "help", "care");
                if (!classes.contains(word)) {
                    problems.unknown(needs.key(word), "class", word, " of offers", classes);
                }
            });
        }
    }

    private List<Never> never(Item list) {
        List<Never> rules = new ArrayList<>();
        for (Item rule : list == null ? List.<Item>of() : list.list()) {
            if (rule.isBad()) {
                continue;
            }
            Selector after = new SelectorReader(draft, Environment.attributes(draft, Set.of())).read(rule.get("after"));
            Item send = rule.get("send");
            if (send != null && send.has("requires") == send.has("class")) {
                problems.add(send, "`send` needs one of `requires` and `class`", null);
            } else if (after != null && send != null && rule.text("because") != null) {
                rules.add(new Never(
                        after,
                        send.text("requires"),
                        send.text("class") == null ? null : OfferReader.classOf(send.text("class")),
                        rule.text("because")));
            }
        }
        return rules;
    }

    /** The rules of `never` of the policy; those of a licence bind there only. */
    List<Never> never() {
        Item policy = draft.file("policy.yaml");
        return never(policy == null ? null : policy.get("never"));
    }

    private void refuse(Spot at, String what) {
        refused.add(new Playbook.Refused(at.file(), at.line(), what));
    }
}
