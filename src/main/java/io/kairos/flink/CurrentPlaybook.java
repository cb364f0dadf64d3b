package io.kairos.flink;

import io.kairos.pattern.match.MatcherFactory;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.PlaybookReader;
import io.kairos.playbook.Problem;
import io.kairos.playbook.Reading;
import io.kairos.player.Core;
import io.kairos.player.Rules;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The playbook in force in one subtask, and which one may take its place. */
final class CurrentPlaybook {
    private final MatcherFactory factory;
    private final Core.Settings settings;
    private Bundle bundle;
    private Rules rules;

    CurrentPlaybook(MatcherFactory factory, Core.Settings settings) {
        this.factory = factory;
        this.settings = settings;
    }

    /** What became of a bundle. */
    enum Status {
        APPLIED,
        REFUSED,
        IN_FORCE_ALREADY
    }

    /**
     * The answer to a bundle.
     *
     * @param version 0, and {@code hash} null, if the bundle could not even be read
     * @param detail why it was refused; null if it was not
     */
    record Verdict(Status status, long version, String hash, String detail) {
        static Verdict unreadable(String why) {
            return new Verdict(Status.REFUSED, 0, null, why);
        }
    }

    /**
     * What rests in state.
     *
     * @param lineages as {@link Rules#lineages} gave them
     */
    record InForce(Bundle bundle, Map<String, String> lineages) {}

    /** Null as long as none was good. */
    InForce inForce() {
        return bundle == null ? null : new InForce(bundle, rules.lineages());
    }

    /** The one in force; 0 as long as none was good. */
    long version() {
        return bundle == null ? 0 : bundle.version();
    }

    Rules rules() {
        return rules;
    }

    /** The one in force when the state was written, with what it knows of its patterns' past. */
    Verdict restore(InForce restored) {
        String refusal = apply(restored.bundle(), restored.lineages());
        return verdict(restored.bundle(), refusal);
    }

    /** The newer one counts; whatever is wrong with {@code candidate}, the one in force stays. */
    Verdict consider(Bundle candidate) {
        if (bundle == null) {
            return verdict(candidate, apply(candidate, Map.of()));
        }
        if (candidate.version() > bundle.version()) {
            return verdict(candidate, apply(candidate, rules.lineages()));
        }
        if (candidate.version() < bundle.version()) {
            return verdict(
                    candidate,
                    "version %d is older than %d, which is in force; to roll back, publish it under a higher version"
                            .formatted(candidate.version(), bundle.version()));
        }
        if (candidate.hash().equals(bundle.hash())) {
            return new Verdict(Status.IN_FORCE_ALREADY, candidate.version(), candidate.hash(), null);
        }
        return verdict(
                candidate,
                "version %d is in force with other content; publish the change under a higher version"
                        .formatted(candidate.version()));
    }

    private static Verdict verdict(Bundle candidate, String refusal) {
        Status status = refusal == null ? Status.APPLIED : Status.REFUSED;
        return new Verdict(status, candidate.version(), candidate.hash(), refusal);
    }

    /** Why not; null if it is in force now. */
    private String apply(Bundle candidate, Map<String, String> lineages) {
        Reading reading = PlaybookReader.read(candidate);
        if (reading.playbook() == null) {
            return text(reading.problems());
        }
        try {
            rules = Rules.of(reading.playbook(), factory, settings, lineages, rules);
        } catch (RuntimeException e) {
            return "it cannot be compiled: " + e;
        }
        bundle = candidate;
        return null;
    }

    static String text(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }
}
