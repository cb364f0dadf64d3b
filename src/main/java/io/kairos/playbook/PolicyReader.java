package io.kairos.playbook;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads policy.yaml and licences. */
final class PolicyReader {
    private final Draft draft;

    PolicyReader(Draft draft) {
        this.draft = draft;
    }

    Policy read() {
        Item policy = draft.file("policy.yaml");
        Map<String, Licence> licences = new TreeMap<>();
        draft.licences()
                .forEach((path, item) ->
                        licences.put(LicenceReader.idOf(path), new LicenceReader(draft).read(path, item)));
        return new Policy(
                draft.policyFresh(),
                new ProtectionReader(draft).read(policy == null ? null : policy.get("protection")),
                new RestraintReader(draft).read(policy == null ? null : policy.get("restraint")),
                new BudgetReader(draft).read(policy == null ? null : policy.get("budgets")),
                new ConsentReader(draft).read(policy == null ? null : policy.get("consent")),
                new ChoiceReader(draft).read(),
                new KillReader(draft).read(policy == null ? null : policy.get("kill")),
                policy == null || policy.text("holdout") == null ? 0 : VariantReader.share(policy.text("holdout")),
                Collections.unmodifiableMap(licences),
                new SpeechReader(draft).read(policy == null ? null : policy.get("words")));
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
}
