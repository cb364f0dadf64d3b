package io.kairos.playbook;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads policy.yaml and licences. */
final class PolicyReader {
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
        if (policy != null) {
            notEnforced(policy, "policy");
        }
        Map<String, Licence> licences = new TreeMap<>();
        draft.licences().forEach((path, item) -> {
            notEnforced(item, "licence " + LicenceReader.idOf(path));
            licences.put(LicenceReader.idOf(path), new LicenceReader(draft).read(path, item));
        });
        return new Policy(
                draft.policyFresh(),
                new ProtectionReader(draft).read(policy == null ? null : policy.get("protection")),
                Restraint.NONE,
                Consent.NONE,
                new ChoiceReader(draft).read(),
                new KillReader(draft).read(policy == null ? null : policy.get("kill")),
                0,
                Collections.unmodifiableMap(licences));
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

    /** The rules of `never` of the policy, and those of the licences, which bind there only. */
    List<Never> never() {
        Item policy = draft.file("policy.yaml");
        List<Never> rules =
                new ArrayList<>(new NeverReader(draft).read(policy == null ? null : policy.get("never"), null));
        draft.licences()
                .forEach((path, item) ->
                        rules.addAll(new NeverReader(draft).read(item.get("never"), LicenceReader.idOf(path))));
        return rules;
    }

    private void refuse(Spot at, String what) {
        refused.add(new Playbook.Refused(at.file(), at.line(), what));
    }
}
